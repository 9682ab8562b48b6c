package scaffold

import (
	"path"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
)

// documents returns documents at paths below the content folder, the oldest
// first; the id of each is the name of its file, unless "=" and another follow.
func documents(paths ...string) (list []*rca.Document) {
	for k, p := range paths {
		file, id, other := strings.Cut(p, "=")
		if !other {
			id = strings.TrimSuffix(path.Base(file), path.Ext(file))
		}
		d := &rca.Document{Path: file, File: "content/" + file, Date: time.Date(2020, 1, 1+k, 0, 0, 0, 0, time.UTC)}
		d.Meta.ID = id
		list = append(list, d)
	}
	return list
}

func TestHabit(t *testing.T) {
	day := time.Date(2023, 12, 12, 9, 10, 0, 0, time.UTC)
	const title = "Search fails: 502s in Lisbon"
	for _, test := range []struct {
		name         string
		paths        []string
		file, id     string
		undated, uid string // where the day is not known
	}{
		{"none", nil, "2023/2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"only pages that are no RCAs", []string{"index.md", "README.md"}, "2023/2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"by year", []string{"2022/2022-01-31-a.md", "2021/2021-03-01-b.md", "old.md"}, "2023/2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"by month", []string{"2022-01/2022-01-31-a.md", "2021-03/2021-03-01-b.md"}, "2023-12/2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"by year and month", []string{"rcas/2022/01/20220131_a.md=x", "rcas/2021/03/20210301_b.md=y"}, "rcas/2023/12/20231212_search_fails_502s_in_lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "rcas/search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"flat", []string{"2022-01-31-a.md", "2021-03-01-b.md"}, "2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"a word before the day", []string{"2022/RCA-2022-01-31-a.md", "2021/RCA-2021-03-01-b.md"}, "2023/RCA-2023-12-12-search-fails-502s-in-lisbon.md", "RCA-2023-12-12-search-fails-502s-in-lisbon", "RCA-search-fails-502s-in-lisbon.md", "RCA-search-fails-502s-in-lisbon"},
		{"numbers", []string{"INC-0041.md", "INC-0007.md", "INC-0042.md"}, "INC-0043.md", "INC-0043", "INC-0043.md", "INC-0043"},
		{"numbers and words", []string{"001-a.md=a", "002-b.md=b"}, "003-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "003-search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"the day alone", []string{"2022/2022-01-31.md", "2021/2021-03-01.md"}, "2023/2023-12-12.md", "2023-12-12", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"the day last", []string{"a-2022-01-31.md", "b-2021-03-01.md"}, "search-fails-502s-in-lisbon-2023-12-12.md", "search-fails-502s-in-lisbon-2023-12-12", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"the same word before each day", []string{"rca-2022-01-31.md", "rca-2022-02-01.md", "rca-2021-03-01.md"}, "rca-2023-12-12.md", "rca-2023-12-12", "rca-search-fails-502s-in-lisbon.md", "rca-search-fails-502s-in-lisbon"},
		{"capitals before a day", []string{"RCA-2022-01-31.md"}, "RCA-2023-12-12.md", "RCA-2023-12-12", "RCA-search-fails-502s-in-lisbon.md", "RCA-search-fails-502s-in-lisbon"},
		{"a number in a title", []string{"http-502-errors.md", "apiv2-slow.md"}, "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"a word and no day", []string{"rca_a.md", "rca_b.md", "rca_c.md", "d.md"}, "rca_search-fails-502s-in-lisbon.md", "rca_search-fails-502s-in-lisbon", "rca_search-fails-502s-in-lisbon.md", "rca_search-fails-502s-in-lisbon"},
		{"words that happen to be the same", []string{"search-a.md", "search-b.md"}, "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"folders of services", []string{"login/2022-01-31-a.md", "login/2022-02-01-b.md", "search/2022-03-01-c.md", "mail/2022-04-01-d.md"}, "2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"a folder for most", []string{"rcas/2022-01-31-a.md", "rcas/2022-02-01-b.md", "guides/how.md"}, "rcas/2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "rcas/search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"the newer of two habits", []string{"2021-03-01-b.md", "2022/2022-01-31-a.md"}, "2023/2023-12-12-search-fails-502s-in-lisbon.md", "2023-12-12-search-fails-502s-in-lisbon", "search-fails-502s-in-lisbon.md", "search-fails-502s-in-lisbon"},
		{"what looks like a day and is none", []string{"2022-13-45-a.md", "2022-99-01-b.md"}, "2023-search-fails-502s-in-lisbon.md", "2023-search-fails-502s-in-lisbon", "2023-search-fails-502s-in-lisbon.md", "2023-search-fails-502s-in-lisbon"},
	} {
		h := Learn(documents(test.paths...))
		if file, id := h.Place(day, title); file != test.file || id != test.id {
			t.Errorf("%s: %s, %s", test.name, file, id)
		}
		if file, id := h.Place(time.Time{}, title); file != test.undated || id != test.uid {
			t.Errorf("%s, undated: %s, %s", test.name, file, id)
		}
	}
}

func TestAlikes(t *testing.T) {
	list := documents("pool.md", "slow.md", "other-service.md", "cause.md", "later.md", "fails.md", "old-slow.md")
	for k, title := range []string{"Quotes: connection pool exhausted", "APIv2 slowness in Lisbon", "Mail is slow", "No answers", "APIv2 slow again", "APIv2 fails in West Europe", "APIv2 slow"} {
		list[k].Title = title
		list[k].Meta.Services = []string{"APIv2"}
	}
	list[2].Meta.Services = []string{"Mail"}
	list[3].Meta.Summary.Cause = "Conections piled up and made the pool slow."
	list[3].Meta.Services = []string{"apiv2", "Quotes"}
	list[4].Date = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	list[5].Meta.Regions = []string{"West Europe"}
	started := Start{Time: time.Date(2023, 12, 12, 0, 0, 0, 0, time.UTC)}
	show := func(i Incident) (got []string) {
		for _, a := range Alikes(i, list) {
			got = append(got, a.Document.Path+": "+strings.Join(a.Words, " "))
		}
		return got
	}
	got := show(Incident{Title: "APIv2 slow in West Europe, connections wait", Services: []string{"APIv2"}, Regions: []string{"West Europe"}, Started: started})
	want := "cause.md: slow connections; old-slow.md: slow; slow.md: slow"
	if strings.Join(got, "; ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, i := range []Incident{
		{Title: "APIv2 slow in West Europe"},
		{Title: "APIv2 slow", Services: []string{"Login"}},
		{Title: "APIv2 fails", Services: []string{"APIv2"}},
	} {
		if got := show(i); got != nil {
			t.Errorf("%+v: %q", i, got)
		}
	}
}
