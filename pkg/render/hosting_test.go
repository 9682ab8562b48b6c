package render

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/rcagen/rcagen/pkg/site"
)

// headersFileRules reads _headers as both hosts do: a path, then indented lines
// with a header each.
func headersFileRules(text string) (map[string]map[string]string, error) {
	rules := map[string]map[string]string{}
	path := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) > 2000 {
			return nil, fmt.Errorf("a line of %d characters; Cloudflare Pages stops at 2,000", len(line))
		}
		name, value, isHeader := strings.Cut(strings.TrimPrefix(line, "  "), ": ")
		switch {
		case strings.HasPrefix(line, "/") && rules[line] == nil:
			path = line
			rules[path] = map[string]string{}
		case strings.HasPrefix(line, "  ") && isHeader && path != "" && value != "" && rules[path][name] == "":
			rules[path][name] = value
		default:
			return nil, fmt.Errorf("line %q", line)
		}
	}
	if len(rules) > 100 {
		return nil, fmt.Errorf("%d rules; Cloudflare Pages stops at 100", len(rules))
	}
	return rules, nil
}

// nginxBlock is a part of a configuration of nginx: "location ^~ /assets/", or
// "" for the whole.
type nginxBlock struct {
	name       string
	directives [][]string
	blocks     []*nginxBlock
}

var nginxToken = regexp.MustCompile(`^(?:\s+|#[^\n]*\n|"((?:[^"\\]|\\.)*)"|([^\s"';{}#]+)|([;{}]))`)

// parseNginx reads a configuration: words, quoted or not, up to a semicolon or a
// block in braces.
func parseNginx(text string) (*nginxBlock, error) {
	open := []*nginxBlock{{}}
	var words []string
	for text != "" {
		m := nginxToken.FindStringSubmatch(text)
		if m == nil {
			return nil, fmt.Errorf("at %.40q", text)
		}
		token := m[0]
		text = text[len(token):]
		in := open[len(open)-1]
		switch {
		case m[3] == ";" && len(words) > 0:
			in.directives = append(in.directives, words)
			words = nil
		case m[3] == "{" && len(words) > 0:
			block := &nginxBlock{name: strings.Join(words, " ")}
			in.blocks = append(in.blocks, block)
			open, words = append(open, block), nil
		case m[3] == "}" && len(words) == 0 && len(open) > 1:
			open = open[:len(open)-1]
		case m[3] != "":
			return nil, fmt.Errorf("%s after %q", m[3], words)
		case token[0] == '"':
			words = append(words, strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(m[1]))
		case m[2] != "":
			words = append(words, m[2])
		}
	}
	if len(open) != 1 || len(words) > 0 {
		return nil, fmt.Errorf("not closed: %q", words)
	}
	return open[0], nil
}

func (b *nginxBlock) headers() map[string]string {
	headers := map[string]string{}
	for _, d := range b.directives {
		if d[0] == "add_header" {
			headers[d[1]] = d[2]
		}
	}
	return headers
}

// policyInPage returns the policy in a page's head.
func policyInPage(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Data == "meta" && attribute(n, "http-equiv") == "Content-Security-Policy" {
			return attribute(n, "content")
		}
	}
	t.Fatal("a page without a policy")
	return ""
}

func TestHostsSendThePolicyOfThePages(t *testing.T) {
	for name, diagrams := range map[string]bool{"plain": false, "with diagrams": true} {
		t.Run(name, func(t *testing.T) {
			documents := library()
			documents[1].Diagrams = diagrams
			r := newRenderer(t, newSite(t, documents...))
			want := policyInPage(t, renderAt(t, r, "2023/apiv2/")) + "; frame-ancestors 'self'"

			headers, err := headersFileRules(renderAt(t, r, "_headers"))
			if err != nil {
				t.Fatal(err)
			}
			wantInFile := want
			if diagrams {
				wantInFile = "frame-ancestors 'self'"
			}
			if got := headers["/*"]; got["Content-Security-Policy"] != wantInFile || got["X-Content-Type-Options"] != "nosniff" || got["Referrer-Policy"] == "" || got["Cache-Control"] != "" {
				t.Errorf("_headers: %q\nwant %q", got, wantInFile)
			}
			if got := headers["/assets/*"]["Cache-Control"]; !strings.Contains(got, "immutable") {
				t.Errorf("_headers: assets are kept for %q", got)
			}

			var azure struct {
				GlobalHeaders map[string]string
				Routes        []struct {
					Route   string
					Headers map[string]string
				}
				ResponseOverrides map[string]struct{ Rewrite string }
				MimeTypes         map[string]string
			}
			if err := json.Unmarshal([]byte(renderAt(t, r, "staticwebapp.config.json")), &azure); err != nil {
				t.Fatal(err)
			}
			if azure.GlobalHeaders["Content-Security-Policy"] != want || azure.ResponseOverrides["404"].Rewrite != "/404.html" {
				t.Errorf("staticwebapp.config.json: %+v", azure)
			}
			last := azure.Routes[len(azure.Routes)-1]
			if last.Route != "/assets/*" || !strings.Contains(last.Headers["Cache-Control"], "immutable") {
				t.Errorf("staticwebapp.config.json: %+v", azure.Routes)
			}

			server, err := parseNginx(renderAt(t, r, "nginx.conf"))
			if err != nil {
				t.Fatal(err)
			}
			if got := server.headers(); got["Content-Security-Policy"] != want {
				t.Errorf("nginx.conf: %q", got)
			}
			frames, assets := 0, 0
			for _, location := range server.blocks {
				switch got := location.headers(); {
				case strings.HasPrefix(location.name, "location ^~ /kb/assets/"):
					assets++
					if got["Content-Security-Policy"] != want || !strings.Contains(got["Cache-Control"], "immutable") {
						t.Errorf("nginx.conf: %s: %q", location.name, got)
					}
				case strings.HasPrefix(location.name, "location = /kb/assets/diagram."):
					frames++
					if got["Content-Security-Policy"] != "sandbox allow-scripts; frame-ancestors 'self'" {
						t.Errorf("nginx.conf: %s: %q", location.name, got)
					}
				case len(got) > 0:
					t.Errorf("nginx.conf: %s inherits no header, and lacks some: %q", location.name, got)
				}
			}
			if assets != 1 {
				t.Errorf("nginx.conf: %d places for assets", assets)
			}
			if frames > 0 != diagrams || len(azure.Routes) > 1 != diagrams {
				t.Errorf("%d places for the frame of diagrams in nginx.conf, %d routes", frames, len(azure.Routes))
			}
		})
	}
}

// TestPolicyOfAProject: one template replaces the policy everywhere.
func TestPolicyOfAProject(t *testing.T) {
	r, found := overridden(t, map[string]string{"policy.html": "default-src 'self'\n"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	if got := policyInPage(t, renderAt(t, r, "")); strings.TrimSpace(got) != "default-src 'self'" {
		t.Errorf("in a page: %q", got)
	}
	for _, name := range []string{"_headers", "nginx.conf", "staticwebapp.config.json"} {
		if text := renderAt(t, r, name); !strings.Contains(text, "default-src 'self'; frame-ancestors 'self'") || strings.Contains(text, "default-src 'none'") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestPolicyIsThatOfTheBuiltInPages(t *testing.T) {
	r := newRenderer(t, newSite(t, library()...))
	if got := policyInPage(t, renderAt(t, r, "")); got != Policy() {
		t.Errorf("%q and %q", got, Policy())
	}
}

func TestMediaTypes(t *testing.T) {
	for address, want := range map[string]string{
		"feed.xml": "application/atom+xml", "2023/feed.json": "application/feed+json", "2023/a/index.md": "text/markdown; charset=utf-8",
		"incidents.schema.json": "application/schema+json", "_headers": "text/plain; charset=utf-8", "llms.txt": "text/plain; charset=utf-8",
		"incidents.json": "", "sitemap.xml": "", "a/index.html": "", "card.png": "",
	} {
		if got := MediaType(site.OutputFile(address)); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
