package check_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

const (
	lowerHex = "0123456789abcdef"
	upper    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	letters  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// random returns n characters of an alphabet, always the same for a seed.
func random(seed uint64, n int, alphabet string) string {
	r := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// withChecksum appends the checksum of GitHub's and npm's tokens.
func withChecksum(body string) string {
	sum, crc := "", crc32.ChecksumIEEE([]byte(body))
	for range 6 {
		sum = string(letters[crc%62]) + sum
		crc /= 62
	}
	return body + sum
}

// invented are secrets of every kind, made when the tests run: text is what
// stands in a document, value is the part of it that nobody may see.
func invented() []struct{ rule, text, value string } {
	r := random
	token := func(text string) struct{ rule, text, value string } {
		return struct{ rule, text, value string }{"leak/secret", text, text}
	}
	of := func(rule, before, value, behind string) struct{ rule, text, value string } {
		return struct{ rule, text, value string }{rule, before + value + behind, value}
	}
	encode := base64.RawURLEncoding.EncodeToString
	key := r(40, 64, letters) + "\n" + r(41, 64, letters) + "\n" + r(42, 30, letters) + "==\n"
	list := []struct{ rule, text, value string }{
		token("AKIA" + r(1, 16, upper)),
		token("ASIA" + r(2, 16, upper)),
		token("ghp_" + withChecksum(r(3, 30, letters))),
		token("gho_" + withChecksum(r(4, 30, letters))),
		token("ghu_" + withChecksum(r(5, 30, letters))),
		token("ghs_" + withChecksum(r(6, 30, letters))),
		token("ghr_" + withChecksum(r(7, 70, letters))),
		token("github_pat_" + r(8, 22, letters) + "_" + r(9, 59, letters)),
		token("glpat-" + r(10, 20, letters)),
		token("xoxb-" + r(11, 12, "123456789") + "-" + r(12, 12, "123456789") + "-" + r(13, 24, letters)),
		token("xapp-1-A" + r(14, 10, upper) + "-" + r(15, 13, "123456789") + "-" + r(16, 64, lowerHex)),
		of("leak/secret", "https://hooks.slack.com/services/", "T"+r(17, 10, upper)+"/B"+r(18, 10, upper)+"/"+r(19, 24, letters), ""),
		token("sk_live_" + r(20, 24, letters)),
		token("rk_live_" + r(21, 24, letters)),
		token("AIza" + r(22, 35, letters)),
		token("GOCSPX-" + r(23, 28, letters)),
		token("SG." + r(24, 22, letters) + "." + r(25, 43, letters)),
		token("npm_" + withChecksum(r(26, 30, letters))),
		token("pypi-AgEI" + r(27, 120, letters)),
		token("dop_v1_" + r(28, 64, lowerHex)),
		of("leak/secret", "https://logs.blob.core.windows.net/a?sv=2022-11-02&se=2023-12-31&sig=", r(29, 41, letters)+"%3D", ""),
		of("leak/secret", "DefaultEndpointsProtocol=https;AccountName=logs;AccountKey=", r(30, 86, letters)+"==", ";EndpointSuffix=core.windows.net"),
		of("leak/secret", "the Twilio key ", "SK"+r(31, 32, lowerHex), ""),
		of("leak/secret", "https://api.telegram.org/bot", r(32, 10, "123456789")+":AA"+r(33, 33, letters), "/getMe"),
		of("leak/secret", "https://discord.com/api/webhooks/", r(34, 18, "123456789")+"/"+r(35, 68, letters), ""),
		token("sk-ant-api03-" + r(36, 93, letters) + "AA"),
		token("sk-proj-" + r(37, 74, letters) + "T3Blbk" + "FJ" + r(38, 74, letters)),
		token("sk-" + r(39, 20, letters) + "T3Blbk" + "FJ" + r(43, 20, letters)),
		token("hvs." + r(44, 95, letters)),
		token("dapi" + r(45, 32, lowerHex)),
		token("shpat_" + r(46, 32, lowerHex)),
		token("dckr_pat_" + r(47, 27, letters)),
		token("ATATT3" + r(48, 186, letters)),
		token("AGE-SECRET-KEY-1" + r(49, 58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")),
		of("leak/secret", "DD_API_KEY=", r(50, 32, lowerHex), ""),
		of("leak/secret", "pagerduty_token: ", r(51, 20, letters), ""),
		token("-----BEGIN RSA PRIVATE KEY-----\n" + key + "-----END RSA PRIVATE KEY-----"),
		token("-----BEGIN OPENSSH PRIVATE KEY-----\n" + key + "-----END OPENSSH PRIVATE KEY-----"),
		token("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + key + "-----END EC PRIVATE KEY-----"),
		token("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + key + "-----END PGP PRIVATE KEY BLOCK-----"),
		token("-----BEGIN PRIVATE KEY-----\n" + key), // its end is missing
		of("leak/private-key", "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 3", "\n"+key, "Private-MAC: 00\n"),
		of("leak/credentials-in-url", "postgres://app:", "Zw7-"+r(52, 8, letters), "@db-1.acme.com:5432/orders"),
		of("leak/credentials-in-url", "https://ci:", r(53, 6, letters), "@git.acme.com/app.git"),
		of("leak/jwt", "", encode([]byte(`{"alg":"HS256","typ":"JWT"}`))+"."+encode([]byte(`{"iss":"checkout","exp":1702371600}`))+"."+r(54, 43, letters), ""),
		of("leak/card-number", "card ", "4539"+" 1488 0343"+" 6467", ""),
		of("leak/card-number", "card ", "3714"+"-"+"963531"+"-"+"98436", ""),
		of("leak/card-number", "card ", "5425"+"2334"+"3010"+"9903", ""),
		of("leak/high-entropy", `client_secret: "`, r(55, 32, letters), `"`),
		of("leak/high-entropy", "Authorization: Bearer ", r(56, 40, letters), ""),
		of("leak/high-entropy", "export UPLOAD_TOKEN=", r(57, 40, lowerHex), ""),
	}
	for i := range list {
		if strings.HasPrefix(list[i].text, "-----BEGIN") {
			list[i].rule = "leak/private-key"
		}
	}
	return list
}

// foundLeaks returns the leaks in a document, by rule and text.
func foundLeaks(t *testing.T, text string, public ...string) []string {
	t.Helper()
	var list []string
	for _, d := range leakFindings(t, []byte(text), public...) {
		list = append(list, d.Rule+" "+text[d.Span.Start:d.Span.End])
	}
	return list
}

func leakFindings(t *testing.T, source []byte, public ...string) []diag.Diagnostic {
	t.Helper()
	cfg := config.Default()
	cfg.PublicNames = public
	cfg.Checks["leak/phone"] = diag.Warning
	p := rca.NewParser(cfg).Parse(&diag.File{Path: "content/a.md", Bytes: source}, "a.md")
	var found []diag.Diagnostic
	for _, d := range check.Document(p, cfg) {
		if d.Rule == "internal/panic" {
			t.Errorf("%s: %s", d.Message, d.Notes)
		}
		if strings.HasPrefix(d.Rule, "leak/") {
			found = append(found, d)
		}
	}
	diag.Sort(found)
	return found
}

// TestSecrets puts a secret of each kind into text, code, front matter and a
// comment. It is found once, exactly, and nothing that is said of it shows it.
func TestSecrets(t *testing.T) {
	forms := []string{"The key was %s.\n", "`%s`\n", "```sh\nrun \"%s\"\n```\n", "---\ndescription: see %s now\n---\n", "[a](%s)\n", "> %s\n"}
	for _, s := range invented() {
		for _, form := range forms {
			source := fmt.Sprintf(form, s.text)
			var secrets []diag.Diagnostic
			for _, d := range leakFindings(t, []byte(source)) {
				if d.Secret {
					secrets = append(secrets, d)
				}
				if said := fmt.Sprint(d.Message, d.Label, d.Help, d.Notes); strings.Contains(said, s.value) {
					t.Errorf("%s: says the value: %s", s.rule, said)
				}
			}
			if len(secrets) != 1 {
				t.Errorf("%q: %d findings about secrets, want one: %v", source, len(secrets), secrets)
				continue
			}
			if got := source[secrets[0].Span.Start:secrets[0].Span.End]; secrets[0].Rule != s.rule || strings.TrimSpace(got) != strings.TrimSpace(s.value) {
				t.Errorf("%q: got %s %q, want %s %q", source, secrets[0].Rule, got, s.rule, s.value)
			}
		}
	}
}

// TestLeaks shows what else is found, and what is not.
func TestLeaks(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		// Placeholders and what only looks like a secret.
		{"AKIAIOSFODNN7EXAMPLE AKIAXXXXXXXXXXXXXXXX AKIA1234567890ABCDEF AKIASHORT", nil},
		{"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx and ghp_" + random(1, 36, letters), nil}, // the checksum is wrong
		{"xoxb-your-token-goes-in-this-place and `sk_live_...` and hvs.<token>", nil},
		{"the label sk-learn-pipelines-with-many-steps-in-one-long-word-that-goes-on", nil},
		{"-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", nil},
		{"-----BEGIN CERTIFICATE-----\n" + random(2, 64, letters) + "\n-----END CERTIFICATE-----", nil},
		{"-----BEGIN PUBLIC KEY-----\n" + random(2, 64, letters) + "\n-----END PUBLIC KEY-----", nil},
		{"`postgres://user:pass@db/x` https://u:$PASSWORD@a.b/ https://u:***@a.b/ https://u:<password>@a.b/ redis://:@cache", nil},
		{"amqp://guest:guest@mq https://deploy:${TOKEN}@git.acme.com", nil},
		{"eyJhbGciOiJIUzI1NiJ9 alone, eyJub25lIjoxfQ.eyJhIjoxfQ.abcdefghijklmnopqrstuv", nil},
		{"4242 4242 4242 4242, 4111111111111111, 4539 1488 0343 6468, trace 45391488034364671234, id-4539148803436467, 1702371600000", nil},
		{"cache_key: users-by-region-and-plan-2023, secretName: checkout-tls-2023-renewed, token: `<paste it here>`", nil},
		{"password: correct horse battery staple", nil},

		{"write to jane@acme.com or ops@mail.acme.com.", []string{"leak/email jane@acme.com", "leak/email ops@mail.acme.com"}},
		{"[mail](mailto:jane@acme.com)", []string{"leak/email jane@acme.com"}},
		{"jane@example.com bot@x.test noreply@acme.com no-reply@acme.com git@github.com:acme/app.git https://jane@acme.com/ @jane", nil},
		{"1234+jane@users.noreply.github.com icon@2x.png getty@tty1.service left-pad@1.3.0", nil},
		{"jane@acme.com wrote to jane@acme.com", []string{"leak/email jane@acme.com"}},

		{"on db1.prod.internal and ldap.corp, mail.lan; web.apps.svc.cluster.local:8080 nas.home.arpa",
			[]string{"leak/internal-host db1.prod.internal", "leak/internal-host ldap.corp", "leak/internal-host mail.lan", "leak/internal-host web.apps.svc.cluster.local", "leak/internal-host nas.home.arpa"}},
		{"https://grafana.local/ and http://wiki.intranet/x", []string{"leak/internal-host grafana.local", "leak/internal-host wiki.intranet"}},
		{"settings.local .env.local foo.local.json /etc/rc.local ~/.local a.internal() com.sun.internal this.scope.internal", nil},
		{"metadata.google.internal host.docker.internal kubernetes.default.svc.cluster.local *.internal the .local domain", nil},

		{"10.1.2.3, 172.16.9.1:80, 192.168.0.0/24, 100.64.3.4, 169.254.1.1, fd12:3456:789a::1",
			[]string{"leak/private-ip 10.1.2.3", "leak/private-ip 172.16.9.1", "leak/private-ip 192.168.0.0/24", "leak/private-ip 100.64.3.4", "leak/private-ip 169.254.1.1", "leak/private-ip fd12:3456:789a::1"}},
		{"10.0.0.0/8 192.0.2.1 127.0.0.1 0.0.0.0 2001:db8::1 169.254.169.254 version 10.2.3.4, v10.2.3.4 pkg-10.2.3.4 10.2.3.4.5 10.2.3", nil},
		{"12:34:56 std::fade fd:: 00:1A:2B:3C:4D:5E 10.300.1.1", nil},
		{"81.2.69.142 and 2a02:6b8::2:242 but 8.8.8.8", []string{"leak/public-ip 81.2.69.142", "leak/public-ip 2a02:6b8::2:242"}},
		{"arn:aws:iam::482915037264:role/a arn:aws:s3:::bucket arn:aws:iam::123456789012:role/a", []string{"leak/cloud-id 482915037264"}},

		{"https://acme.slack.com/archives/C01 https://acme.atlassian.net/browse/OPS-1, https://docs.google.com/document/d/1a2b/edit",
			[]string{"leak/internal-link https://acme.slack.com/archives/C01", "leak/internal-link https://acme.atlassian.net/browse/OPS-1", "leak/internal-link https://docs.google.com/document/d/1a2b/edit"}},
		{"https://docs.datadoghq.com/agent/ https://slack.com/help https://docs.google.com/document/d/e/2x/pub https://status.pagerduty.com/incidents/1 https://grafana.com/docs/ https://grafana.example.com/d/abc", nil},

		{"/home/alice/x and C:\\Users\\bob\\x, /Users/carol/x", []string{"leak/home-path /home/alice", `leak/home-path \Users\bob`, "leak/home-path /Users/carol"}},
		{"/home/runner/work /Users/Shared/x https://acme.com/home/alice/ /home/$USER/ /home/alice", nil},
		{"call +49 30 901820 or +1 (555) 010-9999; UTC+01:00, +5 and +100 %", []string{"leak/phone +49 30 901820", "leak/phone +1 (555) 010-9999"}},

		{"<!-- Who could not do what, where, and from when until when?\n  How many were they, in figures? -->", nil},
		{"<!-- ask Jane first -->\n\ntext <!-- not for customers --> text", []string{"leak/html-comment <!-- ask Jane first -->", "leak/html-comment <!-- not for customers -->"}},
		{"<!-- more of this later: it was the third time -->", []string{"leak/html-comment <!-- more of this later: it was the third time -->"}},
		{"<!-- Alex told the customer -->", []string{"leak/html-comment <!-- Alex told the customer -->"}},
		{"<!-- alex ignore white black -->\n\n<!-- vale Style.Rule = NO -->\n\n<!-- toc depth:1 depth:6 -->\n\n<!-- lint disable no-html -->\n", nil},
		{"<!-- truncate -->\n\n<!--more-->\n\n<!-- rcagen-disable a/b -- it is meant -->\n\n<!-- -->\n\n<!-- Links -->\n\n`<!-- this is code -->`\n", nil},
		{"<!-- ask jane@acme.com before this goes out -->\n", []string{"leak/email jane@acme.com"}}, // one thing, one finding
	}
	for _, test := range tests {
		if got := foundLeaks(t, test.text); !slices.Equal(got, test.want) {
			t.Errorf("%q\n got %q\nwant %q", test.text, got, test.want)
		}
	}
}

// TestPublicNames shows that what a project lists may be published, and that
// a secret may not.
func TestPublicNames(t *testing.T) {
	key := "AKIA" + random(1, 16, upper)
	text := "jane@acme.com joe@other.io db.acme.internal https://acme.slack.com/archives/C1 10.1.2.3 10.2.3.4 " + key
	public := []string{"acme.com", "joe@other.io", "acme.internal", "acme.slack.com", "10.1.0.0/16", "10.2.3.4", key}
	if got, want := foundLeaks(t, text, public...), []string{"leak/secret " + key}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzLeaks(f *testing.F) {
	for _, s := range invented() {
		f.Add([]byte("# A\n\n" + s.text + "\n<!-- " + s.text + " -->\n"))
	}
	f.Add([]byte("jane@acme.com 10.0.0.1 https://a:b@c arn:aws:a:b:482915037264: /home/a/ +49301234567 fd00:1::1 \\Users\\x\\"))
	f.Fuzz(func(t *testing.T, source []byte) {
		end := 0
		for _, d := range leakFindings(t, source) {
			if d.Span.Start < end || d.Span.End > len(source) || d.Span.Start >= d.Span.End {
				t.Fatalf("%s: span %v in a file of %d bytes, the one before ends at %d", d.Rule, d.Span, len(source), end)
			}
			end = d.Span.End
			value := source[d.Span.Start:d.Span.End]
			if said := fmt.Sprint(d.Message, d.Label, d.Help, d.Notes); len(value) > 12 && strings.Contains(said, string(value)) {
				t.Fatalf("%s: says the value: %s", d.Rule, said)
			}
		}
		file := &diag.File{Bytes: source}
		masked := file.Masked(check.Secrets(source))
		if len(masked.Bytes) != len(source) || file.Position(len(source)).Line != masked.Position(len(source)).Line {
			t.Fatal("masking changed the size of the file")
		}
		for _, s := range check.Secrets(source) {
			if hidden := masked.Bytes[s.Start:s.End]; len(bytes.Trim(hidden, "*\r\n")) > 0 {
				t.Fatalf("masked as %q", hidden)
			}
		}
	})
}
