package check

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
)

// publicNames is what a project lists as public: domains with all below them,
// addresses, and ranges of addresses.
type publicNames struct {
	names  []string // lower case
	ranges []netip.Prefix
}

func newPublicNames(list []string) publicNames {
	var p publicNames
	for _, name := range list {
		if r, err := netip.ParsePrefix(name); err == nil {
			p.ranges = append(p.ranges, r)
		} else if a, err := netip.ParseAddr(name); err == nil {
			p.ranges = append(p.ranges, netip.PrefixFrom(a, a.BitLen()))
		} else {
			p.names = append(p.names, strings.ToLower(strings.TrimPrefix(name, "@")))
		}
	}
	return p
}

// has reports whether a name, in lower case, is public: an e-mail address or a
// host that is listed, or is at or below a domain that is.
func (p publicNames) has(name string) bool {
	return slices.ContainsFunc(p.names, func(n string) bool {
		return name == n || strings.HasSuffix(name, "."+n) || strings.HasSuffix(name, "@"+n)
	})
}

// Reaches, in bytes: no part of an address is looked for further away.
const (
	longestAuthority = 512
	longestAddress   = 2048
	longestHost      = 253 // RFC 1035
	longestLocal     = 64  // of an e-mail address, RFC 5321
)

var (
	schemeChars    = chars("A-Za-z0-9+.-")
	hostChars      = chars("A-Za-z0-9.-")
	localChars     = chars("A-Za-z0-9._%+-")
	authorityChars = except(" \t\r\n/?#\"'<>`\\|()[]")
	addressChars   = except(" \t\r\n\"'<>`\\|()[]")
)

// except returns the set of all bytes but the listed ones.
func except(list string) *charset {
	var set charset
	for c := range set {
		set[c] = strings.IndexByte(list, byte(c)) < 0
	}
	return &set
}

// address looks at an address on the web, or of a database, at its `://`.
func (s *leakScan) address(colon int) {
	start := colon
	for start > 0 && colon-start < 16 && schemeChars[s.text[start-1]] {
		start--
	}
	if start == colon {
		return
	}
	from := colon + len("://")
	n := authorityChars.run(s.text[from:], longestAuthority)
	authority := s.text[from : from+n]
	s.authority = from + n
	host := authority
	if at := bytes.LastIndexByte(authority, '@'); at >= 0 {
		host = authority[at+1:]
		if user, password, ok := bytes.Cut(authority[:at], []byte(":")); ok && !isNoPassword(string(user), string(password)) {
			s.add("leak/credentials-in-url", from+at-len(password), from+at, "address with a password")
		}
	}
	name, _, _ := bytes.Cut(host, []byte(":"))
	if len(name) == 0 || len(name) > longestHost {
		return
	}
	lower := strings.ToLower(string(name))
	if !mayBeInternal(lower) || s.public.has(lower) || isExampleDomain(lower) {
		return
	}
	end := s.authority + addressChars.run(s.text[s.authority:], longestAddress)
	for end > s.authority && strings.IndexByte(".,;:!?*_", s.text[end-1]) >= 0 {
		end--
	}
	if what := internalTool(lower, string(s.text[s.authority:end])); what != "" {
		s.add("leak/internal-link", start, end, what)
	}
}

// noPasswords, in lower case, stand for a password in examples.
var noPasswords = []string{"pass", "password", "passwd", "pwd", "pw", "secret", "mysecret", "mypassword", "token", "user", "username", "x", "xx", "xxx", "hunter2", "changeme", "redacted", "removed", "hidden", "…", "...", "example"}

// isNoPassword reports whether what stands for the password in an address is
// none: a placeholder or a variable.
func isNoPassword(user, password string) bool {
	if password == "" || strings.ContainsAny(password, "${}<>[]%*") && !hasPercentCode(password) || isPlaceholder(password) {
		return true
	}
	lower := strings.ToLower(password)
	variable := strings.ToUpper(password) == password && strings.Contains(lower, "pass")
	return variable || slices.Contains(noPasswords, lower) || strings.EqualFold(user, password) || strings.Trim(lower, lower[:1]) == ""
}

// hasPercentCode reports whether a password has an escape such as %40, and
// nothing else that makes it a placeholder.
func hasPercentCode(password string) bool {
	i := strings.IndexByte(password, '%')
	return i >= 0 && anyHex.run([]byte(password[i+1:]), 2) == 2 && !strings.ContainsAny(password, "${}<>[]*")
}

// tool is one whose pages ask for a login. Host stands for itself and what is
// below it; path is what an address goes on with.
type tool struct{ host, path, what string }

var internalTools = []tool{
	{"slack.com", "/archives/", "Slack"},
	{"slack.com", "/client/", "Slack"},
	{"slack.com", "/files/", "Slack"},
	{"docs.google.com", "/document/", "Google Docs"},
	{"docs.google.com", "/spreadsheets/", "Google Sheets"},
	{"docs.google.com", "/presentation/", "Google Slides"},
	{"drive.google.com", "/", "Google Drive"},
	{"meet.google.com", "/", "Google Meet"},
	{"notion.so", "/", "Notion"},
	{"atlassian.net", "/wiki", "Confluence"},
	{"atlassian.net", "/browse", "Jira"},
	{"atlassian.net", "/jira", "Jira"},
	{"datadoghq.com", "/", "Datadog"},
	{"datadoghq.eu", "/", "Datadog"},
	{"grafana.net", "/", "Grafana"},
	{"pagerduty.com", "/incidents", "PagerDuty"},
	{"pagerduty.com", "/alerts", "PagerDuty"},
	{"sentry.io", "/organizations/", "Sentry"},
	{"sentry.io", "/issues/", "Sentry"},
	{"sharepoint.com", "/", "SharePoint"},
	{"teams.microsoft.com", "/", "Microsoft Teams"},
	{"zoom.us", "/rec/", "Zoom"},
	{"zoom.us", "/j/", "Zoom"},
	{"opsgenie.com", "/", "Opsgenie"},
	{"newrelic.com", "/launcher", "New Relic"},
	{"one.newrelic.com", "/", "New Relic"},
	{"splunkcloud.com", "/", "Splunk"},
	{"console.aws.amazon.com", "/", "the AWS console"},
	{"console.cloud.google.com", "/", "the Google Cloud console"},
	{"portal.azure.com", "/", "the Azure portal"},
}

// openHosts of the domains above belong to the makers and are public.
var openHosts = []string{"docs.", "www.", "status.", "api.", "support.", "community.", "help.", "play."}

// mayBeInternal is a quick look at a host.
func mayBeInternal(host string) bool {
	return strings.Contains(host, "grafana") || strings.Contains(host, "kibana") ||
		slices.ContainsFunc(internalTools, func(t tool) bool { return strings.HasSuffix(host, t.host) })
}

// internalTool names the tool that an address leads to; "" when it leads to a
// page that everybody can read, or to none that is known.
func internalTool(host, path string) string {
	if strings.Contains(path, "/pub") || strings.Contains(path, "/d/e/") {
		return "" // published to the web, in Google's words
	}
	for _, t := range internalTools {
		if !strings.HasPrefix(path, t.path) || len(path) <= 1 {
			continue
		}
		if host == t.host || strings.HasSuffix(host, "."+t.host) && !slices.ContainsFunc(openHosts, func(o string) bool { return strings.HasPrefix(host, o) }) {
			return t.what
		}
	}
	switch name, _, _ := strings.Cut(host, "."); {
	case strings.Contains(name, "grafana") && (strings.HasPrefix(path, "/d/") || strings.HasPrefix(path, "/dashboard") || strings.HasPrefix(path, "/explore")):
		return "Grafana"
	case strings.Contains(name, "kibana") && len(path) > 1:
		return "Kibana"
	}
	return ""
}

// email looks at an e-mail address around its @.
func (s *leakScan) email(at int) {
	if at < s.authority {
		return // user@host of an address
	}
	start := at
	for start > 0 && at-start <= longestLocal && localChars[s.text[start-1]] {
		start--
	}
	for start < at && strings.IndexByte(".-%+_", s.text[start]) >= 0 {
		start++
	}
	n := hostChars.run(s.text[at+1:], longestHost+1)
	for n > 0 && (s.text[at+n] == '.' || s.text[at+n] == '-') {
		n--
	}
	if start == at || n < 4 || n > longestHost || start > 0 && s.text[start-1] == '/' {
		return
	}
	end := at + 1 + n
	if end < len(s.text) && (s.text[end] == ':' && end+1 < len(s.text) && isWord[s.text[end+1]] || s.text[end] == '_') {
		return // git@host:path
	}
	local, domain := strings.ToLower(string(s.text[start:at])), strings.ToLower(string(s.text[at+1:end]))
	if isMailDomain(domain) && !isNobody(local) && !s.public.has(local+"@"+domain) {
		s.add("leak/email", start, end, "e-mail address")
	}
}

// fileEnds are last parts of names such as icon@2x.png and getty@tty1.service.
var fileEnds = []string{"png", "jpg", "jpeg", "gif", "svg", "webp", "md", "json", "js", "ts", "html", "yaml", "yml", "service", "socket", "timer", "target", "local", "lan"}

func isMailDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(last) < 2 || len(last) > 24 || slices.Contains(labels, "") || slices.Contains(fileEnds, last) {
		return false
	}
	for i := range len(last) {
		if last[i] < 'a' || last[i] > 'z' {
			return false
		}
	}
	return !isExampleDomain(domain)
}

// exampleDomains are reserved for documentation and tests: RFC 2606, RFC 6761.
var exampleDomains = []string{"example.com", "example.org", "example.net", "example.edu", "test", "invalid", "example", "localhost"}

func isExampleDomain(domain string) bool {
	return slices.ContainsFunc(exampleDomains, func(e string) bool { return domain == e || strings.HasSuffix(domain, "."+e) }) ||
		strings.HasSuffix(domain, "noreply.github.com")
}

// isNobody reports whether nobody reads what is sent to an address.
func isNobody(local string) bool {
	plain := strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	return strings.HasPrefix(plain, "noreply") || strings.HasPrefix(plain, "donotreply") || plain == "git"
}

// internalDomains are last parts of host names that exist inside a network.
var internalDomains = []string{"internal", "corp", "lan", "intranet", "local", "home.arpa"}

// knownHosts have such names and stand in public documentation.
var knownHosts = []string{"metadata.google.internal", "host.docker.internal", "gateway.docker.internal", "kubernetes.docker.internal",
	"host.containers.internal", "kubernetes.default.svc.cluster.local", "kube-dns.kube-system.svc.cluster.local", "svc.cluster.local"}

var labelChars = chars("a-z0-9.-")

// host looks at a host name that exists inside a network, from the dot before
// its last part.
func (s *leakScan) host(dot int) {
	rest := s.text[dot+1:]
	var domain string
	for _, d := range internalDomains {
		if len(rest) >= len(d) && string(rest[:len(d)]) == d {
			domain = d
			break
		}
	}
	end := dot + 1 + len(domain)
	if domain == "" || s.continues(end) {
		return
	}
	start := dot
	for start > 0 && dot-start < longestHost && labelChars[s.text[start-1]] {
		start--
	}
	name := string(s.text[start:end])
	before := byte(' ')
	if start > 0 {
		before = s.text[start-1]
	}
	inAddress := end <= s.authority || before == '@' || end < len(s.text)-1 && s.text[end] == ':' && isDigit(s.text[end+1])
	switch {
	case isWord[before] || before == '$' || before == '*' || before == '}' || before == '>' || before == '\\':
	case before == '/' && !inAddress:
	case strings.HasPrefix(name, ".") || strings.HasPrefix(name, "-") || strings.Contains(name, ".."):
	case slices.Contains(knownHosts, name) || s.public.has(name):
	case !inAddress && !readsLikeHost(name, domain):
	default:
		s.add("leak/internal-host", start, end, "internal host name")
	}
}

// continues reports whether what ends at an offset is only a part of a longer
// name, or of a program's text.
func (s *leakScan) continues(end int) bool {
	if end >= len(s.text) {
		return false
	}
	switch c := s.text[end]; {
	case isWord[c] || c == '-' || c == '(' || c == '[':
		return true
	case c == '.':
		return end+1 < len(s.text) && isWord[s.text[end+1]]
	case c == ' ':
		return bytes.HasPrefix(s.text[end:], []byte(" = ")) || bytes.HasPrefix(s.text[end:], []byte(" := "))
	}
	return false
}

// packageRoots begin the names of packages, which read backwards.
var packageRoots = []string{"com", "org", "io", "net", "java", "javax", "jdk", "sun", "github", "dev", "this", "self", "process", "window", "config", "settings", "env"}

// readsLikeHost reports whether a name that stands alone is a host's and not
// that of a package, a variable or a file (settings.local).
func readsLikeHost(name, domain string) bool {
	labels := strings.Split(strings.TrimSuffix(name, "."+domain), ".")
	if slices.Contains(packageRoots, labels[0]) {
		return false
	}
	if domain == "internal" || domain == "local" {
		return len(labels) > 1 || strings.ContainsAny(labels[0], "0123456789")
	}
	return true
}

const longestLogin = 20 // bytes of a person's login name

// home looks at a path in somebody's home folder.
func (s *leakScan) home(at int) {
	for _, folder := range [...]string{"/home/", "/Users/", `\Users\`, `\\Users\\`} {
		rest := s.text[at:]
		if len(rest) < len(folder) || string(rest[:len(folder)]) != folder {
			continue
		}
		if windows := folder[0] == '\\'; windows != (at > 1 && s.text[at-1] == ':' && !isWord[before(s.text, at-2)]) {
			return
		} else if !windows && at > 0 && (isWord[s.text[at-1]] || strings.IndexByte(".-~}", s.text[at-1]) >= 0) {
			return // below another folder, or in an address
		}
		rest = rest[len(folder):]
		n := dotted.run(rest, longestLogin+1)
		name := strings.ToLower(strings.TrimRight(string(rest[:n]), ".-"))
		follows := n < len(rest) && (rest[n] == '/' || rest[n] == '\\')
		if n <= longestLogin && follows && len(name) > 1 && 'a' <= name[0] && name[0] <= 'z' && !slices.Contains(machineUsers, name) {
			s.add("leak/home-path", at, at+len(folder)+len(name), "path of a home folder")
		}
		return
	}
}

// before returns the byte before an offset, a space at the start of the text.
func before(text []byte, at int) byte {
	if at <= 0 {
		return ' '
	}
	return text[at-1]
}

// machineUsers are accounts that are no person's.
var machineUsers = strings.Fields(`runner ubuntu ec2-user vagrant docker node app appuser user users username jovyan git jenkins
	circleci travis vscode gitpod root admin administrator centos debian fedora core opc azureuser pi postgres deploy deployer www
	shared public default defaultuser example me you name yourname your-name myuser foo bar test build builder ci buildkite
	linuxbrew homebrew service svc worker web nonroot coder codespace site wwwroot airflow spark hadoop kafka elastic`)

// phone looks at a telephone number in international form, E.164.
func (s *leakScan) phone(plus int) {
	if plus > 0 && (isWord[s.text[plus-1]] || s.text[plus-1] == '+') {
		return
	}
	digits, end := 0, plus+1
	for i := plus + 1; i < len(s.text) && i < plus+24; i++ {
		c := s.text[i]
		if isDigit(c) {
			digits++
			end = i + 1
		} else if strings.IndexByte(" -().", c) < 0 || i == plus+1 {
			break
		}
	}
	if digits >= 9 && digits <= 15 && s.text[plus+1] != '0' && (end == len(s.text) || !isWord[s.text[end]]) {
		s.add("leak/phone", plus, end, "telephone number")
	}
}
