package main

import (
	"strings"
	"testing"
)

// secrets are made up, of the forms that differ for whoever looks for them in a
// report: one word, several signs, a short one, several lines. They are put
// together here so that nothing takes them for real.
func secrets() map[string]string {
	body := strings.Repeat("q7Rk2vXw9LmZt4Bn", 4)
	return map[string]string{
		"AKIA" + "Q3EGZ7XJ5N2WQLTR":                                                          "Q3EGZ7XJ5N2WQLTR",
		"sk_live_" + "q7Rk2vXw9LmZt4BnYc8Hd3Gs":                                              "q7Rk2vXw9LmZt4BnYc8Hd3Gs",
		"xoxb-" + "7712943365-8829417735-q7Rk2vXw9LmZt4Bn":                                   "8829417735-q7Rk2vXw9LmZt4Bn",
		"https://hooks.slack.com/services/" + "T02Q7RK2V/B03XW9LMZ/t4BnYc8Hd3GsPf6Jw5Mq1Ux0": "t4BnYc8Hd3GsPf6Jw5Mq1Ux0",
		"AccountKey=" + strings.Repeat("q7Rk2vX/9LmZ+4Bn", 5) + "YcHdGs==;":                  "q7Rk2vX/9LmZ+4Bn",
		"https://ci:" + "kohl-rabi-in-may@git.acme.com/":                                     "kohl-rabi-in-may",
		"postgres://app:" + "w7kq@db/x":                                                      "w7kq",
		"-----BEGIN " + "PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----":          body,
		"eyJhbGciOiJIUzI1NiJ9." + "eyJpc3MiOiJjaGVja291dCJ9." + body:                         body,
		"4539" + " 1488 0343 6467":                                                           "0343",
		`api_token: "` + "q7Rk2vXw9LmZt4BnYc8Hd3GsPf6Jw5Mq\"":                                "q7Rk2vXw9LmZt4BnYc8Hd3Gs",
	}
}

// TestNothingPrintsSecrets runs check and build over documents with a secret in
// each, in text and in what other rules quote, with the rules on and off.
func TestNothingPrintsSecrets(t *testing.T) {
	for text, value := range secrets() {
		line := strings.ReplaceAll(text, "\n", " ")
		document := "---\nid: '" + line + "'\ntitle: " + line + "\ntilte: " + line + "\n---\n\n" + text + "\n\n##" + line + "\n\n#### " + line +
			"\n\n#### " + line + "\n\n[a](<" + line + ".md>) [b][" + line + "] ![](<" + line + ".png>) [c](#" + line + ") [d](e " + line + ")\n\n```" + line + "\n```\n"
		for _, configuration := range []string{"", "checks: {leak/*: off}\n"} {
			dir := t.TempDir()
			writeFiles(t, dir, map[string]string{"content/a.md": document, "rcagen.yaml": configuration})
			for _, command := range [][]string{{"check"}, {"build"}, {"build", "--fail-on", "never"}} {
				_, stdout, stderr := finish(t, process(dir, command...))
				if !strings.Contains(stdout, "content/a.md") {
					t.Fatalf("%v found nothing\n%s%s", command, stdout, stderr)
				}
				printed := strings.ToLower(stdout + stderr)
				if at := strings.Index(printed, strings.ToLower(value)); at >= 0 {
					t.Errorf("%v prints %q: …%s…", command, value, printed[max(0, at-60):min(len(printed), at+60)])
				}
			}
		}
	}
}
