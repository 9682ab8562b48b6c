package markdown

import (
	"bytes"
	"io"
	"regexp"
	"sort"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Raw HTML is untrusted. A tag is published when it is on the list below, and
// then bare, without attributes; another element that HTML knows loses its
// tags but keeps its text; a tag that HTML does not know (`<pod-name>`,
// `<Tabs>`) was most likely meant to be read and is shown as text.

// inlineTags may stand in a paragraph; blockTags only in a block of their own.
var (
	inlineTags = map[string]bool{"kbd": true, "sub": true, "sup": true, "br": true}
	blockTags  = map[string]bool{"details": true, "summary": true}
)

// hiddenText names the elements whose content is no text for a reader.
var hiddenText = map[string]bool{
	"script": true, "style": true, "iframe": true, "noembed": true, "noframes": true, "noscript": true,
	"plaintext": true, "template": true, "textarea": true, "title": true, "xmp": true, "svg": true, "math": true,
}

// tag is one tag as it stands in the document.
type tag struct {
	name       string // as written
	closing    bool
	attributes bool
	comment    bool // or a declaration, an instruction, CDATA, a comment of MDX
	mdx        bool // a comment of MDX
}

// readTag takes the source of a tag apart.
func readTag(source []byte) tag {
	if len(source) < 2 || source[0] == '{' || source[1] == '!' || source[1] == '?' {
		return tag{comment: true, mdx: len(source) > 0 && source[0] == '{'}
	}
	rest := source[1:]
	t := tag{closing: rest[0] == '/'}
	rest = bytes.TrimPrefix(rest, []byte("/"))
	end := bytes.IndexAny(rest, " \t\r\n/>")
	if end < 0 {
		end = len(rest)
	}
	t.name = string(rest[:end])
	t.attributes = len(bytes.Trim(rest[end:], " \t\r\n/>")) > 0
	return t
}

// kept reports whether the tag is published.
func (t tag) kept(inBlock bool) bool {
	name := strings.ToLower(t.name)
	return inlineTags[name] || inBlock && blockTags[name]
}

// jsx reports whether only MDX gives the tag a meaning.
func (t tag) jsx() bool {
	return t.name != "" && (t.name[0] >= 'A' && t.name[0] <= 'Z' && strings.ToUpper(t.name) != t.name ||
		strings.Contains(t.name, "."))
}

// shown reports whether the tag is published as text.
func (t tag) shown() bool {
	return !t.comment && (t.jsx() || atom.Lookup([]byte(strings.ToLower(t.name))) == 0 && !obsolete[strings.ToLower(t.name)])
}

// obsolete elements that the html package has no atom for.
var obsolete = map[string]bool{"tt": true, "big": true, "acronym": true, "dir": true, "blink": true}

// rawHTML notes a tag in running text and appends what a reader sees of it.
func (b *treeBuilder) rawHTML(n *ast.RawHTML) {
	source := segments(n.Segments, b.body)
	if n.Segments.Len() == 0 {
		return
	}
	start, end := n.Segments.At(0).Start, n.Segments.At(n.Segments.Len()-1).Stop
	tag := readTag(source)
	switch {
	case tag.shown():
		b.text.add(source, b.base+start, end-start)
	case strings.EqualFold(tag.name, "br"):
		b.text.add([]byte("\n"), b.base+start, end-start)
	}
	b.noteTag(tag, b.span(start, end), false)
}

// noteTag adds a tag to the list of raw HTML.
func (b *treeBuilder) noteTag(t tag, span diag.Span, inBlock bool) {
	if b.tree == nil {
		return
	}
	kept := t.kept(inBlock) && !t.jsx()
	b.tree.RawHTML = append(b.tree.RawHTML, RawHTML{
		Span: span, Name: t.name, Closing: t.closing, JSX: t.jsx() || t.mdx, Kept: kept,
		Shown: t.shown(), Attributes: kept && t.attributes,
	})
}

// htmlBlock notes the tags of a block of raw HTML.
func (b *treeBuilder) htmlBlock(n *ast.HTMLBlock) {
	block := readHTML(n, b.body)
	eachTag(block.source, func(raw []byte, at int, t tag, text bool) {
		if !text {
			b.noteTag(t, b.span(block.offset(at), block.offset(at+len(raw)-1)+1), true)
		}
	})
}

// htmlSource is the text of an HTML block without the marks of the quote or
// list that it stands in.
type htmlSource struct {
	source []byte
	lines  []struct{ source, body int } // where each line starts in both
}

func readHTML(n *ast.HTMLBlock, body []byte) htmlSource {
	var h htmlSource
	add := func(line text.Segment) {
		if line.Stop = min(line.Stop, len(body)); line.Start < line.Stop {
			h.lines = append(h.lines, struct{ source, body int }{len(h.source), line.Start})
			h.source = append(h.source, body[line.Start:line.Stop]...)
		}
	}
	for i := range n.Lines().Len() {
		add(n.Lines().At(i))
	}
	if n.HasClosure() {
		add(n.ClosureLine)
	}
	return h
}

// offset returns where a byte of the source stands in the body.
func (h htmlSource) offset(at int) int {
	i := sort.Search(len(h.lines), func(i int) bool { return h.lines[i].source > at }) - 1
	return h.lines[i].body + at - h.lines[i].source
}

// eachTag goes through the tags and texts of a piece of HTML. The content of
// elements without readable text is skipped.
func eachTag(source []byte, yield func(raw []byte, at int, t tag, text bool)) {
	z := html.NewTokenizer(bytes.NewReader(source))
	at, hidden := 0, ""
	for {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.ErrorToken {
			if z.Err() == io.EOF && len(raw) > 0 && hidden == "" {
				yield(raw, at, tag{}, true)
			}
			return
		}
		if kind == html.TextToken {
			if hidden == "" {
				yield(raw, at, tag{}, true)
			}
			at += len(raw)
			continue
		}
		t := readTag(raw)
		name := strings.ToLower(t.name)
		switch {
		case hidden == "":
			yield(raw, at, t, false)
			if hiddenText[name] && kind == html.StartTagToken {
				hidden = name
			}
		case hidden == name && t.closing:
			hidden = ""
			yield(raw, at, t, false)
		}
		at += len(raw)
	}
}

// mdxStatement matches the first line of an import or export of MDX.
var mdxStatement = regexp.MustCompile(`^(?:import\s+(?:[\w*{][^'"]*\s+from\s+)?['"][^'"]+['"];?\s*$|export\s+(?:default\b|(?:const|let|var|function|class)\s+\w+|\{))`)

// mdxLines notes the imports and exports of MDX in a paragraph.
func (b *treeBuilder) mdxLines(n ast.Node) {
	lines := n.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		line := bytes.TrimRight(b.body[segment.Start:min(segment.Stop, len(b.body))], " \t\r\n")
		if bytes.HasPrefix(line, []byte("import")) || bytes.HasPrefix(line, []byte("export")) {
			if mdxStatement.Match(line) {
				b.noteMDX(string(line[:len("import")]), segment.Start, segment.Start+len(line))
			}
		}
	}
}

// noteMDX adds a piece of MDX to the list of raw HTML.
func (b *treeBuilder) noteMDX(name string, start, end int) {
	if b.tree != nil {
		b.tree.RawHTML = append(b.tree.RawHTML, RawHTML{Span: b.span(start, end), Name: name, JSX: true, Shown: true})
	}
}

// onlyComments reports whether a paragraph holds comments and nothing else.
func (p *parsed) onlyComments(n *ast.Paragraph) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			if len(bytes.TrimSpace(c.Segment.Value(p.body))) > 0 {
				return false
			}
		case *ast.RawHTML:
			if !readTag(segments(c.Segments, p.body)).comment {
				return false
			}
		default:
			return false
		}
	}
	return n.HasChildren()
}

// maxMDXComment bounds how far the end of a comment is looked for, in bytes.
const maxMDXComment = 1_000

// mdxCommentParser reads `{/* … */}`, which may go on over the lines of its
// paragraph. It becomes raw HTML as a comment of HTML does.
type mdxCommentParser struct{}

func (mdxCommentParser) Trigger() []byte { return []byte{'{'} }

func (mdxCommentParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if line, _ := block.PeekLine(); !bytes.HasPrefix(line, []byte("{/*")) {
		return nil
	}
	number, start := block.Position()
	comment := ast.NewRawHTML()
	skip := len("{/*")
	for looked := 0; looked < maxMDXComment; skip = 0 {
		line, segment := block.PeekLine()
		if line == nil {
			break
		}
		if end := bytes.Index(line[skip:min(len(line), max(skip, maxMDXComment-looked))], []byte("*/}")); end >= 0 {
			end += skip + len("*/}")
			comment.Segments.Append(segment.WithStop(segment.Start + end))
			block.Advance(end)
			return comment
		}
		comment.Segments.Append(segment)
		looked += len(line)
		block.AdvanceLine()
	}
	block.SetPosition(number, start)
	return nil
}
