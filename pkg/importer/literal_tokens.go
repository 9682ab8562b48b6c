package importer

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// token is a token with what matters of the blanks in front of it.
type token struct {
	kind    js.TokenType
	text    string
	span    diag.Span
	newLine bool // a line ends in front of it
}

// tokenise divides the source into tokens. Where it cannot, it returns the
// place.
func (r *literalReader) tokenise() (at int, ok bool) {
	defer func() {
		if recover() != nil { // the library's; it is fed with anything
			ok = false
		}
	}()
	source := strings.TrimPrefix(string(r.source), "\ufeff")
	shift := len(r.source) - len(source)
	input := parse.NewInputString(source)
	lexer := js.NewLexer(input)
	newLine := false
	for {
		at = input.Offset() + shift
		kind, text := lexer.Next()
		if (kind == js.DivToken || kind == js.DivEqToken) && !r.afterOperand() {
			kind, text = lexer.RegExp()
		}
		switch kind {
		case js.ErrorToken:
			return at, len(text) == 0 && at >= len(r.source)
		case js.WhitespaceToken, js.CommentToken:
		case js.LineTerminatorToken, js.CommentLineTerminatorToken:
			newLine = true
		default:
			r.tokens = append(r.tokens, token{kind, string(text), diag.Span{Start: at, End: at + len(text)}, newLine})
			newLine = false
		}
	}
}

// afterOperand reports whether the last token can stand in front of a division.
func (r *literalReader) afterOperand() bool {
	if len(r.tokens) == 0 {
		return false
	}
	switch kind := r.tokens[len(r.tokens)-1].kind; kind {
	case js.CloseParenToken, js.CloseBracketToken, js.CloseBraceToken, js.StringToken, js.TemplateToken, js.TemplateEndToken, js.RegExpToken,
		js.TrueToken, js.FalseToken, js.NullToken, js.ThisToken, js.IncrToken, js.DecrToken:
		return true
	default:
		return js.IsNumeric(kind) || js.IsIdentifier(kind)
	}
}

// unescaped returns the text that stands between the quotes of a string.
func unescaped(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for s != "" {
		at := strings.IndexByte(s, '\\')
		if at < 0 || at+1 == len(s) {
			break
		}
		b.WriteString(s[:at])
		c, rest := escape(s[at+1:])
		b.WriteString(c)
		s = rest
	}
	return b.String() + s
}

// escapes are the letters behind a backslash that stand for something else.
var escapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00", '\n': ""}

// escape reads what stands behind a backslash, and returns what is behind that.
func escape(s string) (c, rest string) {
	if c, ok := escapes[s[0]]; ok {
		return c, s[1:]
	}
	digits, rest := "", s[1:]
	switch {
	case s[0] == 'x' && len(s) >= 3:
		digits, rest = s[1:3], s[3:]
	case strings.HasPrefix(s, "u{"):
		digits, rest, _ = strings.Cut(s[2:], "}")
	case s[0] == 'u' && len(s) >= 5:
		digits, rest = s[1:5], s[5:]
	}
	code, err := strconv.ParseUint(digits, 16, 21)
	if err != nil {
		return s[:1], s[1:]
	}
	if r := rune(code); utf16.IsSurrogate(r) && len(rest) >= 6 && strings.HasPrefix(rest, `\u`) {
		if low, err := strconv.ParseUint(rest[2:6], 16, 16); err == nil && utf16.DecodeRune(r, rune(low)) != '\uFFFD' {
			return string(utf16.DecodeRune(r, rune(low))), rest[6:]
		}
	}
	return string(rune(code)), rest
}
