package markdown

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// fence is what the info string of a code block says.
type fence struct {
	lang    string // lower case; "" when absent or unusable
	title   string
	marked  map[int]bool // highlighted lines, from 1; nil when the info string names none
	numbers int          // the first line's number; 0 when lines are not numbered
}

// Options of Docusaurus' code fences. The range is the first {digits} anywhere.
var (
	fenceLang    = regexp.MustCompile(`^[A-Za-z0-9+#._-]{1,30}$`)
	fenceTitle   = regexp.MustCompile(`\btitle=(?:"([^"]*)"|'([^']*)')`)
	fenceRange   = regexp.MustCompile(`\{([\d,-]+)\}`)
	fenceNumbers = regexp.MustCompile(`\bshowLineNumbers(?:=(\d{1,6}))?(?:\s|$)`)
)

// maxMarked bounds the lines that `{1-999999999}` can name.
const maxMarked = 10_000

// parseFence reads an info string.
func parseFence(info string) fence {
	var f fence
	word, rest := strings.TrimSpace(info), ""
	if end := strings.IndexAny(word, " \t"); end >= 0 {
		word, rest = word[:end], word[end:]
	}
	if open := strings.IndexByte(word, '{'); open > 0 { // ```js{1,3}
		word, rest = word[:open], word[open:]+" "+rest
	}
	if fenceLang.MatchString(word) {
		f.lang = strings.ToLower(word)
	} else {
		rest = info
	}
	if m := fenceTitle.FindStringSubmatch(rest); m != nil {
		f.title = m[1] + m[2]
	}
	if m := fenceRange.FindStringSubmatch(rest); m != nil {
		f.marked = lineRange(m[1])
	}
	if m := fenceNumbers.FindStringSubmatch(rest); m != nil {
		f.numbers = 1
		if n, err := strconv.Atoi(m[1]); err == nil {
			f.numbers = n
		}
	}
	return f
}

// lineRange reads `1,3-5`; ends may stand in either order.
func lineRange(list string) map[int]bool {
	lines := map[int]bool{}
	for _, part := range strings.Split(list, ",") {
		from, to, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(from)
		last := first
		if err == nil && isRange {
			last, err = strconv.Atoi(to)
		}
		if err != nil {
			continue
		}
		if last < first {
			first, last = last, first
		}
		for n := first; n <= last && len(lines) < maxMarked; n++ {
			lines[n] = true
		}
	}
	return lines
}

// commentStyles are the ways to write a magic comment, as patterns around the
// directive; languages not listed take every common style.
// Source: Docusaurus' table of magic comment styles.
var (
	slashes       = `//\s*(%s)\s*`
	starred       = `/\*\s*(%s)\s*\*/`
	braced        = `\{\s*/\*\s*(%s)\s*\*/\s*\}`
	hash          = `#\s*(%s)\s*`
	markup        = `<!--\s*(%s)\s*-->`
	dashes        = `--\s*(%s)\s*`
	percent       = `%%\s*(%s)\s*`
	quote         = `'\s*(%s)\s*`
	remark        = `(?i:rem)\s+(%s)\s*`
	bang          = `!\s*(%s)\s*`
	parenthesised = `\(\*\s*(%s)\s*\*\)`
	semicolons    = `;;\s*(%s)\s*`
	commentStyles = map[string][]string{
		"js": {slashes, starred}, "javascript": {slashes, starred}, "ts": {slashes, starred}, "typescript": {slashes, starred},
		"jsx": {slashes, starred, braced}, "tsx": {slashes, starred, braced},
		"py": {hash}, "python": {hash}, "bash": {hash}, "sh": {hash},
		"html": {slashes, starred, markup}, "md": {markup, braced, hash}, "markdown": {markup, braced, hash},
		"sql": {dashes, starred}, "lua": {dashes}, "haskell": {dashes},
		"tex": {percent}, "latex": {percent}, "matlab": {percent},
		"vb": {quote, remark}, "vba": {quote, remark}, "vbnet": {quote, remark}, "batch": {remark}, "bat": {remark},
		"f90": {bang}, "fortran": {bang}, "ocaml": {parenthesised}, "sml": {parenthesised}, "wasm": {semicolons},
		"": {},
	}
	otherStyles = []string{slashes, starred, braced, hash, markup}
)

// directives matches, per language, a line that is a magic comment alone.
var directives = compileDirectives()

func compileDirectives() map[string]*regexp.Regexp {
	compile := func(styles []string) *regexp.Regexp {
		if len(styles) == 0 {
			return nil
		}
		var forms []string
		for _, s := range styles {
			forms = append(forms, fmt.Sprintf(s, "highlight-next-line|highlight-start|highlight-end"))
		}
		return regexp.MustCompile(`^\s*(?:` + strings.Join(forms, "|") + `)$`)
	}
	compiled := map[string]*regexp.Regexp{"*": compile(otherStyles)}
	for lang, styles := range commentStyles {
		compiled[lang] = compile(styles)
	}
	return compiled
}

// magicComments takes `highlight-next-line` and its kin out of the code and
// returns the lines that they mark, counted without them.
func magicComments(code, lang string) (string, map[int]bool) {
	if !strings.Contains(code, "highlight-") {
		return code, nil
	}
	directive, listed := directives[lang]
	if !listed {
		directive = directives["*"]
	}
	if directive == nil {
		return code, nil
	}
	var kept []string
	marked := map[int]bool{}
	next, start := false, 0
	for _, line := range strings.SplitAfter(code, "\n") {
		m := directive.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		switch strings.Join(m[min(1, len(m)):], "") {
		case "highlight-next-line":
			next = true
		case "highlight-start":
			start = len(kept) + 1
		case "highlight-end":
			for n := start; start > 0 && n <= len(kept); n++ {
				marked[n] = true
			}
			start = 0
		default:
			kept = append(kept, line)
			if next && line != "" { // behind the last line end there is no line
				marked[len(kept)] = true
				next = false
			}
		}
	}
	return strings.Join(kept, ""), marked
}

// maxCodeLines bounds the lines of a block that is coloured: empty lines cost
// some of chroma's lexers more than full ones.
const maxCodeLines = 2_000

// tooLong reports whether a block is shown without colours.
func tooLong(code string, limits Limits) bool {
	return limits.CodeSize > 0 && len(code) > limits.CodeSize || strings.Count(code, "\n") > maxCodeLines
}

// codeTooLong notes a block that will not be coloured.
func (b *treeBuilder) codeTooLong(block *Block, opening diag.Span) {
	if !tooLong(block.Text.String, b.limits) || lexerFor(block.Lang) == nil {
		return
	}
	b.tree.Problems = append(b.tree.Problems, diag.Diagnostic{
		Rule:    "code/not-highlighted",
		Message: "code block is too long to colour; it is shown plain",
		Span:    opening,
		Label:   fmt.Sprintf("%d bytes, %d lines", len(block.Text.String), strings.Count(block.Text.String, "\n")),
		Help:    []string{"shorten it to the lines that matter, or link to the whole file"},
	})
}
