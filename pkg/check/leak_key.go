package check

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
)

const longestToken = 16 << 10 // bytes of a JWT's part

// jwt finds a signed token at the start of a word, and returns the offset
// behind it, or 0. RFC 7519, compact form: header.payload.signature.
func (s *leakScan) jwt(at int) int {
	text := s.text[at:]
	if !bytes.HasPrefix(text, []byte("eyJ")) || at > 0 && (s.text[at-1] == '-' || s.text[at-1] == '.') {
		return 0
	}
	header := wordDash.run(text, 1024)
	if header == len(text) || text[header] != '.' {
		return 0
	}
	decoded, err := base64.RawURLEncoding.DecodeString(string(text[:header]))
	var h struct{ Alg string }
	if err != nil || json.Unmarshal(decoded, &h) != nil || h.Alg == "" {
		return 0
	}
	payload := wordDash.run(text[header+1:], longestToken)
	end := header + 1 + payload
	if payload == 0 || end == len(text) || text[end] != '.' {
		return 0
	}
	signature := wordDash.run(text[end+1:], longestToken)
	if signature < 16 {
		return 0 // cut off, or not signed
	}
	end += 1 + signature
	if bytes.Contains(text[:end], []byte("eyJzdWIiOiIxMjM0NTY3ODkwIiwi")) {
		return 0 // "sub":"1234567890": the example of RFC and tools
	}
	s.add("leak/jwt", at, at+end, "signed token (JWT)")
	return at + end
}

var endMark = []byte("-----END ") // of a block in PEM, RFC 7468

// privateKey finds a private key block at its first dash, and returns the
// offset behind it, or 0. The block may lack its end: then it goes on as far as
// lines look like its body.
func (s *leakScan) privateKey(at int) int {
	const begin = "-----BEGIN "
	head := s.text[at:min(len(s.text), at+80)]
	if !bytes.HasPrefix(head, []byte(begin)) {
		return 0
	}
	label, _, ok := bytes.Cut(head[len(begin):], []byte("-----"))
	isKey := bytes.HasSuffix(label, []byte("PRIVATE KEY")) || bytes.Equal(label, []byte("PGP PRIVATE KEY BLOCK"))
	if !ok || !isKey || !upperSpace.all(label) {
		return 0
	}
	body := at + len(begin) + len(label) + len("-----")
	end := s.keyEnd(body)
	if !hasKeyBody(s.text[body:end]) {
		return 0
	}
	s.add("leak/private-key", at, end, "private key")
	return end
}

var upperSpace = chars("A-Z0-9 ")

// keyEnd returns the offset behind a key block whose body begins at an offset.
func (s *leakScan) keyEnd(body int) int {
	if s.endMark < body && s.endMark >= 0 {
		if s.endMark = bytes.Index(s.text[body:], endMark); s.endMark >= 0 {
			s.endMark += body
		}
	}
	mark := s.endMark
	if mark < 0 || bytes.Contains(s.text[body:mark], []byte("-----BEGIN ")) {
		return s.bodyEnd(body)
	}
	close := mark + len(endMark)
	if i := bytes.Index(s.text[close:min(len(s.text), close+60)], []byte("-----")); i >= 0 {
		close += i + len("-----")
	}
	return close
}

// bodyEnd returns the offset behind the body of a key that begins at an offset
// and has no end: headers, pieces of Base64 and a shorter one that is the last.
// What separates the pieces may have become spaces, or `\n` as in JSON.
func (s *leakScan) bodyEnd(at int) int {
	end, begun := at, false
	for headers := 0; headers < 8; {
		at += between.run(s.text[at:], 100)
		if bytes.HasPrefix(s.text[at:], []byte(`\n`)) {
			at += len(`\n`)
			continue
		}
		n := base64Chars.run(s.text[at:], longestToken)
		switch {
		case n >= 32 && n%4 == 0:
			begun = true
		case n > 0 && n%4 == 0 && begun:
			return at + n
		case begun || !bytes.Contains(s.text[at:min(len(s.text), at+80)], []byte(": ")):
			return end
		default:
			at += notLineEnd.run(s.text[at:], 80)
			headers++
			continue
		}
		at += n
		end = at
	}
	return end
}

var (
	between    = chars(" \t\r\n>\"',")
	notLineEnd = except("\r\n")
)

// hasKeyBody reports whether a line of a key's length is in a block.
func hasKeyBody(body []byte) bool {
	for i := 0; i < len(body); i++ {
		n := base64Chars.run(body[i:], len(body))
		if n >= 32 && !isPlaceholder(string(body[i:i+n])) {
			return true
		}
		i += n
	}
	return false
}

// putty finds the private half of a key in PuTTY's own form.
func (s *leakScan) putty(at int) int {
	const begin = "Private-Lines: "
	if !bytes.HasPrefix(s.text[at:], []byte(begin)) {
		return 0
	}
	start := at + len(begin)
	start += digits.run(s.text[start:], 4)
	end := s.bodyEnd(start)
	if !hasKeyBody(s.text[start:end]) {
		return 0
	}
	s.add("leak/private-key", start, end, "private key (PuTTY)")
	return end
}
