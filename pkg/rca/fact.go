package rca

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// Fact is one thing that a document says about its incident.
type Fact struct {
	Name   string   // the key that front matter has for it: "started", "services"
	Values []string // one, unless it is a list; never empty
	List   bool
	Sure   bool // the author stated it, or it was read and nothing had to be filled in or guessed
	Evidence
}

// Value returns the fact in one line: a list in brackets.
func (f Fact) Value() string {
	if f.List {
		return "[" + strings.Join(f.Values, ", ") + "]"
	}
	return f.Values[0]
}

// Word is a name that was read in the text: a region, a provider.
type Word struct {
	Text string
	Evidence
}

// List returns the facts that front matter has keys for, in the order of those
// keys, with what was read where front matter is silent.
func (d *Document) List() []Fact {
	var list []Fact
	add := func(name, value string, sure bool, e Evidence) {
		if value != "" {
			list = append(list, Fact{Name: name, Values: []string{value}, Sure: sure, Evidence: e})
		}
	}
	titled := Evidence{Span: d.Keys["title"], Sentence: d.Title}
	word := func(name, stated, fromTitle string) {
		if stated != "" {
			add(name, stated, true, Evidence{Span: d.Keys[name], Stated: true})
		} else {
			add(name, fromTitle, true, titled)
		}
	}
	word("status", d.Meta.Status, d.Status)
	word("severity", d.Meta.Severity, "")
	words := func(name string, stated []string, fromTitle string, read []Word) {
		fact := Fact{Name: name, List: true, Sure: true}
		switch {
		case len(stated) > 0:
			fact.Values, fact.Evidence = stated, Evidence{Span: d.Keys[name], Stated: true}
		case fromTitle != "" && (len(read) == 0 || !strings.HasPrefix(strings.ToLower(fromTitle), "multiple")):
			fact.Values, fact.Evidence = []string{fromTitle}, titled
		case len(read) > 0:
			for _, w := range read {
				fact.Values = append(fact.Values, w.Text)
			}
			fact.Evidence = read[0].Evidence
		default:
			return
		}
		list = append(list, fact)
	}
	f := d.Facts
	words("services", d.Meta.Services, d.Service, nil)
	words("regions", d.Meta.Regions, d.Region, f.Regions)
	if d.Meta.Provider != "" {
		add("provider", d.Meta.Provider, true, Evidence{Span: d.Keys["provider"], Stated: true})
	} else {
		add("provider", f.Provider.Text, true, f.Provider.Evidence)
	}
	mitigated := cmp.Or(f.Impact.End, f.Mitigated) // the text about the impact knows better than the timeline
	if f.Mitigated.Stated {
		mitigated = f.Mitigated
	}
	course := []Moment{f.Impact.Start, f.Detected, mitigated, f.Resolved} // one after the other
	for i, name := range []string{"started", "detected", "mitigated", "resolved"} {
		if m := course[i]; !m.IsZero() {
			add(name, stamp(m), m.sure() && (m.Stated || inCourse(course, i)), m.Evidence)
		}
	}
	if !f.Published.IsZero() {
		add("published", stamp(f.Published), true, f.Published.Evidence)
	}
	return list
}

// longestCourse is the longest time between two moments of an incident that is
// believed without somebody's word.
const longestCourse = 28 * 24 * time.Hour

// inCourse reports whether the i-th moment is not before those that come before
// it, not after those that come after it, and near to all of them.
func inCourse(course []Moment, i int) bool {
	for k, other := range course {
		first, second := course[min(i, k)], course[max(i, k)]
		if other.IsZero() || k == i {
			continue
		}
		apart := second.Time.Sub(first.Time)
		if first.DateOnly || second.DateOnly {
			apart += 24 * time.Hour // the day has as many hours in which it can have been
		}
		if apart < 0 || apart > longestCourse {
			return false
		}
	}
	return true
}

// sure reports whether a moment can be taken for what the author meant.
func (m Moment) sure() bool {
	if m.Stated || m.DateOnly {
		return m.Stated || !m.Approximate && !m.Ambiguous && !m.Undated
	}
	abbreviation, _ := m.Time.Zone()
	return m.Zoned && !m.Approximate && !m.Ambiguous && !m.Undated && temporal.OutOfSeason(abbreviation, m.Time) == ""
}

// stamp writes a moment as front matter has it.
func stamp(m Moment) string {
	if m.DateOnly {
		return m.Time.Format(time.DateOnly)
	}
	if m.Undated {
		return m.Time.Format("15:04")
	}
	return m.Time.Format(time.RFC3339)
}

// provider is a supplier whose failures others report, with the words that
// name it.
type provider struct {
	name  string
	words []string
}

var providers = []provider{
	{"Microsoft Azure", []string{"Azure"}},
	{"Amazon Web Services", []string{"AWS", "Amazon Web Services"}},
	{"Google Cloud", []string{"Google Cloud", "GCP"}},
	{"Cloudflare", []string{"Cloudflare"}},
	{"Fastly", []string{"Fastly"}},
	{"Akamai", []string{"Akamai"}},
	{"GitHub", []string{"GitHub", "Github"}},
	{"Heroku", []string{"Heroku"}},
	{"Okta", []string{"Okta"}},
	{"DigitalOcean", []string{"DigitalOcean"}},
	{"Twilio", []string{"Twilio"}},
}

// blamed are words near a provider's name that make it the origin of the
// incident rather than a place where things run.
var blamed = regexp.MustCompile(`(?i)\b(?:outage|incident|issues?|failure|fault|problem|platform update|confirmed|rolled? back|rolling back|degradation|unavailab|support (?:team )?confirmed)`)

// trackings are the forms in which providers number their incidents.
var trackings = []*regexp.Regexp{
	regexp.MustCompile(`(?i)tracking (?:id|number|code)\W{1,4}([A-Z0-9][A-Z0-9_-]{3,20})`),
	regexp.MustCompile(`app\.azure\.com/h/([A-Z0-9_-]{4,12})`),
	regexp.MustCompile(`status\.cloud\.google\.com/incidents?/([A-Za-z0-9/]{4,40})`),
	regexp.MustCompile(`githubstatus\.com/incidents/([a-z0-9]{6,20})`),
}

// readProvider finds the supplier in whose service the cause lay: the one that
// a sentence about the cause, or about the impact, holds responsible.
func (p *Parser) readProvider(parsed *Parsed) {
	d := parsed.Document
	for _, name := range []string{p.cause(), p.known.impact} {
		for i := range parsed.Passages {
			passage := &parsed.Passages[i]
			if name == "" || passage.Section < 0 || d.Sections[passage.Section].Name != name {
				continue
			}
			if word, ok := passage.provider(); ok {
				d.Facts.Provider = word
				return
			}
		}
	}
}

// provider returns the provider that a passage holds responsible.
func (p *Passage) provider() (Word, bool) {
	text := p.Block.Text.String
	for _, candidate := range providers {
		for _, w := range candidate.words {
			at := wholeWord(text, w)
			if at < 0 {
				continue
			}
			e := p.evidence(at, at+len(w))
			if blamed.MatchString(e.Sentence) {
				return Word{candidate.name, e}, true
			}
		}
	}
	return Word{}, false
}

// wholeWord returns where a word stands by itself in a text, or -1.
func wholeWord(text, word string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(word)
		if (i == 0 || !isLetter(text[i-1])) && (end == len(text) || !isLetter(text[end])) {
			return i
		}
		from = end
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 }

// readTracking finds the number of the provider's own incident, in the text or
// in a link's target.
func readTracking(parsed *Parsed) {
	f := &parsed.Document.Facts
	for _, l := range parsed.Body.Links {
		for _, form := range trackings[1:] {
			if m := form.FindStringSubmatch(l.Target); m != nil {
				f.Tracking = Word{strings.Clone(m[1]), Evidence{Span: l.TargetSpan, Sentence: strings.Clone(l.Target)}}
				return
			}
		}
	}
	for i := range parsed.Passages {
		passage := &parsed.Passages[i]
		text := passage.Block.Text.String
		if !strings.Contains(text, "racking ") {
			continue
		}
		if m := trackings[0].FindStringSubmatchIndex(text); m != nil {
			f.Tracking = Word{strings.Clone(text[m[2]:m[3]]), passage.evidence(m[2], m[3])}
			return
		}
	}
}

// azureRegions are the names of regions that are no code.
var azureRegions = []string{
	"North Europe", "West Europe", "UK South", "UK West", "France Central", "Germany West Central", "Germany North", "Norway East", "Sweden Central", "Switzerland North",
	"Switzerland West", "Poland Central", "Italy North", "Spain Central", "East US", "East US 2", "Central US", "North Central US", "South Central US", "West Central US",
	"West US", "West US 2", "West US 3", "Canada Central", "Canada East", "Brazil South", "Southeast Asia", "East Asia", "Japan East", "Japan West", "Korea Central",
	"Korea South", "Australia East", "Australia Southeast", "Central India", "South India", "West India", "UAE North", "South Africa North", "Qatar Central", "Israel Central",
}

// regionCode matches the codes of AWS and Google Cloud: us-east-1, europe-west4.
var regionCode = regexp.MustCompile(`\b(?:us|eu|ap|sa|ca|me|af|il|europe|asia|australia|northamerica|southamerica)-(?:gov-)?(?:north|south|east|west|central)(?:east|west)?-?[1-9][0-9]?\b`)

// readRegions finds the regions that the first paragraph with any in it names,
// of the text about the impact. Later ones may be where the traffic went. Where
// that names none, a sentence about the cause may list "the following regions".
func (p *Parser) readRegions(parsed *Parsed) {
	for _, name := range []string{p.known.impact, p.cause()} {
		for i := range parsed.Passages {
			passage := &parsed.Passages[i]
			if passage.Section < 0 || parsed.Document.Sections[passage.Section].Name != name || passage.Timeline {
				continue
			}
			regions := passage.regions()
			if name != p.known.impact {
				regions = slices.DeleteFunc(regions, func(w Word) bool { return !hurtRegions.MatchString(w.Sentence) })
			}
			if parsed.Document.Facts.Regions = regions; len(regions) > 0 {
				return
			}
		}
	}
}

// hurtRegions matches a sentence that lists regions which an incident hurt.
var hurtRegions = regexp.MustCompile(`(?i)\b(?:impact|affect)\w*\b.{0,40}\bregions?\b|\bregions?\b.{0,20}\b(?:impacted|affected)\b`)

// regions returns the regions that a passage names, in its order.
func (p *Passage) regions() (words []Word) {
	text := p.Block.Text.String
	type found struct{ start, end int }
	var list []found
	add := func(start, end int) {
		if !slices.ContainsFunc(list, func(f found) bool {
			return f.start <= start && start < f.end || text[f.start:f.end] == text[start:end]
		}) {
			list = append(list, found{start, end})
		}
	}
	if strings.Contains(text, "-") {
		for _, m := range regionCode.FindAllStringIndex(text, -1) {
			add(m[0], m[1])
		}
	}
	for k := len(azureRegions) - 1; k >= 0; k-- { // "East US 2" before "East US"
		if at := wholeWord(text, azureRegions[k]); at >= 0 {
			add(at, at+len(azureRegions[k]))
		}
	}
	slices.SortFunc(list, func(a, b found) int { return cmp.Compare(a.start, b.start) })
	for _, f := range list {
		words = append(words, Word{strings.Clone(text[f.start:f.end]), p.evidence(f.start, f.end)})
	}
	return words
}

// momentsOfTimeline takes detection, mitigation and resolution from the
// timeline where front matter does not state them: from what happened, and only
// where nothing says when it was noticed, or over, from what was told.
func (f *Facts) momentsOfTimeline() {
	f.momentsOf(func(e *Event) bool { return !e.Public })
	noticed := !f.Detected.IsZero()
	over := !f.Impact.End.IsZero() || !f.Mitigated.IsZero() || !f.Resolved.IsZero()
	f.momentsOf(func(e *Event) bool {
		if e.Phase == Detected {
			return e.Public && !noticed
		}
		return e.Public && !over
	})
}

// momentsOf takes them from those entries that count.
func (f *Facts) momentsOf(counts func(*Event) bool) {
	for k := range f.Timeline {
		e := &f.Timeline[k]
		if e.IsZero() || e.Undated || !counts(e) {
			continue
		}
		switch {
		case e.Phase == Detected && (f.Detected.IsZero() || !f.Detected.Stated && e.Time.Before(f.Detected.Time)):
			f.Detected = e.Moment
		case e.Phase == Mitigated && (f.Mitigated.IsZero() || !f.Mitigated.Stated && e.Time.After(f.Mitigated.Time)):
			f.Mitigated = e.Moment
		case e.Phase == Resolved && (f.Resolved.IsZero() || !f.Resolved.Stated && e.Time.After(f.Resolved.Time)):
			f.Resolved = e.Moment
		}
	}
}
