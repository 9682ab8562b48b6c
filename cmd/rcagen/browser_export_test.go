package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestBrowserExport opens exported files in Chromium as somebody does who got
// them by mail: from a folder, without a network.
func TestBrowserExport(t *testing.T) {
	axe := readAxe(t)
	b := startBrowser(t)
	project := demoProject(t)
	for name, images := range map[string]int{
		"everything":                                    1,
		"unlisted":                                      0,
		"2019-11-29-subnet-address-shortage":            1,
		"2023-07-20-crates-io-downloads":                1,
		"content/2024/Größe & #1.md":                    0,
		"content/2023/2023-02-14-total-node-failure.md": 0,
	} {
		file := exportRCA(t, project, name)
		for _, scripts := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/scripts=%t", filepath.Base(name), scripts), func(t *testing.T) {
				t.Parallel()
				p := openAlone(t, b, file, scripts)
				defer p.close()
				readAlone(p, images)
				for _, width := range []int64{1440, 390} {
					p.resize(width)
					for _, scheme := range []string{"light", "dark"} {
						p.media("", "prefers-color-scheme", scheme)
						if scripts { // axe is one
							audit(t, p, axe, fmt.Sprintf("%d px, %s", width, scheme))
						}
					}
					if wide := eval[string](p, widest); wide != "" {
						t.Errorf("at %d px the page scrolls sideways because of %s", width, wide)
					}
				}
				p.quiet("the page")
			})
		}
	}
	t.Run("own style sheet", func(t *testing.T) {
		own := t.TempDir()
		writeFiles(t, own, map[string]string{
			"rcagen.yaml":        "templates: templates\n",
			"content/a.md":       soundRCA("a.md"),
			"templates/site.css": "\uFEFFh1{color:#010203}\r\nh2{color:#040506}\r/*\x00\xFF*/h3::after{content:'</STYLE><h1>'}\np::after{content:'</style>&amp;<!--'}",
		})
		p := openAlone(t, b, exportRCA(t, own, "a"), false)
		defer p.close()
		got := eval[[]string](p, `[getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.querySelector('h2')).color,
			getComputedStyle(document.querySelector('.prose p'), '::after').content, String(document.querySelectorAll('h1').length)]`)
		if want := []string{"rgb(1, 2, 3)", "rgb(4, 5, 6)", `"</style>&amp;<!--"`, "1"}; !slices.Equal(got, want) {
			t.Errorf("the style sheet gives %q, expected %q", got, want)
		}
		p.quiet("the page")
	})
	t.Run("print", func(t *testing.T) {
		p := openAlone(t, b, exportRCA(t, project, "everything"), true)
		defer p.close()
		printAlone(p)
	})
}

// exportRCA returns the path of the file that an RCA was exported to.
func exportRCA(t *testing.T, project, name string) string {
	t.Helper()
	if strings.HasSuffix(name, ".md") {
		name = filepath.Join(project, filepath.FromSlash(name))
	}
	file := filepath.Join(t.TempDir(), "an RCA #1.html")
	export := exec.Command(os.Args[0], "export", "--output", file, name, project)
	export.Env = append(os.Environ(), roleVariable+"=rcagen")
	if said, err := export.CombinedOutput(); err != nil {
		t.Fatalf("export %s: %v\n%s", name, err, said)
	}
	return file
}

// openAlone opens a file without a network; the file is all that is asked for.
func openAlone(t *testing.T, b *browser, file string, scripts bool) *tab {
	t.Helper()
	p := b.open(t, chromedp.WithNewBrowserContext())
	call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
	p.open(address)
	p.mu.Lock()
	defer p.mu.Unlock()
	if want := "a foreign address was asked for: " + address; len(p.complaints) != 1 || p.complaints[0] != want {
		t.Errorf("the browser says %q, expected only %q", p.complaints, want)
	}
	p.complaints = nil
	return p
}

// readAlone looks at everything that could lead out of the file.
func readAlone(p *tab, images int) {
	t := p.t
	t.Helper()
	if n := eval[int](p, `[...document.images].filter(e => e.complete && e.naturalWidth > 0).length`); n != images || n != eval[int](p, `document.images.length`) {
		t.Errorf("%d images are shown, expected %d", n, images)
	}
	if paper := eval[string](p, `getComputedStyle(document.querySelector("h1")).lineHeight`); paper == "normal" {
		t.Error("the style sheet is not used")
	}
	// Each is followed; those that lead nowhere are left.
	lost := eval[[]string](p, `(() => {
		const inside = [...document.querySelectorAll('a[href^="#"]')];
		if (inside.length < 5) return ['only ' + inside.length + ' links'];
		return inside.filter(a => {
			a.click();
			const [id] = a.hash.slice(1).split(':~:'); // a text in the page may be named beside it
			return id && document.querySelector(':target')?.id !== decodeURIComponent(id);
		}).map(a => a.outerHTML);
	})()`)
	for _, a := range lost {
		t.Errorf("this leads nowhere: %s", a)
	}
	for _, address := range eval[[]string](p, `[...document.querySelectorAll('[href], [src], [action], [srcset]')].map(e => e.getAttribute('href') ?? e.getAttribute('src') ?? e.outerHTML)`) {
		u, err := url.Parse(address)
		if err != nil || !strings.HasPrefix(address, "#") && u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" && u.Scheme != "data" {
			t.Errorf("%.100s does not work in a file of its own", address)
		}
	}
}

// printAlone looks at the file on paper: the text, and where it is from.
func printAlone(p *tab) {
	t := p.t
	p.media("print", "prefers-color-scheme", "dark")
	p.resize(700)
	for _, selector := range []string{"h1", ".prose h2", ".prose table", ".prose pre", ".prose img", ".prose details p", ".foot"} {
		if n := eval[int](p, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.checkVisibility()).length`, selector)); n == 0 {
			t.Errorf("%s is not printed", selector)
		}
	}
	for _, selector := range []string{".toc", ".toc-s", ".anchor"} {
		if n := eval[int](p, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.checkVisibility()).length`, selector)); n != 0 {
			t.Errorf("%s is printed", selector)
		}
	}
	if origin := eval[string](p, `document.querySelector('.foot').innerText`); !strings.Contains(origin, "content/2024/everything.md") {
		t.Errorf("at the foot stands %q, expected where the page is from", origin)
	}
	if paper := eval[string](p, `getComputedStyle(document.documentElement).backgroundColor`); paper != "rgb(255, 255, 255)" {
		t.Errorf("the paper is %s, expected white", paper)
	}
	if wide := eval[string](p, widest); wide != "" {
		t.Errorf("the page is wider than the paper because of %s", wide)
	}
	p.quiet("the page")
}
