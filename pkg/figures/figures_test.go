package figures

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

func newSite(asOf string, documents ...*rca.Document) *site.Site {
	in := site.Input{Config: config.Default(), Documents: documents, Production: true}
	if asOf != "" {
		in.AsOf = at(asOf)
	}
	return site.New(in)
}

// at reads a day or a time to the minute, UTC.
func at(text string) time.Time {
	layout := "2006-01-02 15:04"
	t, err := time.Parse(layout[:len(text)], text)
	if err != nil {
		panic(err)
	}
	return t
}

func moment(text string) rca.Moment {
	if text == "" {
		return rca.Moment{}
	}
	return rca.Moment{Time: at(text), DateOnly: len(text) == len(time.DateOnly)}
}

// incident returns a document whose impact is between two moments, "" for one
// that is not known.
func incident(id, start, end string, more ...func(*rca.Document)) *rca.Document {
	d := &rca.Document{Path: id + ".md", File: "content/" + id + ".md", Title: id, Label: id}
	d.Facts.Impact = rca.Window{Start: moment(start), End: moment(end)}
	d.Date = d.Facts.Impact.Start.Time
	for _, f := range more {
		f(d)
	}
	return d
}

func services(names ...string) func(*rca.Document) {
	return func(d *rca.Document) { d.Meta.Services = names }
}
func tags(names ...string) func(*rca.Document) { return func(d *rca.Document) { d.Meta.Tags = names } }
func severity(word string) func(*rca.Document) {
	return func(d *rca.Document) { d.Meta.Severity = word }
}
func symptoms(s ...string) func(*rca.Document) { return func(d *rca.Document) { d.Facts.Symptoms = s } }
func tracking(text string) func(*rca.Document) {
	return func(d *rca.Document) { d.Facts.Tracking.Text = text }
}
func noticed(moments string) func(*rca.Document) {
	return func(d *rca.Document) { d.Facts.Detected = moment(moments) }
}
func told(text string) func(*rca.Document) {
	return func(d *rca.Document) {
		d.Facts.Timeline = append(d.Facts.Timeline, rca.Event{Moment: moment(text), Public: true})
	}
}
func actions(list ...rca.Action) func(*rca.Document) {
	return func(d *rca.Document) { d.Facts.Actions = list }
}

func hours(list ...float64) (lengths []time.Duration) {
	for _, h := range list {
		lengths = append(lengths, time.Duration(h*float64(time.Hour)))
	}
	return lengths
}

func TestMonthsAndQuarters(t *testing.T) {
	f := New(newSite("2024-05-02",
		incident("a", "2023-11-30 23:00", "2023-12-01 01:00", severity("critical")),
		incident("b", "2023-12-31 23:59", "2024-01-01 00:59", severity("minor")),
		incident("c", "2024-02-29 10:00", "2024-02-29 14:00", severity("SEV2")),
		incident("d", "2024-02-01 10:00", "2024-02-01 11:00"),
		incident("e", "2024-02-02 10:00", "2024-02-02 20:00"),
		incident("f", "2024-05-03 00:00", "2024-05-03 01:00"), // the day after
		incident("g", "", ""),
	))
	var months, quarters []string
	for _, m := range f.Months {
		months = append(months, fmt.Sprintf("%d-%02d %d/%d", m.Year, m.Month, m.Severe, m.Incidents))
	}
	for _, q := range f.Quarters {
		quarters = append(quarters, fmt.Sprintf("%d Q%d %d: %v %v %v", q.Year, q.Quarter, q.Incidents, q.Resolve.Lower, q.Resolve.Median, q.Resolve.Upper))
	}
	if diff := cmp.Diff([]string{"2023-11 1/1", "2023-12 0/1", "2024-01 0/0", "2024-02 1/3", "2024-03 0/0", "2024-04 0/0", "2024-05 0/0"}, months); diff != "" {
		t.Error(diff)
	}
	// 2023 Q4: 1 h and 2 h; 2024 Q1: 1 h, 4 h and 10 h.
	if diff := cmp.Diff([]string{
		"2023 Q4 2: 1h15m0s 1h30m0s 1h45m0s", "2024 Q1 3: 2h30m0s 4h0m0s 7h0m0s", "2024 Q2 0: 0s 0s 0s",
	}, quarters); diff != "" {
		t.Error(diff)
	}
	if f.Incidents != 7 || f.Undated != 1 || f.Later != 1 || f.Dated.Incidents != 5 || f.Dated.Severe != 2 {
		t.Errorf("%d incidents, %d undated, %d later, %d dated", f.Incidents, f.Undated, f.Later, f.Dated.Incidents)
	}
	var longest []string
	for _, p := range f.Longest {
		longest = append(longest, p.Document.Title)
	}
	if got := strings.Join(longest, " "); got != "e c a f d" { // b is as long as f and d, and older
		t.Errorf("longest: %s", got)
	}
}

func TestPeriods(t *testing.T) {
	f := New(newSite("2024-06-30",
		incident("first day before", "2022-07-01 00:00", "2022-07-01 03:00"),
		incident("too old", "2022-06-30 23:59", "2022-07-01 03:00"),
		incident("last day before", "2023-06-30 23:59", "2023-07-01 02:59"),
		incident("first day", "2023-07-01 00:00", "2023-07-01 01:00"),
		incident("last day", "2024-06-30 23:59", "2024-07-01 01:59"),
	))
	if f.Year.First != at("2023-07-01") || f.Year.Last != at("2024-06-30") || f.YearBefore.First != at("2022-07-01") || f.YearBefore.Last != at("2023-06-30") {
		t.Errorf("periods: %v to %v, %v to %v", f.YearBefore.First, f.YearBefore.Last, f.Year.First, f.Year.Last)
	}
	leap := New(newSite("2024-02-29", incident("a", "2024-02-03 10:00", "")))
	if leap.Year.First != at("2023-03-01") || leap.YearBefore.First != at("2022-03-01") || leap.YearBefore.Last != at("2023-02-28") {
		t.Errorf("periods up to a leap day: %v to %v, %v", leap.YearBefore.First, leap.YearBefore.Last, leap.Year.First)
	}
	if f.Year.Incidents != 2 || f.YearBefore.Incidents != 2 || f.Year.Resolve.Median != 90*time.Minute || f.YearBefore.Resolve.Median != 3*time.Hour {
		t.Errorf("last year %d, %v; before %d, %v", f.Year.Incidents, f.Year.Resolve.Median, f.YearBefore.Incidents, f.YearBefore.Resolve.Median)
	}
}

// Without a day, that of the newest incident counts, and no action is late.
func TestAsOfNewest(t *testing.T) {
	late := actions(rca.Action{Text: "x", Owners: []string{"alice"}, Deadline: rca.Deadline{Due: at("2020-01-01")}})
	f := New(newSite("", incident("a", "2024-02-03 10:00", "", late), incident("b", "2023-01-01 10:00", "")))
	if f.AsOf != at("2024-02-03") || len(f.Months) != 14 || f.Year.Incidents != 1 || f.Actions.Tally[PastDue] != 0 || f.Actions.Tally[Open] != 1 {
		t.Errorf("as of %v: %d months, %d incidents, actions %v", f.AsOf, len(f.Months), f.Year.Incidents, f.Actions.Tally)
	}
}

func TestNothing(t *testing.T) {
	for _, asOf := range []string{"", "2024-01-01"} {
		for _, s := range []*site.Site{newSite(asOf), newSite(asOf, incident("undated", "", ""))} {
			f := New(s)
			if len(f.Months)+len(f.Quarters)+f.Dated.Incidents != 0 || f.Incidents != f.Undated {
				t.Errorf("as of %q: %+v", asOf, f)
			}
		}
	}
	f := New(newSite("2024-01-01", incident("later", "2024-01-02 00:00", "")))
	if len(f.Months) != 0 || f.Later != 1 {
		t.Errorf("%+v", f)
	}
}

func TestSpread(t *testing.T) {
	f := New(newSite("2024-12-31",
		incident("known", "2024-01-01 10:00", "2024-01-01 12:00", noticed("2024-01-01 10:10"), told("2024-01-01 10:30")),
		incident("no end", "2024-01-02 10:00", "", noticed("2024-01-02 10:20"), told("2024-01-02 10:40"), told("2024-01-02 10:20")),
		incident("only a day", "2024-01-03 10:00", "2024-01-04", noticed("2024-01-03")),
		incident("day of start", "2024-01-03", "2024-01-04 10:00"),
		incident("backwards", "2024-01-04 10:00", "2024-01-04 09:00", noticed("2024-01-04 09:00")),
		incident("too long", "2023-01-04 10:00", "2024-01-06 10:00"),
		incident("undated clock", "2024-01-05 10:00", "2024-01-05 11:00", func(d *rca.Document) { d.Facts.Impact.End.Undated = true }),
		incident("no start", "", "2024-01-06 10:00", func(d *rca.Document) { d.Date = at("2024-01-06") }),
		incident("stated", "", "", func(d *rca.Document) {
			d.Date = at("2024-01-07")
			d.Facts.Durations = []rca.Length{{Of: rca.TimeOfImpact, Shortest: time.Hour, Longest: time.Hour}}
		}),
	))
	got := f.Dated
	if diff := cmp.Diff(hours(1, 2), got.Resolve.Lengths); diff != "" {
		t.Error(diff)
	}
	//                       start end day only impossible
	if want := [Reasons]int{1, 1, 1, 2, 2}; got.Resolve.Out != want {
		t.Errorf("time to resolve: left out %v, want %v", got.Resolve.Out, want)
	}
	if want := [Reasons]int{2, 3, 0, 1, 1}; got.Notice.Out != want || got.Notice.Median != 15*time.Minute || got.Notice.Known() != 2 {
		t.Errorf("time to notice: %v, left out %v, want %v", got.Notice.Median, got.Notice.Out, want)
	}
	if want := [Reasons]int{2, 5, 0, 0, 0}; got.Tell.Out != want || got.Tell.Median != 25*time.Minute {
		t.Errorf("time to tell: %v, left out %v, want %v", got.Tell.Median, got.Tell.Out, want)
	}
	n := got.Resolve.Known()
	for _, out := range got.Resolve.Out {
		n += out
	}
	if n != got.Incidents {
		t.Errorf("%d of %d incidents are in or left out", n, got.Incidents)
	}
}

func TestQuantile(t *testing.T) {
	// R: quantile(x, c(.25, .5, .75), type = 7)
	for _, test := range []struct{ lengths, want []time.Duration }{
		{nil, hours(0, 0, 0)},
		{hours(3), hours(3, 3, 3)},
		{hours(1, 2), hours(1.25, 1.5, 1.75)},
		{hours(1, 4, 10), hours(2.5, 4, 7)},
		{hours(1, 2, 3, 4), hours(1.75, 2.5, 3.25)},
		{hours(1, 2, 4, 8, 16), hours(2, 4, 8)},
		{hours(2, 4, 4, 4, 5, 5, 7, 9), hours(4, 4.5, 5.5)},
		{[]time.Duration{0, math.MaxInt64 - 3}, []time.Duration{(math.MaxInt64 - 3) / 4, (math.MaxInt64 - 3) / 2, (math.MaxInt64 - 3) / 4 * 3}},
	} {
		got := []time.Duration{quantile(test.lengths, 1), quantile(test.lengths, 2), quantile(test.lengths, 3)}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%v: %s", test.lengths, diff)
		}
	}
}

func TestRepeats(t *testing.T) {
	sso := services("SSO")
	for name, test := range map[string]struct {
		documents []*rca.Document
		want      string
	}{
		"within 90 days":        {[]*rca.Document{incident("a", "2024-01-01", "", sso, tags("keys")), incident("b", "2024-03-31", "", sso, tags("keys"))}, "b"},
		"after 90 days":         {[]*rca.Document{incident("a", "2024-01-01", "", sso, tags("keys")), incident("b", "2024-04-01", "", sso, tags("keys"))}, ""},
		"the last one counts":   {[]*rca.Document{incident("a", "2024-01-01", "", sso, tags("keys")), incident("b", "2024-03-01", "", sso, tags("keys")), incident("c", "2024-05-01", "", sso, tags("keys"))}, "b c"},
		"case and white space":  {[]*rca.Document{incident("a", "2024-01-01", "", sso, tags("Disk  full")), incident("b", "2024-01-02", "", services("sso"), tags("disk full"))}, "b"},
		"another service":       {[]*rca.Document{incident("a", "2024-01-01", "", sso, tags("keys")), incident("b", "2024-01-02", "", services("API"), tags("keys"))}, ""},
		"the service alone":     {[]*rca.Document{incident("a", "2024-01-01", "", sso), incident("b", "2024-01-02", "", sso)}, ""},
		"an error message":      {[]*rca.Document{incident("a", "2024-01-01", "", sso, symptoms("ERR timeout")), incident("b", "2024-01-02", "", sso, symptoms("ERR timeout"))}, "b"},
		"the provider's number": {[]*rca.Document{incident("a", "2024-01-01", "", sso, tracking("YV1Z-P88")), incident("b", "2024-01-02", "", sso, tracking("YV1Z-P88"))}, "b"},
		"a tag is no message":   {[]*rca.Document{incident("a", "2024-01-01", "", sso, symptoms("timeout")), incident("b", "2024-01-02", "", sso, tags("timeout"))}, ""},
		"two incidents, a half of it each": {[]*rca.Document{
			incident("a", "2024-01-01", "", services("API"), tags("keys")), incident("b", "2024-01-02", "", sso, tags("disk")), incident("c", "2024-01-03", "", sso, tags("keys"))}, ""},
		"the same day":      {[]*rca.Document{incident("b", "2024-01-01", "", sso, tags("keys")), incident("a", "2024-01-01", "", sso, tags("keys"))}, "b"},
		"twice in one":      {[]*rca.Document{incident("a", "2024-01-01", "", services("SSO", "sso"), tags("keys", "keys"))}, ""},
		"one without a day": {[]*rca.Document{incident("a", "", "", sso, tags("keys")), incident("b", "2024-01-02", "", sso, tags("keys"))}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for p := range repeats(newSite("", test.documents...).Pages) {
				got = append(got, p.Document.Title)
			}
			slices.Sort(got)
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestActions(t *testing.T) {
	due := func(day string) rca.Deadline { return rca.Deadline{Due: at(day)} }
	alice := []string{"alice"}
	f := New(newSite("2024-05-10",
		incident("a", "2024-01-01", "", actions(
			rca.Action{Kind: rca.Prevent, Deadline: due("2024-05-09")}, // past due before it is nobody's
			rca.Action{Kind: rca.Prevent, Deadline: due("2024-05-10"), Owners: alice},
			rca.Action{Kind: rca.Detect, State: rca.InProgress},
			rca.Action{State: rca.InProgress, Owners: alice},
			rca.Action{State: rca.Done, Deadline: due("2024-05-09")},
			rca.Action{State: rca.Declined},
		)),
		incident("b", "", "", actions(rca.Action{Kind: rca.Prevent, State: rca.Done})),
		incident("c", "2024-01-01", ""),
		incident("hidden", "2024-01-01", "", actions(rca.Action{}), func(d *rca.Document) { d.Meta.Unlisted = true }),
	))
	a := f.Actions
	if want := (Tally{1, 1, 1, 1, 2, 1}); a.Tally != want || a.Total() != 7 || a.ToDo() != 4 || a.Incidents != 2 {
		t.Errorf("actions %v of %d incidents, want %v", a.Tally, a.Incidents, want)
	}
	if want := (Tally{1, 0, 1, 0, 1, 0}); a.Kinds[rca.Prevent] != want {
		t.Errorf("to prevent: %v, want %v", a.Kinds[rca.Prevent], want)
	}
	if f.Dated.WithOpen != 1 || f.Dated.Incidents != 2 {
		t.Errorf("%d with an open action, of %d", f.Dated.WithOpen, f.Dated.Incidents)
	}
}

func TestGroups(t *testing.T) {
	f := New(newSite("2024-12-31",
		incident("a", "2024-01-01 10:00", "2024-01-01 11:00", services("API", "SSO"), severity("high")),
		incident("b", "2024-01-02 10:00", "2024-01-02 14:00", services("api"), tags("x")),
		incident("c", "", "", services("API"), func(d *rca.Document) { d.Meta.Provider = "Azure" }),
	))
	var got []string
	for _, g := range slices.Concat(f.Services, f.Providers) {
		got = append(got, fmt.Sprintf("%s %d %d %v", g.Facet.Value, g.Incidents, g.Severe, g.Resolve.Median))
	}
	if diff := cmp.Diff([]string{"api 3 1 2h30m0s", "SSO 1 1 1h0m0s", "Azure 1 0 0s"}, got); diff != "" {
		t.Error(diff)
	}
}

// random returns documents of every shape that the figures tell apart.
func random(seed uint64, n int) (documents []*rca.Document) {
	r := rand.New(rand.NewPCG(seed, 0))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	for i := range n {
		start := at("2019-01-01").Add(time.Duration(r.IntN(5*365*24*60)) * time.Minute)
		d := incident(fmt.Sprintf("i%05d", i), "", "")
		if d.Date = start; r.IntN(20) == 0 {
			d.Date = time.Time{}
		}
		d.Meta.Severity = pick("", "critical", "major", "minor", "SEV1")
		for range r.IntN(3) {
			d.Meta.Services = append(d.Meta.Services, pick("SSO", "API", "Search", "sso", fmt.Sprintf("S%d", r.IntN(40))))
		}
		d.Meta.Tags = []string{pick("keys", "disk", fmt.Sprint(r.IntN(n)))}
		length := time.Duration(math.Exp(r.Float64()*12)) * time.Second
		d.Facts.Impact = rca.Window{Start: rca.Moment{Time: start, DateOnly: r.IntN(9) == 0}, End: rca.Moment{Time: start.Add(length)}}
		if r.IntN(5) == 0 {
			d.Facts.Impact.End = rca.Moment{}
		}
		d.Facts.Detected = rca.Moment{Time: start.Add(length / 5)}
		for range r.IntN(3) {
			d.Facts.Actions = append(d.Facts.Actions, rca.Action{Text: "x", State: rca.ActionState(r.IntN(4)), Kind: rca.ActionKind(r.IntN(5))})
		}
		documents = append(documents, d)
	}
	return documents
}

// naive computes the figures of one quarter as their definitions say it, one
// incident against all others.
func naive(s *site.Site, year, quarter int, asOf time.Time) (got string) {
	var in, again, open int
	var minutes []float64
	for _, p := range s.Pages {
		d := p.Document
		if d.Date.IsZero() || d.Date.After(asOf.Add(24*time.Hour-1)) || d.Date.Year() != year || (int(d.Date.Month())+2)/3 != quarter {
			continue
		}
		in++
		if p.Incident.ToResolve.Known {
			minutes = append(minutes, p.Incident.ToResolve.Length.Seconds())
		}
		if slices.ContainsFunc(d.Facts.Actions, func(a rca.Action) bool { return a.IsOpen() }) {
			open++
		}
		repeat := slices.ContainsFunc(s.Pages, func(q *site.Page) bool {
			e := q.Document
			before := !e.Date.IsZero() && (e.Date.Before(d.Date) || e.Date.Equal(d.Date) && e.Path < d.Path)
			return before && d.Date.Sub(e.Date) <= 90*24*time.Hour && share(d.Meta.Services, e.Meta.Services) && share(d.Meta.Tags, e.Meta.Tags)
		})
		if repeat {
			again++
		}
	}
	slices.Sort(minutes)
	at := func(p float64) float64 { // the mock-up's: between the two nearest
		if len(minutes) == 0 {
			return 0
		}
		i := float64(len(minutes)-1) * p
		l := int(i)
		return minutes[l] + (minutes[min(l+1, len(minutes)-1)]-minutes[l])*(i-float64(l))
	}
	return fmt.Sprintf("%d %d %d %.3f %.3f %.3f", in, again, open, at(.25), at(.5), at(.75))
}

func share(x, y []string) bool {
	return slices.ContainsFunc(x, func(a string) bool {
		return slices.ContainsFunc(y, func(b string) bool { return strings.EqualFold(a, b) })
	})
}

func TestAgainstNaive(t *testing.T) {
	for seed := range uint64(8) {
		documents := random(seed, 300)
		asOf := at("2023-06-15")
		s := newSite("2023-06-15", documents...)
		f := New(s)
		sum := 0
		for _, q := range f.Quarters {
			got := fmt.Sprintf("%d %d %d %.3f %.3f %.3f", q.Incidents, q.Repeats, q.WithOpen, q.Resolve.Lower.Seconds(), q.Resolve.Median.Seconds(), q.Resolve.Upper.Seconds())
			if want := naive(s, q.Year, q.Quarter, asOf); got != want {
				t.Errorf("seed %d, %d Q%d: %s, want %s", seed, q.Year, q.Quarter, got, want)
			}
			sum += q.Incidents
		}
		months := 0
		for _, m := range f.Months {
			months += m.Incidents
		}
		if sum != f.Dated.Incidents || months != sum || sum+f.Undated+f.Later != f.Incidents || f.Incidents != 300 || f.Later == 0 || f.Dated.Repeats == 0 {
			t.Errorf("seed %d: %d in quarters, %d in months, %d dated, %d undated, %d later, %d in all", seed, sum, months, f.Dated.Incidents, f.Undated, f.Later, f.Incidents)
		}
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
		if show(f) != show(New(newSite("2023-06-15", documents...))) {
			t.Errorf("seed %d: another order of the documents gives other figures", seed)
		}
	}
}

// show writes everything but the pages, whose addresses in memory differ.
func show(f *Figures) string {
	var b strings.Builder
	for _, g := range slices.Concat(f.Services, f.Providers) {
		fmt.Fprintln(&b, g.Facet.Value, g.Summary)
	}
	for _, p := range f.Longest {
		fmt.Fprintln(&b, p.Document.Path)
	}
	fmt.Fprintln(&b, f.Dated, f.Months, f.Quarters, f.Year, f.YearBefore, f.Actions)
	return b.String()
}

// A document that names everything costs no more than its size.
func TestManyServicesAndTags(t *testing.T) {
	var names []string
	for i := range 20_000 {
		names = append(names, fmt.Sprint("n", i))
	}
	ids := numbers{}
	p := newSite("", incident("a", "2024-01-01", "", services(names...), tags(names...))).Pages[0]
	if n := len(signsOf(p, ids)); n != mostShared {
		t.Errorf("%d signs are looked at, want %d", n, mostShared)
	}
	if again := repeats([]*site.Page{p}); len(again) > 0 {
		t.Error("an incident repeats itself")
	}
}

func BenchmarkNew(b *testing.B) {
	s := newSite("2023-06-15", random(1, 50_000)...)
	b.ReportAllocs()
	for b.Loop() {
		New(s)
	}
}
