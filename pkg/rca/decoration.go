package rca

import (
	"iter"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/markdown"
)

// brackets may stand around a word that is an owner or a ticket.
const brackets = "()[]{}<>,.;:!?\"'“”*_"

// tokens returns what stands between blanks in a text, with its place.
func tokens(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if unicode.IsSpace(r) {
				i += size
				continue
			}
			end := i + size
			for end < len(text) {
				r, size := utf8.DecodeRuneInString(text[end:])
				if unicode.IsSpace(r) {
					break
				}
				end += size
			}
			if !yield(i, text[i:end]) {
				return
			}
			i = end
		}
	}
}

// parts reads the owners, the tickets and the due date that a text names
// anywhere in it.
func (r *actionReader) parts(a *Action, t markdown.Text) {
	if strings.Contains(t.String, "@") {
		for start, word := range tokens(t.String) {
			name := strings.Trim(word, brackets)
			start += strings.Index(word, name)
			if owner, ok := strings.CutPrefix(name, "@"); ok && isName(owner) && !r.inCode(t, start) {
				addOnce(&a.Owners, owner)
			}
		}
	}
	if strings.Contains(t.String, ":") {
		for place, value := range labelled(t.String, ownerLabels) {
			if !r.inCode(t, place) {
				addOnce(&a.Owners, value)
			}
		}
	}
	tickets(t.String, func(ticket string) { addOnce(&a.Tickets, ticket) })
	if a.DueText == "" {
		if found, ok := r.calendar.find(t.String); ok {
			a.Deadline = found.deadline(t)
		}
	}
}

// inCode reports whether the text at a place directly follows a backtick.
func (r *actionReader) inCode(t markdown.Text, start int) bool {
	s := t.Span(start, start+1)
	return s.Start > 0 && s.Start <= len(r.source) && r.source[s.Start-1] == '`'
}

// isName reports whether a text has the form of somebody's handle.
func isName(text string) bool {
	if text == "" || len(text) > 40 {
		return false
	}
	for _, c := range text {
		if c != '-' && c != '_' && c != '.' && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return true
}

var ownerLabels = words("owner owners assignee assignees dri responsible")

// labelled returns what stands behind labels such as "Owner:", up to the next
// comma, bracket or line, with its place.
func labelled(text string, labels map[string]bool) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for start, word := range tokens(text) {
			label := strings.Trim(word, brackets)
			if !strings.HasSuffix(strings.TrimRight(word, "*_"), ":") || !labels[strings.ToLower(label)] {
				continue
			}
			at := start + len(word)
			rest := text[at:min(len(text), at+2*longestDue)]
			if end := strings.IndexAny(rest, ",;()[]\n|"); end >= 0 {
				rest = rest[:end]
			}
			value := strings.TrimPrefix(strings.Trim(rest, " \t.*_"), "@")
			if value != "" && len(value) <= longestDue && !nothing[strings.ToLower(value)] && !yield(at, value) {
				return
			}
		}
	}
}

// tickets calls add with each ticket that a text names.
func tickets(text string, add func(string)) {
	if !strings.ContainsAny(text, "0123456789") {
		return
	}
	for _, word := range tokens(text) {
		if name := strings.Trim(word, brackets); isTicket(name) || isIssue(name) {
			add(name)
		}
	}
}

// standards look like the keys of tickets and are none.
var standards = words("UTF SHA ISO RFC AES TLS SSL HTTP SEV RSA MD UTC GMT COVID GPT IP USB EC")

// isTicket reports whether a word is ABC-123, #123 or owner/repo#123.
func isTicket(word string) bool {
	if before, number, ok := strings.Cut(word, "#"); ok {
		_, name, isRepository := strings.Cut(before, "/")
		return isNumber(number) && (before == "" || isRepository && name != "" && !strings.ContainsAny(before, ":?&"))
	}
	key, number, ok := strings.Cut(word, "-")
	if !ok || !isNumber(number) || len(key) < 2 || len(key) > 10 || standards[key] {
		return false
	}
	for _, c := range key {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

func isNumber(text string) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return text != "" && len(text) <= 7
}

// isIssue reports whether an address is one of an issue, a pull request or a
// ticket, as GitHub, GitLab, Jira, Linear, Bugzilla and others make them.
func isIssue(address string) bool {
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return false
	}
	for _, part := range []string{"/issues/", "/issue/", "/pull/", "/merge_requests/", "/browse/", "/ticket/", "/tickets/", "/work_items/", "/_workitems/", "show_bug.cgi?id="} {
		if _, behind, ok := strings.Cut(address, part); ok && behind != "" {
			return true
		}
	}
	return false
}

// decorated is the text of an action while what stands around it is taken off.
type decorated struct {
	reader *actionReader
	action *Action
	source markdown.Text
	text   string // what is left; starts at offset in source
	offset int
}

// strip takes the state off the start, and brackets, dashes and signs with
// owner, due date, ticket or state off the end. What it does not know, it
// leaves.
func (d *decorated) strip() {
	d.trim()
	d.leadingState()
	d.leadingKind()
	d.leadingTeam()
	for range 4 {
		if !d.trailingBracket() && !d.trailingDash() && !d.trailingSign() && !d.trailingLink() {
			return
		}
		d.trim()
	}
}

func (d *decorated) trim() {
	short := strings.TrimLeft(d.text, " \t\r\n")
	d.offset += len(d.text) - len(short)
	d.text = strings.TrimRight(short, " \t\r\n")
}

func (d *decorated) cut(n int) {
	d.text, d.offset = d.text[n:], d.offset+n
	d.trim()
}

// separators stand between an action and what is said about it.
var separators = []string{" - ", " – ", " — ", " -- "}

func (d *decorated) leadingState() {
	for _, s := range signs {
		if strings.HasPrefix(d.text, s.sign) {
			d.action.State = s.state
			d.cut(len(s.sign))
			return
		}
	}
	head, skip := "", 0
	switch {
	case strings.HasPrefix(d.text, "["):
		head, skip = upTo(d.text[1:], "]"), 2
	case strings.HasPrefix(d.text, "("):
		head, skip = upTo(d.text[1:], ")"), 2
	default:
		head, skip = upTo(d.text, ":"), 1
		for _, s := range separators {
			if other := upTo(d.text, s); head == "" && other != "" {
				head, skip = other, len(s)
			}
		}
		if first := d.text[:wordEnd(d.text, 0)]; head == "" && (first == "DONE" || first == "WIP" || first == "DECLINED") {
			head, skip = first, 0
		}
	}
	if state, reason, ok := stateOf(head); ok && len(head)+skip < len(d.text) {
		d.action.State, d.action.Reason = state, strings.Clone(reason)
		d.cut(len(head) + skip)
	}
}

// upTo returns what stands before a sign near the start of a text, or "".
func upTo(text, sign string) string {
	i := strings.Index(text[:min(len(text), 80)], sign)
	return text[:max(0, i)]
}

// leadingTeam reads "SSO team: …" and "@alice: …"; parts finds the latter.
func (d *decorated) leadingTeam() {
	head := upTo(d.text, ":")
	if isTeam(head) {
		addOnce(&d.action.Owners, head)
		d.cut(len(head) + 1)
	} else if name, ok := strings.CutPrefix(head, "@"); ok && isName(name) {
		d.cut(len(head) + 1)
	}
}

// kindPrefixes are the names of kinds that stand in front of an action. The
// others are as often what it is about: "Monitoring: alert earlier".
var kindPrefixes = words("prevent prevention detect detection limit mitigate mitigation respond response")

// leadingKind reads "Prevent: …" and "[Detect] …".
func (d *decorated) leadingKind() {
	head, skip := upTo(d.text, ":"), 1
	if strings.HasPrefix(d.text, "[") {
		head, skip = upTo(d.text[1:], "]"), 2
	}
	if kind := kindOf(head); kindPrefixes[strings.ToLower(head)] && len(head)+skip < len(d.text) {
		d.action.Kind = kind
		d.cut(len(head) + skip)
	}
}

var teamWords = words("team squad guild tribe crew")

// isTeam reports whether a text is a name such as "SSO team": up to four
// words, the first with a capital letter.
func isTeam(text string) bool {
	list := strings.Fields(text)
	if len(list) < 2 || len(list) > 4 || len(text) > longestDue {
		return false
	}
	first, _ := utf8.DecodeRuneInString(list[0])
	return teamWords[strings.ToLower(list[len(list)-1])] && (unicode.IsUpper(first) || unicode.IsDigit(first))
}

// trailingBracket reads "(@alice, due 2024-01-31, ABC-123)" at the end.
func (d *decorated) trailingBracket() bool {
	text := strings.TrimRight(d.text, ".")
	var open int
	switch {
	case strings.HasSuffix(text, ")"):
		open = strings.LastIndexByte(text, '(')
	case strings.HasSuffix(text, "]"):
		open = strings.LastIndexByte(text, '[')
	default:
		return false
	}
	if open <= 0 {
		return false
	}
	known, at, unknown := 0, open+1, ""
	for part := range strings.FieldsFuncSeq(text[open+1:len(text)-1], func(c rune) bool { return c == ',' || c == ';' }) {
		at += strings.Index(text[at:], part)
		if d.about(part, at) {
			known++
		} else if unknown == "" {
			unknown = strings.TrimSpace(part)
		} else {
			return false
		}
		at += len(part)
	}
	// "(Alice Smith, 2024-01-31)": what is left beside a date is a name.
	if unknown != "" && known > 0 && d.action.DueText != "" && len(d.action.Owners) == 0 && looksLikePerson(unknown) {
		addOnce(&d.action.Owners, unknown)
		unknown = ""
	}
	if known == 0 || unknown != "" {
		return false
	}
	d.text = text[:open]
	return true
}

func looksLikePerson(text string) bool {
	list := strings.Fields(text)
	for _, w := range list {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
	}
	return len(list) > 0 && len(list) <= 3
}

// about reads one thing that is said about an action: its state, owner, due
// date or ticket. at is the place of the part in d.text.
func (d *decorated) about(part string, at int) bool {
	text := strings.TrimSpace(part)
	at += strings.Index(part, text)
	if state, reason, ok := stateOf(text); ok {
		d.action.State, d.action.Reason = state, strings.Clone(reason)
		return true
	}
	if name, ok := strings.CutPrefix(text, "@"); ok && isName(strings.Replace(name, "/", "-", 1)) {
		addOnce(&d.action.Owners, name)
		return true
	}
	if isTeam(text) {
		addOnce(&d.action.Owners, text)
		return true
	}
	for _, owner := range labelled(text, ownerLabels) {
		addOnce(&d.action.Owners, owner)
		return true
	}
	if isTicket(text) || isIssue(text) {
		addOnce(&d.action.Tickets, text)
		return true
	}
	if linkWords[strings.ToLower(text)] {
		return true // linked finds where it leads
	}
	found, ok := d.reader.calendar.find(text)
	if !ok {
		found, ok = d.reader.calendar.at(text, 0)
		ok = ok && found.start == 0
	}
	if !ok || found.end < len(text) {
		return false
	}
	found.start, found.end = found.start+at+d.offset, found.end+at+d.offset
	d.action.Deadline = found.deadline(d.source)
	return true
}

// trailingDash reads "… — Checkout team", "… - done" at the end.
func (d *decorated) trailingDash() bool {
	for _, s := range separators {
		if i := strings.LastIndex(d.text, s); i > 0 {
			if part := strings.TrimRight(d.text[i+len(s):], "."); d.about(part, i+len(s)) {
				d.text = d.text[:i]
				return true
			}
		}
	}
	return false
}

func (d *decorated) trailingSign() bool {
	for _, s := range signs {
		if text, ok := strings.CutSuffix(d.text, s.sign); ok && text != "" {
			d.action.State, d.text = s.state, text
			return true
		}
	}
	return false
}

// linkWords are what links to an action's ticket are called.
var linkWords = map[string]bool{
	"issue": true, "github issue": true, "ticket": true, "jira": true, "pr": true, "pull request": true, "link": true, "link to issue": true,
}

// trailingLink takes off "[Issue](https://…/issues/12)" at the end.
func (d *decorated) trailingLink() bool {
	all, links := d.source.All(), d.reader.links
	i := sort.Search(len(links), func(i int) bool { return links[i].Span.Start >= all.End }) - 1
	if i < 0 || links[i].Span.Start < all.Start || !isIssue(links[i].Target) {
		return false
	}
	name := links[i].Text
	text, ok := strings.CutSuffix(strings.TrimRight(d.text, "."), name)
	if !ok || name == "" || strings.TrimSpace(text) == "" || !linkWords[strings.ToLower(name)] && !isTicket(name) && !isIssue(name) {
		return false
	}
	d.text = text
	return true
}
