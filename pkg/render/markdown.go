package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// markdown writes index.md of a page: front matter with what the page shows,
// then the text as anybody may read it.
func (r *Renderer) markdown(w io.Writer, o Output) error {
	p := o.page
	rec := r.record(p)
	out := bufio.NewWriter(w)
	out.WriteString("---\n")
	one := func(key, value string) {
		if value != "" {
			out.WriteString(key + ": " + yamlText(value) + "\n")
		}
	}
	many := func(key string, values []string) {
		if len(values) == 0 {
			return
		}
		quoted := make([]string, len(values))
		for i, v := range values {
			quoted[i] = yamlText(v)
		}
		out.WriteString(key + ": [" + strings.Join(quoted, ", ") + "]\n")
	}
	one("id", rec.ID)
	one("title", rec.Title)
	one("url", rec.URL)
	one("date", rec.Date)
	one("description", rec.Description)
	many("authors", rec.Authors)
	many("tags", rec.Tags)
	one("status", rec.Status)
	if rec.Severity != nil {
		one("severity", rec.Severity.Word)
	}
	many("services", rec.Services)
	many("regions", rec.Regions)
	one("provider", rec.Provider)
	one("started", rec.Started)
	one("detected", rec.Detected)
	one("mitigated", rec.Mitigated)
	one("resolved", rec.Resolved)
	one("published", rec.Published)
	one("source", rec.ImportedFrom)
	out.WriteString("---\n\n")
	if err := out.Flush(); err != nil {
		return err
	}
	return r.text.Markdown(w, p)
}

// yamlText writes a text as a value of YAML: in double quotes, with an escape for
// every character that YAML does not take to be printable (YAML 1.2.2, section
// 5.1).
func yamlText(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c < ' ' || 0x7f <= c && c <= 0x9f || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe || c == 0xffff:
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
