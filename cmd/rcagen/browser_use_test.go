package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// useKeyboard walks pages with the Tab key alone: every control is reached,
// in the order of the page, and shows that it has the focus.
func useKeyboard(t *testing.T, p *tab, d *demo) {
	p.media("", "prefers-reduced-motion", "reduce") // no smooth scrolling to wait for
	for _, page := range []string{"", "2023/", everything, "404.html", "actions/", "trends/", "search/"} {
		p.open(d.url(page))
		want := eval[[]string](p, focusable)
		var got []string
		for range len(want) {
			p.press(kb.Tab)
			f := eval[focus](p, focused)
			if f.Outline == "none" || f.Width == "0px" {
				t.Errorf("/%s: %s has the focus and no outline", page, f.Name)
			}
			if !f.Visible {
				t.Errorf("/%s: %s has the focus and is not on the screen", page, f.Name)
			}
			got = append(got, f.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("/%s: the Tab key reaches\n%s\nexpected\n%s", page, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		first := []string{"a Skip to content", "a Incident library", "a Incidents", "a Actions", "a Trends"}
		for i, name := range first {
			if !strings.HasPrefix(want[i], name) {
				t.Errorf("/%s: control %d is %q, expected %q", page, i+1, want[i], name)
			}
		}
	}
}

// useKeys goes to the field and between neighbours with the site's own keys; a
// group of the navigation that was opened stays open on the page after; and the
// contents follow the reader.
func useKeys(t *testing.T, p *tab, d *demo) {
	page := d.url("2023/2023-07-20-crates-io-downloads/")
	p.media("", "prefers-reduced-motion", "reduce")
	p.open(page)
	perform(p, "Ctrl+K", chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	if name := eval[string](p, `document.activeElement.name ?? ""`); name != "q" {
		t.Errorf("Ctrl+K leads to %q", name)
	}
	for key, rel := range map[string]string{kb.ArrowLeft: "prev", kb.ArrowRight: "next"} {
		p.open(page)
		want := eval[string](p, `document.querySelector(".pager [rel=`+rel+`]").href`)
		p.press(key)
		p.until("the neighbour that "+rel+" names", `document.readyState === "complete" && location.href === "`+want+`"`)
	}

	p.open(page)
	const group = `document.querySelector(".side nav details:not([open])")`
	name := eval[string](p, `(() => { const d = `+group+`; d.querySelector("summary").click(); return d.querySelector("summary").textContent; })()`)
	isOpen := fmt.Sprintf(`[...document.querySelectorAll(".side nav details[open] > summary")].some(s => s.textContent === %q)`, name)
	p.until("the group to be kept", isOpen+` && localStorage.open?.includes(`+fmt.Sprintf("%q", strings.TrimSpace(name))+`)`)
	p.open(d.url(everything))
	if !eval[bool](p, isOpen) {
		t.Errorf("%q is shut again on the page after", name)
	}

	p.open(page)
	const here = `[...document.querySelectorAll(".toc a[aria-current]")].map(a => a.hash).join()`
	eval[any](p, `document.getElementById("next-steps").scrollIntoView(), null`)
	p.until("the contents to follow", here+` === "#next-steps"`)
	eval[any](p, `scrollTo(0, 0), null`)
	p.until("the contents to follow back", here+` !== "#next-steps"`)
}

type focus struct {
	Name, Outline, Width string
	Visible              bool
}

// nameOf gives an element a name for messages.
const nameOf = `const nameOf = e => (e.localName + ' ' + (e.getAttribute('aria-label') ?? e.textContent).trim().replace(/\s+/g, ' ').slice(0, 40)).trim();`

// focusable lists what the Tab key should reach.
const focusable = `(() => {` + nameOf + `
  const scrolls = e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth;
  return [...document.body.querySelectorAll('*')].filter(e =>
    (e.matches('a[href], button, summary, input:not(:disabled), [tabindex="0"]') || scrolls(e) && !e.querySelector('a, button')) && e.checkVisibility({visibilityProperty: true})
  ).map(nameOf);
})()`

// focused tells about the element that has the focus.
const focused = `(() => {` + nameOf + `
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {name: nameOf(e), outline: style.outlineStyle, width: style.outlineWidth,
    visible: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
})()`

// useSkipLink jumps over the navigation.
func useSkipLink(t *testing.T, p *tab, d *demo) {
	p.open(d.url(everything))
	p.press(kb.Tab, kb.Enter)
	if hash := eval[string](p, `location.hash`); hash != "#Content" {
		t.Errorf("the skip link led to %q, expected #Content", hash)
	}
	p.press(kb.Tab)
	if !eval[bool](p, `document.querySelector("main").contains(document.activeElement)`) {
		t.Errorf("after the skip link, Tab leads to %s, expected the first control of main", eval[focus](p, focused).Name)
	}
	p.quiet("the page")
}

// content is what a reader gets from a page: its text and its links.
type content struct {
	Text  string
	Links []string
}

const readContent = `({
  text: document.body.innerText.replace(document.querySelector(".foot button")?.innerText ?? "", "").replace(/\s+/g, " ").trim(),
  links: [...document.links].map(a => a.href + " " + a.innerText),
})`

// useWithoutScripts compares pages with and without scripts.
func useWithoutScripts(t *testing.T, p *tab, d *demo) {
	for _, page := range []string{"", everything} {
		forbid := func(forbidden bool) {
			call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: forbidden})
			p.open(d.url(page))
		}
		forbid(false)
		if eval[int](p, `document.querySelectorAll(".foot button").length`) != 1 {
			t.Errorf("/%s: no button for the colours", page)
		}
		with := eval[content](p, readContent)
		forbid(true)
		without := eval[content](p, readContent)
		if eval[int](p, `document.querySelectorAll(".foot button").length`) != 0 {
			t.Errorf("/%s: a button without scripts, which does nothing", page)
		}
		if len(with.Text) < 1000 || with.Text != without.Text {
			t.Errorf("/%s: the text without scripts is\n%s\nexpected\n%s", page, without.Text, with.Text)
		}
		if len(with.Links) < 10 || !slices.Equal(with.Links, without.Links) {
			t.Errorf("/%s: the links without scripts are\n%s\nexpected\n%s", page,
				strings.Join(without.Links, "\n"), strings.Join(with.Links, "\n"))
		}
	}
	p.quiet("the pages")
}

// useScheme follows the system's colours, switches, and finds the choice kept
// on another page and after a reload.
func useScheme(t *testing.T, p *tab, d *demo) {
	const background = `getComputedStyle(document.documentElement).backgroundColor`
	p.open(d.url(""))
	p.media("", "prefers-color-scheme", "light")
	light := eval[string](p, background)
	p.media("", "prefers-color-scheme", "dark")
	dark := eval[string](p, background)
	if light == dark {
		t.Fatalf("the background is %s for those who prefer light and dark", light)
	}
	state := func(step, color, button string) {
		t.Helper()
		if got := eval[string](p, background); got != color {
			t.Errorf("%s: the background is %s, expected %s", step, got, color)
		}
		if got := eval[string](p, `document.querySelector(".foot button").textContent`); got != button {
			t.Errorf("%s: the button reads %q, expected %q", step, got, button)
		}
	}
	const toLight, toDark = "Light colours", "Dark colours"
	p.open(d.url(""))
	state("dark by preference", dark, toLight)
	p.media("", "prefers-color-scheme", "light")
	p.open(d.url(""))
	state("light by preference", light, toDark)
	click := func() { perform(p, "a click on the button", chromedp.Click(chromedp.CSS(".foot button"))) }
	click()
	state("after the switch", dark, toLight)
	p.open(d.url(everything))
	state("on another page", dark, toLight)
	click()
	state("after the second switch", light, toDark)
	p.media("", "prefers-color-scheme", "dark")
	p.open(d.url(everything))
	state("light chosen, dark preferred", light, toDark)
	p.quiet("the pages")
}

// usePrint looks at the printed page: the document without what leads
// elsewhere, dark on white.
func usePrint(t *testing.T, p *tab, d *demo) {
	p.media("print", "prefers-color-scheme", "dark")
	p.resize(700) // about A4 with its margins
	p.open(d.url(everything))
	for _, selector := range []string{"header.top", "nav[aria-label=Main]", "nav[aria-label=Incidents]", ".toc", ".toc-s", ".pager", ".skip", ".foot", ".edit", ".anchor"} {
		if n := eval[int](p, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.checkVisibility()).length`, selector)); n != 0 {
			t.Errorf("%s is printed", selector)
		}
	}
	for _, selector := range []string{"h1", ".prose h2", ".prose table", ".prose pre", ".prose img", ".prose details p"} {
		if n := eval[int](p, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => !e.checkVisibility()).length`, selector)); n != 0 {
			t.Errorf("%d of %s are not printed", n, selector)
		}
	}
	if paper := eval[string](p, `getComputedStyle(document.documentElement).backgroundColor`); paper != "rgb(255, 255, 255)" {
		t.Errorf("the paper is %s, expected white", paper)
	}
	if ink := eval[string](p, `getComputedStyle(document.querySelector(".prose p")).color`); ink != "rgb(0, 0, 0)" {
		t.Errorf("the ink is %s, expected black", ink)
	}
	if wide := eval[string](p, widest); wide != "" {
		t.Errorf("the page is wider than the paper because of %s", wide)
	}
	p.quiet("the page")
}

// useForcedColors looks for the marked entry where the system takes all
// colours away.
func useForcedColors(t *testing.T, p *tab, d *demo) {
	p.media("", "forced-colors", "active")
	p.open(d.url(everything))
	if !eval[bool](p, `matchMedia("(forced-colors: active)").matches`) {
		t.Fatal("this browser does not emulate forced colours")
	}
	const outline = `getComputedStyle(document.querySelector(".side [aria-current]")).outlineStyle`
	if got := eval[string](p, outline); got == "none" {
		t.Error("nothing but colour marks the current entry")
	}
	p.quiet("the page")
}

// usePolicy does to a page what text that got past every guard would try: the
// policy stops it.
func usePolicy(t *testing.T, p *tab, d *demo) {
	p.open(d.url(everything))
	p.quiet("the page")
	happened := eval[[]string](p, `new Promise(done => {
		const happened = [];
		window.attack = what => happened.push(what);
		const add = (name, attributes) => {
			const e = Object.assign(document.createElement(name), attributes);
			document.body.append(e);
			return e;
		};
		add("script", {textContent: "attack('inline script')"});
		add("script", {src: "data:text/javascript,attack('script from data')"});
		add("a", {}).setAttribute("onclick", "attack('event handler')");
		document.body.lastChild.click();
		add("style", {textContent: "h1 { color: #010203 }"});
		if (getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)") happened.push("style");
		add("base", {href: "https://foreign.example/"});
		if (document.baseURI !== location.href) happened.push("base");
		add("img", {onload: () => happened.push("image"), src: "https://foreign.example/x.png"});
		add("iframe", {src: "https://foreign.example/"});
		fetch("https://foreign.example/").then(() => happened.push("fetch"), () => {}).then(() => setTimeout(() => done(happened), 50));
	})`)
	for _, what := range happened {
		t.Errorf("the policy does not stop this: %s", what)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	stopped := 0
	for _, c := range p.complaints {
		if strings.Contains(c, "Content Security Policy") {
			stopped++
		}
	}
	if stopped < 8 {
		t.Errorf("the policy stopped %d attempts, expected 8:\n%s", stopped, strings.Join(p.complaints, "\n"))
	}
}
