package render

import (
	"bufio"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/feed"
	"github.com/rcagen/rcagen/pkg/site"
	builtin "github.com/rcagen/rcagen/templates"
)

// Policy returns the content security policy of the built-in templates for pages
// without diagrams. It does not say who may frame them, which browsers do not
// take from a page.
func Policy() string {
	return policyOf(template.Must(template.ParseFS(builtin.Files, policyTemplate)), frame{})
}

// policyTemplate holds the policy: head.html puts it into pages, this file into
// headers.
const policyTemplate = "policy.html"

func policyOf(t *template.Template, f frame) string {
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, policyTemplate, f); err != nil {
		return "default-src 'none'" // a template of the project's own that cannot be used, which is reported elsewhere
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// header is a header of a response.
type header struct{ name, value string }

// headers returns the headers that every response should have. They repeat the
// policy of the pages for what is no page, and add what a page cannot say of
// itself.
func (r *Renderer) headers() []header {
	var f frame
	if r.hasDiagrams() {
		f.Diagrams = &diagrams{}
	}
	return withPolicy(policyOf(r.templates.set, f) + "; " + ancestors)
}

// ancestors says that no other site may show a page in a frame.
const ancestors = "frame-ancestors 'self'"

func withPolicy(policy string) []header {
	return []header{
		{"Content-Security-Policy", policy},
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "strict-origin-when-cross-origin"},
	}
}

// drawing returns the pattern of the page that diagrams are drawn in, "" when
// there are none, and its headers. It says itself what it may load, which is
// more than other pages may.
func (r *Renderer) drawing() (pattern string, headers []header) {
	if !r.hasDiagrams() {
		return "", nil
	}
	return "/" + diagramAssets()[2].address, withPolicy("sandbox allow-scripts; " + ancestors)
}

// immutable is for files whose name changes with their bytes.
var immutable = header{"Cache-Control", "public, max-age=31536000, immutable"}

// hashed returns the patterns of files whose name changes with their bytes: the
// whole folder of them, or, when the project has files of its own there, the
// style sheets and scripts alone.
func (r *Renderer) hashed() (patterns []string) {
	isOwn := func(a site.Asset) bool {
		return strings.HasPrefix(a.Address, "assets/") && strings.HasPrefix(a.File, site.StaticDir+"/")
	}
	if !slices.ContainsFunc(r.site.Assets, isOwn) {
		return []string{"/assets/*"}
	}
	for _, a := range r.templates.assets {
		patterns = append(patterns, "/"+a.address)
	}
	if r.hasDiagrams() {
		for _, a := range diagramAssets()[:2] {
			patterns = append(patterns, "/"+a.address)
		}
	}
	return patterns
}

// headersFile writes _headers, which Netlify and Cloudflare Pages read. A path
// in it counts from the folder that is published.
// (https://docs.netlify.com/routing/headers/,
// https://developers.cloudflare.com/pages/configuration/headers/)
func (r *Renderer) headersFile(w io.Writer, _ Output) error {
	out := bufio.NewWriter(w)
	list := r.headers()
	if r.hasDiagrams() {
		// Both add up the headers of all rules that fit, so that the page that
		// diagrams are drawn in cannot have another policy. Pages have theirs in
		// their head.
		list = withPolicy(ancestors)
	}
	out.WriteString("/*\n")
	for _, h := range list {
		fmt.Fprintf(out, "  %s: %s\n", h.name, h.value)
	}
	for _, pattern := range r.hashed() {
		fmt.Fprintf(out, "%s\n  %s: %s\n", pattern, immutable.name, immutable.value)
	}
	return out.Flush()
}

// staticWebApp writes the configuration of Azure Static Web Apps
// (https://learn.microsoft.com/azure/static-web-apps/configuration).
func (r *Renderer) staticWebApp(w io.Writer, _ Output) error {
	type rewrite struct {
		Rewrite string `json:"rewrite"`
	}
	type route struct {
		Route   string            `json:"route"`
		Headers map[string]string `json:"headers"`
	}
	config := struct {
		Headers   map[string]string  `json:"globalHeaders"`
		Routes    []route            `json:"routes"`
		Overrides map[string]rewrite `json:"responseOverrides"`
		Types     map[string]string  `json:"mimeTypes"`
	}{
		Headers:   map[string]string{},
		Overrides: map[string]rewrite{"404": {"/" + missingAddress}},
		Types:     map[string]string{".md": "text/markdown; charset=utf-8"},
	}
	for _, h := range r.headers() {
		config.Headers[h.name] = h.value
	}
	if pattern, list := r.drawing(); pattern != "" { // the first route that fits is taken
		values := map[string]string{immutable.name: immutable.value}
		for _, h := range list {
			values[h.name] = h.value
		}
		config.Routes = append(config.Routes, route{pattern, values})
	}
	for _, pattern := range r.hashed() {
		config.Routes = append(config.Routes, route{pattern, map[string]string{immutable.name: immutable.value}})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(config)
}

// nginx writes what belongs into a server of nginx. A location with headers of
// its own inherits none, so that they stand in each
// (https://nginx.org/en/docs/http/ngx_http_headers_module.html). An answer that
// something is missing must not be kept: the header for that is not for always.
func (r *Renderer) nginx(w io.Writer, _ Output) error {
	out := bufio.NewWriter(w)
	base := strings.TrimSuffix(r.site.Config.BasePath(), "/")
	out.WriteString("# Include this file in the server { } that publishes the site.\n")
	fmt.Fprintf(out, "index index.html;\nerror_page 404 %s;\n", nginxQuote(base+"/"+missingAddress))
	headers := func(indent string, list []header) {
		for _, h := range list {
			fmt.Fprintf(out, "%sadd_header %s %s always;\n", indent, h.name, nginxQuote(h.value))
		}
	}
	headers("", r.headers())
	location := func(pattern string, list []header) {
		path, isFolder := strings.CutSuffix(pattern, "*")
		match := "="
		if isFolder {
			match = "^~"
		}
		fmt.Fprintf(out, "location %s %s {\n", match, nginxQuote(base+path))
		headers("    ", list)
		fmt.Fprintf(out, "    add_header %s %s;\n}\n", immutable.name, nginxQuote(immutable.value))
	}
	if pattern, list := r.drawing(); pattern != "" {
		location(pattern, list)
	}
	for _, pattern := range r.hashed() {
		location(pattern, r.headers())
	}
	for _, t := range mediaTypes {
		pattern := regexp.QuoteMeta(t.end)
		if t.end[0] != '.' {
			pattern = "/" + pattern
		}
		fmt.Fprintf(out, "location ~ %s {\n    types { }\n    default_type %s;\n}\n", nginxQuote(pattern+"$"), nginxQuote(t.value))
	}
	return out.Flush()
}

// nginxQuote writes a word of nginx's configuration.
func nginxQuote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// mediaTypes are those of the files for programs that their extension does not
// tell everywhere.
var mediaTypes = []struct{ end, value string }{
	{"feed.xml", feed.AtomType},
	{"feed.json", feed.JSONType},
	{schemaName, "application/schema+json"},
	{".md", "text/markdown; charset=utf-8"}, // RFC 7763
}

// MediaType returns the media type of a file that the site writes for programs,
// by its address; "" when the extension tells it.
func MediaType(address string) string {
	name := path.Base(address)
	for _, t := range mediaTypes {
		if name == t.end || t.end[0] == '.' && strings.HasSuffix(name, t.end) {
			return t.value
		}
	}
	if strings.HasPrefix(name, "_") || strings.HasSuffix(name, ".conf") || strings.HasSuffix(name, ".txt") {
		return "text/plain; charset=utf-8"
	}
	return ""
}
