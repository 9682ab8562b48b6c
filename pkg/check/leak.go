package check

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

var leakRules = []*Rule{
	{
		Name:     "leak/secret",
		Severity: diag.Error,
		Finds:    "A key, token or webhook address that its form gives away, such as an AWS access key id or a GitHub token, anywhere in the file. Placeholders such as `AKIAIOSFODNN7EXAMPLE` are fine.",
		Why:      "Whoever reads the page, or the repository, can use it. Scanners find published keys within minutes.",
		Fix:      "Revoke the key first, since it stays in the history of the repository; then remove it from the document.",
		Document: leaksOf("leak/secret"),
	},
	{
		Name:     "leak/private-key",
		Severity: diag.Error,
		Finds:    "A private key: a PEM, OpenSSH, PGP or PuTTY block with a body.",
		Why:      "Whoever has it can log in, sign or decrypt as its owner.",
		Fix:      "Replace the key wherever it is used, then remove it from the document.",
		Document: leaksOf("leak/private-key"),
	},
	{
		Name:     "leak/credentials-in-url",
		Severity: diag.Error,
		Finds:    "An address with a password in it, such as `postgres://app:…@db/orders`. Placeholders such as `user:pass@`, `$PASSWORD` and `***` are fine.",
		Why:      "The password works for every reader who can reach the host, and often elsewhere too.",
		Fix:      "Change the password, and write the address without it.",
		Document: leaksOf("leak/credentials-in-url"),
	},
	{
		Name:     "leak/jwt",
		Severity: diag.Error,
		Finds:    "A signed token (JSON Web Token): its header, decoded, names an algorithm.",
		Why:      "Until it ends, it lets every reader act as the account that it was made for; what it says of that account can always be read.",
		Fix:      "Revoke the session, and leave the token out.",
		Document: leaksOf("leak/jwt"),
	},
	{
		Name:     "leak/card-number",
		Severity: diag.Error,
		Finds:    "A number that is grouped like a payment card's, belongs to an issuer and has the right check digit (Luhn). The test numbers of payment providers are fine.",
		Why:      "Card numbers must not be published, or even kept in a repository (PCI DSS).",
		Fix:      "Remove it, or keep the last four digits alone.",
		Document: leaksOf("leak/card-number"),
	},
	{
		Name:     "leak/high-entropy",
		Severity: diag.Info,
		Finds:    "A value that looks random behind a name such as `api_key`, `secret`, `token` or `password`.",
		Why:      "It may be a secret of a form that rcagen does not know.",
		Fix:      "If it is one, revoke it and remove it; if not, nothing needs to be done.",
		Document: leaksOf("leak/high-entropy"),
	},
	{
		Name:     "leak/internal-link",
		Severity: diag.Warning,
		Finds:    "An address of a tool that asks for a login, such as a conversation in Slack, a document in Confluence or a dashboard in Grafana.",
		Why:      "Readers outside the team meet a login form where they were promised an explanation.",
		Fix:      "Say on the page what is behind the link, or list the host under `public_names` in rcagen.yaml if everybody can open it.",
		Document: leaksOf("leak/internal-link"),
	},
	{
		Name:     "leak/email",
		Severity: diag.Warning,
		Finds:    "An e-mail address. Those of example domains, `noreply@` and `git@` are fine, and so are those under `public_names`.",
		Why:      "Published addresses are collected for spam and for letters that pretend to come from a colleague.",
		Fix:      "Name the team instead, or list the address or its domain under `public_names` in rcagen.yaml.",
		Document: leaksOf("leak/email"),
	},
	{
		Name:     "leak/internal-host",
		Severity: diag.Warning,
		Finds:    "A host name that exists only inside a network: `*.internal`, `*.corp`, `*.lan`, `*.intranet`, `*.local`, `*.home.arpa`, `*.svc.cluster.local`.",
		Why:      "It means nothing to readers outside, and tells an attacker what to look for inside.",
		Fix:      "Say what the host does (\"the primary database\"), or list its domain under `public_names` in rcagen.yaml.",
		Document: leaksOf("leak/internal-host"),
	},
	{
		Name:     "leak/private-ip",
		Severity: diag.Warning,
		Finds:    "An address of a private network (RFC 1918, RFC 4193), of carriers' shared space (100.64.0.0/10) or of one link (169.254.0.0/16). The ranges themselves, and those for documentation, are fine.",
		Why:      "It shows how the network is laid out and means nothing to readers outside.",
		Fix:      "Say what has the address, or list the address or its range under `public_names` in rcagen.yaml.",
		Document: leaksOf("leak/private-ip"),
	},
	{
		Name:     "leak/public-ip",
		Severity: diag.Info,
		Finds:    "A public IP address. Those of well-known resolvers are fine.",
		Why:      "It may be a customer's, or a host of your own that is not meant to be looked at.",
		Fix:      "Leave it out if it is, or list it under `public_names` in rcagen.yaml.",
		Document: leaksOf("leak/public-ip"),
	},
	{
		Name:     "leak/cloud-id",
		Severity: diag.Warning,
		Finds:    "The number of an AWS account in the name of a resource (`arn:aws:…`).",
		Why:      "The number helps an attacker to guess the names of roles and buckets.",
		Fix:      "Write `123456789012` in its place, or name the resource in words.",
		Document: leaksOf("leak/cloud-id"),
	},
	{
		Name:     "leak/home-path",
		Severity: diag.Info,
		Finds:    "A path in somebody's home folder, such as `/home/alice/`. Accounts of machines, such as `/home/runner/`, are fine.",
		Why:      "It holds a person's login name.",
		Fix:      "Write `~/` instead.",
		Document: leaksOf("leak/home-path"),
	},
	{
		Name:     "leak/phone",
		Severity: diag.Off,
		Finds:    "A telephone number in international form.",
		Why:      "It may be a person's own.",
		Fix:      "Name the rota or the team instead.",
		Document: leaksOf("leak/phone"),
	},
	{
		Name:     "leak/html-comment",
		Severity: diag.Warning,
		Finds:    "An HTML comment with a text of three words or more. Marks for tools, such as `<!-- truncate -->`, and the hints that `rcagen new` writes are fine.",
		Why:      "The page leaves it out, but whoever can read the repository can read it, and other tools that show the file may publish it.",
		Fix:      "Remove it, or write in the text what readers may know.",
		Document: leaksOf("leak/html-comment"),
	},
}

// leak is a place in a file that gives something away.
type leak struct {
	rule string
	span diag.Span
	what string // in words, without an article: "AWS access key id"; used where a rule has several kinds
}

// leakTexts says how the leaks of a rule are reported. The texts never hold
// the value: reports are read, kept and sent around more than documents are.
// The rules stand in the order in which they win where leaks overlap.
var leakTexts = []struct {
	rule    string
	secret  bool   // the value must not be shown
	message string // %s is what was found
	label   string
	help    string
}{
	{"leak/private-key", true, "%s would be published", "value hidden", "replace the key wherever it is used, then remove it here: it stays in the history of the repository"},
	{"leak/secret", true, "%s would be published", "value hidden", "revoke it, then remove it here: it stays in the history of the repository"},
	{"leak/jwt", true, "%s would be published", "value hidden", "revoke the session that it belongs to, and leave it out"},
	{"leak/credentials-in-url", true, "%s would be published", "value hidden", "change the password, and write the address without it"},
	{"leak/card-number", true, "%s would be published", "value hidden", "remove it, or keep the last four digits alone"},
	{"leak/high-entropy", true, "%s would be published", "value hidden", "if it is a secret, revoke it and remove it"},
	{"leak/internal-link", false, "link leads to %s, which readers outside may not be able to open", "may ask for a login", "say on the page what is there, or list the host under `public_names` in rcagen.yaml"},
	{"leak/email", false, "%s would be published", "", "name the team instead, or list the address or its domain under `public_names` in rcagen.yaml"},
	{"leak/internal-host", false, "%s would be published", "known inside a network only", "say what the host does, or list its domain under `public_names` in rcagen.yaml"},
	{"leak/private-ip", false, "%s would be published", "known inside a network only", "say what has this address, or list it under `public_names` in rcagen.yaml"},
	{"leak/public-ip", false, "%s would be published", "", "leave it out if it is a customer's or meant for few, or list it under `public_names` in rcagen.yaml"},
	{"leak/cloud-id", false, "%s would be published", "", "write `123456789012` instead, or name the resource in words"},
	{"leak/home-path", false, "%s would be published", "holds a login name", "write `~` instead"},
	{"leak/phone", false, "%s would be published", "", "name the rota or the team instead"},
	{"leak/html-comment", false, "%s is left out of the page but stays in the file", "readers of the repository see this", "remove it, or write in the text what readers may know"},
}

// leakRanks gives the place of each rule in leakTexts.
var leakRanks = func() map[string]int {
	ranks := make(map[string]int, len(leakTexts))
	for i, t := range leakTexts {
		ranks[t.rule] = i
	}
	return ranks
}()

func (l leak) secret() bool { return leakTexts[leakRanks[l.rule]].secret }

// leaksOf reports the leaks of one rule; all rules share one reading of the
// file. The same address in many places is one finding.
func leaksOf(rule string) func(*DocumentPass) {
	return func(p *DocumentPass) {
		t := leakTexts[leakRanks[rule]]
		var found []diag.Diagnostic
		first := map[string]int{} // by value: index in found
		for _, l := range p.leaks() {
			if l.rule != rule {
				continue
			}
			value := p.text(l.span)
			if i, again := first[value]; again && !t.secret {
				if d := &found[i]; len(d.Related) < mostRelated-1 {
					d.Related = append(d.Related, diag.Related{Path: p.Document.File, Span: l.span, Label: "again here"})
				}
				continue
			}
			first[value] = len(found)
			found = append(found, diag.Diagnostic{
				Message: fmt.Sprintf(t.message, l.what),
				Span:    l.span,
				Label:   t.label,
				Help:    []string{t.help},
				Secret:  t.secret,
			})
		}
		for _, d := range found {
			p.Report(d)
		}
	}
}

// Secrets returns where the secrets stand in a file, in order, whatever the
// configuration says of the rules that find them: nothing may show these bytes.
func Secrets(source []byte) []diag.Span {
	var spans []diag.Span
	for _, l := range untangle(scanLeaks(source, nil)) {
		if l.secret() {
			spans = append(spans, l.span)
		}
	}
	return spans
}

// untangle leaves one leak where several overlap: the one whose rule says most.
// It keeps the bytes of every secret covered.
func untangle(leaks []leak) []leak {
	slices.SortStableFunc(leaks, func(a, b leak) int { return a.span.Start - b.span.Start })
	kept := leaks[:0]
	for _, l := range leaks {
		for len(kept) > 0 && l.span.Start < kept[len(kept)-1].span.End {
			last := kept[len(kept)-1]
			kept = kept[:len(kept)-1]
			if l.secret() && last.secret() {
				all := diag.Span{Start: last.span.Start, End: max(last.span.End, l.span.End)}
				l.span, last.span = all, all
			}
			if leakRanks[last.rule] <= leakRanks[l.rule] {
				l = last
				break
			}
		}
		kept = append(kept, l)
	}
	return kept
}

// toolComments are how comments begin that are meant for a tool, in lower case.
// Where the tool's name is a word or a first name, its command belongs to it.
var toolComments = []string{
	"rcagen-", "markdownlint", "prettier", "eslint", "vale", "textlint", "cspell", "spell-checker",
	"alex ignore", "alex disable", "alex enable", "remark-", "lint ignore", "lint disable", "lint enable",
	"toc", "/toc", "start doctoc", "end doctoc", "omit in toc", "mdformat", "spdx-", "vim:", "begin_", "end_",
}

// fewestWords is from how many words on a comment says something; shorter ones
// mark a place (<!-- Links -->).
const fewestWords = 3

// commentLeaks finds the HTML comments with text in them.
func commentLeaks(p *rca.Parsed) []leak {
	var found []leak
	for _, h := range p.Body.RawHTML {
		source := p.Source.Bytes[h.Span.Start:h.Span.End]
		inner, isComment := bytes.CutPrefix(source, []byte("<!--"))
		if h.Name != "" || !isComment {
			continue
		}
		text := strings.ToLower(strings.TrimLeft(string(inner[:min(len(inner), 80)]), " \t\r\n-"))
		meant := slices.ContainsFunc(toolComments, func(tool string) bool { return strings.HasPrefix(text, tool) })
		meant = meant || hints()[hintWords(bytes.TrimSuffix(bytes.TrimSpace(inner), []byte("-->")))]
		if !meant && countWords(inner) >= fewestWords {
			end := h.Span.Start + len(bytes.TrimRight(source, " \t\r\n"))
			found = append(found, leak{"leak/html-comment", diag.Span{Start: h.Span.Start, End: end}, "HTML comment"})
		}
	}
	return found
}

// countWords counts the words of a text, up to as many as matter.
func countWords(text []byte) int {
	n := 0
	for word := range bytes.FieldsSeq(text) {
		if bytes.ContainsFunc(word, unicode.IsLetter) {
			if n++; n == fewestWords {
				break
			}
		}
	}
	return n
}
