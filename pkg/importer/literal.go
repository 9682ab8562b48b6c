package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/tdewolff/parse/v2/js"
)

// literalKind tells what a value in a script is.
type literalKind int

const (
	computed literalKind = iota // whatever only running the script would tell
	null                        // null, undefined
	boolean
	number
	text
	list
	object
	reference // the name of something declared elsewhere
)

// literal is a value as it stands in a script.
type literal struct {
	kind    literalKind
	text    string     // of boolean, number, text and reference
	items   []*literal // of list; those that are spread into it are computed
	members []member   // of object
	spread  *diag.Span // of what an object takes over from elsewhere, or names by an expression; nil for nothing
	span    diag.Span
}

// member is a key of an object with its value.
type member struct {
	key   string
	span  diag.Span // of the key
	value *literal
}

// get returns the last member of that key, which is the one that counts; nil
// for none.
func (l *literal) get(key string) *member {
	if l == nil {
		return nil
	}
	for k := len(l.members) - 1; k >= 0; k-- {
		if l.members[k].key == key {
			return &l.members[k]
		}
	}
	return nil
}

// script is what can be read of a module in JavaScript, TypeScript or JSON
// without running it.
type script struct {
	exported *literal // what other modules get; nil for nothing
	declared map[string]*literal
	found    []diag.Diagnostic
}

// mostReferences bounds the names in front of a value.
const mostReferences = 8

// resolve returns the value of a name, and every other value itself.
func (s *script) resolve(l *literal) *literal {
	for range mostReferences {
		if l == nil || l.kind != reference {
			return l
		}
		value := s.declared[l.text]
		if value == nil {
			break
		}
		l = value
	}
	return &literal{span: l.span}
}

// Bounds of a script.
const (
	largestScript = 1 << 20 // bytes
	deepest       = 64      // values in one another
)

// readScript reads the values that a module declares and the one that it
// exports: module.exports = …, export default …, or all of a JSON file. It goes
// by the tokens alone, so types between them do no harm.
func readScript(f *diag.File) *script {
	s := &script{declared: map[string]*literal{}}
	if len(f.Bytes) > largestScript {
		s.found = append(s.found, diag.Diagnostic{Rule: "import/bad-value", Path: f.Path,
			Message: fmt.Sprintf("the file is %s and is not read", diag.Size(int64(len(f.Bytes)), largestScript))})
		return s
	}
	r := &literalReader{script: s, source: f.Bytes}
	if at, ok := r.tokenise(); !ok {
		s.found = append(s.found, diag.Diagnostic{Rule: "import/bad-value", Path: f.Path, Span: diag.Span{Start: at, End: at},
			Message: "the file is no JavaScript from here on; only what stands above was read", Help: []string{"correct it"}})
	}
	if strings.HasSuffix(f.Path, ".json") {
		s.exported = r.value()
		return s
	}
	for r.at(0).kind != js.ErrorToken {
		r.statement()
	}
	return s
}

type literalReader struct {
	*script
	source []byte
	tokens []token
	k      int // of the next token
	depth  int
}

// at returns the token so many places ahead; behind the last one, an error at
// its end.
func (r *literalReader) at(ahead int) token {
	if k := r.k + ahead; k < len(r.tokens) {
		return r.tokens[k]
	}
	end := 0
	if n := len(r.tokens); n > 0 {
		end = r.tokens[n-1].span.End
	}
	return token{span: diag.Span{Start: end, End: end}}
}

// accept goes past tokens that read so, and reports whether they do.
func (r *literalReader) accept(texts ...string) bool {
	for k, text := range texts {
		if r.at(k).text != text {
			return false
		}
	}
	r.k += len(texts)
	return true
}

// statement reads one statement of the module.
func (r *literalReader) statement() {
	switch {
	case r.accept("module", ".", "exports", "="), r.accept("export", "="):
		r.exported = r.value()
	case r.accept("export", "default"):
		if next := r.at(0); next.kind == js.FunctionToken || next.kind == js.AsyncToken || next.kind == js.ClassToken {
			r.exported = &literal{span: next.span}
			r.skip(false)
			return
		}
		r.exported = r.value()
	case r.accept("const"), r.accept("let"), r.accept("var"), r.accept("export", "const"):
		r.declarations()
	default:
		r.k++
		if open(r.tokens[r.k-1].kind) {
			r.k--
		}
		r.skip(false)
	}
	if r.accept(";") {
		return
	}
	if stray := r.at(0).kind; closes(stray) || stray == js.CommaToken {
		r.k++
	}
}

// declarations reads what stands behind const.
func (r *literalReader) declarations() {
	for js.IsIdentifier(r.at(0).kind) {
		name := r.at(0).text
		r.k++
		if r.accept(":") {
			r.skip(true)
		}
		if !r.accept("=") {
			return
		}
		r.declared[name] = r.value()
		if !r.accept(",") {
			return
		}
	}
	r.skip(false)
}

func open(kind js.TokenType) bool {
	return kind == js.OpenBraceToken || kind == js.OpenBracketToken || kind == js.OpenParenToken || kind == js.TemplateStartToken
}

func closes(kind js.TokenType) bool {
	return kind == js.CloseBraceToken || kind == js.CloseBracketToken || kind == js.CloseParenToken || kind == js.TemplateEndToken
}

// ends reports whether nothing of a value stands in front of the next token.
func (r *literalReader) ends() bool {
	switch next := r.at(0); {
	case next.kind == js.ErrorToken, next.kind == js.CommaToken, next.kind == js.SemicolonToken, closes(next.kind):
		return true
	case r.depth > 0 || !next.newLine || !js.IsIdentifierName(next.kind) || r.k == 0:
		return false
	}
	before := r.tokens[r.k-1].kind
	return !js.IsOperator(before) && before != js.DotToken && before != js.ColonToken && before != js.QuestionToken && before != js.ArrowToken
}

// skip goes past the rest of a value. A type ends at the value behind it, and
// its commas may stand in angle brackets.
func (r *literalReader) skip(isType bool) {
	angles := 0
	for !r.ends() || angles > 0 && r.at(0).kind == js.CommaToken {
		switch next := r.at(0).kind; {
		case open(next):
			r.group()
			continue
		case !isType:
		case next == js.EqToken:
			return
		case next == js.LtToken:
			angles++
		case next == js.GtToken:
			angles--
		case next == js.GtGtToken:
			angles -= 2
		}
		r.k++
	}
}

// group goes past brackets and what is in them, if the next token opens any.
func (r *literalReader) group() {
	for depth := 0; ; r.k++ {
		switch kind := r.at(0).kind; {
		case kind == js.ErrorToken:
			return
		case open(kind):
			depth++
		case depth == 0:
			return
		case closes(kind):
			if depth--; depth == 0 {
				r.k++
				return
			}
		}
	}
}

// value reads a value with the types behind it.
func (r *literalReader) value() *literal {
	from := r.k
	l := r.primary()
	for r.at(0).text == "as" || r.at(0).text == "satisfies" {
		r.k++
		if !r.accept("const") {
			r.skip(true)
		}
	}
	if !r.ends() {
		l = &literal{}
		r.skip(false)
	}
	l.span = r.between(from)
	return l
}

// between returns where the tokens stand that were read since; where none was,
// the end of the one before.
func (r *literalReader) between(from int) diag.Span {
	if r.k > from {
		return diag.Span{Start: r.tokens[from].span.Start, End: r.tokens[r.k-1].span.End}
	}
	if from == 0 {
		return diag.Span{}
	}
	end := r.tokens[from-1].span.End
	return diag.Span{Start: end, End: end}
}

// primary reads a value that is no expression of several.
func (r *literalReader) primary() *literal {
	r.depth++
	defer func() { r.depth-- }()
	next := r.at(0)
	switch {
	case r.depth > deepest:
		r.group()
		return &literal{}
	case r.accept("{"):
		return r.object()
	case r.accept("["):
		return r.list()
	case r.accept("("):
		l := r.value()
		if r.accept(")") {
			return l
		}
		return r.closed()
	case next.text == "-" && js.IsNumeric(r.at(1).kind):
		r.k += 2
		return &literal{kind: number, text: "-" + r.tokens[r.k-1].text}
	case r.accept("require", ".", "resolve", "("): // where a file is: as good as its name
		l := r.value()
		if l.kind == text && r.accept(")") {
			return l
		}
		return r.closed()
	}
	return r.word(next)
}

// closed goes past brackets whose first one was read, with a value in them that
// is none.
func (r *literalReader) closed() *literal {
	for r.at(0).kind != js.ErrorToken && !closes(r.at(0).kind) {
		r.k++
		r.skip(false)
	}
	r.accept(")")
	return &literal{}
}

// word reads a value of one token.
func (r *literalReader) word(next token) *literal {
	kind := computed
	switch {
	case next.kind == js.StringToken || next.kind == js.TemplateToken:
		r.k++
		if len(next.text) < 2 {
			return &literal{}
		}
		return &literal{kind: text, text: unescaped(next.text[1 : len(next.text)-1])}
	case js.IsNumeric(next.kind):
		kind = number
	case next.text == "null" || next.text == "undefined":
		kind = null
	case next.text == "true" || next.text == "false":
		kind = boolean
	case js.IsIdentifier(next.kind):
		kind = reference
	default:
		return &literal{}
	}
	r.k++
	return &literal{kind: kind, text: next.text}
}

// list reads what stands behind a square bracket.
func (r *literalReader) list() *literal {
	l := &literal{kind: list}
	for r.at(0).kind != js.ErrorToken && !closes(r.at(0).kind) {
		if from := r.k; r.accept("...") {
			r.value()
			l.items = append(l.items, &literal{span: r.between(from)})
		} else if r.at(0).kind != js.CommaToken {
			l.items = append(l.items, r.value())
		}
		r.separator()
	}
	r.accept("]")
	return l
}

// object reads what stands behind a brace.
func (r *literalReader) object() *literal {
	l := &literal{kind: object}
	for r.at(0).kind != js.ErrorToken && !closes(r.at(0).kind) {
		from := r.k
		switch {
		case r.accept("..."):
			r.value()
			l.spread = new(r.between(from))
		case r.at(0).kind == js.OpenBracketToken:
			r.group()
			l.spread = new(r.between(from))
			r.skip(false)
		default:
			r.member(l)
		}
		r.separator()
	}
	r.accept("}")
	return l
}

// separator goes past the comma between two values, or whatever stands there.
func (r *literalReader) separator() {
	if r.at(0).kind == js.CommaToken || r.at(0).kind == js.SemicolonToken {
		r.k++
	}
}

// accessors stand in front of the name of a method.
var accessors = []string{"async", "get", "set", "*"}

// member reads a key with its value. A method is computed.
func (r *literalReader) member(l *literal) {
	for slices.Contains(accessors, r.at(0).text) && !slices.Contains([]string{":", ",", "}", "("}, r.at(1).text) {
		r.k++
	}
	name := r.at(0)
	m := member{key: name.text, span: name.span, value: &literal{span: name.span}}
	if name.kind == js.StringToken {
		m.key = unescaped(name.text[1 : len(name.text)-1])
	}
	if name.kind == js.StringToken || js.IsNumeric(name.kind) || js.IsIdentifierName(name.kind) {
		r.k++
		switch {
		case r.accept(":"):
			m.value = r.value()
		case r.ends() && js.IsIdentifier(name.kind):
			m.value = &literal{kind: reference, text: name.text, span: name.span}
		}
		l.members = append(l.members, m)
	} else if name.kind != js.ErrorToken {
		r.k++
	}
	r.skip(false)
}
