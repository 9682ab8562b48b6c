package config

import (
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/locale"
)

// kind is a kind of value that is written as one text.
type kind struct {
	schema map[string]any
	// read returns the value, or what is wrong with the text: "must be …".
	read func(text string) (value any, problem string)
}

// schema is a part of a JSON Schema.
type schema = map[string]any

// anyText is the schema of text: an unquoted number or boolean is text too.
var anyText = schema{"type": []string{"string", "number", "boolean"}}

var text = &kind{anyText, func(s string) (any, string) { return s, "" }}

var nonEmpty = &kind{
	schema{"type": []string{"string", "number", "boolean"}, "pattern": `\S`},
	func(s string) (any, string) {
		if strings.TrimSpace(s) == "" {
			return nil, "must not be empty"
		}
		return s, ""
	},
}

// address is an absolute address on the web, or "".
var address = &kind{
	schema{"type": "string", "pattern": `^(https?://[^/?#@\s]+(/[^?#\s]*)?)?$`},
	func(s string) (any, string) {
		if s == "" {
			return s, ""
		}
		u, err := url.Parse(s)
		switch {
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil:
			return nil, "must be an address such as `https://example.com/incidents/`"
		case strings.ContainsAny(s, "?#"):
			return nil, "must be an address without `?` and `#`"
		}
		return s, ""
	},
}

// outside matches paths that lead out of the project or mean different things
// on different systems.
const outside = `^[/~]|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f\x7f]`

var outsidePattern = regexp.MustCompile(outside)

// folder is a path within the project, or "".
var folder = &kind{
	schema{"type": []string{"string", "number", "boolean"}, "not": schema{"type": "string", "pattern": outside}},
	func(s string) (any, string) {
		if outsidePattern.MatchString(s) {
			return nil, "must be a folder within the project, relative to rcagen.yaml, with `/` between names"
		}
		if s == "" {
			return s, ""
		}
		return path.Clean(s), ""
	},
}

// outputFolder is a folder that is not the project itself: all of it is
// written anew.
var outputFolder = &kind{
	schema{"type": []string{"string", "number", "boolean"}, "not": schema{"type": "string", "pattern": outside + `|^[./]*$`}},
	func(s string) (any, string) {
		value, problem := folder.read(s)
		if problem == "" && strings.Trim(s, "./") == "" {
			return nil, "must be a folder below the project's own"
		}
		return value, problem
	},
}

var zone = &kind{
	schema{"type": "string", "pattern": `\S`},
	func(s string) (any, string) {
		// Local would make the site depend on the machine.
		location, err := time.LoadLocation(s)
		if err != nil || s == "" || location == time.Local {
			return nil, "must be a time zone such as `UTC` or `Europe/Berlin`"
		}
		return location, ""
	},
}

// interfaceLanguage is a language that the interface speaks, in canonical form.
var interfaceLanguage = &kind{
	schema{"anyOf": []schema{
		{"enum": locale.Names()},
		{"type": "string", "pattern": `^(` + strings.Join(locale.Names(), "|") + `)(-[0-9A-Za-z]{1,8})+$`},
	}},
	func(s string) (any, string) {
		if _, ok := locale.Find(s); ok {
			tag, _ := locale.Canonical(s)
			return tag, ""
		}
		problem := "must be one of the languages " + oneOf(locale.Names())
		if hyphens := strings.ReplaceAll(s, "_", "-"); hyphens != s {
			if _, ok := locale.Find(hyphens); ok {
				problem += fmt.Sprintf("; did you mean `%s`?", hyphens)
			}
		}
		return nil, problem
	},
}

// choice is one of a few words.
func choice(words ...string) *kind {
	return &kind{schema{"enum": words}, func(s string) (any, string) {
		if !slices.Contains(words, s) {
			return nil, "must be " + oneOf(words) + meant(s, words)
		}
		return s, ""
	}}
}

func oneOf(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "`" + w + "`"
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

// meant continues a problem with the word that was probably meant.
func meant(s string, words []string) string {
	if near := diag.Closest(s, words); near != "" {
		return fmt.Sprintf("; did you mean `%s`?", near)
	}
	return ""
}

var placeholders = []string{"status", "service", "region", "date"}

var placeholderPattern = regexp.MustCompile(`\{([^{}]*)\}`)

// titlePattern is a text with placeholders that can be told apart.
var titlePattern = &kind{anyText, func(s string) (any, string) {
	seen := map[string]bool{}
	for _, m := range placeholderPattern.FindAllStringSubmatch(s, -1) {
		switch name := m[1]; {
		case !slices.Contains(placeholders, name):
			return nil, fmt.Sprintf("has the unknown part `{%s}`: expected %s%s", name, oneOf(placeholders), meant(name, placeholders))
		case seen[name]:
			return nil, fmt.Sprintf("has the part `{%s}` twice", name)
		default:
			seen[name] = true
		}
	}
	rest := placeholderPattern.ReplaceAllString(s, "")
	switch {
	case strings.ContainsAny(rest, "{}"):
		return nil, "has a brace without its other half"
	case strings.Contains(s, "}{"):
		return nil, "must have text between its parts, to tell where one ends"
	case s != "" && len(seen) == 0:
		return nil, "must have one of the parts `{status}`, `{service}`, `{region}` and `{date}`"
	}
	return s, ""
}}

// script matches the schemes that would run in the page that shows a link.
const script = `^([Jj][Aa][Vv][Aa]|[Vv][Bb])[Ss][Cc][Rr][Ii][Pp][Tt]:|^[Dd][Aa][Tt][Aa]:`

var scriptPattern = regexp.MustCompile(script)

// editorForm is an address with a place for a file's path, or nothing.
const editorForm = `^([A-Za-z][A-Za-z0-9+.-]*:.*\{path\}.*)?$`

var editorPattern = regexp.MustCompile(editorForm)

// editor is an address that opens a file in an editor, or "".
var editor = &kind{
	schema{"type": "string", "pattern": editorForm, "not": schema{"type": "string", "pattern": script}},
	func(s string) (any, string) {
		if !editorPattern.MatchString(s) || scriptPattern.MatchString(s) {
			return nil, "must be an editor's address with `{path}` in it, such as `vscode://file/{path}:{line}:{column}`"
		}
		return s, ""
	},
}

// publicNameForm is a domain, an e-mail address, an IP address or a range of
// these; a colon stands in IPv6.
const publicNameForm = `^[^\s/*:]+$|^[0-9A-Fa-f.:]+(/[0-9]+)?$`

var publicNamePattern = regexp.MustCompile(publicNameForm)

var publicName = &kind{
	schema{"type": []string{"string", "number", "boolean"}, "pattern": publicNameForm},
	func(s string) (any, string) {
		_, err := netip.ParsePrefix(s)
		if !publicNamePattern.MatchString(s) || strings.Contains(s, "/") && err != nil {
			return nil, "must be a domain, an e-mail address, an IP address or a range such as `10.0.0.0/8`"
		}
		return s, ""
	},
}

var sizePattern = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?(B|KiB|MiB|GiB)?$`)

var units = map[string]float64{"": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}

// size is a number of bytes.
var size = &kind{
	schema{"anyOf": []schema{
		{"type": "integer", "minimum": 1, "maximum": math.MaxInt32},
		{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)? ?(B|KiB|MiB|GiB)?$`},
	}},
	func(s string) (any, string) {
		m := sizePattern.FindStringSubmatch(s)
		if m == nil {
			return nil, "must be a size such as `1MiB`, `64KiB` or a number of bytes"
		}
		number, err := strconv.ParseFloat(m[1], 64)
		bytes := number * units[m[2]]
		if err != nil || bytes < 1 || bytes > math.MaxInt32 {
			return nil, "must be a size from 1 byte to just below 2 GiB"
		}
		return int(bytes), ""
	},
}

// number is a whole number from 1 to most.
func number(most int) *kind {
	return &kind{
		schema{"anyOf": []schema{
			{"type": "integer", "minimum": 1, "maximum": most},
			{"type": "string", "pattern": `^[0-9]+$`},
		}},
		func(s string) (any, string) {
			n, err := strconv.Atoi(s)
			if err != nil || n < 1 || n > most || strings.HasPrefix(s, "+") {
				return nil, fmt.Sprintf("must be a whole number from 1 to %d", most)
			}
			return n, ""
		},
	}
}

var (
	count = number(math.MaxInt32)
	depth = number(1000) // what reads nested blocks calls itself, and the stack has an end
)

var duration = &kind{
	schema{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`},
	func(s string) (any, string) {
		d, err := time.ParseDuration(s)
		if err != nil || d < time.Millisecond || !unicode.IsDigit(rune(s[0])) {
			return nil, "must be a time such as `300ms` or `2s`"
		}
		return d, ""
	},
}
