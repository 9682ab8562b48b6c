package check

import (
	"bytes"
	"hash/crc32"
	"math"
	"strings"
)

// secretKind is a kind of secret that begins with a fixed text at the start of
// a word. The forms are those that the providers document for secret scanning.
type secretKind struct {
	what     string // without an article
	prefix   string
	bare     bool     // the prefix is public: an address, a name; only what follows is the value
	chars    *charset // of what follows
	min, max int      // bytes that follow
	valid    func(follows string) bool
	near     string // lower case; stands near the value, for forms that say little; "" for none
}

var (
	upperDigits = chars("A-Z0-9")
	alphanum    = chars("A-Za-z0-9")
	wordDash    = chars("A-Za-z0-9_-")
	dotted      = chars("A-Za-z0-9_.-")
	dashed      = chars("A-Za-z0-9-")
	hex         = chars("a-f0-9")
	anyHex      = chars("A-Fa-f0-9")
	base64Chars = chars("A-Za-z0-9+/=")
)

// secretKinds come in the order in which they are tried: longer prefixes first.
var secretKinds = []secretKind{
	{what: "AWS access key id", prefix: "AKIA", chars: upperDigits, min: 16, max: 16},
	{what: "temporary AWS access key id", prefix: "ASIA", chars: upperDigits, min: 16, max: 16},
	{what: "GitHub personal access token", prefix: "github_pat_", chars: chars("A-Za-z0-9_"), min: 82, max: 82},
	{what: "GitHub personal access token", prefix: "ghp_", chars: alphanum, min: 36, max: 36, valid: hasChecksum},
	{what: "GitHub OAuth token", prefix: "gho_", chars: alphanum, min: 36, max: 36, valid: hasChecksum},
	{what: "GitHub app token", prefix: "ghu_", chars: alphanum, min: 36, max: 36, valid: hasChecksum},
	{what: "GitHub app token", prefix: "ghs_", chars: alphanum, min: 36, max: 36, valid: hasChecksum},
	{what: "GitHub refresh token", prefix: "ghr_", chars: alphanum, min: 36, max: 76, valid: hasChecksum},
	{what: "GitLab access token", prefix: "glpat-", chars: dotted, min: 20, max: 300},
	{what: "Slack bot token", prefix: "xoxb-", chars: dashed, min: 20, max: 255},
	{what: "Slack user token", prefix: "xoxp-", chars: dashed, min: 20, max: 255},
	{what: "Slack workspace token", prefix: "xoxa-", chars: dashed, min: 20, max: 255},
	{what: "Slack refresh token", prefix: "xoxr-", chars: dashed, min: 20, max: 255},
	{what: "Slack session token", prefix: "xoxs-", chars: dashed, min: 20, max: 255},
	{what: "Slack app token", prefix: "xapp-", chars: dashed, min: 20, max: 255},
	{what: "Slack webhook", prefix: "hooks.slack.com/services/", bare: true, chars: chars("A-Za-z0-9/"), min: 30, max: 80},
	{what: "Slack webhook", prefix: "hooks.slack.com/workflows/", bare: true, chars: chars("A-Za-z0-9/"), min: 30, max: 100},
	{what: "Stripe secret key", prefix: "sk_live_", chars: alphanum, min: 16, max: 255},
	{what: "Stripe restricted key", prefix: "rk_live_", chars: alphanum, min: 16, max: 255},
	{what: "Google API key", prefix: "AIza", chars: wordDash, min: 35, max: 35},
	{what: "Google OAuth client secret", prefix: "GOCSPX-", chars: wordDash, min: 28, max: 28},
	{what: "SendGrid API key", prefix: "SG.", chars: dotted, min: 66, max: 66},
	{what: "npm access token", prefix: "npm_", chars: alphanum, min: 36, max: 36, valid: hasChecksum},
	{what: "PyPI upload token", prefix: "pypi-AgEI", chars: wordDash, min: 50, max: 1000},
	{what: "DigitalOcean access token", prefix: "dop_v1_", chars: hex, min: 64, max: 64},
	{what: "DigitalOcean OAuth token", prefix: "doo_v1_", chars: hex, min: 64, max: 64},
	{what: "DigitalOcean refresh token", prefix: "dor_v1_", chars: hex, min: 64, max: 64},
	{what: "signature of an Azure address (SAS)", prefix: "sig=", bare: true, chars: chars("A-Za-z0-9%+/="), min: 43, max: 90, near: "sv="},
	{what: "Azure storage account key", prefix: "AccountKey=", bare: true, chars: base64Chars, min: 80, max: 90},
	{what: "Azure shared access key", prefix: "SharedAccessKey=", bare: true, chars: base64Chars, min: 40, max: 90},
	{what: "Twilio API key", prefix: "SK", chars: hex, min: 32, max: 32, near: "twilio"},
	{what: "Discord webhook", prefix: "discord.com/api/webhooks/", bare: true, chars: chars("A-Za-z0-9_/-"), min: 75, max: 110},
	{what: "Discord webhook", prefix: "discordapp.com/api/webhooks/", bare: true, chars: chars("A-Za-z0-9_/-"), min: 75, max: 110},
	{what: "Anthropic API key", prefix: "sk-ant-", chars: wordDash, min: 40, max: 255},
	{what: "OpenAI API key", prefix: "sk-proj-", chars: wordDash, min: 40, max: 255},
	{what: "OpenAI API key", prefix: "sk-", chars: wordDash, min: 40, max: 255, valid: func(s string) bool { return strings.Contains(s, "T3BlbkFJ") }},
	{what: "HashiCorp Vault token", prefix: "hvs.", chars: wordDash, min: 24, max: 255},
	{what: "HashiCorp Vault token", prefix: "hvb.", chars: wordDash, min: 80, max: 300},
	{what: "Databricks access token", prefix: "dapi", chars: chars("a-f0-9-"), min: 32, max: 34},
	{what: "Shopify access token", prefix: "shpat_", chars: anyHex, min: 32, max: 32},
	{what: "Shopify shared secret", prefix: "shpss_", chars: anyHex, min: 32, max: 32},
	{what: "Docker access token", prefix: "dckr_pat_", chars: wordDash, min: 27, max: 40},
	{what: "Docker access token", prefix: "dckr_oat_", chars: wordDash, min: 27, max: 40},
	{what: "Atlassian API token", prefix: "ATATT3", chars: chars("A-Za-z0-9_=-"), min: 100, max: 300},
	{what: "age secret key", prefix: "AGE-SECRET-KEY-1", chars: upperDigits, min: 58, max: 58},
}

// kindsByByte holds the kinds by the first byte of their prefix.
var kindsByByte = func() (kinds [256][]*secretKind) {
	for i := range secretKinds {
		k := &secretKinds[i]
		kinds[k.prefix[0]] = append(kinds[k.prefix[0]], k)
	}
	return kinds
}()

// secret finds a secret that begins at the start of a word, and returns the
// offset behind it, or 0.
func (s *leakScan) secret(at int) int {
	if at+1 == len(s.text) {
		return 0
	}
	for _, k := range kindsByByte[s.text[at]] {
		if k.prefix[1] != s.text[at+1] {
			continue
		}
		if end := k.match(s.text, at); end > 0 {
			if k.bare {
				at += len(k.prefix)
			}
			s.add("leak/secret", at, end, k.what)
			return end
		}
	}
	return 0
}

// match returns the offset behind the secret at an offset, or 0.
func (k *secretKind) match(text []byte, at int) int {
	rest := text[at:]
	if len(rest) < len(k.prefix) || string(rest[:len(k.prefix)]) != k.prefix {
		return 0
	}
	rest = rest[len(k.prefix):]
	n := k.chars.run(rest, k.max+1)
	for n > k.min && (rest[n-1] == '.' || rest[n-1] == '-') {
		n-- // ends a sentence
	}
	if n < k.min || n > k.max || n < len(rest) && isWord[rest[n]] {
		return 0
	}
	follows := string(rest[:n])
	if isPlaceholder(follows) || k.valid != nil && !k.valid(follows) || k.near != "" && !isNear(text, at, k.near) {
		return 0
	}
	return at + len(k.prefix) + n
}

// isNear reports whether a word, in lower case, stands near an offset.
func isNear(text []byte, at int, word string) bool {
	const reach = 250
	around := text[max(0, at-reach):min(len(text), at+reach)]
	return bytes.Contains(bytes.ToLower(around), []byte(word))
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// hasChecksum verifies the last six characters of a token of GitHub or npm:
// the CRC-32 of those before them, in base 62.
// https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
func hasChecksum(token string) bool {
	body, sum := token[:len(token)-6], token[len(token)-6:]
	var want [6]byte
	crc := crc32.ChecksumIEEE([]byte(body))
	for i := len(want) - 1; i >= 0; i-- {
		want[i] = base62[crc%62]
		crc /= 62
	}
	return sum == string(want[:])
}

// stopWords, in lower case, stand in what is shown for the form of a secret.
var stopWords = []string{"example", "xxxx", "your_", "your-", "placeholder", "redacted", "dummy", "changeme", "0000000", "...", "***"}

// isPlaceholder reports whether a value was made up to show a form.
func isPlaceholder(value string) bool {
	lower := strings.ToLower(value)
	for _, w := range stopWords {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return len(value) >= 12 && distinct(value) < 6 || isSequence(value)
}

// isSequence reports whether most characters of a value follow the one before
// them in the alphabet: abcdef123456.
func isSequence(value string) bool {
	n := 0
	for i := 1; i < len(value); i++ {
		if value[i] == value[i-1]+1 {
			n++
		}
	}
	return n > len(value)/2
}

// distinct counts the different bytes in a value.
func distinct(value string) int {
	var seen [256]bool
	n := 0
	for i := range len(value) {
		if !seen[value[i]] {
			seen[value[i]] = true
			n++
		}
	}
	return n
}

// telegram finds the token of a Telegram bot around its colon: the bot's
// number before it, 35 characters that begin with A behind it.
func (s *leakScan) telegram(colon int) bool {
	start := colon
	for start > 0 && colon-start < 16 && isDigit(s.text[start-1]) {
		start--
	}
	rest := s.text[colon+1:]
	if colon-start < 8 || len(rest) == 0 || rest[0] != 'A' || wordDash.run(rest, 36) != 35 || isPlaceholder(string(rest[:35])) {
		return false
	}
	s.add("leak/secret", start, colon+36, "Telegram bot token")
	return true
}

// secretNames, in lower case, are parts of names whose value is secret;
// openNames take that back.
var (
	secretNames = []string{"secret", "token", "password", "passwd", "passphrase", "pwd", "apikey", "api_key", "api-key", "access_key", "access-key", "accesskey", "private_key", "credential", "authorization", "auth_key", "signing_key", "encryption_key"}
	openNames   = []string{"secretname", "secret_name", "token_url", "tokenurl", "public"}
)

// assigned are kinds of secrets that only the name before them gives away.
var assigned = []struct {
	what, name string
	chars      *charset
	lengths    [2]int
}{
	{"Datadog key", "datadog", hex, [2]int{32, 40}},
	{"Datadog key", "dd_a", hex, [2]int{32, 40}},
	{"PagerDuty key", "pagerduty", chars("A-Za-z0-9_+-"), [2]int{20, 32}},
}

const longestName = 48 // bytes of a name

// assignment looks at a value behind `=` or `:` for something that looks
// random, when the name before it says that it is secret.
func (s *leakScan) assignment(at int) {
	name := nameBefore(s.text, at)
	if len(name) < 3 {
		return
	}
	lower := strings.ToLower(string(name))
	start := at + 1
	for n := 0; start < len(s.text) && n < 4 && strings.IndexByte(" \t\"'`=>*", s.text[start]) >= 0; n++ {
		start++
	}
	for _, scheme := range []string{"Bearer ", "Basic ", "token ", "Token "} {
		if bytes.HasPrefix(s.text[start:], []byte(scheme)) {
			start += len(scheme)
		}
	}
	n := valueChars.run(s.text[start:], 257)
	for n > 0 && strings.IndexByte(".-~", s.text[start+n-1]) >= 0 {
		n--
	}
	if h := anyHex.run(s.text[start:], n); h >= 32 && !isWord[s.text[start+h-1+min(1, n-h)]] {
		n = h // and something such as .md behind it
	}
	if n < 16 || n > 256 {
		return
	}
	value := string(s.text[start : start+n])
	if isPlaceholder(value) {
		return
	}
	for _, k := range assigned {
		if strings.Contains(lower, k.name) && (n == k.lengths[0] || n == k.lengths[1]) && k.chars.all([]byte(value)) && strings.ContainsAny(value, "0123456789") {
			s.add("leak/secret", start, start+n, k.what)
			return
		}
	}
	if containsAny(lower, secretNames) && !containsAny(lower, openNames) && looksRandom(value) {
		s.add("leak/high-entropy", start, start+n, "value that looks like a token")
	}
}

var valueChars = chars("A-Za-z0-9+/_=.~%-")

// nameBefore returns the name that ends before an offset, over quotes and
// spaces.
func nameBefore(text []byte, at int) []byte {
	end := at
	for n := 0; end > 0 && n < 3 && strings.IndexByte(" \t\"'`*", text[end-1]) >= 0; n++ {
		end--
	}
	start := end
	for start > 0 && end-start < longestName && dotted[text[start-1]] {
		start--
	}
	return text[start:end]
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// looksRandom reports whether a value has the mixture of characters that names,
// words and paths do not have.
func looksRandom(value string) bool {
	var lower, upper, digit bool
	for i := range len(value) {
		lower = lower || 'a' <= value[i] && value[i] <= 'z'
		upper = upper || 'A' <= value[i] && value[i] <= 'Z'
		digit = digit || isDigit(value[i])
	}
	if !digit || strings.Count(value, "/") > 2 || strings.Contains(value, "://") {
		return false
	}
	if len(value) >= 32 && anyHex.all([]byte(value)) {
		return entropy(value) >= 3
	}
	return lower && upper && entropy(value) >= 3.5
}

// entropy returns Shannon's entropy of a value's bytes, in bits a byte.
func entropy(value string) float64 {
	var count [256]int
	for i := range len(value) {
		count[value[i]]++
	}
	sum := 0.0
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(value))
			sum -= p * math.Log2(p)
		}
	}
	return sum
}
