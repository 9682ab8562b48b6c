package check

import (
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// htmlRules are about tags in the text.
var htmlRules = []*Rule{
	{
		Name:     "html/dropped",
		Severity: diag.Warning,
		Finds:    "An HTML tag in the text that is not published.",
		Why:      "HTML can run scripts and reach other sites, so only a few harmless tags pass: `kbd`, `sub`, `sup`, `br`, `details` and `summary`. Of all others the tag is left out; the text in it stays, except that of scripts, styles and frames.",
		Fix:      "Write it in Markdown. Where the tag itself is what should be read, put it in backquotes.",
		Document: htmlDropped,
	},
	{
		Name:     "html/attribute-dropped",
		Severity: diag.Warning,
		Finds:    "An attribute of a tag that is published otherwise.",
		Why:      "Attributes can run scripts, load pictures from other sites and cover the page, so that tags are published without them.",
		Fix:      "Remove the attribute.",
		Document: htmlAttributeDropped,
	},
}

// mdxRules are about what only MDX, Markdown with JavaScript in it, gives a
// meaning.
var mdxRules = []*Rule{
	{
		Name:     "mdx/import",
		Severity: diag.Warning,
		Finds:    "An `import` statement of MDX.",
		Why:      "rcagen runs no JavaScript: the line is shown to readers as text.",
		Fix:      "Remove the line, and write what the imported component shows in Markdown.",
		Document: mdxImport,
	},
	{
		Name:     "mdx/export",
		Severity: diag.Warning,
		Finds:    "An `export` statement of MDX.",
		Why:      "rcagen runs no JavaScript: the line is shown to readers as text.",
		Fix:      "Remove the line. What it exports about the page belongs in the front matter.",
		Document: mdxExport,
	},
	{
		Name:     "mdx/jsx",
		Severity: diag.Warning,
		Finds:    "A component such as `<Tabs>`, which MDX would replace.",
		Why:      "rcagen runs no JavaScript: the tag is shown to readers as text, and what stands in it as ordinary Markdown.",
		Fix:      "Use Markdown: headings in place of tabs, `:::note` in place of a box. Put a name in angle brackets that is meant to be read in backquotes.",
		Document: mdxJSX,
	},
	{
		Name:     "mdx/expression",
		Severity: diag.Warning,
		Finds:    "A comment in braces, `{/* … */}`, as MDX has them.",
		Why:      "rcagen leaves it out of the page, but only MDX takes it for a comment: wherever else the file is read, the braces and what stands in them are text.",
		Fix:      "Write the comment as `<!-- … -->`.",
		Document: mdxExpression,
	},
}

// codeRules are about code blocks.
var codeRules = []*Rule{
	{
		Name:     "code/not-highlighted",
		Severity: diag.Info,
		Finds:    "A code block that is too long, or takes too long, to be coloured.",
		Why:      "It is shown plain. The colours help with a screenful of code and not with a log of thousands of lines.",
		Fix:      "Cut it to the lines that matter, or take the language off the fence.",
	},
}

// inMarkdown says how to write in Markdown what an author used a tag for.
var inMarkdown = map[string]string{
	"a":      "write `[text](address)`",
	"img":    "write `![what it shows](file.png)`",
	"b":      "write `**text**`",
	"strong": "write `**text**`",
	"i":      "write `*text*`",
	"em":     "write `*text*`",
	"s":      "write `~~text~~`",
	"del":    "write `~~text~~`",
	"code":   "put the text in backquotes",
	"tt":     "put the text in backquotes",
	"pre":    "put the text between two lines of three backquotes",
	"hr":     "write `---` between two blank lines",
	"p":      "separate paragraphs by a blank line",
	"ul":     "start each item with `- `",
	"ol":     "start each item with `1. `",
	"li":     "start each item with `- `",
	"table":  "write the table with `|` between its cells",
	"h1":     "write `# text`", "h2": "write `## text`", "h3": "write `### text`",
	"h4": "write `#### text`", "h5": "write `##### text`", "h6": "write `###### text`",
	"blockquote": "start each line with `> `",
	"iframe":     "link to the page: `[text](address)`",
	"video":      "link to the file: `[text](address)`",
}

// htmlDropped reports each kind of tag once, where it first stands.
func htmlDropped(p *DocumentPass) {
	count := map[string]int{}
	var first []markdown.RawHTML
	for _, h := range p.Body.RawHTML {
		if h.Name == "" || h.Closing || h.JSX || h.Kept || h.Shown {
			continue
		}
		name := strings.ToLower(h.Name)
		if count[name]++; count[name] == 1 {
			first = append(first, h)
		}
	}
	for _, h := range first {
		name := strings.ToLower(h.Name)
		d := diag.Diagnostic{
			Message: fmt.Sprintf("the HTML tag `<%s>` is not published", h.Name),
			Span:    h.Span,
			Label:   "left out of the page",
			Notes:   []string{"published tags: kbd, sub, sup, br, and in a block of their own details, summary"},
		}
		if help, ok := inMarkdown[name]; ok {
			d.Help = []string{help}
		} else {
			d.Help = []string{"remove the tag, or put it in backquotes when it is meant to be read"}
		}
		switch n := count[name] - 1; {
		case n == 1:
			d.Notes = append(d.Notes, "there is one more in this file")
		case n > 1:
			d.Notes = append(d.Notes, fmt.Sprintf("there are %d more in this file", n))
		}
		p.Report(d)
	}
}

func htmlAttributeDropped(p *DocumentPass) {
	for _, h := range p.Body.RawHTML {
		if !h.Attributes {
			continue
		}
		tag := p.text(h.Span)
		from := 1 + len(h.Name)
		to := len(strings.TrimRight(tag, " \t\r\n/>"))
		from += len(tag[from:]) - len(strings.TrimLeft(tag[from:], " \t\r\n"))
		if from >= to {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is not published: `<%s>` loses its attributes", diag.Excerpt(tag[from:to]), h.Name),
			Span:    diag.Span{Start: h.Span.Start + from, End: h.Span.Start + to},
			Label:   "left out of the page",
			Help:    []string{fmt.Sprintf("write `<%s>`", h.Name)},
			Fix:     diag.SafeFix("remove the attributes", diag.Replace(diag.Span{Start: h.Span.Start + 1 + len(h.Name), End: h.Span.Start + to}, "")),
		})
	}
}

func mdxImport(p *DocumentPass) {
	mdx(p, "an `import` needs MDX and is shown as text", func(h markdown.RawHTML) bool { return h.Name == "import" })
}

func mdxExport(p *DocumentPass) {
	mdx(p, "an `export` needs MDX and is shown as text", func(h markdown.RawHTML) bool { return h.Name == "export" })
}

func mdxExpression(p *DocumentPass) {
	for _, h := range p.Body.RawHTML {
		if h.JSX && h.Name == "" {
			p.Report(diag.Diagnostic{
				Message: "a comment in braces is one in MDX alone",
				Span:    h.Span,
				Label:   "left out of the page",
				Help:    []string{"write it as `<!-- … -->`"},
			})
		}
	}
}

func mdxJSX(p *DocumentPass) {
	for _, h := range p.Body.RawHTML {
		if h.JSX && !h.Closing && isComponent(h.Name) {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("the component `<%s>` needs MDX and is shown as text", h.Name),
				Span:    h.Span,
				Label:   "shown as it stands here",
				Help:    []string{fmt.Sprintf("write it in Markdown, or put `<%s>` in backquotes when it is meant to be read", h.Name)},
			})
		}
	}
}

func isComponent(name string) bool { return name != "" && name != "import" && name != "export" }

// mdx reports the pieces of MDX that are meant.
func mdx(p *DocumentPass, message string, meant func(markdown.RawHTML) bool) {
	for _, h := range p.Body.RawHTML {
		if h.JSX && meant(h) {
			p.Report(diag.Diagnostic{
				Message: message,
				Span:    h.Span,
				Label:   "shown as it stands here",
				Help:    []string{"remove it, or write in Markdown what it stands for"},
			})
		}
	}
}
