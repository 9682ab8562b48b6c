package rca

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/markdown"
)

// Bounds of what is kept of error messages: lengths in bytes.
const (
	mostSymptoms    = 8
	mostQuotes      = 300 // that are looked at
	shortestSymptom = 6
	longestSymptom  = 120
)

// failing are words and codes of error messages, in lower case.
var failing = []string{
	"error", "exception", "fail", "timeout", "time-out", "timed out", "refused", "denied", "aborted", "unreachable", "unavailable",
	"could not", "couldn't", "cannot", "no such", "not found", "forbidden", "expired", "exceeded", "overflow", "oomkilled", "panic", "0x",
}

// errorName matches the name of an error as systems have them: ECONNREFUSED.
var errorName = regexp.MustCompile(`\bE[A-Z]{5,}\b`)

// hidden matches what stands in a text and on no page: comments of HTML and MDX,
// declarations and instructions. Inside code it matches too much, which costs a
// message at the most.
var hidden = regexp.MustCompile(`(?s)<!--.*?-->|\{/\*.*?\*/\}|<[!?].*?>`)

// isFailing reports whether a quoted text is an error message.
func isFailing(text string) bool {
	lower := strings.ToLower(text)
	for _, w := range failing {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return errorName.MatchString(text)
}

// readSymptoms collects the error messages that the text quotes: in code, in
// code blocks and between quotation marks. They are what somebody searches for
// who sees them again, and what tells that two incidents look alike.
func (d *Document) readSymptoms(source []byte, body *markdown.Tree) {
	looked := 0
	add := func(text string) {
		text = strings.TrimSpace(text)
		looked++
		if looked > mostQuotes || len(text) < shortestSymptom || len(text) > longestSymptom || len(d.Facts.Symptoms) >= mostSymptoms {
			return
		}
		if isFailing(text) && utf8.ValidString(text) {
			addOnce(&d.Facts.Symptoms, strings.Join(strings.Fields(text), " "))
		}
	}
	var visit func(blocks []*markdown.Block)
	visit = func(blocks []*markdown.Block) {
		for _, b := range blocks {
			switch b.Kind {
			case markdown.Code:
				if b.Lang == "mermaid" {
					continue
				}
				for line := range strings.Lines(b.Text.String) {
					add(line)
				}
			case markdown.Paragraph, markdown.TableCell:
				quoted(hidden.ReplaceAll(source[b.Span.Start:min(b.Span.End, len(source))], []byte(" ")), add)
			default:
				visit(b.Children)
			}
		}
	}
	visit(body.Blocks)
}

// quotes are the pairs of marks between which a text is quoted.
var quotes = [...]struct{ open, shut string }{{"`", "`"}, {"“", "”"}, {`"`, `"`}}

// quoted calls add with each text between quotation marks or backticks.
func quoted(text []byte, add func(string)) {
	for len(text) > 0 {
		at := bytes.IndexAny(text, "`“\"")
		if at < 0 {
			return
		}
		text = text[at:]
		for _, q := range quotes {
			if !bytes.HasPrefix(text, []byte(q.open)) {
				continue
			}
			text = text[len(q.open):]
			window := text[:min(len(text), longestSymptom+len(q.shut))]
			if end := bytes.Index(window, []byte(q.shut)); end >= 0 {
				add(string(window[:end]))
				text = text[end+len(q.shut):]
			}
			break
		}
	}
}
