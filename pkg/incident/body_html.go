package incident

import (
	"strings"
	"sync"
	"unicode"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds on the HTML that is parsed. The parser opens elements again that were
// left open, so that a short text can have very many nodes.
const (
	mostDeep  = 64      // elements in one another, in a body
	mostNodes = 400_000 // in a body
	mostCells = 5_000   // of a table: rows times columns
	mostRoots = 16      // tags of elements that are in a document once, whose attributes the parser unites
)

// theConverter is the library that writes Markdown. It escapes nothing: text is
// escaped before, and what of that is needless goes after.
var theConverter = sync.OnceValue(func() *converter.Converter {
	return converter.NewConverter(
		converter.WithEscapeMode(converter.EscapeModeDisabled),
		converter.WithPlugins(
			base.NewBasePlugin(),
			commonmark.NewCommonmarkPlugin(
				commonmark.WithListEndComment(false),
				commonmark.WithHorizontalRule("---"),
				commonmark.WithLinkEmptyHrefBehavior(commonmark.LinkBehaviorSkip),
				commonmark.WithLinkEmptyContentBehavior(commonmark.LinkBehaviorSkip),
			),
			strikethrough.NewStrikethroughPlugin(),
			table.NewTablePlugin(
				table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
				table.WithNewlineBehavior(table.NewlineBehaviorPreserve),
				table.WithHeaderPromotion(true),
				table.WithPresentationTables(true),
			),
		),
	)
})

// fromHTML returns the Markdown of HTML, before it is cleaned.
func fromHTML(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	doc := parseHTML(s, mostDeep, mostNodes)
	if doc == nil {
		return stripTags(s)
	}
	prepare(doc, false)
	out, err := theConverter().ConvertNode(doc)
	if err != nil {
		return stripTags(s)
	}
	return string(out)
}

// parseHTML parses HTML; nil says that it is larger or deeper than it may be.
func parseHTML(s string, deep, nodes int) *html.Node {
	if !isModest(s, deep, nodes) {
		return nil
	}
	doc, err := html.ParseWithOptions(strings.NewReader(s), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil // too many elements are in one another
	}
	return doc
}

// impliedEnds are elements that need no closing tag, and those that have none.
var impliedEnds = map[atom.Atom]bool{
	atom.P: true, atom.Li: true, atom.Td: true, atom.Th: true, atom.Tr: true, atom.Tbody: true, atom.Thead: true, atom.Tfoot: true,
	atom.Dd: true, atom.Dt: true, atom.Option: true, atom.Optgroup: true, atom.Colgroup: true, atom.Html: true, atom.Head: true, atom.Body: true,
	atom.Br: true, atom.Hr: true, atom.Img: true, atom.Input: true, atom.Meta: true, atom.Link: true, atom.Wbr: true, atom.Col: true,
	atom.Area: true, atom.Base: true, atom.Embed: true, atom.Source: true, atom.Track: true, atom.Param: true,
}

// reopened are the elements that the parser opens again in the next block.
var reopened = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Nobr: true,
	atom.S: true, atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true,
}

// isModest reports whether the tags of some HTML keep the bounds.
func isModest(s string, deep, nodes int) bool {
	z := html.NewTokenizer(strings.NewReader(s))
	depth, open, count, roots := 0, 0, 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return true
		}
		count += 1 + open
		if count > nodes || depth > deep || roots > mostRoots {
			return false
		}
		if kind != html.StartTagToken && kind != html.EndTagToken {
			continue
		}
		name, _ := z.TagName()
		a, step := atom.Lookup(name), 1
		if kind == html.EndTagToken {
			step = -1
		}
		if a == atom.Html || a == atom.Body {
			roots++
		}
		if !impliedEnds[a] {
			depth = max(0, depth+step)
		}
		if reopened[a] {
			open = max(0, open+step)
		}
	}
}

// unseen are elements that a browser does not show, or not as text.
var unseen = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Head: true, atom.Iframe: true, atom.Noframes: true, atom.Noembed: true,
	atom.Object: true, atom.Input: true, atom.Select: true, atom.Link: true, atom.Meta: true, atom.Title: true, atom.Base: true,
}

// prepare makes a tree ready for the library: text is escaped, what is not seen
// goes, and of the attributes those stay that Markdown has a form for.
func prepare(n *html.Node, code bool) {
	for c := n.FirstChild; c != nil; {
		following := c.NextSibling
		switch c.Type {
		case html.CommentNode, html.DoctypeNode:
			n.RemoveChild(c)
		case html.TextNode:
			following = takeText(c)
			if !code {
				c.Data = escapeText(c.Data)
			}
		case html.ElementNode:
			if unseen[c.DataAtom] || c.Namespace != "" && c.DataAtom == 0 {
				n.RemoveChild(c)
				break
			}
			prepareElement(c)
			prepare(c, code || c.DataAtom == atom.Pre || c.DataAtom == atom.Code || c.DataAtom == atom.Samp || c.DataAtom == atom.Kbd || c.DataAtom == atom.Tt)
		}
		c = following
	}
}

// takeText puts the texts behind a text into it, which only comments are
// between, and returns what follows them.
func takeText(n *html.Node) (following *html.Node) {
	var b strings.Builder
	b.WriteString(plainBlanks(n.Data))
	for following = n.NextSibling; following != nil && (following.Type == html.TextNode || following.Type == html.CommentNode); following = n.NextSibling {
		if following.Type == html.TextNode {
			b.WriteString(plainBlanks(following.Data))
		}
		n.Parent.RemoveChild(following)
	}
	n.Data = b.String()
	return following
}

// plainBlanks returns visible text in which every blank is a plain one. HTML
// says where several are one.
func plainBlanks(s string) string {
	return visible(strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) && c != '\n' && c != '\t' && c != '\r' {
			return ' '
		}
		return c
	}, s))
}

// rename makes another element of one.
func rename(n *html.Node, a atom.Atom) { n.Data, n.DataAtom = a.String(), a }

// prepareElement settles the name and the attributes of an element.
func prepareElement(n *html.Node) {
	attributes := n.Attr
	n.Attr = nil
	keep := func(key, value string) {
		if value != "" {
			n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
		}
	}
	for _, a := range attributes {
		value := oneLine(a.Val)
		switch {
		case a.Key == "href" && n.DataAtom == atom.A, a.Key == "src" && n.DataAtom == atom.Img:
			keep(a.Key, strings.ReplaceAll(webAddress(value), "&amp;", "&"))
		case a.Key == "alt" && n.DataAtom == atom.Img:
			keep("alt", value)
		case a.Key == "class" && (n.DataAtom == atom.Code || n.DataAtom == atom.Pre):
			keep("class", languageClass(value))
		case a.Key == "start" && n.DataAtom == atom.Ol && len(value) < 9 && strings.Trim(value, "0123456789") == "":
			keep("start", value)
		case (a.Key == "colspan" || a.Key == "rowspan") && len(value) == 1 && isDigit(value[0]):
			keep(a.Key, value)
		case a.Key == "align" && (n.DataAtom == atom.Td || n.DataAtom == atom.Th):
			keep("align", value)
		}
	}
	switch n.DataAtom {
	case atom.Var, atom.Noscript, atom.U, atom.Font:
		rename(n, atom.Span)
	case atom.Textarea, atom.Center, atom.Caption, atom.Dt, atom.Dd, atom.Summary:
		rename(n, atom.Div)
	case atom.Table:
		if !isTable(n) {
			flatten(n)
		}
	case atom.Img:
		showImage(n)
	}
}

// languageClass returns the class that names the language of code.
func languageClass(value string) string {
	for _, class := range strings.Fields(value) {
		if name, ok := strings.CutPrefix(class, "language-"); ok && name != "" && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789+-#.") == "" {
			return class
		}
	}
	return ""
}

// showImage escapes the text of a picture, and makes text of one that cannot be
// linked.
func showImage(n *html.Node) {
	alt, src := "", ""
	for i, a := range n.Attr {
		switch a.Key {
		case "alt":
			alt, n.Attr[i].Val = a.Val, escapeText(a.Val)
		case "src":
			src = a.Val
		}
	}
	if src == "" {
		rename(n, atom.Span)
		n.Attr = nil
		n.AppendChild(&html.Node{Type: html.TextNode, Data: alt})
	}
}

// notInTables are elements that a cell of Markdown cannot hold.
var notInTables = map[atom.Atom]bool{
	atom.Table: true, atom.Hr: true, atom.Ul: true, atom.Ol: true, atom.Blockquote: true, atom.Pre: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
}

// isTable reports whether Markdown can have a table: it has cells, not too many,
// and only text in them.
func isTable(table *html.Node) bool {
	for p := table.Parent; p != nil; p = p.Parent {
		if reopened[p.DataAtom] || p.DataAtom == atom.Del || notInTables[p.DataAtom] {
			return false
		}
	}
	rows, cells, most := 0, 0, 0
	for n := range table.Descendants() {
		switch {
		case notInTables[n.DataAtom] && n.Type == html.ElementNode:
			return false
		case n.DataAtom == atom.Tr:
			rows, cells = rows+1, 0
		case n.DataAtom == atom.Td, n.DataAtom == atom.Th:
			cells++
			most = max(most, cells)
		}
	}
	return most > 0 && rows*most <= mostCells
}

// flatten makes paragraphs of the cells of a table.
func flatten(table *html.Node) {
	rename(table, atom.Div)
	for n := range table.Descendants() {
		switch n.DataAtom {
		case atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Caption:
			rename(n, atom.Div)
		case atom.Table:
			rename(n, atom.Div) // one in a table is none in Markdown
		}
	}
}

// escapeText returns plain text as Markdown that shows it, but for `<` and `>`.
// More is escaped than need be.
func escapeText(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if isPunctuation(s[i]) && strings.IndexByte("<>'\",;:/?%@$^{}", s[i]) < 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// stripTags returns the text of HTML that is too large or too deep, as
// Markdown: tags end lines.
func stripTags(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	hidden := false // in a script
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if !hidden {
				text := strings.TrimLeft(visible(string(z.Text())), " \t\n")
				b.WriteString(strings.ReplaceAll(strings.ReplaceAll(escapeText(text), "<", "&lt;"), "\n", "\n\n"))
			}
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); !reopened[a] && a != atom.Span {
				b.WriteString("\n\n")
			} else {
				b.WriteByte(' ')
			}
			hidden = kind == html.StartTagToken && (string(name) == "script" || string(name) == "style")
		}
	}
}
