package markdown

import (
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2/lexers"
)

// plainLanguages are names for code that has no colours.
var plainLanguages = []string{"text", "txt", "plain", "plaintext", "output", "log", "logs", "none", "mermaid"}

// Languages returns the names that the fence of a code block can have, in small
// letters and sorted. It must not be changed.
var Languages = sync.OnceValue(func() []string {
	names := slices.Clone(plainLanguages)
	for _, name := range lexers.Names(true) {
		if fenceLang.MatchString(name) {
			names = append(names, strings.ToLower(name))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
})

// KnowsLanguage reports whether a fence can name the language: its code is
// coloured, or is known to have no colours. The endings of files count too.
func KnowsLanguage(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(plainLanguages, name) || lexerFor(name) != nil
}
