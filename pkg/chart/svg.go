package chart

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
)

// svg writes elements one after the other.
type svg struct {
	bytes.Buffer
}

// attribute is one attribute of an element: words, or a number with its unit.
type attribute struct {
	name  string
	words string
	value float64
	unit  unit
}

type unit uint8

const (
	words unit = iota
	pixels
	percent
)

func word(name, value string) attribute { return attribute{name: name, words: value} }

func px(name string, value float64) attribute {
	return attribute{name: name, value: value, unit: pixels}
}

// share is a position or width as a part of the picture's width.
func share(name string, part float64) attribute {
	return attribute{name: name, value: part * 100, unit: percent}
}

// root opens the picture.
func (s *svg) root(class string, height float64, name Name, links bool) {
	attributes := make([]attribute, 0, 4)
	if class != "" {
		attributes = append(attributes, word("class", class))
	}
	attributes = append(attributes, px("height", height))
	switch {
	case links:
		attributes = append(attributes, word("role", "group"))
	case name != Name{}:
		attributes = append(attributes, word("role", "img"))
	default:
		attributes = append(attributes, word("aria-hidden", "true"))
	}
	switch {
	case name.LabelledBy != "":
		attributes = append(attributes, word("aria-labelledby", name.LabelledBy))
	case name.Label != "":
		attributes = append(attributes, word("aria-label", name.Label))
	}
	s.open("svg", attributes...)
}

// empty writes an element without content.
func (s *svg) empty(name string, attributes ...attribute) {
	s.start(name, attributes)
	s.WriteString("/>")
}

func (s *svg) open(name string, attributes ...attribute) {
	s.start(name, attributes)
	s.WriteByte('>')
}

func (s *svg) close(name string) {
	s.WriteString("</")
	s.WriteString(name)
	s.WriteByte('>')
}

// text writes an element whose content is text.
func (s *svg) text(name, content string, attributes ...attribute) {
	s.open(name, attributes...)
	s.escape(content)
	s.close(name)
}

// start writes a tag without its end. Attributes that say nothing (no words)
// are left out.
func (s *svg) start(name string, attributes []attribute) {
	s.WriteByte('<')
	s.WriteString(name)
	for _, a := range attributes {
		if a.unit == words && a.words == "" {
			continue
		}
		s.WriteByte(' ')
		s.WriteString(a.name)
		s.WriteString(`="`)
		switch a.unit {
		case words:
			s.escape(a.words)
		case pixels:
			s.number(a.value)
		case percent:
			s.number(a.value)
			s.WriteByte('%')
		}
		s.WriteByte('"')
	}
}

// escape writes words for text and for values of attributes. What XML cannot
// hold becomes U+FFFD.
func (s *svg) escape(words string) {
	for i := range len(words) {
		if c := words[i]; c < ' ' || c > '~' || c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' {
			_ = xml.EscapeText(&s.Buffer, []byte(words)) // a Buffer does not fail
			return
		}
	}
	s.WriteString(words)
}

// number writes a value to the hundredth, without zeros at its end. A value
// that is no number is 0.
func (s *svg) number(value float64) {
	hundredths := math.Round(value * 100)
	if math.IsNaN(hundredths) || math.IsInf(hundredths, 0) {
		hundredths = 0
	}
	n := int64(hundredths)
	b := s.AvailableBuffer()
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	if n %= 100; n > 0 {
		b = append(b, '.', byte('0'+n/10))
		if n %= 10; n > 0 {
			b = append(b, byte('0'+n))
		}
	}
	s.Write(b)
}
