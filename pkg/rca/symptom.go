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
	shortestSymptom = 6
	longestSymptom  = 120
)

// failing matches the words and codes that make a quoted text an error message.
var failing = regexp.MustCompile(`(?i)error|exception|fail(?:ed|ure)|time(?:d\s?)?-?out|refused|denied|aborted|unreachable|unavailable|could ?n[o']t|cannot|no such|not found|forbidden|expired|exceeded|overflow|oomkilled|panic|\b0x[0-9a-f]{6,}\b|\bE[A-Z]{5,}\b`)

// readSymptoms collects the error messages that the text quotes: in code, in
// code blocks and between quotation marks. They are what somebody searches for
// who sees them again, and what tells that two incidents look alike.
func (d *Document) readSymptoms(source []byte, body *markdown.Tree) {
	seen := map[string]bool{}
	add := func(text string) {
		text = strings.Join(strings.Fields(text), " ")
		if len(text) < shortestSymptom || len(text) > longestSymptom || seen[text] || len(d.Facts.Symptoms) >= mostSymptoms {
			return
		}
		if utf8.ValidString(text) && failing.MatchString(text) {
			seen[text] = true
			d.Facts.Symptoms = append(d.Facts.Symptoms, text)
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
				quoted(source[b.Span.Start:min(b.Span.End, len(source))], add)
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
