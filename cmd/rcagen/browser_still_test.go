package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// useStillness opens pages far from UTC, where the reader's own time is added,
// and on a narrow screen: nothing may move once it was drawn.
func useStillness(t *testing.T, p *tab, d *demo) {
	call(p, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kolkata"})
	shifted := func() float64 {
		return eval[float64](p, `new Promise(done => {
		  let sum = 0;
		  const look = list => { for (const e of list) if (!e.hadRecentInput) sum += e.value; };
		  const observer = new PerformanceObserver(l => look(l.getEntries()));
		  observer.observe({type: 'layout-shift', buffered: true});
		  setTimeout(() => { look(observer.takeRecords()); done(sum); }, 300);
		})`)
	}
	for _, page := range append(d.sample(), "2023/wakam-pricing-api/") {
		for _, width := range []int64{1440, 390} {
			p.resize(width)
			p.open(d.url(page))
			if shift := shifted(); shift > 0.001 {
				t.Errorf("/%s at %d px: the layout shifts by %.4f", page, width, shift)
			}
		}
	}
	p.open(d.url("2023/wakam-pricing-api/"))
	eval[any](p, `new Promise(done => {
	  const block = document.createElement("div");
	  block.style.height = "100px";
	  requestAnimationFrame(() => requestAnimationFrame(() => { document.querySelector("main").prepend(block); done(null); }));
	})`)
	if shift := shifted(); shift < 0.001 {
		t.Errorf("a page that moves by 100 px counts as %.4f", shift)
	}
	if local := eval[string](p, `document.querySelector("[data-local]").textContent`); !strings.Contains(local, "08:45") {
		t.Errorf("the reader's own time is %q, expected 08:45 in it", local)
	}
}

// useFolderLinks follows links of a site that was opened from its folder.
func useFolderLinks(t *testing.T, p *tab, d *demo) {
	folder := "file://" + filepath.ToSlash(d.dir) + "/"
	p.open(folder + "index.html")
	for _, step := range []struct{ link, want string }{
		{`.row h3 a`, "/index.html"},
		{`.pager a`, "/index.html"},
		{`.crumb a`, "/index.html"},
		{`.top nav a[href*="actions"]`, "/actions/index.html"},
		{`.brand`, filepath.ToSlash(d.dir) + "/index.html"},
	} {
		p.mark()
		eval[any](p, `document.querySelector(`+"`"+step.link+"`"+`).click(), null`)
		p.until("the page behind "+step.link, `window.marked !== true && document.readyState === "complete" && document.querySelector("footer.foot") !== null`)
		if at := eval[string](p, "location.pathname"); !strings.HasSuffix(at, step.want) {
			t.Errorf("%s leads to %s, expected an address that ends with %s", step.link, at, step.want)
		}
	}
}
