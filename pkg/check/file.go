package check

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
)

// fileRules are about the bytes of a file, before anything is read out of them.
var fileRules = []*Rule{
	{
		Name:     "file/unreadable",
		Severity: diag.Error,
		Finds:    "A document, or a file that a document uses, cannot be read.",
		Why:      "The page would be missing from the site, and nobody would notice until they look for it.",
		Fix:      "Give the account that runs rcagen the right to read the file (`chmod a+r` on the file, `a+rx` on its folders), or remove the file.",
	},
	{
		Name:     "file/not-regular",
		Severity: diag.Warning,
		Finds:    "Something in the content folder or in static/ is neither a file nor a folder but a pipe, a socket or a device.",
		Why:      "Reading it could wait for ever, so it is passed over and nothing is published from it.",
		Fix:      "Remove it, or put an ordinary file in its place.",
	},
	{
		Name:     "file/symlink-escape",
		Severity: diag.Error,
		Finds:    "A symbolic link in the content folder leads out of it.",
		Why:      "Whatever the link points at on the machine that builds the site would be published, and a proposed change can make it point at anything.",
		Fix:      "Copy the file into the content folder and remove the link. Links that stay within the folder are followed.",
	},
	{
		Name:     "file/too-large",
		Severity: diag.Error,
		Finds:    "A document is larger than the limit, 1 MiB unless configured.",
		Why:      "A reader waits for the whole page before the first line shows; such a document is usually a log that was pasted in.",
		Fix:      "Move logs and raw data to a file beside the document and link to it, or raise `limits: file_size:` in rcagen.yaml.",
	},
	{
		Name:     "file/too-complex",
		Severity: diag.Error,
		Finds:    "A document nests blocks too deeply, or has too long a line or too many table cells, to be read in reasonable time.",
		Why:      "The page cannot be made; reading on could stop the build of all other pages.",
		Fix:      "Simplify the marked place: fewer levels of lists and quotes, a code block in place of one endless line, a linked CSV file in place of a huge table.",
	},
	{
		Name:     "file/not-utf8",
		Severity: diag.Error,
		Finds:    "A document is not encoded in UTF-8.",
		Why:      "Every letter outside ASCII would show as a replacement character, in names first of all.",
		Fix:      "Save the file as UTF-8 in the editor, or convert it: `iconv -f windows-1252 -t utf-8 old.md > new.md`.",
		Document: notUTF8,
	},
	{
		Name:     "file/bom",
		Severity: diag.Warning,
		Finds:    "A file starts with a byte order mark.",
		Why:      "rcagen reads past it, but other tools then do not see the front matter and show it as text.",
		Fix:      "Save the file as \"UTF-8\", not as \"UTF-8 with BOM\".",
		Document: byteOrderMark,
	},
	{
		Name:     "file/control-char",
		Severity: diag.Error,
		Finds:    "The text holds a control character, or one of the Unicode line separators U+0085, U+2028 and U+2029.",
		Why:      "Readers see nothing or a box, copied commands fail for no visible reason, and feeds that carry such a character are refused as invalid.",
		Fix:      "Delete the character; they come with text copied from terminals and web pages. Write a line break in place of a line separator.",
		Document: controlChar,
	},
	{
		Name:     "file/bidi-control",
		Severity: diag.Warning,
		Finds:    "The text holds an invisible character that changes the direction of writing.",
		Why:      "What a reviewer reads is not what the file says: a command or an address can show in one order and be copied in another.",
		Fix:      "Delete the character. Text in Arabic or Hebrew letters runs right to left without it.",
		Document: bidiControl,
	},
	{
		Name:     "file/empty",
		Severity: diag.Error,
		Finds:    "A file is empty, or holds nothing but blanks.",
		Why:      "It would be published as a page with nothing on it.",
		Fix:      "Write the document, or delete the file.",
		Document: emptyFile,
	},
	{
		Name:     "file/mixed-eol",
		Severity: diag.Info,
		Finds:    "Some lines end as on Windows (CRLF) and some as everywhere else (LF).",
		Why:      "The page looks the same, but reviewers see whole files change where one word did.",
		Fix:      "Save the file with one kind of line end. The line `*.md text=auto` in .gitattributes keeps it so.",
		Document: mixedLineEnds,
	},
	{
		Name:     "file/cr-only-eol",
		Severity: diag.Warning,
		Finds:    "Lines end with a carriage return alone, as on computers before 2001.",
		Why:      "Other tools, git among them, take the file for a single line: no front matter is found and no change can be reviewed.",
		Fix:      "Save the file with LF line ends, or convert it: `tr '\\r' '\\n' < old.md > new.md`.",
		Document: carriageReturns,
	},
	{
		Name:     "file/conflict-marker",
		Severity: diag.Error,
		Finds:    "A merge conflict was committed without being resolved.",
		Why:      "Readers would see both versions of a passage and the markers between them, and could not tell which one is true.",
		Fix:      "Keep one version and delete the lines that start with `<<<<<<<`, `=======` and `>>>>>>>`. To show such lines in a code block, put a blank before them.",
		Document: conflictMarkers,
	},
}

var bom = []byte("\ufeff")

// isEmpty reports whether there is nothing in the file to read.
func isEmpty(source []byte) bool {
	return len(bytes.TrimSpace(bytes.TrimPrefix(source, bom))) == 0
}

func emptyFile(p *DocumentPass) {
	if !isEmpty(p.Source.Bytes) {
		return
	}
	message := "file is empty"
	if len(p.Source.Bytes) > 0 {
		message = "file holds nothing but blanks"
	}
	p.Report(diag.Diagnostic{Message: message, Help: []string{"write the document, or delete the file"}})
}

func notUTF8(p *DocumentPass) {
	source := p.Source.Bytes
	if utf8.Valid(source) {
		return
	}
	d := diag.Diagnostic{Help: []string{"save the file as UTF-8"}}
	at := invalidByte(source)
	switch {
	case bytes.HasPrefix(source, []byte{0xFF, 0xFE}) || bytes.HasPrefix(source, []byte{0xFE, 0xFF}):
		d.Message = "file is not valid UTF-8: it looks like UTF-16"
	default:
		d.Message = fmt.Sprintf("file is not valid UTF-8 (byte 0x%02X at offset %d)", source[at], at)
		d.Notes = otherLines(p.Source, at, func(rest []byte) int { return invalidByte(rest) })
	}
	d.Span = diag.Span{Start: at, End: at + 1}
	p.Report(d)
}

// invalidByte returns the index of the first byte that is not part of valid
// UTF-8, or -1.
func invalidByte(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func byteOrderMark(p *DocumentPass) {
	if bytes.HasPrefix(p.Source.Bytes, bom) {
		p.Report(diag.Diagnostic{
			Message: "file starts with a byte order mark",
			Span:    diag.Span{Start: 0, End: len(bom)},
			Help:    []string{"save the file as UTF-8 without a byte order mark"},
			Fix:     diag.SafeFix("remove the byte order mark", diag.Replace(diag.Span{Start: 0, End: len(bom)}, "")),
		})
	}
}

func controlChar(p *DocumentPass) {
	reportRunes(p, isControl, "control character U+%04X in the text", "delete it")
}

func isControl(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return false
	case r == '\u2028' || r == '\u2029':
		return true
	}
	return r < 0x20 || r >= 0x7F && r < 0xA0
}

func bidiControl(p *DocumentPass) {
	reportRunes(p, isBidiControl, "invisible direction control U+%04X in the text",
		"delete it: the text can read differently from what the file says")
}

func isBidiControl(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// reportRunes reports each unwanted character once, where it stands first,
// with the other lines that have it. A file that is not UTF-8 has a worse
// problem, of which most such characters are only a symptom.
func reportRunes(p *DocumentPass, unwanted func(rune) bool, message, help string) {
	source := p.Source.Bytes
	if !utf8.Valid(source) {
		return
	}
	seen := map[rune]bool{}
	for i := 0; i < len(source); {
		if c := source[i]; c >= 0x20 && c < 0x7F {
			i++
			continue
		}
		r, size := utf8.DecodeRune(source[i:])
		if unwanted(r) && !seen[r] {
			seen[r] = true
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf(message, r),
				Span:    diag.Span{Start: i, End: i + size},
				Help:    []string{help},
				Notes:   otherLines(p.Source, i, func(rest []byte) int { return bytes.IndexRune(rest, r) }),
				Fix:     diag.UnsafeFix("delete the character wherever it stands", withoutRune(source, r)...),
			})
		}
		i += size
	}
}

// withoutRune returns the edits that delete a character; one that separates
// lines becomes a line end.
func withoutRune(source []byte, r rune) []diag.Edit {
	text := ""
	if r == '\u0085' || r == '\u2028' || r == '\u2029' {
		text = "\n"
	}
	var edits []diag.Edit
	size := utf8.RuneLen(r)
	for at := 0; ; {
		i := bytes.IndexRune(source[at:], r)
		if i < 0 {
			return edits
		}
		at += i
		span := diag.Span{Start: at, End: at + size}
		if last := len(edits) - 1; text == "" && last >= 0 && edits[last].Span.End == at {
			edits[last].Span.End = span.End
		} else {
			edits = append(edits, diag.Replace(span, text))
		}
		at = span.End
	}
}

// otherLines names the lines below the one at offset in which find, which
// returns an index or -1, finds something: as a note, or no note.
func otherLines(f *diag.File, offset int, find func([]byte) int) []string {
	const shown = 5
	var lines []string
	more := 0
	for {
		_, line := f.Line(f.Position(offset).Line)
		at := find(f.Bytes[line.End:])
		if at < 0 {
			break
		}
		offset = line.End + at
		if len(lines) == shown {
			more++
			continue
		}
		lines = append(lines, fmt.Sprint(f.Position(offset).Line))
	}
	switch {
	case len(lines) == 0:
		return nil
	case more > 0:
		return []string{fmt.Sprintf("also on lines %s and %d more", strings.Join(lines, ", "), more)}
	case len(lines) == 1:
		return []string{"also on line " + lines[0]}
	}
	last := len(lines) - 1
	return []string{"also on lines " + strings.Join(lines[:last], ", ") + " and " + lines[last]}
}

// lineEnds counts the line ends of a text, and keeps the first of each kind.
type lineEnds struct {
	lf, crlf, cr                int
	firstLF, firstCRLF, firstCR int
}

func countLineEnds(text []byte) lineEnds {
	var n lineEnds
	for i, c := range text {
		switch {
		case c == '\r' && i+1 < len(text) && text[i+1] == '\n':
			if n.crlf++; n.crlf == 1 {
				n.firstCRLF = i
			}
		case c == '\r':
			if n.cr++; n.cr == 1 {
				n.firstCR = i
			}
		case c == '\n' && (i == 0 || text[i-1] != '\r'):
			if n.lf++; n.lf == 1 {
				n.firstLF = i
			}
		}
	}
	return n
}

func mixedLineEnds(p *DocumentPass) {
	n := countLineEnds(p.Source.Bytes)
	var kinds []string
	rarest, span := -1, diag.Span{}
	for _, kind := range []struct {
		name               string
		count, first, size int
	}{{"CRLF", n.crlf, n.firstCRLF, 2}, {"LF", n.lf, n.firstLF, 1}, {"CR", n.cr, n.firstCR, 1}} {
		if kind.count == 0 {
			continue
		}
		kinds = append(kinds, fmt.Sprintf("%d %s", kind.count, kind.name))
		if rarest < 0 || kind.count < rarest {
			rarest, span = kind.count, diag.Span{Start: kind.first, End: kind.first + kind.size}
		}
	}
	if len(kinds) > 1 {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("mixed line ends (%s)", strings.Join(kinds, ", ")),
			Span:    span,
			Label:   "the first of the rarer kind",
			Help:    []string{"save the file with one kind of line end"},
			Fix:     sameLineEnds(p.Source.Bytes, n),
		})
	}
}

// sameLineEnds is the fix that ends all lines as most of them end. A lone CR
// may have been meant as something else, for instance by the output of a
// program.
func sameLineEnds(text []byte, n lineEnds) *diag.Fix {
	end, name := "\n", "LF"
	if n.crlf > n.lf {
		end, name = "\r\n", "CRLF"
	}
	f := diag.SafeFix(fmt.Sprintf("end all lines with %s", name), changedLineEnds(text, end)...)
	f.Unsafe = n.cr > 0
	return f
}

// changedLineEnds returns the edits that make all line ends alike.
func changedLineEnds(text []byte, end string) []diag.Edit {
	var edits []diag.Edit
	for i := 0; i < len(text); i++ {
		span := diag.Span{Start: i, End: i + 1}
		switch {
		case text[i] != '\r' && text[i] != '\n':
			continue
		case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
			span.End++
			i++
		}
		if string(text[span.Start:span.End]) != end {
			edits = append(edits, diag.Replace(span, end))
		}
	}
	return edits
}

func carriageReturns(p *DocumentPass) {
	if n := countLineEnds(p.Source.Bytes); n.cr > 0 && n.lf+n.crlf == 0 {
		p.Report(diag.Diagnostic{
			Message: "lines end with a carriage return alone",
			Span:    diag.Span{Start: n.firstCR, End: n.firstCR + 1},
			Help:    []string{"save the file with LF line ends"},
			Notes:   []string{"other tools take the file for one line and find no front matter"},
			Fix:     diag.SafeFix("end all lines with LF", changedLineEnds(p.Source.Bytes, "\n")...),
		})
	}
}

// conflictMarkers looks at whole lines only, and needs more than a lone
// `=======` or `>>>>>>>`: those are a heading's underline and a deep quote.
func conflictMarkers(p *DocumentPass) {
	var open, middle []diag.Span
	report := func(first diag.Span, rest ...diag.Span) {
		d := diag.Diagnostic{
			Message: fmt.Sprintf("unresolved merge conflict (`%s`)", p.Source.Bytes[first.Start:first.End]),
			Span:    first,
			Help:    []string{"keep one version and delete the marker lines"},
		}
		for _, span := range rest {
			d.Related = append(d.Related, diag.Related{Path: p.Document.File, Span: span})
		}
		p.Report(d)
	}
	source := p.Source.Bytes
	for start := 0; start < len(source); {
		end := start + bytes.IndexAny(source[start:], "\r\n")
		if end < start {
			end = len(source)
		}
		span := diag.Span{Start: start, End: end}
		switch line := source[start:end]; {
		case isMarker(line, "<<<<<<<"):
			if open != nil {
				report(open[0], middle...)
			}
			open, middle = []diag.Span{span}, nil
		case string(line) == "=======":
			middle = []diag.Span{span}
		case isMarker(line, ">>>>>>>"):
			switch rest := append(middle, span); {
			case open != nil:
				report(open[0], rest...)
			case middle != nil:
				report(rest[0], rest[1:]...)
			}
			open, middle = nil, nil
		}
		start = end + 1
	}
	if open != nil {
		report(open[0], middle...)
	}
}

// isMarker reports whether the line is a conflict marker: seven times the
// same character, then nothing or a blank and a name.
func isMarker(line []byte, marker string) bool {
	rest, ok := bytes.CutPrefix(line, []byte(marker))
	return ok && (len(rest) == 0 || rest[0] == ' ')
}
