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

// icon is the one address in the templates that is data.
var icon = func() string {
	text, err := fs.ReadFile(builtin.Files, "head.html")
	if err != nil {
		panic(err)
	}
	return regexp.MustCompile(`data:image/svg[^"]*`).FindString(string(text))
}()

// TestHostileTextStaysText: whatever a text says, the pages have the same kinds
// of elements and attributes as with a harmless one, one script, and addresses
// that stay in the site.
func TestHostileTextStaysText(t *testing.T) {
	allowed := map[string]bool{}
	survey(t, "harmless", func(_, _, what string) { allowed[what] = true })
	for _, payload := range payloads {
		survey(t, payload, func(address, where, what string) {
			if !allowed[what] {
				t.Errorf("%q: %s: %s at %s", payload, address, what, where)
			}
		})
	}
}

// survey renders a site whose every text is the one given, and reports each
// element with each of its attributes.
func survey(t *testing.T, text string, report func(address, where, what string)) {
	t.Helper()
	before := promising(hostile(newDocument("a", "", "2023-01-01"), text), text)
	here := hostile(newDocument("b", "", "2023-01-02"), text)
	hostileFacts(&here.Facts, text)
	here.Meta.CustomEditURL = &text
	if text == "harmless" {
		edit := "https://rca.example.com/edit"
		here.Meta.CustomEditURL = &edit
	}
	here.Meta.Aliases = []string{"/old/"}
	after := hostile(newDocument("c", "", "2023-01-03"), text)
	s := newSite(t, before, here, after)
	s.Config.Title, s.Config.Description, s.Config.EditURL = text, text, ""
	for _, g := range s.Groups {
		g.Label, g.Title, g.Description = text, text, text
	}
	r := rendererWithoutText(t, s)
	for _, o := range allOutputs(t, r) {
		if templateOf[o.kind] == "" {
			continue
		}
		page := renderOutput(t, r, o)
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			report(o.Address, n.Parent.Data, "element "+n.Data)
			switch data := attribute(n, "type") == "application/ld+json"; {
			case n.Data != "script" || n.FirstChild == nil && !data:
			case data:
				if n.FirstChild == nil || !json.Valid([]byte(n.FirstChild.Data)) {
					t.Errorf("%q: %s: data that is not JSON", text, o.Address)
				}
			default:
				t.Errorf("%q: %s: a script with text", text, o.Address)
			}
			for _, a := range n.Attr {
				report(o.Address, n.Data, "attribute "+a.Key+" on "+n.Data)
				inspectAddress(t, text, o.Address, n, a)
			}
		}
	}
}

// inspectAddress reports an address that leaves the site.
func inspectAddress(t *testing.T, payload, address string, n *html.Node, a html.Attribute) {
	t.Helper()
	if a.Key != "href" && a.Key != "src" && a.Key != "action" || n.Data == "link" && attribute(n, "rel") == "icon" && a.Val == icon {
		return
	}
	value := strings.ToLower(strings.TrimSpace(a.Val))
	relative := strings.HasPrefix(value, "./") || strings.HasPrefix(value, "../") || strings.HasPrefix(value, "#") || strings.HasPrefix(value, "/")
	if !relative && !strings.HasPrefix(value, "https://rca.example.com/") || strings.HasPrefix(value, "//") {
		t.Errorf("%q: %s: %s=%q", payload, address, a.Key, a.Val)
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
