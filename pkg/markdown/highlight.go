package markdown

import (
	"slices"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// token is a piece of code with the class of its colour ("" for none).
type token struct {
	class string
	text  string
}

// highlight splits code into tokens. It returns nil when the language is not
// known, and also when chroma panics or takes longer than the budget: chroma
// has lexers that fail on a few bytes and lexers that take a minute on 20 kB,
// and only between two tokens can it be stopped.
func highlight(lang, code string, budget time.Duration) (tokens []token, ok bool) {
	lexer := lexerFor(lang)
	if lexer == nil {
		return nil, true
	}
	defer func() {
		if recover() != nil {
			tokens, ok = nil, false
		}
	}()
	next, err := lexer.Tokenise(nil, code)
	if err != nil {
		return nil, false
	}
	deadline := time.Now().Add(budget)
	tokens = make([]token, 0, len(code)/4)
	length := 0
	for {
		t := next()
		if t == chroma.EOF {
			break
		}
		if budget > 0 && time.Now().After(deadline) {
			return nil, false
		}
		length += len(t.Value)
		class := classOf(t.Type)
		if last := len(tokens) - 1; last >= 0 && tokens[last].class == class {
			tokens[last].text += t.Value
			continue
		}
		tokens = append(tokens, token{class, t.Value})
	}
	if length < len(code) { // a lexer that loses text must not shorten the page
		return nil, false
	}
	return tokens, true
}

// lexerFor finds a language's lexer; nil for plain text and unknown names.
// chroma's own look-up goes through every lexer's file patterns for a name
// that it does not know, so answers are kept.
func lexerFor(lang string) chroma.Lexer {
	if lang == "" || slices.Contains(plainLanguages, lang) {
		return nil
	}
	if found, ok := lexerCache.Load(lang); ok {
		return found.(lexerEntry).lexer
	}
	lexer := lexers.Get(lang)
	if lexer != nil && lexer.Config().Name == "fallback" {
		lexer = nil
	}
	lexerCache.Store(lang, lexerEntry{lexer})
	return lexer
}

type lexerEntry struct{ lexer chroma.Lexer }

var lexerCache sync.Map // language → lexerEntry; names are at most 30 bytes of [A-Za-z0-9+#._-]

// classOf returns the short class of a token type, "" for those that keep the
// colour of the text: names, operators, punctuation, white space.
func classOf(t chroma.TokenType) string {
	if known, ok := classes[t]; ok {
		return known
	}
	for up := t; up != 0; up = up.Parent() {
		if class, ok := chroma.StandardTypes[up]; ok && class != "" {
			return plainClasses[class]
		}
		if up == up.Parent() {
			break
		}
	}
	return ""
}

// classes are chroma's short names without the ones that get no colour.
// plainClasses maps each of them to itself.
var classes, plainClasses = func() (map[chroma.TokenType]string, map[string]string) {
	byType, same := map[chroma.TokenType]string{}, map[string]string{}
	for t, class := range chroma.StandardTypes {
		switch class {
		case "n", "nx", "o", "p", "w", "err", "x", "l", "g", "esc", "", "bg", "chroma", "line", "ln", "lnt", "hl", "lntable", "lntd", "lnlinks", "cl":
			class = ""
		}
		byType[t] = class
		same[class] = class
	}
	return byType, same
}()
