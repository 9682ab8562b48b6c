// Package locale holds the words of the site's interface, and the forms of its
// dates, numbers and lengths of time, in one language after another.
//
// [Find] returns the language for a tag such as "pt" or "pt-BR"; everything
// else is a method of [Language], which is safe for concurrent use:
//
//	l, _ := locale.Find("en")
//	l.Text("pager.older")                                  "Older"
//	l.Text("related.provider", "name", "Azure")            "Same provider: Azure."
//	l.Count("list.incidents", 30)                          "30 incidents"
//	l.Duration(435 * time.Minute)                          "7 h 15 min"
//
// A message never holds markup. A link, or anything else that the page marks
// up, is a message of its own, or a part of a value such as [Range].
//
// # Messages
//
// Every language is one file in languages/. What the pages say stands in its
// part "text", grouped by page; a key is the page's name, a dot and the
// message's name: "facts.duration". A message is a text with placeholders in
// braces:
//
//	"provider": "Same provider: {name}."
//
// or, where a number decides about the words, one text for each of the
// language's plural forms. The placeholder {count} stands for that number:
//
//	"incidents": {"one": "{count} incident", "other": "{count} incidents"}
//
// # How to add a language
//
// Copy languages/en.json to languages/TAG.json, where TAG is the language's
// BCP 47 tag in its shortest form ("it", not "it-IT" or "ita"), and translate
// it. Nothing else changes: the name of the file is the name of the language.
// The tests of this package say what is missing. What to know:
//
//   - English is the reference: every other file has its keys and its
//     placeholders, in whatever order the language wants them.
//   - Plural forms are those that CLDR asks for (https://cldr.unicode.org),
//     by the names zero, one, two, few, many and other, as far as whole
//     numbers need them: English has one and other, Japanese other alone.
//   - "numbers": what stands between groups of three digits ("group"), how
//     many digits a number has at least to be grouped ("group_from"), and how a
//     percentage reads. Languages that group otherwise are not provided for.
//   - "dates": the forms of dates from {day}, {month} and {year}. {month} is
//     the month's long name in "day", "day_month" and "month", and the short
//     one elsewhere; both are listed in the form that they have within a date
//     (a genitive, if the language has one). "first_day" is how the first of a month is
//     written where that is special: French "1er". "range" joins start and
//     end, "moment" a date and a clock time. Clock times have 24 hours.
//   - "durations": the units, short and long. "join" stands between two units
//     and should be a no-break space in "short". "minutes_in_hours" is the form
//     of minutes that follow hours; {count} has then two digits where
//     "two_digit_minutes" is true ("1 h 08 min").
//   - "list": what stands between the items of a list and before its last one.
//   - Write plain and calm, in sentence case, without exclamation marks, as the
//     text of a public report. Spaces that must not break are no-break spaces
//     (U+00A0, in JSON \u00a0).
//
// A script for the browser gets the messages of its page from [Language.JSON].
package locale

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Language is a language that the interface speaks.
type Language struct {
	tag       string
	code      language.Tag
	direction string
	messages  map[string]*text
	numbers   numbers
	dates     dates
	durations durations
	list      list
}

// Tag returns the BCP 47 tag, for the attribute lang: "pt".
func (l *Language) Tag() string { return l.tag }

// Dir returns the direction of the script, for the attribute dir: "ltr" or
// "rtl".
func (l *Language) Dir() string { return l.direction }

// Text returns a message. The arguments are the names of its placeholders,
// each followed by its value, a string or an int (which is written as
// [Language.Number] does). A key, a name or a value that does not fit is a
// mistake in the program, and panics.
func (l *Language) Text(key string, args ...any) string {
	t := l.message(key)
	if t.forms != nil {
		panic("locale: " + key + " depends on a number: use Count")
	}
	return l.fill(key, &t.whole, args)
}

// Count returns the message for a number of things, in the plural form that
// the language has for it; {count} is the number. For the arguments see
// [Language.Text].
func (l *Language) Count(key string, n int, args ...any) string {
	t := l.message(key)
	if t.forms == nil {
		panic("locale: " + key + " depends on no number: use Text")
	}
	m, ok := t.forms[l.form(n)]
	if !ok {
		panic(fmt.Sprintf("locale: %s has no form for %d in %s", key, n, l.tag))
	}
	return l.fill(key, m, append([]any{"count", n}, args...))
}

// form returns the plural form of a number of things.
func (l *Language) form(n int) string {
	// CLDR's operands i, v, w, f and t: a whole number has no fraction. The
	// rules look at the last six digits and at the size; this keeps both.
	digits := max(n, -n)
	if digits < 0 || digits >= 10_000_000 {
		digits = max(digits%1_000_000, -(digits%1_000_000)) + 1_000_000
	}
	return formNames[plural.Cardinal.MatchPlural(l.code, digits, 0, 0, 0, 0)]
}

var formNames = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two",
	plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

func (l *Language) message(key string) *text {
	t := l.messages[key]
	if t == nil {
		panic("locale: no message " + key)
	}
	return t
}

func (l *Language) fill(key string, m *message, args []any) string {
	if len(args) == 0 && len(m.names) == 0 {
		return m.pieces[0]
	}
	if len(args)%2 != 0 {
		panic("locale: " + key + " has a placeholder without a value")
	}
	values := make([]string, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case string:
			values[i] = a
		case int:
			values[i] = l.Number(a)
		default:
			panic(fmt.Sprintf("locale: %s has a value that is no string and no int: %T", key, a))
		}
		if i%2 == 0 && values[i] != "count" && !m.has(values[i]) {
			panic("locale: " + key + " has no placeholder " + values[i])
		}
	}
	return m.fill(values...)
}

// JSON returns the messages of the pages named, for a script in the browser: an
// object that leads from keys to texts, or to an object that leads from plural
// forms to texts. A plural form that the browser asks for and that is not
// there reads as "other". The placeholders stand in the texts in braces.
func (l *Language) JSON(pages ...string) []byte {
	found := map[string]any{}
	for _, page := range pages {
		for key, t := range l.messages {
			if !strings.HasPrefix(key, page+".") {
				continue
			}
			found[key] = t.written
		}
	}
	out, err := json.Marshal(found)
	if err != nil {
		panic(err) // texts only
	}
	return out
}
