package locale

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// message is a text with placeholders: pieces[0], names[0], pieces[1] and so on.
type message struct {
	pieces []string // one more than names
	names  []string
}

// compile reads a text such as "{from} to {to}".
func compile(written string) (message, error) {
	var m message
	rest := written
	for {
		before, after, found := strings.Cut(rest, "{")
		m.pieces = append(m.pieces, before)
		if strings.Contains(before, "}") {
			return m, fmt.Errorf("%q has a brace without its other half", written)
		}
		if !found {
			return m, nil
		}
		name, after, closed := strings.Cut(after, "}")
		if !closed || name == "" || strings.Contains(name, "{") {
			return m, fmt.Errorf("%q has a brace without its other half, or a placeholder without a name", written)
		}
		m.names = append(m.names, name)
		rest = after
	}
}

// UnmarshalJSON reads a message from a text.
func (m *message) UnmarshalJSON(b []byte) error {
	var written string
	if err := json.Unmarshal(b, &written); err != nil {
		return err
	}
	var err error
	*m, err = compile(written)
	return err
}

func (m *message) has(name string) bool { return slices.Contains(m.names, name) }

// fill returns the text with values in place of the names; args holds each name
// with its value after it.
func (m *message) fill(args ...string) string {
	size := len(m.pieces[0])
	values := make([]string, 0, 4)
	for i, name := range m.names {
		value := m.value(name, args)
		values = append(values, value)
		size += len(value) + len(m.pieces[i+1])
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(m.pieces[0])
	for i, value := range values {
		b.WriteString(value)
		b.WriteString(m.pieces[i+1])
	}
	return b.String()
}

func (m *message) value(name string, args []string) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	panic("locale: no value for the placeholder " + name + " in " + strings.Join(m.pieces, "…"))
}

// text is a message as the file has it: one for all numbers, or one for each
// plural form.
type text struct {
	whole   message
	forms   map[string]*message // nil for a message that depends on no number
	written json.RawMessage     // as JSON
}

// UnmarshalJSON reads a text, or an object that leads from plural forms to texts.
func (t *text) UnmarshalJSON(b []byte) error {
	t.written = slices.Clone(b)
	if b[0] != '{' {
		return t.whole.UnmarshalJSON(b)
	}
	return json.Unmarshal(b, &t.forms)
}
