package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

// results is what the search page shows.
type results struct {
	Status, Note, Query string
	Hits                []string // titles
	First               string   // where the first leads
	Marks               []string // of the first
	Facets              []string // "Service: SSO 2"
	Focus               string
}

const readResults = `(() => {
  const text = e => e?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  const hits = [...document.querySelectorAll('.hit')];
  return {
    status: text(document.querySelector('[role=status]')),
    note: text(document.querySelector('.note')),
    query: location.search,
    hits: hits.map(h => text(h.querySelector('h3'))),
    first: hits[0]?.querySelector('a').href ?? '',
    marks: [...hits[0]?.querySelectorAll('mark') ?? []].map(text),
    facets: [...document.querySelectorAll('[data-facet]:not([hidden]) a')].map(a => text(a.closest('section').querySelector('h3')) + ': ' + [...a.children].map(text).join(' ')),
    focus: text(document.activeElement),
  };
})()`

// found types into the field of the search page and waits for an answer to it.
func (p *tab) found(query string) results {
	p.t.Helper()
	eval[any](p, fmt.Sprintf(`(() => {
	  const field = document.querySelector('.ask input');
	  field.focus();
	  field.value = %q;
	  field.dispatchEvent(new Event('input', {bubbles: true}));
	})(), null`, query))
	p.until("an answer to "+query, fmt.Sprintf(`new URLSearchParams(location.search).get("q") === %q && document.querySelector('.browse').ariaBusy === "false"`, query))
	return eval[results](p, readResults)
}

// useSearch asks as somebody does at night: with half a word, a slip, the text
// of an error.
func useSearch(t *testing.T, p *tab, d *demo) {
	p.open(d.url("search/"))
	for query, want := range map[string]string{
		"data protection keys":                    "Intermittent single sign-on errors",
		"secure chanel":                           "Pricing API unreachable",    // misspelt
		"provisionin":                             "Slow provisioning on Cloud", // half typed
		"subnets addresses":                       "network addresses",          // inflected
		`"could not create ssl"`:                  "Pricing API unreachable",    // a phrase
		"6LSL-JCG":                                "Pricing API unreachable",    // a number
		"Could not create SSL/TLS secure channel": "Pricing API unreachable",
	} {
		r := p.found(query)
		if len(r.Hits) == 0 || !strings.Contains(strings.ToLower(r.Hits[0]), strings.ToLower(want)) {
			t.Errorf("%q: %s: %q, expected %q first", query, r.Status, r.Hits, want)
		}
	}
	r := p.found("secure chanel")
	if !strings.Contains(r.Note, "channel") || !strings.Contains(r.Note, "chanel") {
		t.Errorf("the note on the repaired word is %q", r.Note)
	}
	if r = p.found("azure"); len(r.Marks) == 0 || !strings.EqualFold(r.Marks[0], "azure") {
		t.Errorf("marked are %q", r.Marks)
	}
	p.quiet("searching")
}

// useSearchKeys goes through results with the keyboard alone. The search is
// loaded when somebody turns to the field, and a result's address asks the
// browser to mark the words that were found.
func useSearchKeys(t *testing.T, p *tab, d *demo) {
	p.open(d.url("2023/2023-07-20-crates-io-downloads/"))
	const isLoaded = `document.querySelector('script[src*="search."]') !== null`
	if eval[bool](p, isLoaded) {
		t.Error("the search is loaded before anybody asks")
	}
	p.press("/")
	p.until("the search to load", isLoaded)
	if focus := eval[string](p, `document.activeElement.name ?? ""`); focus != "q" {
		t.Fatalf("the key / leads to %q", focus)
	}
	p.press("k", "e", "y", "s", kb.Enter)
	p.until("the search page", `location.pathname.endsWith("/search/") && document.querySelector('.hit') !== null`)
	eval[any](p, `document.querySelector('.ask input').focus(), null`)
	p.press(kb.ArrowDown)
	first := eval[results](p, readResults)
	if first.Focus != first.Hits[0] {
		t.Errorf("arrow down leads to %q, expected %q", first.Focus, first.Hits[0])
	}
	p.press(kb.ArrowUp)
	if focus := eval[string](p, `document.activeElement.name ?? ""`); focus != "q" {
		t.Errorf("arrow up leads to %q", focus)
	}
	p.press(kb.Escape)
	p.until("an empty page", `document.querySelector('.browse').hidden && location.search === ""`)

	p.found("data protection keys")
	p.until("a fragment that marks the words", `document.querySelector(".hit a").href.includes(":~:text=")`)
	p.open(d.url("search/") + "?q=azure&service=SSO")
	p.until("the answer to an address", `document.querySelectorAll('.hit').length === 1`)
	eval[any](p, `document.querySelector(".filters").open = true, null`)
	p.until("facets", `document.querySelector("[data-facet=service]:not([hidden]) a") !== null`)
	if r := eval[results](p, readResults); !strings.Contains(strings.Join(r.Facets, "|"), "Service: SSO 1") {
		t.Errorf("facets %q", r.Facets)
	}
	p.quiet("the keys")
}

// useSlashSwitch switches the key / off and on (WCAG 2.1.4).
func useSlashSwitch(t *testing.T, p *tab, d *demo) {
	pressed := func() string {
		p.open(d.url("2023/"))
		p.press("/")
		return eval[string](p, `document.activeElement.name ?? ""`)
	}
	if pressed() != "q" {
		t.Error("the key / does not lead to the field")
	}
	p.open(d.url("search/"))
	eval[any](p, `document.querySelector("#Slash").click(), null`)
	if pressed() == "q" {
		t.Error("the key / leads to the field though it was switched off")
	}
	p.open(d.url("search/"))
	eval[any](p, `document.querySelector("#Slash").click(), null`)
	if pressed() != "q" {
		t.Error("the key / was not switched on again")
	}
}

// useSearchWithoutScripts: the page says so, and leads to the lists.
func useSearchWithoutScripts(t *testing.T, p *tab, d *demo) {
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.open(d.url("search/"))
	text := eval[string](p, `document.querySelector("main").innerText`)
	if !strings.Contains(text, "Search needs JavaScript") || !strings.Contains(text, "Services") {
		t.Errorf("without scripts the page says %q", text)
	}
	p.quiet("without scripts")
}

// useFolder opens the site from its folder: everything can be read, and the
// search page says why it cannot search.
func useFolder(t *testing.T, p *tab, d *demo) {
	p.open("file://" + filepath.ToSlash(d.dir) + "/search/index.html")
	p.until("the explanation", `document.querySelector('[role=status]').textContent.includes("opened as files")`)
}
