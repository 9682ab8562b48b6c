package search

import (
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/rcagen/rcagen/pkg/locale"
	builtin "github.com/rcagen/rcagen/templates"
)

// site is a folder with a search page and its index, published below /docs/.
type site struct {
	dir    string
	url    string // of the search page
	broken atomic.Bool
}

func newSite(t testing.TB, list []*Document) *site {
	t.Helper()
	s := &site{dir: t.TempDir()}
	search := filepath.Join(s.dir, "search")
	if err := os.Mkdir(search, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range index(t, list, 2) {
		if err := os.WriteFile(filepath.Join(search, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"search.js", "search-page.js", "site.css", "site.js"} {
		content, err := fs.ReadFile(builtin.Files, name)
		if err == nil {
			err = os.WriteFile(filepath.Join(s.dir, name), content, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.Create(filepath.Join(search, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	lang, _ := locale.Find("en")
	templates := template.Must(template.New("").Funcs(template.FuncMap{"t": lang.Text, "count": lang.Count, "language": lang.Tag, "direction": lang.Dir}).ParseFS(builtin.Files, "*.html"))
	if err := templates.ExecuteTemplate(page, "search.html", map[string]any{
		"Title": "Search", "Heading": "Search", "Site": "Incident library", "Root": "../", "List": "../", "Zone": "",
		"Style": "../site.css", "Script": "../site.js", "SearchClient": "../search.js", "SearchPage": "../search-page.js", "Search": "./",
		"Words":  string(lang.JSON("search")),
		"Facets": []map[string]string{{"Name": "service", "Text": "Service"}, {"Name": "provider", "Text": "Provider"}},
		"Lists":  []map[string]string{{"Href": "../2024/", "Label": "2024", "Count": "1"}},
	}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.broken.Load() && strings.HasSuffix(r.URL.Path, ".bin") {
			http.Error(w, "gone", http.StatusBadGateway)
			return
		}
		http.StripPrefix("/docs/", http.FileServer(http.Dir(s.dir))).ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL + "/docs/search/"
	return s
}

// tab is a page in Chromium.
type tab struct {
	t   testing.TB
	ctx context.Context
}

func openTab(t testing.TB) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		missing(t, "no Chromium found: install chromium or Google Chrome")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	return &tab{t, ctx}
}

func (p *tab) open(url string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Navigate(url)); err != nil {
		p.t.Fatal(url, err)
	}
}

// eval returns the value of an expression, a promise's included.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

// until waits for an expression to hold.
func (p *tab) until(expression string) {
	p.t.Helper()
	if !eval[bool](p, `new Promise(done => { let left = 400; const look = () => { if (`+expression+`) done(true); else if (!left--) done(false); else setTimeout(look, 10); }; look(); })`) {
		p.t.Fatalf("never: %s\nin %s", expression, eval[string](p, `document.querySelector('main').innerText + location.search`))
	}
}

func (p *tab) press(key string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.KeyEvent(key)); err != nil {
		p.t.Fatal(err)
	}
}

// equal holds the value of an expression against what is expected.
func equal[T comparable](p *tab, expression string, want T) {
	p.t.Helper()
	if got := eval[T](p, expression); got != want {
		p.t.Errorf("%s is %v, want %v", expression, got, want)
	}
}

const (
	headline = `document.querySelector('#Found').textContent`
	hits     = `[...document.querySelectorAll('.hit h3')].map(e => e.textContent).join('|')`
)

func TestPage(t *testing.T) {
	t.Parallel()
	list := incidents()
	for i := range 60 {
		list = append(list, &Document{
			Address: fmt.Sprintf("f%d/", i), Title: fmt.Sprintf("Filler %d", i), Body: "Nothing of note happened to this gateway; e-mail was late.", Severity: "minor",
			Date: time.Date(2023, 12, 12, 9, 0, 0, 0, time.UTC), Day: "12 December 2023", Took: "1 h 10 min", Lead: "A lead.",
		})
	}
	list = append(list, &Document{Title: "長い記録", Address: "long/", Body: strings.Repeat("何も起きていません。", 60) + "終端で停止しました。"})
	s := newSite(t, list)
	p := openTab(t)
	p.open(s.url + "?q=signing+keys")
	p.until(hits + ` === 'Sign-in failed|Keys out|Pricing unreachable'`)
	equal(p, headline, "2 incidents with every word, 1 with some")
	equal(p, `document.querySelector('.ask input').value`, "signing keys")
	p.until(`document.querySelector('.hit:first-child p mark')`)
	equal(p, `[...document.querySelectorAll('.hit:first-child p mark')].map(e => e.textContent).join('|')`, "Signing|keys")
	equal(p, `document.querySelector('.hit a').getAttribute('href')`, "../Sign-in-failed/#:~:text=signing&text=keys")

	equal(p, `document.querySelectorAll('[data-facet] a').length`, 0) // not seen, not fetched
	eval[any](p, `document.querySelector('.filters summary').click()`)

	// Facets: the link in the list sets one, the same link takes it away.
	p.until(`document.querySelector('[data-facet=service] a')`)
	equal(p, `document.querySelector('[data-facet=service]').textContent.replace(/\s+/g, ' ').trim()`, "ServiceSSO1API1Pricing API1")
	equal(p, `document.querySelector('[data-facet=provider]').hidden`, true)
	eval[any](p, `document.querySelector('[data-facet=service] a').click()`)
	p.until(hits + ` === 'Sign-in failed'`)
	equal(p, `location.search`, "?q=signing+keys&service=SSO")
	p.until(`document.querySelector('[data-facet=service] [aria-current]')?.textContent === 'SSO1'`)
	equal(p, `document.querySelectorAll('[data-facet=service] a').length`, 3)
	eval[any](p, `document.querySelector('[data-facet=service] [aria-current]').click()`)
	p.until(`document.querySelectorAll('.hit').length === 3`)

	// The keyboard: typed text is searched for, arrows walk the results.
	eval[any](p, `document.querySelector('.ask input').select()`)
	for _, key := range "gateway" {
		p.press(string(key))
	}
	p.until(`document.querySelectorAll('.hit').length === 10`)
	equal(p, headline, "61 incidents with every word")
	equal(p, `[...document.querySelector('.hit:nth-child(3) .meta').children].map(e => e.textContent).join('|')`, "12 December 2023|1 h 10 min|minor")
	equal(p, `location.search`, "?q=gateway")
	p.press("\u0301") // nothing
	eval[any](p, `document.querySelector('.more a').click()`)
	p.until(`document.querySelectorAll('.hit').length === 20`)
	p.until(`document.activeElement === document.querySelectorAll('.hit a')[10]`)
	eval[any](p, `document.querySelector('.ask input').focus()`)
	eval[any](p, `for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))`)
	equal(p, `document.activeElement === document.querySelector('.hit a')`, true)
	eval[any](p, `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))`)
	equal(p, `document.activeElement.id + document.querySelector('.ask input').value + location.search`, "Find")
	equal(p, `document.querySelector('.browse').hidden`, true)

	// Repaired words, and how to have them as they are.
	p.open(s.url + "?q=gatewsy+")
	p.until(`document.querySelector('.note a')`)
	equal(p, `document.querySelector('.note').textContent.trim()`, "Showing results for “gateway” as well. Search only for “gatewsy”")
	eval[any](p, `document.querySelector('.note a').click()`)
	p.until(headline + ` === 'No incident has these words.'`)
	equal(p, `location.search`, "?q=gatewsy+&only=1")

	p.open(s.url + "?q=%22this+gateway%22")
	p.until(`document.querySelector('.note').textContent === 'The quoted words were looked for in the 50 best matches.'`)

	// Storage: the single key may be switched off.
	eval[any](p, `document.querySelector('#Slash').click()`)
	equal(p, `localStorage.slash`, "off")
	p.open(s.url)
	equal(p, `document.querySelector('#Slash').checked`, false)
	equal(p, `document.querySelector('.browse').hidden`, true)

	// A link with a fragment of its own, and characters that mean something there.
	p.open(s.url + "?q=e-mail+late")
	p.until(`/text=late/.test(document.querySelector('.hit a')?.href)`)

	p.open(s.url + "?q=" + url.QueryEscape("終端"))
	p.until(`document.querySelector('.hit p mark')?.textContent === '終端'`)

	s.broken.Store(true)
	p.open(s.url + "?q=unheard")
	p.until(headline + `.startsWith('The search index could not be loaded')`)
	s.broken.Store(false)
	eval[any](p, `document.querySelector('form').requestSubmit()`)
	p.until(headline + ` === 'No incident has these words.'`)

	p.open("file://" + filepath.ToSlash(s.dir) + "/search/index.html")
	p.until(headline + ` .includes('opened as files')`)
}

// BenchmarkBrowser measures what a reader waits for: a browser that has nothing
// of the index, one query among 10,000 documents.
func BenchmarkBrowser(b *testing.B) {
	list := library10k()
	s := newSite(b, list)
	kinds := known(list, newReader(b, index(b, list, 2)).terms(), 12)
	p := openTab(b)
	for b.Loop() {
		for _, k := range kinds {
			var waits []answer
			for _, task := range k.tasks {
				p.open(s.url)
				ms := eval[float64](p, fmt.Sprintf(`new Promise(done => {
					const start = performance.now(), list = document.querySelector('.browse ol');
					new MutationObserver(() => done(performance.now() - start)).observe(list, { childList: true });
					const q = document.querySelector('.ask input');
					q.value = %q;
					document.querySelector('form').requestSubmit();
				})`, task.Find))
				waits = append(waits, answer{Ms: ms})
			}
			wait := func(a answer) float64 { return a.Ms }
			b.Logf("%s: first results after %.0f ms, at most %.0f", k.name, middle(waits, wait, 0.5), middle(waits, wait, 1))
		}
	}
}
