package markdown

import (
	"bytes"

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
		util.Prioritized(located{parser.NewThematicBreakParser()}, 200),
		util.Prioritized(located{parser.NewListParser()}, 300),
		util.Prioritized(located{nested{parser.NewListItemParser()}}, 400),
		util.Prioritized(located{parser.NewCodeBlockParser()}, 500),
		util.Prioritized(located{headingParser{parser.NewATXHeadingParser()}}, 600),
		util.Prioritized(located{fenceParser{parser.NewFencedCodeBlockParser()}}, 700),
		util.Prioritized(located{nested{admonitionParser{}}}, 750),
		util.Prioritized(located{nested{parser.NewBlockquoteParser()}}, 800),
		util.Prioritized(located{parser.NewHTMLBlockParser()}, 900),
		util.Prioritized(located{footnoteParser{nested{extension.NewFootnoteBlockParser()}}}, 999),
		util.Prioritized(located{parser.NewParagraphParser()}, 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(taskParser{extension.NewTaskCheckBoxParser()}, 0),
		util.Prioritized(searching{parser.NewCodeSpanParser()}, 100),
		util.Prioritized(footnoteLinkParser{extension.NewFootnoteParser()}, 101),
		util.Prioritized(linkParser{searching{parser.NewLinkParser()}}, 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(searching{parser.NewRawHTMLParser()}, 400),
		util.Prioritized(delimiterParser{parser.NewEmphasisParser()}, 500),
		util.Prioritized(delimiterParser{extension.NewStrikethroughParser()}, 500),
		util.Prioritized(mdxCommentParser{}, 600),
		util.Prioritized(extension.NewLinkifyParser(), 999),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(definitions{parser.LinkReferenceParagraphTransformer}, 100),
		util.Prioritized(tables{extension.NewTableParagraphTransformer()}, 200),
	),
	parser.WithASTTransformers(
		util.Prioritized(extension.NewTableASTTransformer(), 0),
		util.Prioritized(alertTransformer{}, 100),
		util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
	),
)

// parsed is a document as goldmark sees it.
type parsed struct {
	root   ast.Node // offsets in it are offsets in body
	*guard          // what it noted: links, fences
}

// span moves a range of the body into the file.
func (p *parsed) span(start, end int) diag.Span {
	return diag.Span{Start: p.base + start, End: p.base + max(start, end)}
}

// parseBody parses the text of a document that starts at base, or says why it
// does not. A lone CR ends a line for editors but not for goldmark, so it is
// read as LF.
func parseBody(source []byte, base int, limits Limits) (p *parsed, problem *diag.Diagnostic) {
	body := source[base:]
	if lone := loneCR(body, 0); lone >= 0 {
		body = bytes.Clone(body)
		for ; lone >= 0; lone = loneCR(body, lone+1) {
			body[lone] = '\n'
		}
	}
	g := &guard{limits: limits, body: body, base: base}
	defer func() {
		switch stopped := recover().(type) {
		case nil:
		case tooComplex:
			p, problem = nil, (*diag.Diagnostic)(&stopped)
		default:
			panic(stopped)
		}
	}()
	g.lines()
	pc := parser.NewContext()
	pc.Set(guardKey, g)
	root := engine.Parse(text.NewReader(body), parser.WithContext(pc))
	p = &parsed{root: root, guard: g}
	p.setHeadingIDs()
	return p, nil
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

// taskParser wants a space after a check box: `- [x](file.md)` starts with a link.
type taskParser struct{ parser.InlineParser }

func (p taskParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if line, _ := block.PeekLine(); len(line) > 3 && !util.IsSpace(line[3]) {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}
