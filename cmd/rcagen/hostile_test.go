package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// payloads are texts that would do harm where a page shows them as they are.
var payloads = []string{
	`<script>alert(1)</script>`,
	`</script><script>alert(1)</script>`,
	`</title><img src=x onerror=alert(1)>`,
	`"><svg onload=alert(1)>`,
	`' onmouseover='alert(1)`,
	`" onfocus="alert(1)" autofocus x="`,
	`javascript:alert(1)`,
	"java\tscript:alert(1)",
	`data:text/html,<script>alert(1)</script>`,
	`{{ .Site }}{{ range }}`,
	`${alert(1)} {alert(1)}`,
	`<!--`, `--><b>`, `]]>`, `&lt;script&gt;`, `&#x3c;script&#x3e;`,
	"\u202etxt.exe\u202c", "\u2066left\u2069",
	"line\nbreak", "\x00\x1b[31m",
	`</main><h1>another</h1><main>`,
	`//evil.example/x`, `\\evil.example\x`, `../../../etc/passwd`,
	`%3Cscript%3E`, `%2e%2e%2f`,
	`<a href="javascript:alert(1)">x</a>`, `<style>*{display:none}</style>`, `<base href=//evil.example>`,
	strings.Repeat("A", 3000), strings.Repeat("<b>", 200),
	"M\xfcnchen \xff\xfe", "M\u0308\u200d\u00a0\ufeff",
	`http-equiv=refresh content="0;url=javascript:alert(1)"`,
}

// hostileKeys are the keys of the front matter that pages show, name files
// after or link to. Lists hold the payload as an entry.
var hostileKeys = map[string]bool{
	"id": false, "title": false, "sidebar_label": false, "slug": false, "description": false, "status": false,
	"severity": false, "provider": false, "started": false, "detected": false, "resolved": false, "published": false,
	"source": false, "audience": false, "image": false, "custom_edit_url": false, "pagination_label": false,
	"pagination_next": false, "pagination_prev": false, "sidebar_class_name": false, "sidebar_position": false,
	"services": true, "regions": true, "tags": true, "aliases": true, "authors": true, "keywords": true,
}

// TestHostileFrontMatter puts each payload into each key, and reads the site
// as a browser does.
func TestHostileFrontMatter(t *testing.T) {
	dir := t.TempDir()
	documents := map[string]string{}
	for i, payload := range payloads {
		quoted, err := json.Marshal(payload) // YAML reads JSON's strings
		if err != nil {
			t.Fatal(err)
		}
		for key, isList := range hostileKeys {
			value := string(quoted)
			if isList {
				value = "[" + value + "]"
			}
			name := fmt.Sprintf("p%02d-%s", i, key)
			documents["content/"+name+".md"] = soundRCA(name+".md", key+": "+value)
		}
		everything := []string{"id: all-" + fmt.Sprint(i)}
		for key, isList := range hostileKeys {
			switch {
			case key == "id" || key == "slug":
			case isList:
				everything = append(everything, fmt.Sprintf("%s: [%s, %s]", key, quoted, quoted))
			default:
				everything = append(everything, key+": "+string(quoted))
			}
		}
		documents[fmt.Sprintf("content/2023/all-%d.md", i)] = soundRCA("all.md", everything...)
		documents[fmt.Sprintf("content/folder-%d/_category_.json", i)] = fmt.Sprintf(
			`{"label": %s, "description": %s, "className": %s, "link": {"type": "generated-index", "title": %s, "slug": %s}}`,
			quoted, quoted, quoted, quoted, quoted)
		documents[fmt.Sprintf("content/folder-%d/in-%d.md", i, i)] = soundRCA(fmt.Sprintf("in-%d.md", i))
	}
	writeFiles(t, dir, documents)
	inspectHostile(t, dir)
}

// TestHostileNames puts payloads into the names of files and folders.
func TestHostileNames(t *testing.T) {
	dir := t.TempDir()
	documents := map[string]string{"content/sound.md": soundRCA("sound.md")}
	for i, payload := range payloads {
		name := strings.NewReplacer("/", "_", "\x00", "", `\`, "_").Replace(payload)
		if len(name) > 200 || name == "" {
			continue
		}
		noKeys := "---\ntitle: x\nsidebar_label: x\n" + soundBody
		documents[fmt.Sprintf("content/a%d/%s.md", i, name)] = noKeys
		documents[fmt.Sprintf("content/b%d/%s/x.md", i, name)] = noKeys
		documents[fmt.Sprintf("content/c%d/x.md", i)] = noKeys + "\n![a picture](<" + strings.ReplaceAll(name, "\n", "%0A") + ".svg>)\n"
		documents[fmt.Sprintf("content/c%d/%s.svg", i, name)] = "<svg/>"
		documents[fmt.Sprintf("static/%d/%s.txt", i, name)] = "text"
	}
	writeFiles(t, dir, documents)
	inspectHostile(t, dir)
}

// TestHostileText puts payloads where the text of a document has something to
// say about tags, links, pictures and code.
func TestHostileText(t *testing.T) {
	forms := []string{
		"%s", "# %s", "[text](%s)", "[text](<%s>)", "![%s](x.png)", "![x](%s)", "<%s>", "`%s`", "[%s]: %s", "> %s", "- [ ] %s",
		"```%s\ncode\n```", "```go title=\"%s\"\ncode\n```", "```go\n%s\n```", "| %s |\n|---|\n| %s |", ":::note[%s]\n\n%s\n\n:::",
		"[^%s]\n\n[^%s]: %s", "<b title=\"%s\">x</b>", "<a href=\"%s\">x</a>", "<details><summary>%s</summary>%s</details>", "## x {#%s}",
		"[text](x \"%s\")", "import X from '%s'\n\n<X y={%s}/>",
	}
	dir := t.TempDir()
	documents := map[string]string{}
	for i, payload := range payloads {
		var b strings.Builder
		b.WriteString(soundRCA(fmt.Sprintf("text-%02d.md", i)))
		for _, form := range forms {
			b.WriteString("\n" + strings.ReplaceAll(form, "%s", payload) + "\n")
		}
		documents[fmt.Sprintf("content/text-%02d.md", i)] = b.String()
	}
	writeFiles(t, dir, documents)
	inspectHostile(t, dir)
}

// inspectHostile builds a project whatever is found in it and inspects what a
// browser and a terminal get.
func inspectHostile(t *testing.T, dir string) {
	t.Helper()
	status, stdout, stderr := finish(t, process(dir, "build", "--fail-on", "never"))
	if status != exitClean {
		at := max(0, strings.Index(stdout, "error[internal/"))
		t.Fatalf("status %d\n%.2000s\n%s", status, stdout[at:], stderr)
	}
	if strings.Contains(stdout, "internal/panic") {
		t.Errorf("a panic:\n%s", stdout)
	}
	for _, output := range []string{stdout, stderr} {
		if !utf8.ValidString(output) || strings.ContainsAny(output, "\x00\x1b\u202e\u2066\u2028") {
			t.Error("the terminal gets control characters")
		}
	}
	inspectSite(t, filepath.Join(dir, "public"), "/")
	for name := range mustRead(t, filepath.Join(dir, "public"), false) {
		if strings.ContainsAny(name, "\x00\n\\") {
			t.Errorf("a file has the name %q", name)
		}
	}
}
