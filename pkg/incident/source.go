package incident

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
)

// MostBytes is the size of the largest source that is read.
const MostBytes = 64 << 20

// kinds of files that hold text for people and cannot be read here, by their
// first bytes.
var binaries = []struct{ start, name, help string }{
	{"%PDF-", "a PDF", "copy its text into a file, and import that"},
	{"PK\x03\x04", "a zip archive or an office document", "take the text out of it, and import that"},
	{"\x1f\x8b", "a gzip archive", "unpack it first"},
	{"\x89PNG", "a picture", "type its text into a file, and import that"},
	{"\xff\xd8\xff", "a picture", "type its text into a file, and import that"},
}

// readable prepares the text of the source, and reports why there is none. A
// file in UTF-16 with its byte order mark is put into UTF-8: its places are
// those of that text.
func (r *reader) readable() bool {
	b := r.File.Bytes
	refuse := func(s diag.Span, message, help string) bool {
		r.report("unreadable", s, message, help)
		return false
	}
	if len(b) > MostBytes {
		return refuse(diag.Span{}, fmt.Sprintf("the source is larger than %s", diag.Size(MostBytes, MostBytes)), "import it in parts")
	}
	for _, k := range binaries {
		if bytes.HasPrefix(b, []byte(k.start)) {
			return refuse(diag.Span{}, "the source is "+k.name+", not text", k.help)
		}
	}
	switch {
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		b = fromUTF16(b[2:], binary.BigEndian)
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		b = fromUTF16(b[2:], binary.LittleEndian)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if len(b) != len(r.File.Bytes) {
		r.File = &diag.File{Path: r.File.Path, Bytes: b}
	}
	if at := bytes.IndexByte(b, 0); at >= 0 {
		return refuse(diag.Span{Start: at, End: at + 1}, "the source is binary: it holds a zero byte", "import text: JSON, a feed, HTML, YAML, Markdown")
	}
	if at := notUTF8(b); at >= 0 {
		return refuse(diag.Span{Start: at, End: at + 1}, fmt.Sprintf("the source is not UTF-8: byte 0x%02X", b[at]), "save it as UTF-8")
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return refuse(diag.Span{}, "the source is empty", "")
	}
	r.text = string(b)
	return true
}

// notUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func notUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		c, size := utf8.DecodeRune(b[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func fromUTF16(b []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// line is a line of a text.
type line struct {
	text string // without outer space
	span diag.Span
}

// lines returns the lines of the source.
func (r *reader) lines() []line {
	var list []line
	for at := 0; at < len(r.text); {
		end := strings.IndexByte(r.text[at:], '\n')
		if end < 0 {
			end = len(r.text) - at
		}
		whole := r.text[at : at+end]
		inner := strings.TrimLeft(whole, " \t\r\u00a0")
		start := at + len(whole) - len(inner)
		inner = strings.TrimRight(inner, " \t\r\u00a0")
		list = append(list, line{inner, diag.Span{Start: start, End: start + len(inner)}})
		at += end + 1
	}
	return list
}

// joined returns lines as one text.
func joined(lines []line) string {
	list := make([]string, len(lines))
	for k, l := range lines {
		list[k] = l.text
	}
	return strings.TrimSpace(strings.Join(list, "\n"))
}

// wholeText returns the place of a text without its outer space.
func wholeText(s string) diag.Span {
	start := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	return diag.Span{Start: start, End: max(start, len(strings.TrimRight(s, " \t\r\n")))}
}
