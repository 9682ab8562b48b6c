package templates

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSizes(t *testing.T) {
	for name, limit := range map[string]int{"site.css": 20480, "overview.css": 9216, "site.js": 3072, "search.js": 8192, "search-page.js": 8192} {
		if n := len(read(t, name)); n > limit || n == 0 {
			t.Errorf("%s has %d bytes, the limit is %d", name, n, limit)
		}
	}
}

// TestSearchIsSmall: packed, as most hosts send it, the search is 4 KB.
func TestSearchIsSmall(t *testing.T) {
	for _, name := range []string{"search.js", "search-page.js"} {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, err := io.WriteString(z, read(t, name))
		if err = errors.Join(err, z.Close()); err != nil {
			t.Fatal(err)
		}
		if packed.Len() > 4096 {
			t.Errorf("%s has %d bytes when packed", name, packed.Len())
		}
	}
}

// TestPreviewFiles: what pages load in a preview is small, says where it comes
// from when it is not ours, and never makes markup of text.
func TestPreviewFiles(t *testing.T) {
	for name, limit := range map[string]int{"preview.js": 11264, "preview.css": 6144, "idiomorph.js": 12288, "idiomorph.LICENSE": 2048} {
		text, err := fs.ReadFile(Preview, "preview/"+name)
		if err != nil || len(text) == 0 || len(text) > limit {
			t.Errorf("%s: error %v, %d bytes, the limit is %d", name, err, len(text), limit)
		}
		if name == "idiomorph.js" && !strings.HasPrefix(string(text), "/* idiomorph 0.8.0") {
			t.Errorf("%s does not say which version it is", name)
		}
		if found := markupOfText.Find(text); name == "preview.js" && found != nil {
			t.Errorf("%s has %s", name, found)
		}
	}
	pages, err := fs.Glob(Preview, "preview/*.html")
	if err != nil || len(pages) != 2 {
		t.Fatal(pages, err)
	}
	for _, name := range pages {
		text, err := fs.ReadFile(Preview, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`(?i)<style|<script>|\sstyle=|\son[a-z]+=`).Find(text); found != nil {
			t.Errorf("%s: %s", name, found)
		}
	}
}

// TestScriptsMakeNoMarkup: what the search writes into its page is text.
func TestScriptsMakeNoMarkup(t *testing.T) {
	for _, name := range []string{"search.js", "search-page.js"} {
		if found := markupOfText.FindString(read(t, name)); found != "" {
			t.Errorf("%s has %s", name, found)
		}
	}
}

// markupOfText are the ways of a script to make markup or code of a text.
var markupOfText = regexp.MustCompile(`innerHTML|outerHTML\s*=|insertAdjacent|document\.write|eval\(|new Function`)

// chroma's short names of classes, as pkg/markdown writes them.
var codeClass = regexp.MustCompile(`^(c[hmps1]?|cpf|k[cdnprt]?|o|ow|s[abchdeirsx12]?|dl|m[bfhio]?|il|l[d]?|n[abcdefilnotv]|fm|bp|v[cgim]|g[dehiorstu])$`)

// TestEveryRuleIsUsed holds the classes and ids of the style sheet against the
// templates and a text with everything that Markdown can give.
func TestEveryRuleIsUsed(t *testing.T) {
	body, err := os.ReadFile("../pkg/render/testdata/body.html")
	if err != nil {
		t.Fatal(err)
	}
	markup := string(body)
	names, err := fs.Glob(Files, "*.html")
	if err != nil || len(names) == 0 {
		t.Fatal("no templates", err)
	}
	for _, name := range names {
		markup += read(t, name)
	}
	pictures, err := filepath.Glob("../pkg/chart/testdata/*.svg")
	if err != nil || len(pictures) == 0 {
		t.Fatal("no pictures", err)
	}
	for _, name := range pictures {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		markup += string(text)
	}
	used := []string{"h0", "h1", "g0", "g1", "idt", "mon", "res"} // patterns of pkg/chart, phases of a timeline
	for _, m := range regexp.MustCompile(`<symbol id="Icon-([a-z]+)"`).FindAllStringSubmatch(markup, -1) {
		used = append(used, m[1]) // a severity has the class of its shape
	}
	for _, m := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(markup, -1) {
		plain := regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAllString(m[1], " ")
		used = append(used, strings.Fields(plain)...)
	}
	css := regexp.MustCompile(`(?s)/\*.*?\*/|\{[^{}]*\}`).ReplaceAllString(read(t, "site.css"), " ")
	classes := regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(css, -1)
	if len(classes) < 50 {
		t.Fatalf("only %d classes were found", len(classes))
	}
	for _, m := range classes {
		if class := m[1]; !slices.Contains(used, class) && !codeClass.MatchString(class) {
			t.Errorf(".%s is in no template", class)
		}
	}
}

func TestTokensAreDefinedAndUsed(t *testing.T) {
	css := read(t, "site.css")
	defined, used := map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(--[\w-]+):`).FindAllStringSubmatch(css, -1) {
		defined[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`var\((--[\w-]+)`).FindAllStringSubmatch(css, -1) {
		used[m[1]] = true
	}
	for name := range defined {
		if !used[name] {
			t.Errorf("%s is not used", name)
		}
	}
	for name := range used {
		if !defined[name] {
			t.Errorf("%s is not defined", name)
		}
	}
}

// Left and right are start and end: the sheet serves both directions of writing.
func TestPropertiesAreLogical(t *testing.T) {
	physical := regexp.MustCompile(`(?:margin|padding|border)-(?:left|right)|[;{](?:left|right):|text-align:(?:left|right)|float:`)
	if found := physical.FindString(read(t, "site.css")); found != "" {
		t.Errorf("%q is bound to a side", found)
	}
}

// TestContrast computes the contrast of every colour of text with everything
// it may stand on, and of controls with the page, in both schemes.
func TestContrast(t *testing.T) {
	tokens := map[string][2]string{}
	for _, m := range regexp.MustCompile(`(--[\w-]+):light-dark\((#\w{6}),(#\w{6})\)`).FindAllStringSubmatch(read(t, "site.css"), -1) {
		tokens[m[1]] = [2]string{m[2], m[3]}
	}
	texts := []string{"--ink", "--ink-2", "--ink-3", "--link", "--crit", "--major", "--minor", "--notice", "--ok"}
	tests := []struct {
		colours, grounds []string
		least            float64
	}{
		{texts, []string{"--paper", "--wash"}, 4.5},
		{[]string{"--ink", "--ink-2", "--ink-3", "--link", "--major", "--minor", "--notice", "--ok"}, []string{"--lit"}, 4.5},
		{[]string{"--control", "--f-impact", "--f-quiet"}, []string{"--paper", "--wash"}, 3},
	}
	for _, test := range tests {
		for _, colour := range test.colours {
			for _, ground := range test.grounds {
				for scheme, name := range []string{"light", "dark"} {
					a, b := tokens[colour][scheme], tokens[ground][scheme]
					if a == "" || b == "" {
						t.Fatalf("%s or %s has no colours", colour, ground)
					}
					if got := contrast(luminance(t, a), luminance(t, b)); got < test.least {
						t.Errorf("%s on %s, %s: %.2f, want %.1f", colour, ground, name, got, test.least)
					}
				}
			}
		}
	}
}

// contrast is WCAG's ratio of two luminances.
func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
