package render

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/rcagen/rcagen/pkg/rca"
	builtin "github.com/rcagen/rcagen/templates"
)

// payloads try to leave the place that a text stands in.
var payloads = []string{
	`<script>alert(1)</script>`,
	`</title><script>alert(1)</script>`,
	`</script><script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	`" onfocus="alert(1)" autofocus="`,
	"` onload=alert(1) `",
	`<svg onload=alert(1)>`,
	`<!--`, `--><script>alert(1)</script>`, `]]><script>alert(1)</script>`,
	`javascript:alert(1)`, `data:text/html,<script>alert(1)</script>`,
	`{{.Site}}`, `{{template "head.html" .}}`,
	`0; url=javascript:alert(1)`, `;url=//evil.example`,
	`&lt;script&gt;`, `&#106;avascript:alert(1)`, `%3Cscript%3E`,
	"<a\x00b>", "\u202e<b>", "<\u2028script>", "\xff<i>", `<style>*{display:none}</style>`,
	`<base href=//evil.example>`, `<meta http-equiv=refresh content=0;url=//evil.example>`,
	`<iframe srcdoc="<script>alert(1)</script>">`, `<math><mi xlink:href="javascript:alert(1)">`,
}

// allowedAttributes are all that our templates and the fixture's body use.
var allowedAttributes = map[string]bool{
	"tabindex": true, "property": true, "type": true, "title": true,
	"lang": true, "charset": true, "name": true, "content": true, "http-equiv": true, "rel": true, "href": true, "src": true,
	"class": true, "id": true, "aria-label": true, "aria-current": true, "aria-hidden": true, "viewbox": true, "y": true, "x": true,
	"width": true, "height": true, "rx": true, "d": true, "datetime": true,
}

// icon is the one address in the templates that is data.
var icon = func() string {
	text, err := fs.ReadFile(builtin.Files, "head.html")
	if err != nil {
		panic(err)
	}
	return regexp.MustCompile(`data:image/svg[^"]*`).FindString(string(text))
}()

func TestHostileTextStaysText(t *testing.T) {
	for _, payload := range payloads {
		before := hostile(newDocument("a", "", "2023-01-01"), payload)
		here := hostile(newDocument("b", "", "2023-01-02"), payload)
		here.Meta.CustomEditURL = &payload
		here.Meta.Aliases = []string{"/old/"}
		after := hostile(newDocument("c", "", "2023-01-03"), payload)
		s := newSite(t, before, here, after)
		s.Config.Title, s.Config.Description, s.Config.EditURL = payload, payload, ""
		for _, g := range s.Groups {
			g.Label, g.Title, g.Description = payload, payload, payload
		}
		r := rendererWithoutText(t, s)
		for _, o := range allOutputs(t, r) {
			if o.kind != assetOutput && o.kind != dataOutput {
				inspect(t, payload, o.Address, renderOutput(t, r, o))
			}
		}
	}
}

// inspect parses a page and reports whatever could run or leave the site.
func inspect(t *testing.T, payload, address, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script":
			if attribute(n, "type") == "application/ld+json" {
				if n.FirstChild == nil || n.FirstChild != n.LastChild || !json.Valid([]byte(n.FirstChild.Data)) {
					t.Errorf("%q: %s: data that is not JSON", payload, address)
				}
				continue
			}
			scripts++
			if n.FirstChild != nil {
				t.Errorf("%q: %s: a script with text", payload, address)
			}
		case "style", "iframe", "img", "base", "math", "object", "embed", "form", "b", "i":
			if n.Data != "b" || n.Parent.Data != "a" { // the pager's own
				t.Errorf("%q: %s: element %s", payload, address, n.Data)
			}
		}
		for _, a := range n.Attr {
			if !allowedAttributes[strings.ToLower(a.Key)] {
				t.Errorf("%q: %s: attribute %s on %s", payload, address, a.Key, n.Data)
			}
			value := strings.ToLower(strings.TrimSpace(a.Val))
			isIcon := n.Data == "link" && attribute(n, "rel") == "icon" && a.Val == icon
			if a.Key != "href" && a.Key != "src" || isIcon {
				continue
			}
			relative := strings.HasPrefix(value, "./") || strings.HasPrefix(value, "../") || strings.HasPrefix(value, "#") || strings.HasPrefix(value, "/")
			if !relative && !strings.HasPrefix(value, "https://rca.example.com/") || strings.HasPrefix(value, "//") {
				t.Errorf("%q: %s: %s=%q", payload, address, a.Key, a.Val)
			}
		}
	}
	if scripts > 1 {
		t.Errorf("%q: %s: %d scripts", payload, address, scripts)
	}
}

func TestTitleIsShownAsWritten(t *testing.T) {
	title := `AT&T <b>bold</b> "quoted" 100 %`
	d := newDocument("x", title, "2023-01-01")
	d.Headings = []rca.Heading{{Level: 1, Text: title, ID: "привет/100%"}}
	page := renderAt(t, rendererWithoutText(t, newSite(t, d)), "2023/x/")
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.FirstChild != nil && n.FirstChild.Type == html.TextNode {
			if n.Data == "title" {
				found["title"] = n.FirstChild.Data == title+", 1 January 2023 | Incident library"
			}
			if n.Data == "h1" || n.Data == "a" && strings.HasPrefix(n.FirstChild.Data, title) {
				found[n.Data] = strings.TrimSpace(n.FirstChild.Data) == title
			}
		}
	}
	for _, element := range []string{"title", "h1", "a"} {
		if !found[element] {
			t.Errorf("%s does not show the title as written:\n%s", element, page)
		}
	}
	if !strings.Contains(page, `href="#%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82%2f100%25"`) {
		t.Error("the contents do not lead to the heading")
	}
}
