package markdown

import (
	"bytes"
	"regexp"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// engine is goldmark's parser with our extensions; it is safe for concurrent use.
var engine = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(headingParser{parser.NewSetextHeadingParser()}, 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(headingParser{parser.NewATXHeadingParser()}, 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		admonitions,
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(extension.NewFootnoteBlockParser(), 999),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(append(parser.DefaultInlineParsers(),
		util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
		util.Prioritized(extension.NewFootnoteParser(), 101),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
		util.Prioritized(extension.NewLinkifyParser(), 999),
	)...),
	parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
	)...),
	parser.WithASTTransformers(
		util.Prioritized(extension.NewTableASTTransformer(), 0),
		util.Prioritized(alertTransformer{}, 100),
		util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
	),
)

// parsed is a document as goldmark sees it.
type parsed struct {
	root ast.Node
	body []byte // what was parsed; offsets in root are offsets in it
	base int    // offset of body in the file
	ids  map[ast.Node]headingID
}

// headingID is the anchor of a heading.
type headingID struct {
	id       string
	explicit bool
}

// span moves a range of the body into the file.
func (p *parsed) span(start, end int) diag.Span {
	return diag.Span{Start: p.base + start, End: p.base + max(start, end)}
}

// parseBody parses the text of a document that starts at base. A lone CR ends
// a line for editors but not for goldmark, so it is read as LF.
func parseBody(source []byte, base int) *parsed {
	body := source[base:]
	if lone := loneCR(body, 0); lone >= 0 {
		body = bytes.Clone(body)
		for ; lone >= 0; lone = loneCR(body, lone+1) {
			body[lone] = '\n'
		}
	}
	p := &parsed{body: body, base: base}
	p.root = engine.Parse(text.NewReader(body))
	p.ids = headingIDs(p.root, body)
	return p
}

// loneCR returns the offset of the next CR without LF, or -1.
func loneCR(body []byte, from int) int {
	for i := from; i < len(body); i++ {
		j := bytes.IndexByte(body[i:], '\r')
		if j < 0 {
			return -1
		}
		i += j
		if i+1 == len(body) || body[i+1] != '\n' {
			return i
		}
	}
	return -1
}

// headingParser adds `{#id}` to goldmark's headings.
type headingParser struct{ parser.BlockParser }

var idAttribute = []byte("rcagen-id")

// Close takes the id off the heading's last line before its text is parsed.
func (h headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	h.BlockParser.Close(node, reader, pc)
	lines := node.Lines()
	if _, ok := node.(*ast.Heading); !ok || lines.Len() == 0 || node.Parent() == nil {
		return
	}
	last := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(last.Value(reader.Source()), " \t\r\n")
	cut, id := explicitID(line)
	if id == "" {
		return
	}
	last.Stop = last.Start + cut - last.Padding
	lines.Set(lines.Len()-1, last)
	node.SetAttribute(idAttribute, id)
}

// explicitIDs are the forms of a written id: {#id}, {/* #id */} and <!-- #id -->.
// The first is Docusaurus' rule: neither `{#` nor `}` in the id, at the end.
var explicitIDs = []*regexp.Regexp{
	regexp.MustCompile(`^(.*\S)?\s*\{#([^\s}]+)\}$`),
	regexp.MustCompile(`^(.*\S)?\s*\{/\*\s*#(\S+?)\s*\*/\}$`),
	regexp.MustCompile(`^(.*\S)?\s*<!--\s*#(\S+?)\s*-->$`),
}

// explicitID returns the id written at the end of a heading's line and the
// length of the text before it.
func explicitID(line []byte) (cut int, id string) {
	if len(line) == 0 || line[len(line)-1] != '}' && line[len(line)-1] != '>' {
		return 0, ""
	}
	for _, form := range explicitIDs {
		m := form.FindSubmatchIndex(line)
		if m == nil {
			continue
		}
		found := line[m[4]:m[5]]
		if at := bytes.LastIndex(found, []byte("{#")); at >= 0 {
			return 0, "" // Docusaurus does not read `{#b{#b}`
		}
		return max(m[3], 0), string(found)
	}
	return 0, ""
}

// headingIDs gives every heading its anchor. Docusaurus gives none to level 1
// and does not count it, so level 1 comes last and takes what is left: links
// into pages that Docusaurus built keep working.
func headingIDs(root ast.Node, source []byte) map[ast.Node]headingID {
	var headings []*ast.Heading
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			headings = append(headings, h)
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	ids := make(map[ast.Node]headingID, len(headings))
	var slugger Slugger
	for _, top := range []bool{false, true} {
		for _, h := range headings {
			if (h.Level == 1) != top {
				continue
			}
			if id, ok := h.Attribute(idAttribute); ok {
				ids[h] = headingID{id.(string), true}
				continue
			}
			var t textBuilder
			(&treeBuilder{parsed: &parsed{body: source}}).inline(&t, h)
			ids[h] = headingID{slugger.Unique(t.text.String()), false}
		}
	}
	return ids
}
