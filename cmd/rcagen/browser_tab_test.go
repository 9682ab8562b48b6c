package main

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one Chromium for the whole test, with the tabs that wait for
// their next page.
type browser struct {
	ctx  context.Context
	idle chan *tab
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(findChromium(t)),
		chromedp.NoSandbox, // the test may run as root in a container
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return &browser{ctx, make(chan *tab, 64)}
}

func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "no Chromium found: install chromium or Google Chrome")
	return ""
}

// tab is one page of the browser. What the page complains about and asks the
// network for is kept until the test takes it.
type tab struct {
	t     *testing.T
	ctx   context.Context
	close context.CancelFunc

	mu         sync.Mutex
	complaints []string
}

// tab lends a tab to a test: an idle one as new, or a new one. A new tab costs
// more than most pages.
func (b *browser) tab(t *testing.T) *tab {
	t.Helper()
	var p *tab
	select {
	case p = <-b.idle:
		p.t = t
		p.media("")
		p.resize(1440)
	default:
		p = b.open(t)
	}
	t.Cleanup(func() {
		if !t.Failed() {
			b.idle <- p
		}
	})
	return p
}

// open opens a tab, which lives until it or the browser is closed.
func (b *browser) open(t *testing.T, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, options...)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	p := &tab{t: t, ctx: ctx, close: cancel}
	if err := chromedp.Listen(p.ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	// Several tabs at once: each believes that it is in front.
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	call(p, network.Enable, network.EnableParams{})
	p.resize(1440)
	return p
}

// listen keeps whatever a clean page does not cause.
func (p *tab) listen(event any) {
	var complaint string
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		complaint = fmt.Sprintf("console.%s was called", e.Type)
		for _, a := range e.Args {
			complaint += fmt.Sprintf(" %s", a.Value)
		}
	case *runtime.EventExceptionThrown:
		complaint = "a script failed: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			complaint += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		complaint = fmt.Sprintf("the browser logged (%s, %s): %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL)
	case *network.EventLoadingFailed:
		complaint = fmt.Sprintf("a request failed: %s %s %s", e.Type, e.ErrorText, e.BlockedReason)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "http://127.0.0.1:") && !strings.HasPrefix(e.Request.URL, "data:") {
			complaint = "a foreign address was asked for: " + e.Request.URL
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			complaint = fmt.Sprintf("status %d: %s", e.Response.Status, e.Response.URL)
		}
	}
	if complaint != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.complaints = append(p.complaints, complaint)
	}
}

// quiet fails the test if anything was complained about since it last asked.
func (p *tab) quiet(where string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.complaints {
		p.t.Errorf("%s: %s", where, c)
	}
	p.complaints = nil
}

// patience is how long a tab may take for one step before the test fails.
const patience = time.Minute

// perform returns what an action yields; what names it in the message of failure.
func perform[T any](p *tab, what string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("%.200s: %v", what, err)
	}
	return value
}

// call runs a command of the protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) {
	p.t.Helper()
	perform(p, command.Method, func(ctx context.Context, t *chromedp.Target) (R, error) {
		return cdp.Call(ctx, t, command, params)
	})
}

// eval returns the value of an expression, a promise's included.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	return perform(p, expression, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// open loads a page and waits for its load event.
func (p *tab) open(url string) {
	p.t.Helper()
	perform(p, url, chromedp.Navigate(url))
}

// press presses keys, one after the other.
func (p *tab) press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		perform(p, "a key", chromedp.KeyEvent(key))
	}
}

// loadImages loads the pictures that wait for a reader to come near. One that
// cannot be loaded stays without a natural size.
func (p *tab) loadImages() {
	p.t.Helper()
	eval[any](p, `Promise.all([...document.images].map(e => {
		e.loading = "eager";
		return e.decode().catch(() => {});
	})).then(() => null)`)
}

// resize makes the window so many CSS pixels wide.
func (p *tab) resize(width int64) {
	p.t.Helper()
	perform(p, "a new width", chromedp.EmulateViewport(width, 900))
}

// media emulates a medium ("" for the screen) and features, in pairs.
func (p *tab) media(medium string, features ...string) {
	p.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: medium}
	for pair := range slices.Chunk(features, 2) {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: pair[0], Value: pair[1]})
	}
	call(p, emulation.SetEmulatedMedia, params)
}
