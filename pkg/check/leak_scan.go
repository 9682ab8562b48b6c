package check

import (
	"bytes"
	"strings"

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
		if l.secret() || severity(l.rule, cfg) != diag.Off {
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
	for i := 0; i < len(text); {
		if next := s.at(i); next > i {
			i = next
		} else {
			i++
		}
	}
	return s.found
}

func (s *leakScan) add(rule string, start, end int, what string) {
	s.found = append(s.found, leak{rule, diag.Span{Start: start, End: end}, what})
}

// at looks at one place, and returns the offset behind what it found, or 0.
func (s *leakScan) at(i int) int {
	switch interest[s.text[i]] {
	case aLetter:
		if i == 0 || !isWord[s.text[i-1]] {
			return s.word(i)
		}
	case aDigit:
		if i == 0 || !isWord[s.text[i-1]] {
			return s.number(i)
		}
	case aSign:
		return s.sign(i)
	}
	return 0
}

// word looks at a place where a word begins.
func (s *leakScan) word(i int) int {
	if end := s.secret(i); end > 0 {
		return end
	}
	switch s.text[i] {
	case 'a':
		if end := s.account(i); end > 0 {
			return end
		}
	case 'e':
		if end := s.jwt(i); end > 0 {
			return end
		}
	case 'P':
		if end := s.putty(i); end > 0 {
			return end
		}
	}
	if anyHex[s.text[i]] {
		return s.ipv6(i)
	}
	return 0
}

// number looks at a place where a number begins.
func (s *leakScan) number(i int) int {
	if end := s.card(i); end > 0 {
		return end
	}
	if end := s.ipv4(i); end > 0 {
		return end
	}
	return s.ipv6(i)
}

// sign looks at a place with a sign that stands in something of interest.
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

// Why a byte may be of interest.
const (
	aLetter = 1 + iota // when it begins a word
	aDigit
	aSign
)

var interest = func() (kinds [256]uint8) {
	for c := range 256 {
		switch {
		case len(kindsByByte[c]) > 0 || anyHex[c] && !isDigit(byte(c)) || c == 'P':
			kinds[c] = aLetter
		case isDigit(byte(c)):
			kinds[c] = aDigit
		case strings.IndexByte(":=@./\\-+", byte(c)) >= 0:
			kinds[c] = aSign
		}
	}
	return kinds
}()

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
