package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Diagrams of several kinds, and sources that are none.
var diagrams = map[string]string{
	"flowchart": "flowchart LR\n  accTitle: Requests reach one node\n  a[Shop & Co] -->|\"<b>try</b>\"| b{Gateway}\n  b --> c[(Database)]\n",
	"sequence":  "sequenceDiagram\n  participant A\n  A->>B: request\n  Note over A,B: waits 30 s\n  B-->>A: 503\n",
	"gantt":     "gantt\n  dateFormat YYYY-MM-DD HH:mm\n  axisFormat %H:%M\n  section Shop\n  Affected :crit, 2023-12-12 09:10, 40m\n",
	"state":     "stateDiagram-v2\n  [*] --> Closed\n  Closed --> Open: 5 failures\n",
	"timeline":  "timeline\n  title The day\n  Morning : alarm\n  Noon : fixed\n",
	"class":     "classDiagram\n  A <|-- B\n",
	"chain":     "flowchart LR\n  a --> b --> c --> d --> e --> f --> g --> h --> i --> j --> k --> l --> m --> n --> o --> p\n",
	"pie":       "pie title Failures\n  \"timeouts\" : 40\n  \"refused\" : 60\n",
}

// Each tries to run something, to load something or to take for ever. Most are
// drawn all the same, without what they try.
var hostileDiagrams = []string{
	"flowchart LR\n  a --> b\n  click a \"javascript:top.hurt()\"\n",
	"flowchart LR\n  a --> b\n  click a call parent.hurt()\n  click b href \"https://evil.example/\" _top\n",
	"flowchart LR\n  a[\"<img src=x onerror=parent.hurt()>\"] --> b[\"<script>parent.hurt()</script>\"]\n",
	"flowchart LR\n  a[\"<iframe src='https://evil.example/'></iframe><a href='javascript:hurt()'>x</a>\"] --> b\n",
	"%%{init: {\"securityLevel\": \"loose\", \"htmlLabels\": true, \"flowchart\": {\"htmlLabels\": true}}}%%\nflowchart LR\n  a[\"<img src=x onerror=parent.hurt()>\"] --> b\n",
	"%%{init: {\"themeCSS\": \"*{background:url(https://evil.example/)} @import 'https://evil.example/x.css';\"}}%%\nflowchart LR\n  a --> b\n",
	"---\nconfig:\n  securityLevel: loose\n  fontFamily: \"x;}*{background:url(https://evil.example/)}\"\n---\nflowchart LR\n  a --> b\n",
	"flowchart LR\n  classDef x fill:url(https://evil.example/x),stroke:red;\n  a:::x --> b\n",
	"sequenceDiagram\n  participant A\n  links A: {\"x\": \"javascript:parent.hurt()\"}\n  A->>A: <svg onload=parent.hurt()>\n",
	"flowchart LR\n  __proto__ --> constructor\n",
	"</script><script>parent.hurt()</script>\n",
}

// TestBrowserDiagrams draws diagrams in Chromium.
func TestBrowserDiagrams(t *testing.T) {
	axe := readAxe(t)
	d := buildDiagrams(t)
	b := startBrowser(t)
	for name, use := range map[string]func(*testing.T, *tab, *demo){
		"drawn":           func(t *testing.T, p *tab, d *demo) { drawDiagrams(t, p, d, axe) },
		"from a folder":   drawFromFolder,
		"without scripts": readDiagrams,
		"hostile":         drawHostile,
		"print":           printDiagrams,
		"no diagram":      drawNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := b.open(t, chromedp.WithNewBrowserContext())
			defer p.close()
			use(t, p, d)
		})
	}
	t.Run("preview", func(t *testing.T) {
		t.Parallel()
		p := b.open(t, chromedp.WithNewBrowserContext())
		defer p.close()
		editDiagrams(t, p, newEditing(t))
	})
}

// withText returns an RCA with a text in it.
func withText(file, text string) string {
	return strings.Replace(soundRCA(file), "A deploy opened", text+"\n\nA deploy opened", 1)
}

func fenceOf(source string) string { return "```mermaid\n" + source + "```\n\n" }

// buildDiagrams builds a site: a page with diagrams, one with hostile ones, one
// without.
func buildDiagrams(t *testing.T) *demo {
	t.Helper()
	project := t.TempDir()
	good := "```mermaid title=\"What the shop asks\"\n" + diagrams["flowchart"] + "```\n\n"
	for _, kind := range []string{"sequence", "gantt", "state", "timeline", "class", "chain", "pie"} {
		good += fenceOf(diagrams[kind])
	}
	hostile := ""
	for _, source := range hostileDiagrams {
		hostile += fenceOf(source)
	}
	huge := "flowchart LR\n" + strings.Repeat("  a --> b\n", 2_000)
	long := "flowchart LR\n  a0"
	for i := range 300 {
		long += fmt.Sprintf(" --> a%d", i+1)
	}
	writeFiles(t, project, map[string]string{
		"rcagen.yaml":        "title: Library\n",
		"content/good.md":    withText("good.md", good+fenceOf("flowchart\n  this is [no diagram\n")),
		"content/hostile.md": withText("hostile.md", hostile+fenceOf(huge)+fenceOf(long+"\n")+fenceOf(diagrams["pie"])),
		"content/plain.md":   soundRCA("plain.md"),
	})
	d := &demo{dir: filepath.Join(t.TempDir(), "site")}
	build := exec.Command(os.Args[0], "build", "--output", d.dir, project)
	build.Env = append(os.Environ(), roleVariable+"=rcagen")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	server := httptest.NewServer(d)
	t.Cleanup(server.Close)
	d.origin = server.URL
	return d
}

// seeAll scrolls through the page until so many diagrams are drawn and so many
// are not.
func seeAll(p *tab, drawn, failed int) {
	p.t.Helper()
	eval[any](p, `(async () => {
		for (const e of document.querySelectorAll('pre.mermaid')) {
			e.scrollIntoView({behavior: 'instant'});
			await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
		}
	})().then(() => null)`)
	p.until(fmt.Sprintf("%d diagrams drawn, %d not", drawn, failed), fmt.Sprintf(
		`document.querySelectorAll('.diagram').length === %d && document.querySelectorAll('.diagram-note').length === %d`, drawn, failed))
}

// shownPictures returns the class of each picture that is to be seen.
const shownPictures = `[...document.querySelectorAll('.diagram img')].filter(e => e.checkVisibility()).map(e => e.className)`

func drawDiagrams(t *testing.T, p *tab, d *demo, axe string) {
	p.media("", "prefers-color-scheme", "light")
	p.open(d.url("good/"))
	seeAll(p, len(diagrams), 1)
	p.quiet("the page")
	if name := eval[string](p, `document.querySelector('.diagram img').alt`); name != "What the shop asks. Requests reach one node" {
		t.Errorf("the first picture is called %q", name)
	}
	if sources := eval[string](p, `document.querySelector('figure .diagram details pre').textContent`); sources != diagrams["flowchart"] {
		t.Errorf("the source below the picture is %q", sources)
	}
	if last := eval[string](p, `[...document.querySelectorAll('pre.mermaid')].find(e => !e.closest('.diagram')).textContent`); !strings.Contains(last, "[no diagram") {
		t.Errorf("%q was not drawn", last)
	}
	if n := eval[int](p, `document.querySelectorAll('.diagram-wide').length`); n != 1 {
		t.Errorf("%d pictures scroll, expected the chain", n)
	}
	for _, width := range []int64{1440, 320} {
		p.resize(width)
		if wide := eval[string](p, widest); wide != "" {
			t.Errorf("at %d px the page scrolls sideways because of %s", width, wide)
		}
		audit(t, p, axe, fmt.Sprintf("%d px", width))
	}
	schemes := func(step, want string) {
		t.Helper()
		if got := eval[[]string](p, shownPictures); len(got) != len(diagrams) || got[0] != want || got[len(got)-1] != want {
			t.Errorf("%s: pictures %q, expected %s ones", step, got, want)
		}
	}
	schemes("light by preference", "light")
	p.media("", "prefers-color-scheme", "dark")
	schemes("dark by preference", "dark")
	eval[any](p, `document.documentElement.dataset.theme = 'light', null`)
	schemes("light by choice", "light")
	if same := eval[bool](p, `(([a, b]) => a.src === b.src)(document.querySelectorAll('.diagram img'))`); same {
		t.Error("the pictures for light and dark are the same")
	}
	p.quiet("the page")
}

func drawFromFolder(t *testing.T, p *tab, d *demo) {
	p.open("file://" + filepath.ToSlash(d.dir) + "/good/index.html")
	seeAll(p, len(diagrams), 1)
}

func readDiagrams(t *testing.T, p *tab, d *demo) {
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.open(d.url("good/"))
	text := eval[string](p, `document.querySelector('article').innerText`)
	for kind, source := range diagrams {
		if !strings.Contains(text, strings.TrimSpace(source)) {
			t.Errorf("the source of the %s is not to be read in\n%s", kind, text)
		}
	}
	p.quiet("the page")
}

func drawHostile(t *testing.T, p *tab, d *demo) {
	p.open(d.url("hostile/"))
	eval[any](p, `window.hurt = () => { window.isHurt = true; }, null`)
	before := eval[string](p, `location.href`)
	all := len(hostileDiagrams) + 3
	eval[any](p, `(async () => { for (const e of document.querySelectorAll('pre.mermaid')) {
		e.scrollIntoView({behavior: 'instant'});
		await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
	} })().then(() => null)`)
	p.until("every diagram is drawn or given up", fmt.Sprintf(
		`document.querySelectorAll('.diagram').length + document.querySelectorAll('.diagram-note').length === %d`, all))
	if drawn := eval[int](p, `document.querySelectorAll('.diagram').length`); drawn < 5 {
		t.Errorf("only %d diagrams were drawn: the test shows little", drawn)
	}
	eval[any](p, `document.querySelectorAll('.diagram img').forEach(e => e.click()), null`)
	if eval[bool](p, `Boolean(window.isHurt)`) || eval[string](p, `location.href`) != before {
		t.Error("a diagram has acted in the page")
	}
	if n := eval[int](p, `document.querySelectorAll('article :is(script, iframe, object, embed, svg, form, a[href*=evil], [onclick], [onerror])').length`); n != 0 {
		t.Errorf("%d elements came from a diagram", n)
	}
	p.quiet("the page")
	if found := eval[[]string](p, inPictures); len(found) > 0 {
		t.Errorf("pictures hold %q", found)
	}
}

// inPictures lists what the pictures hold that is no drawing.
const inPictures = `[...document.querySelectorAll('.diagram img')].flatMap(img => {
	const picture = new DOMParser().parseFromString(decodeURIComponent(img.src.replace(/^.*?,/, '')), 'image/svg+xml');
	return [...picture.querySelectorAll('*')].filter(e => /^(script|iframe|object|embed|foreignobject|img|parsererror)$/i.test(e.localName) ||
		[...e.attributes].some(a => /^on/.test(a.name) || /^\s*javascript:/i.test(a.value))).map(e => e.outerHTML.slice(0, 100));
})`

func printDiagrams(t *testing.T, p *tab, d *demo) {
	p.media("", "prefers-color-scheme", "dark")
	p.open(d.url("good/"))
	seeAll(p, len(diagrams), 1)
	p.media("print", "prefers-color-scheme", "dark")
	if got := eval[[]string](p, shownPictures); len(got) != len(diagrams) || strings.Contains(strings.Join(got, " "), "dark") {
		t.Errorf("on paper: pictures %q, expected light ones", got)
	}
	if n := eval[int](p, `[...document.querySelectorAll('.diagram pre')].filter(e => e.checkVisibility()).length`); n != 0 {
		t.Errorf("%d sources are printed beside their pictures", n)
	}
}

// drawNothing checks that a page without diagrams loads nothing for them.
func drawNothing(t *testing.T, p *tab, d *demo) {
	p.open(d.url("plain/"))
	if html := eval[string](p, `document.documentElement.outerHTML`); strings.Contains(html, "diagram") || strings.Contains(html, "frame-src") {
		t.Error("a page without diagrams knows of them")
	}
}

// editDiagrams edits a document with diagrams while it is looked at.
func editDiagrams(t *testing.T, p *tab, e *editing) {
	document := func(text string) { e.write("content/a.md", withText("a.md", text)) }
	one, two := fenceOf(diagrams["flowchart"]), fenceOf(diagrams["pie"])
	p.open(e.origin + "/a/")
	document(one)
	p.until("a first diagram", `document.querySelectorAll('.diagram').length === 1`)
	p.mark()
	eval[any](p, `window.first = document.querySelector('.diagram img'), null`)
	document("A new text.\n\n" + one + two)
	p.until("a second diagram", says("A new text.")+` && document.querySelectorAll('.diagram').length === 2`)
	if !eval[bool](p, `window.marked && window.first.isConnected`) {
		t.Error("a diagram that has not changed was drawn again")
	}
	document("A new text.\n\n" + fenceOf(strings.Replace(diagrams["flowchart"], "Requests reach", "Nothing reaches", 1)) + two)
	p.until("another source", `document.querySelector('.diagram img')?.alt === 'Nothing reaches one node' && document.querySelectorAll('.diagram').length === 2`)
	p.quiet("the page")
}
