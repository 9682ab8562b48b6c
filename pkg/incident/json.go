package incident

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// value is a value of JSON with its place in the source. A nil value stands for
// one that is not there: its methods return nothing.
type value struct {
	kind   valueKind
	text   string // of a scalar
	items  []*value
	fields []field
	span   diag.Span
}

// valueKind tells the shape of a value.
type valueKind uint8

const (
	null valueKind = iota
	text
	number
	boolean
	list
	object
)

// field is one `"key": value` of an object.
type field struct {
	key   string
	value *value
}

// mostNested is how many lists and objects may be in one another. The formats
// need seven.
const mostNested = 64

// get returns the value at the end of a path of keys. Of two equal keys the
// first counts.
func (v *value) get(path ...string) *value {
	for _, key := range path {
		if v == nil || v.kind != object {
			return nil
		}
		found := (*value)(nil)
		for i := range v.fields {
			if v.fields[i].key == key {
				found = v.fields[i].value
				break
			}
		}
		v = found
	}
	return v
}

// has reports whether an object has all of the keys.
func (v *value) has(keys ...string) bool {
	for _, key := range keys {
		if v.get(key) == nil {
			return false
		}
	}
	return len(keys) > 0
}

// str returns the scalar at the end of a path, without outer space; "" when
// there is none.
func (v *value) str(path ...string) string {
	v = v.get(path...)
	if v == nil || v.kind == null || v.kind >= list {
		return ""
	}
	return strings.TrimSpace(v.text)
}

// list returns the items of the list at the end of a path.
func (v *value) list(path ...string) []*value {
	if v = v.get(path...); v == nil {
		return nil
	}
	return v.items
}

// first returns the first item of a list, else nil.
func (v *value) first() *value {
	if v == nil || len(v.items) == 0 {
		return nil
	}
	return v.items[0]
}

// isJSON reports whether the source is meant to be JSON. A text may begin with
// a word in brackets.
func (r *reader) isJSON() bool {
	start := strings.TrimLeft(r.text[:min(len(r.text), 4096)], " \t\r\n")
	if strings.HasPrefix(start, "[") {
		start = strings.TrimLeft(start[1:], " \t\r\n")
		return start == "" || strings.IndexByte(`{["]`, start[0]) >= 0
	}
	return strings.HasPrefix(start, "{")
}

// root returns the source's JSON, nil when it is none. What is wrong with it is
// reported once.
func (r *reader) root() *value {
	if r.json == nil && !r.jsonErr && r.isJSON() {
		p := &jsonParser{text: r.text, decoder: json.NewDecoder(strings.NewReader(r.text))}
		p.decoder.UseNumber()
		v, err := p.value(0)
		if err == nil {
			err = p.end()
		}
		if err != nil {
			r.jsonErr = true
			r.badJSON(p, err)
			return nil
		}
		r.json = v
	}
	return r.json
}

// badJSON reports what ended the reading of JSON.
func (r *reader) badJSON(p *jsonParser, err error) {
	at := int(p.decoder.InputOffset())
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		end := wholeText(r.text).End
		d := r.report("unreadable", diag.Span{Start: end, End: end}, "the JSON ends before it is complete",
			"fetch or save the file again: its end is missing")
		if n := len(p.open); n > 0 {
			d.Related = []diag.Related{{Path: r.File.Path, Span: diag.Span{Start: p.open[n-1], End: p.open[n-1] + 1}, Label: "opened here and never closed"}}
		}
		return
	case errors.As(err, &syntax):
		at = max(0, int(syntax.Offset)-1)
	}
	end := min(len(r.text), at+1)
	r.report("unreadable", diag.Span{Start: min(at, end), End: end}, "not valid JSON: "+strings.TrimPrefix(err.Error(), "json: "),
		"save the file again as the server sends it")
}

// jsonParser builds values of the tokens of encoding/json, which says where
// each ends.
type jsonParser struct {
	text    string
	decoder *json.Decoder
	open    []int // offsets of the brackets that are not closed yet
}

var errNested = fmt.Errorf("more than %d lists and objects are in one another", mostNested)

// value reads the next value at a depth from 0.
func (p *jsonParser) value(depth int) (*value, error) {
	from := int(p.decoder.InputOffset())
	t, err := p.decoder.Token()
	if err != nil {
		return nil, err
	}
	v := &value{span: p.span(from)}
	switch t := t.(type) {
	case nil:
	case string:
		v.kind, v.text = text, t
	case json.Number:
		v.kind, v.text = number, t.String()
	case bool:
		v.kind, v.text = boolean, fmt.Sprint(t)
	case json.Delim:
		if depth >= mostNested {
			return nil, errNested
		}
		p.open = append(p.open, v.span.Start)
		if t == '[' {
			v.kind = list
			err = p.items(v, depth)
		} else {
			v.kind = object
			err = p.fields(v, depth)
		}
		if err != nil {
			return nil, err
		}
		if _, err := p.decoder.Token(); err != nil { // the closing bracket
			return nil, err
		}
		p.open = p.open[:len(p.open)-1]
		v.span.End = int(p.decoder.InputOffset())
	}
	return v, nil
}

func (p *jsonParser) items(v *value, depth int) error {
	for p.decoder.More() {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		v.items = append(v.items, item)
	}
	return nil
}

func (p *jsonParser) fields(v *value, depth int) error {
	for p.decoder.More() {
		key, err := p.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string) // the decoder accepts nothing else
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		v.fields = append(v.fields, field{name, item})
	}
	return nil
}

// span returns the place of a token that begins behind an offset, where only
// space and signs stand before it.
func (p *jsonParser) span(from int) diag.Span {
	end := int(p.decoder.InputOffset())
	for from < end && strings.IndexByte(" \t\r\n,:", p.text[from]) >= 0 {
		from++
	}
	return diag.Span{Start: from, End: end}
}

// end makes sure that nothing follows the value.
func (p *jsonParser) end() error {
	switch _, err := p.decoder.Token(); {
	case err == nil:
		return errors.New("something follows the end of the value")
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}
