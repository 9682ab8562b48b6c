package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rcagen/rcagen/pkg/site"
)

// llmsSize is the number of incidents that llms.txt names: readers of it take
// all of it in.
const llmsSize = 100

// llms writes llms.txt (https://llmstxt.org): a title, a summary in a
// blockquote, and lists of links with a note. It names the newest incidents and
// says where the others are.
func (r *Renderer) llms(w io.Writer, o Output) error {
	s := r.site
	out := bufio.NewWriter(w)
	entry := func(title, address, note string) {
		fmt.Fprintf(out, "- [%s](%s)", plainMarkdown(title), r.link("", address))
		if note != "" {
			out.WriteString(": " + plainMarkdown(note))
		}
		out.WriteString("\n")
	}
	fmt.Fprintf(out, "# %s\n", plainMarkdown(s.Config.Title))
	if s.Config.Description != "" {
		fmt.Fprintf(out, "\n> %s\n", plainMarkdown(s.Config.Description))
	}
	out.WriteString("\nReports about incidents: what happened, why, and what is done about it. Each page also exists as Markdown (index.md) and as data (index.json) at its own address.\n")
	out.WriteString("\n## Data\n\n")
	for _, f := range []struct{ name, note string }{
		{"incidents.json", "every incident with its facts"},
		{schemaName, "what the fields of incidents.json and index.json mean"},
		{"feed.xml", "the newest incidents, as Atom"},
	} {
		entry(f.name, f.name, f.note)
	}
	out.WriteString("\n## Incidents\n\n")
	n, total := 0, 0
	for p := range r.site.Listed {
		if total++; n < llmsSize {
			n++
			entry(strings.TrimPrefix(isoDay(p.Document.Date)+" "+p.Document.Title, " "), p.Address+"index.md", r.summary(p))
		}
	}
	if years := s.Property(site.Years); total > n && len(years.Facets) > 0 {
		out.WriteString("\n## Optional\n\n")
		for _, f := range years.Facets {
			entry(f.Value, f.Addresses[0], r.lang.Count("list.incidents", len(f.Pages)))
		}
	}
	return out.Flush()
}

// plainMarkdown writes a text so that Markdown reads it as itself, in one line.
func plainMarkdown(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	return markdownEscapes.Replace(text)
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "&", `\&`, "\x00", "\uFFFD")
