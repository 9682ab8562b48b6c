package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestBrowserServe edits the files of a project while its pages are open in
// Chromium.
func TestBrowserServe(t *testing.T) {
	b := startBrowser(t)
	for name, use := range map[string]func(*testing.T, *tab, *editing){
		"edit in place":         editInPlace,
		"problems":              showProblems,
		"style and shell":       changeShell,
		"lists":                 changeLists,
		"twelve tabs":           nil,
		"restart":               restartServer,
		"offline":               goOffline,
		"change while it loads": changeWhileLoading,
		"page goes and comes":   pageGoes,
		"hidden tab":            hideTab,
		"audit":                 auditPanel,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEditing(t)
			if use == nil {
				twelveTabs(t, b, e)
				return
			}
			p := b.open(t, chromedp.WithNewBrowserContext())
			defer p.close()
			use(t, p, e)
		})
	}
}

// editing is a project that is served while it is edited.
type editing struct {
	*serving
	t   *testing.T
	dir string
}

func newEditing(t *testing.T) *editing {
	e := &editing{t: t, dir: t.TempDir()}
	e.write("rcagen.yaml", "title: Library\ntemplates: templates\n")
	e.write("templates/site.css", "body{margin:0}")
	e.write("content/a.md", long("First text."))
	e.write("content/b.md", numbered("b.md", 1))
	e.serving = mustServe(t, e.dir)
	e.origin = strings.Replace(e.origin, "localhost", "127.0.0.1", 1) // as all other tests in the browser
	e.mustAwait(t, "/a/", 200, "First text.")
	return e
}

func (e *editing) write(name, text string) {
	e.t.Helper()
	writeFiles(e.t, e.dir, map[string]string{name: text})
}

// long returns an RCA that takes several screens, with a part that folds.
func long(lead string) string {
	text := soundRCA("a.md", "started: 2024-01-02T03:04:05Z")
	middle := strings.Repeat("Some more text that takes room on the page.\n\n", 80)
	return strings.Replace(text, "A deploy opened", lead+"\n\n<details><summary>More</summary>\n\nFolded.\n\n</details>\n\n"+middle+"A [deploy](b.md) opened", 1)
}

// until waits for an expression to become true in the page, which may be loaded
// again while it is asked.
func (p *tab) until(what, expression string) {
	p.t.Helper()
	for end := time.Now().Add(patience / 2); ; time.Sleep(5 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		cancel()
		if err != nil && !strings.Contains(err.Error(), "navigated") {
			p.t.Fatalf("%s: %v", what, err)
		}
		if is {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s: not so: %s\n%s", what, expression, eval[string](p, `document.title + "\n" + document.querySelector("main")?.innerText.slice(0, 600)`))
		}
	}
}

// says returns an expression for a text on the page.
func says(text string) string {
	return fmt.Sprintf("document.querySelector('main')?.textContent.includes(%q)", text)
}

// mark leaves something that a reload would take away.
func (p *tab) mark() { eval[any](p, "window.marked = true, null") }

// panel is the place of problems; its parts are in a shadow root.
const panelText = `(document.querySelector('rcagen-panel')?.shadowRoot?.textContent ?? '')`

func editInPlace(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/a/")
	p.mark()
	eval[any](p, `document.documentElement.style.scrollBehavior = 'auto',
		document.querySelector('main details:not(.toc-s)').open = true,
		document.querySelector('article a[href$="b/"]').focus(),
		scrollTo(0, 1500), null`)
	at := eval[float64](p, "scrollY")
	if at < 1000 {
		t.Fatalf("the page scrolls to %v only", at)
	}
	e.write("content/a.md", long("Second text."))
	p.until("an edit", says("Second text."))
	if !eval[bool](p, "window.marked === true") {
		t.Error("the page was loaded again")
	}
	if now := eval[float64](p, "scrollY"); now != at {
		t.Errorf("the page has scrolled from %v to %v", at, now)
	}
	if !eval[bool](p, `document.querySelector('main details:not(.toc-s)').open`) {
		t.Error("an open part has folded")
	}
	if !eval[bool](p, `document.activeElement.matches('a[href$="b/"]')`) {
		t.Error("the focus is lost")
	}
	p.quiet("edit")
}

func showProblems(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/a/")
	p.mark()
	title := eval[string](p, "document.title")
	p.until("no problem", panelText+" === '' || document.querySelector('rcagen-panel').hidden")
	sound := long("First text.")
	e.write("content/a.md", strings.Replace(sound, "## RCA", "## Root cuase", 1))
	p.until("a problem", panelText+".includes('required section `RCA` is missing')")
	p.until("its help", panelText+".includes('did you mean `Root cause`?')")
	p.until("the count", fmt.Sprintf("document.title === '(1) ' + %q", title))
	if href := eval[string](p, `document.querySelector('rcagen-panel').shadowRoot.querySelector('a[href]').getAttribute('href')`); !strings.HasPrefix(href, "vscode://file"+filepath.ToSlash(e.dir)+"/content/a.md:") {
		t.Errorf("the link to the editor is %q", href)
	}
	if !eval[bool](p, says("Root cuase")) {
		p.until("the newest text", says("Root cuase"))
	}
	e.write("content/a.md", sound)
	p.until("gone", panelText+" === '' || document.querySelector('rcagen-panel').hidden")
	p.until("no count", fmt.Sprintf("document.title === %q", title))
	// The front matter breaks: the page stays.
	e.write("content/a.md", strings.Replace(sound, "title: a", "title: [a", 1))
	p.until("a problem again", panelText+".includes('yaml-syntax')")
	if !eval[bool](p, says("First text.")) || !eval[bool](p, "window.marked === true") {
		t.Error("the last good page is gone")
	}
	// Another document's problem stands here too.
	e.write("content/a.md", sound)
	e.write("content/b.md", strings.Replace(numbered("b.md", 1), "## Next steps", "## Nothing", 1))
	p.until("elsewhere", panelText+".includes('Elsewhere') && "+panelText+".includes('content/b.md')")
	p.quiet("problems")
}

func changeShell(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/a/")
	p.mark()
	e.write("templates/site.css", "body{margin:0;background:rgb(1, 2, 3)}")
	p.until("the style", "getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'")
	if !eval[bool](p, "window.marked === true") {
		t.Error("a change of the style loaded the page again")
	}
	e.write("templates/foot.html", "<p id=Ours>Our foot</p></div></body></html>")
	p.until("the template", "document.querySelector('#Ours') && !window.marked")
	p.mark()
	e.write("rcagen.yaml", "title: Bookshelf\ntemplates: templates\n")
	p.until("the configuration", "document.title.endsWith('| Bookshelf') && !window.marked")
	// Loaded once, and not again and again.
	p.mark()
	e.write("content/a.md", long("Second text."))
	p.until("an edit after that", says("Second text."))
	if !eval[bool](p, "window.marked === true") {
		t.Error("the page is loaded again and again")
	}
}

func changeLists(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/")
	p.mark()
	e.write("content/c.md", soundRCA("c.md", "started: 2024-02-02"))
	p.until("a new document in the list", says("2 Feb"))
	p.open(e.origin + "/b/")
	p.mark()
	e.write("content/a.md", strings.Replace(long("First text."), "sidebar_label: a", "sidebar_label: Another label", 1))
	p.until("a new label in the navigation", "document.querySelector('.side').textContent.includes('Another label')")
	if !eval[bool](p, "window.marked === true") {
		t.Error("the page was loaded again")
	}
}

// twelveTabs opens more visible tabs than a browser opens connections.
func twelveTabs(t *testing.T, b *browser, e *editing) {
	context := b.open(t, chromedp.WithNewBrowserContext())
	defer context.close()
	var tabs []*tab
	for range 12 {
		p := (&browser{ctx: context.ctx}).open(t)
		defer p.close()
		p.open(e.origin + "/b/")
		p.mark()
		tabs = append(tabs, p)
	}
	for i := range 2 {
		e.write("content/b.md", numbered("b.md", 7+i))
		for n, p := range tabs {
			p.until(fmt.Sprintf("tab %d", n+1), says(fmt.Sprintf("Number %d.", 7+i)))
			if !eval[bool](p, "window.marked === true") {
				t.Errorf("tab %d was loaded again", n+1)
			}
		}
	}
}

func restartServer(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/a/")
	p.mark()
	port := e.origin[strings.LastIndex(e.origin, ":")+1:]
	if status, err := e.stop(); err != nil || status != exitInterrupted {
		t.Fatal(status, err)
	}
	e.write("content/a.md", long("Written meanwhile."))
	again := mustServe(t, e.dir, "--port", port)
	p.until("a change while the server was down", says("Written meanwhile."))
	if !eval[bool](p, "window.marked === true") {
		t.Error("the page was loaded again")
	}
	e.serving = again
	e.write("content/a.md", long("And after."))
	p.until("a change after that", says("And after."))
}

func goOffline(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/a/")
	p.mark()
	offline := func(yes bool) {
		call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: yes}},
		})
		call(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1})
	}
	offline(true)
	e.write("content/a.md", long("Nobody sees this yet."))
	e.mustAwait(t, "/a/", 200, "Nobody sees this yet.")
	offline(false)
	p.until("a change while offline", says("Nobody sees this yet."))
	if !eval[bool](p, "window.marked === true") {
		t.Error("the page was loaded again")
	}
}

// changeWhileLoading changes the document between the page and its stream.
func changeWhileLoading(t *testing.T, p *tab, e *editing) {
	for i := range 10 {
		text := fmt.Sprintf("Text number %d.", i)
		go func() {
			time.Sleep(time.Duration(i) * 5 * time.Millisecond)
			_ = os.WriteFile(filepath.Join(e.dir, "content", "a.md"), []byte(long(text)), 0o644)
		}()
		p.open(e.origin + "/a/")
		p.until("a change during the load", says(text))
	}
}

func pageGoes(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/b/")
	p.mark()
	if err := os.Remove(filepath.Join(e.dir, "content", "b.md")); err != nil {
		t.Fatal(err)
	}
	p.until("the page is gone", says("There is no page at this address"))
	e.write("content/b.md", numbered("b.md", 5))
	p.until("the page is back", says("Number 5."))
	if !eval[bool](p, "window.marked === true") {
		t.Error("the page was loaded again")
	}
}

// hideTab: a tab that nobody looks at holds no stream, and has the newest page
// when somebody looks again.
func hideTab(t *testing.T, p *tab, e *editing) {
	p.open(e.origin + "/a/")
	p.mark()
	show := func(state string) {
		eval[any](p, fmt.Sprintf("Object.defineProperty(document, 'visibilityState', {value: %q, configurable: true}), document.dispatchEvent(new Event('visibilitychange')), null", state))
	}
	show("hidden")
	e.write("content/a.md", long("Nobody looks."))
	e.mustAwait(t, "/_rcagen/findings?address=a/", 200, `"count":0`)
	if eval[bool](p, says("Nobody looks.")) {
		t.Error("a hidden tab was told")
	}
	show("visible")
	p.until("the change when the tab is seen again", says("Nobody looks."))
	if !eval[bool](p, "window.marked === true") {
		t.Error("the page was loaded again")
	}
}

// auditPanel lets axe look at the panel, open and folded, and uses it with the
// keyboard.
func auditPanel(t *testing.T, p *tab, e *editing) {
	axe := readAxe(t)
	e.write("templates/site.css", string(mustReadFile(t, filepath.Join("..", "..", "templates", "site.css"))))
	e.write("content/a.md", strings.Replace(long("First text."), "## RCA", "## Root cuase", 1))
	e.mustAwait(t, "/_rcagen/findings?address=a/", 200, "section/missing")
	p.open(e.origin + "/a/")
	const open = "document.querySelector('rcagen-panel').shadowRoot.querySelector('button')?.getAttribute('aria-expanded')"
	p.until("the open panel", open+" === 'true'")
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			p.resize(width)
			p.media("", "prefers-color-scheme", scheme)
			// The panel looks at what scrolls in it when the browser has laid it out.
			eval[any](p, "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(null))))")
			audit(t, p, axe, fmt.Sprintf("%s, %d px", scheme, width))
			if eval[bool](p, "document.documentElement.scrollWidth > innerWidth") {
				t.Errorf("%s, %d px: the page scrolls sideways", scheme, width)
			}
		}
	}
	eval[any](p, "document.querySelector('rcagen-panel').shadowRoot.querySelector('a').focus(), null")
	p.press(kb.Escape)
	p.until("the folded panel", open+" === 'false'")
	audit(t, p, axe, "folded")
	p.press(kb.Enter)
	p.until("the panel open again", open+" === 'true'")
}

func mustReadFile(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
