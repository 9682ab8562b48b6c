package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

// survey is what testdata/browser/survey.js tells about a page.
type survey struct {
	URL, Title, Lang string
	H1               []string
	Links            []link
	IDs              []string `json:"ids"`
	Landmarks        []string
	Dates, Rows      [][]string
	Groups, Current  []string
	Images           []image
	Inline           []string
	Policy           string
	Sidebar          bool
}

type link struct{ Tag, Attribute, Raw, URL, Rel string }

type image struct {
	Src, Width, Height          string
	Alt                         *string
	NaturalWidth, NaturalHeight float64
	ShownWidth, ShownHeight     float64
}

//go:embed testdata/browser/survey.js
var surveyScript string

// visit loads a page and checks what can be seen on it alone.
func visit(t *testing.T, b *browser, d *demo, page, axe string) *survey {
	p := b.tab(t)
	p.open(d.url(page))
	p.loadImages()
	s := eval[*survey](p, surveyScript)
	checkOutline(t, d, page, s)
	checkSidebar(t, d, page, s)
	checkImages(t, s)
	audit(t, p, axe, "1440 px, light")
	for _, width := range []int64{1440, 820, 390, 360, 320} {
		p.resize(width)
		if wide := eval[string](p, widest); wide != "" {
			t.Errorf("at %d px the page scrolls sideways because of %s", width, wide)
		}
	}
	p.quiet("the page")
	return s
}

// widest names the element that makes the page wider than the window, once
// everything that folds is unfolded; "" when none does.
const widest = `(() => {
  for (const e of document.querySelectorAll('details')) e.open = true;
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth) return '';
  const scrolls = e => e && e !== document.body && e !== root && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const past = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + .5 && !scrolls(e.parentElement));
  const last = past.at(-1);
  return root.scrollWidth + ' px: ' + (last ? last.outerHTML.slice(0, 120) : 'something positioned');
})()`

// checkOutline checks what every page has: a title, a language, one h1, the
// landmarks, ids that are unique, nothing inline that the policy would stop.
func checkOutline(t *testing.T, d *demo, page string, s *survey) {
	if s.Lang != "en" {
		t.Errorf("lang is %q, expected en", s.Lang)
	}
	if s.Title == "" {
		t.Error("the page has no title")
	}
	if len(s.H1) != 1 || s.H1[0] == "" {
		t.Errorf("h1 is %q, expected one with text", s.H1)
	}
	seen := map[string]bool{}
	for _, id := range s.IDs {
		if id == "" || seen[id] {
			t.Errorf("the id %q stands twice or is empty", id)
		}
		seen[id] = true
	}
	for _, kind := range []string{"header", "main", "footer"} {
		n := 0
		for _, l := range s.Landmarks {
			if l == kind {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d landmarks %s among %q, expected one", n, kind, s.Landmarks)
		}
	}
	navigation := map[string]bool{}
	for _, l := range s.Landmarks {
		if name, ok := strings.CutPrefix(l, "nav"); ok {
			if name == "" || navigation[name] {
				t.Errorf("navigation %q has no name of its own among %q", l, s.Landmarks)
			}
			navigation[name] = true
		}
	}
	if !navigation[" Main"] || navigation[" Incidents"] != slices.Contains(s.Landmarks, "aside") {
		t.Errorf("landmarks %q, expected nav Main, and nav Incidents in an aside", s.Landmarks)
	}
	if page == "" && !navigation[" Filter incidents"] {
		t.Errorf("landmarks %q, expected nav Filter incidents", s.Landmarks)
	}
	if !strings.HasPrefix(s.Policy, "default-src 'none';") {
		t.Errorf("the content security policy is %q, expected one that starts from nothing", s.Policy)
	}
	for _, e := range s.Inline {
		t.Errorf("%s stands in the page, where the policy stops it", e)
	}
	if !slices.ContainsFunc(s.Links, func(l link) bool { return l.Rel == "icon" }) {
		t.Error("the page has no icon, so browsers ask for /favicon.ico")
	}
	for _, l := range s.Links {
		want := publicURL + strings.TrimPrefix(s.URL, d.origin+base)
		if l.Rel == "canonical" && l.URL != want {
			t.Errorf("canonical address is %s, expected %s", l.URL, want)
		}
	}
}

// checkSidebar checks the marked entry and the order, newest first.
func checkSidebar(t *testing.T, d *demo, page string, s *survey) {
	own := slices.DeleteFunc(slices.Clone(s.Current), func(href string) bool { return href != d.url(page) })
	listed := slices.Contains(d.rcas, page) && page != unlisted
	if listed && (len(own) != 1 || len(s.Current) != 1) {
		t.Errorf("the sidebar marks %q, expected this page once", s.Current)
	}
	if !listed && len(own) != len(s.Current) {
		t.Errorf("the sidebar marks %q, which is another page", s.Current)
	}
	overviews := []string{"", "actions/", "trends/", "search/"} // have none
	if s.Sidebar == slices.Contains(overviews, page) {
		t.Errorf("the page has a sidebar: %v", s.Sidebar)
	}
	if s.Sidebar && len(s.Groups) < 8 {
		t.Errorf("groups of the sidebar are %q, expected all years", s.Groups)
	}
	newestFirst(t, "groups of the sidebar", s.Groups)
	dates := 0
	for _, list := range s.Dates {
		newestFirst(t, "dates in the sidebar", list)
		dates += len(list)
	}
	if listed && dates == 0 {
		t.Error("the sidebar's open group has no entries with dates")
	}
	for _, list := range s.Rows {
		newestFirst(t, "dates in the list", list)
	}
}

func newestFirst(t *testing.T, what string, values []string) {
	t.Helper()
	if !slices.IsSortedFunc(values, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("%s are %q, expected the newest first", what, values)
	}
}

// checkImages checks that pictures load, keep their place while they do, and
// are not distorted.
func checkImages(t *testing.T, s *survey) {
	for _, i := range s.Images {
		switch width, err := strconv.ParseFloat(i.Width, 64); {
		case i.NaturalWidth == 0:
			t.Errorf("image %s does not load", i.Src)
		case i.Alt == nil:
			t.Errorf("image %s has no alt", i.Src)
		case err != nil || width < 1 || i.Height == "":
			t.Errorf("image %s has width %q and height %q, expected numbers", i.Src, i.Width, i.Height)
		case math.Abs(i.ShownWidth/i.ShownHeight-i.NaturalWidth/i.NaturalHeight) > 0.02:
			t.Errorf("image %s is shown %.0f × %.0f, expected the shape %.0f × %.0f",
				i.Src, i.ShownWidth, i.ShownHeight, i.NaturalWidth, i.NaturalHeight)
		}
	}
}

// validURL is the set of characters of RFC 3986.
var validURL = regexp.MustCompile(`^(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$`)

// checkLinks checks every address on every page: it is well formed, and one
// inside the site is answered at once and holds the element that it names.
func checkLinks(t *testing.T, d *demo, surveys map[string]*survey) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	status := map[string]int{}
	ids := map[string][]string{}
	for _, s := range surveys {
		ids[s.URL] = s.IDs
	}
	inside, fragments := 0, 0
	for _, name := range d.pages {
		for _, l := range surveys[name].Links {
			where := fmt.Sprintf("/%s: <%s %s=%q>", name, l.Tag, l.Attribute, l.Raw)
			u, err := url.Parse(l.URL)
			if err != nil || !validURL.MatchString(l.Raw) || l.Raw == "" {
				t.Errorf("%s is no valid address (%v)", where, err)
				continue
			}
			if u.Scheme+"://"+u.Host != d.origin {
				if u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" && !(u.Scheme == "data" && (l.Tag == "img" || l.Rel == "icon")) {
					t.Errorf("%s has the scheme %s", where, u.Scheme)
				}
				continue
			}
			inside++
			fragment, _, _ := strings.Cut(u.Fragment, ":~:") // what follows names words, not an element
			u.Fragment, u.RawFragment = "", ""
			target := u.String()
			if _, ok := status[target]; !ok {
				response, err := client.Get(target)
				if err != nil {
					t.Fatal(err)
				}
				response.Body.Close()
				status[target] = response.StatusCode
			}
			if status[target] != http.StatusOK {
				t.Errorf("%s leads to %s with status %d, expected 200", where, target, status[target])
				continue
			}
			if fragment != "" {
				fragments++
				if !slices.Contains(ids[target], fragment) {
					t.Errorf("%s: no element of %s has the id %q", where, target, fragment)
				}
			}
		}
	}
	if inside < 1000 || fragments < 200 {
		t.Errorf("only %d links inside the site and %d fragments were found", inside, fragments)
	}
	reached := map[string]bool{}
	for target := range status {
		reached[target] = true
	}
	for _, name := range d.pages {
		if name != "404.html" && name != unlisted && !reached[d.url(name)] {
			t.Errorf("no link leads to the page /%s", name)
		}
	}
	if reached[d.url(unlisted)] && !linksOnlyItself(surveys, d.url(unlisted)) {
		t.Errorf("a page links to the unlisted page /%s", unlisted)
	}
}

// linksOnlyItself tells whether only the page itself leads to an address.
func linksOnlyItself(surveys map[string]*survey, address string) bool {
	for _, s := range surveys {
		for _, l := range s.Links {
			if before, _, _ := strings.Cut(l.URL, "#"); before == address && s.URL != address {
				return false
			}
		}
	}
	return true
}

// checkTitles checks that no two pages are called the same.
func checkTitles(t *testing.T, d *demo, surveys map[string]*survey) {
	titles := map[string]string{}
	for _, name := range d.pages {
		title := surveys[name].Title
		if other, ok := titles[title]; ok {
			t.Errorf("/%s and /%s have the same title %q", other, name, title)
		}
		titles[title] = name
	}
}

// checkRedirects follows every page that leads elsewhere, in the browser and
// by its link.
func checkRedirects(t *testing.T, b *browser, d *demo, surveys map[string]*survey) {
	p := b.tab(t)
	for _, name := range d.redirects {
		content, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name), "index.html"))
		if err != nil {
			content, err = os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
		}
		if err != nil {
			t.Fatal(err)
		}
		from, err := url.Parse(d.url(name))
		if err != nil {
			t.Fatal(err)
		}
		refresh, href := redirectTargets(t, string(content))
		if !validURL.MatchString(refresh) || refresh != href {
			t.Errorf("/%s leads to %q and links to %q, expected one valid address", name, refresh, href)
			continue
		}
		to, err := from.Parse(refresh)
		if err != nil {
			t.Error(err)
			continue
		}
		if !slices.ContainsFunc(d.pages, func(page string) bool { return d.url(page) == to.String() }) {
			t.Errorf("/%s leads to %s, which is no page", name, to)
			continue
		}
		arrived := chromedp.WaitEvent(page.FrameNavigated, func(e page.EventFrameNavigated) bool {
			return e.Frame.URL == to.String()
		}, chromedp.Navigate(from.String()))
		perform(p, "/"+name+" leads the browser to "+to.String(), arrived)
		p.quiet("/" + name)
	}
}

// redirectTargets returns the addresses of the refresh and of the only link.
func redirectTargets(t *testing.T, content string) (refresh, href string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case n.Data == "meta" && attributes["http-equiv"] == "refresh":
			_, refresh, _ = strings.Cut(attributes["content"], "url=")
		case n.Data == "a":
			href = attributes["href"]
		}
	}
	return refresh, href
}

// budgets are the most bytes that files may have, by the beginning of their
// names.
var budgets = map[string]int64{"site.css": 20_480, "overview.css": 9_216, "site.js": 3_072, "search.js": 8_192, "search-page.js": 8_192}

// checkBudgets checks how much a reader has to load: each file, and the page of
// an RCA with what it loads, compressed as hosts do.
func checkBudgets(t *testing.T, d *demo, surveys map[string]*survey) {
	packed := map[string]int{} // by path
	size := func(file string) int {
		if _, known := packed[file]; !known {
			content, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(file)))
			if err != nil {
				t.Fatal(err)
			}
			packed[file] = len(compress(t, content))
			name := regexp.MustCompile(`\.[0-9a-f]{8}(\.\w+)$`).ReplaceAllString(filepath.Base(file), "$1")
			if limit := budgets[name]; limit > 0 && int64(len(content)) > limit {
				t.Errorf("%s has %d bytes, expected %d at most", name, len(content), limit)
			}
		}
		return packed[file]
	}
	largest, largestPage := 0, ""
	for page, s := range surveys {
		total, requests := 0, 1
		for _, l := range s.Links {
			file, inside := strings.CutPrefix(l.URL, d.origin+base)
			if inside && (l.Tag == "script" || l.Rel == "stylesheet") {
				total += size(file)
				requests++
			}
		}
		if !slices.Contains(d.rcas, page) || slices.ContainsFunc(s.Links, func(l link) bool { return strings.Contains(l.URL, "/diagram.") }) || page == everything {
			continue
		}
		total += size(page + "index.html")
		if requests > 4 {
			t.Errorf("/%s takes %d requests, expected 4 at most", page, requests)
		}
		if total > largest {
			largest, largestPage = total, page
		}
	}
	t.Logf("the largest page of an RCA, with style sheet and script: %d bytes (%s)", largest, largestPage)
	if largest == 0 || largest > 14<<10 {
		t.Errorf("/%s takes %d bytes with its style sheet and script, expected %d at most", largestPage, largest, 14<<10)
	}
}

func compress(t *testing.T, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
