package check

import (
	"bytes"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// readLeaks finds all that a document gives away, in order, one leak a place.
// A leak whose rule is off hides no other one, but a secret is always kept:
// what shows the file masks it.
func readLeaks(p *rca.Parsed, cfg *config.Config) []leak {
	found := scanLeaks(p.Source.Bytes, cfg.PublicNames)
	found = append(found, commentLeaks(p)...)
	kept := found[:0]
	for _, l := range found {
		if l.secret() || severity(diag.Diagnostic{Rule: l.rule, Path: p.Document.File}, cfg) != diag.Off {
			kept = append(kept, l)
		}
	}
	return untangle(kept)
}

// leakScan is one pass over the bytes of a file: front matter, text, code,
// addresses and comments alike. Every place is looked at from a byte that makes
// it worth it (the @ of an e-mail address, the first letter of a word), and no
// further than a fixed reach, so that the pass stays linear.
type leakScan struct {
	text      []byte
	public    publicNames
	found     []leak
	authority int // offset behind the host of the last address
	endMark   int // offset of the next mark that ends a key block; -1 when there is none left
}

func scanLeaks(text []byte, public []string) []leak {
	s := &leakScan{text: text, public: newPublicNames(public)}
	word := *isWord
	for i := 0; i < len(text); {
		next := i + 1
		switch {
		case word[text[i]]:
			next = max(next, s.word(i))
			for next < len(text) && word[text[next]] && word[text[next-1]] {
				next++ // nothing begins within a word
			}
		case signs[text[i]]:
			next = max(next, s.sign(i))
		}
		i = next
	}
	return s.found
}

func (s *leakScan) add(rule string, start, end int, what string) {
	s.found = append(s.found, leak{rule, diag.Span{Start: start, End: end}, what})
}

// word looks at a place where a word or a number begins, and returns the
// offset behind what it found, or 0.
func (s *leakScan) word(i int) int {
	c := s.text[i]
	if isDigit(c) {
		return s.number(i)
	}
	end := s.secret(i)
	if end > 0 {
		return end
	}
	switch c {
	case 'a':
		end = s.account(i)
	case 'e':
		end = s.jwt(i)
	case 'P':
		end = s.putty(i)
	}
	if end == 0 && anyHex[c] {
		end = s.ipv6(i)
	}
	return end
}

// number looks at a place where a number begins.
func (s *leakScan) number(i int) int {
	if i+5 >= len(s.text) {
		return 0
	}
	if end := s.card(i); end > 0 {
		return end
	}
	if end := s.ipv4(i); end > 0 {
		return end
	}
	return s.ipv6(i)
}

// sign looks at a place with one of the signs, and returns the offset behind
// what it found, or 0.
func (s *leakScan) sign(i int) int {
	switch s.text[i] {
	case ':':
		if bytes.HasPrefix(s.text[i:], []byte("://")) {
			s.address(i)
			return 0
		}
		if s.telegram(i) {
			return 0
		}
		s.assignment(i)
	case '=':
		s.assignment(i)
	case '@':
		s.email(i)
	case '.':
		s.host(i)
	case '/', '\\':
		s.home(i)
	case '-':
		return s.privateKey(i)
	case '+':
		s.phone(i)
	}
	return 0
}

// signs stand in something of interest.
var signs = *chars(":=@./\\+-")

// charset is a set of bytes.
type charset [256]bool

// chars returns the set that a text such as "A-Za-z0-9_-" lists; a dash that
// stands last is itself.
func chars(list string) *charset {
	var set charset
	for i := 0; i < len(list); i++ {
		if i+2 < len(list) && list[i+1] == '-' {
			for c := int(list[i]); c <= int(list[i+2]); c++ {
				set[c] = true
			}
			i += 2
			continue
		}
		set[list[i]] = true
	}
	return &set
}

// run returns how many bytes at the start of a text are in the set, most at most.
func (c *charset) run(text []byte, most int) int {
	n := 0
	for n < len(text) && n < most && c[text[n]] {
		n++
	}
	return n
}

// all reports whether all bytes of a text are in the set.
func (c *charset) all(text []byte) bool { return c.run(text, len(text)) == len(text) }

// isWord tells the bytes that continue a word.
var isWord = chars("A-Za-z0-9_")

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
