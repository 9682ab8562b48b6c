package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLanguage shows which words the rules about language and meaning take as
// what they look for. Documents have no front matter, so that lines count from
// the text's first.
func TestLanguage(t *testing.T) {
	tests := []struct {
		rule string
		text string
		want []string
	}{
		{"language/blame", "Human\n  error was the cause.\n", []string{"1:1 Human\n  error"}},
		{"language/blame", "It was *human* error, and **carelessness**.\n", []string{"1:9 human* error", "1:29 carelessness"}},
		{"language/blame", "This is human-error territory. Someone forgot\u2014to tell us.\n", []string{"1:9 human-error"}},
		{"language/blame", "It was not a human error. It was never human error, rather than negligence.\n", nil},
		{"language/blame", "It did not help. Human error was the cause.\n", []string{"1:18 Human error"}},
		{"language/blame", "The vendor wrote \"this was human error\" to us, and \u201cnegligence\u201d.\n\n> It was human error.\n", nil},
		{"language/blame", "A lone \" sign.\n\nIt was human error.\n", []string{"3:8 human error"}},
		{"language/blame", "We are human. Error handling failed. A human `x` error.\n", nil},
		{"language/blame", "`human error` [page](https://example.com/human-error.html) https://example.com/human_error\n", nil},
		{"language/blame", "[human error](page.md)\n", []string{"1:2 human error"}},
		{"language/counterfactual", "## RCA\n\nWe shouldn\u2019t have waited.\n\n## Lessons learned\n\nWe should have asked.\n\n### Alerts\n\nOne could have prevented it.\n", []string{"3:4 shouldn\u2019t have"}},
		{"language/counterfactual", "Users could have seen errors if only one node was up.\n", nil},
		{"language/counterfactual", "## What went wrong\n\nWe should have asked.\n", nil},
		{"language/absolute", "It is 100% safe and 100 % secure, and will never happen again.\n", []string{"1:7 100% safe", "1:21 100 % secure", "1:44 never happen again"}},
		{"language/profanity", "Scunthorpe's crapshoot of shitake is no crap.\n", []string{"1:41 crap"}},
		{"language/inclusive", "A Whitelist, the master branch, a master/slave pair, `slave`, slave-02, ip_whitelist.\n", []string{"1:3 Whitelist"}},
		{"language/inclusive", "The master-slave pair of slaves.\n", []string{"1:5 master-slave", "1:26 slaves"}},
		{"language/undefined-acronym", "The ALB and the KIAM agent (KIAM). NOT ALL SHOUTS. PAY-12, HTTP, `ECR`, APIv2.\n", []string{"1:5 ALB"}},
		{"language/no-number", "## Impact\n\nAt 09:10 UTC on 12 December 2023, for 40 minutes, some of our APIv2 users saw errors.\n", []string{"3:51 some of our APIv2 users"}},
		{"language/no-number", "## Impact\n\nAt 09:10 UTC, several customers, 40 in all, saw errors.\n", nil},
		{"language/no-number", "## Impact\n\nSome errors. Customers saw them. Some customers, half of them in Europe.\n", nil},
		{"language/no-number", "## RCA\n\nSome customers saw errors.\n", nil},
		{"meaning/impact-incomplete", "## Impact\n\nIt was bad.\n", []string{"1:1 ## Impact"}},
		{"meaning/impact-incomplete", "## Impact\n\nAll customers saw errors from 09:10 to 09:50 UTC.\n", nil},
		{"meaning/impact-incomplete", "## Summary\n\nIt was bad.\n", nil},
		{"meaning/cause-is-symptom", "## RCA\n\nThe gateway was down.\n", []string{"3:1 The gateway was down."}},
		{"meaning/cause-is-symptom", "## RCA\n\nThe gateway was down because its disk was full.\n", nil},
		{"meaning/cause-is-symptom", "## RCA\n\nThe gateway was down, see [the analysis](https://example.com/).\n", nil},
		{"meaning/cause-is-symptom", "## RCA\n\nA faulty `if` stopped it.\n", nil},
		{"language/external-only", "## RCA\n\nOur cloud provider had an outage.\n", []string{"3:5 cloud provider"}},
		{"language/external-only", "## RCA\n\nOur cloud provider had an outage, and we had no second one.\n", nil},
		{"section/apology-only", "## Next steps\n\nWe are sorry. Thank you for your patience!\n", []string{"3:1 We are sorry. Thank you for your patience!"}},
		{"section/apology-only", "## Next steps\n\nWe are sorry. The disk gets an alert.\n", nil},
		{"section/apology-only", "## Thanks\n\nThank you for your patience!\n", nil},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			got := marked(t, test.rule, map[string]string{"a.md": test.text})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s(-want +got):\n%s", test.text, diff)
			}
		})
	}
}

// TestLanguageOfOddText looks for a rule that fails on text that is no prose.
func TestLanguageOfOddText(t *testing.T) {
	for _, text := range []string{"\xe2", "\xe2\x80", "a\xe2\x80\x99", "\xe2\x80\x99a", "some\xe2\x80", "human\xe2\x80\x91error \xff", "|", "|\n|-", "a|b\n-|-\n|", "| a |\n|---|\n\\|", "\"", "it'", "human"} {
		text = "## Impact\n\n" + text + "\n\n## RCA\n\n" + text
		for _, rule := range []string{"language/blame", "table/ragged", "style/tab"} {
			marked(t, rule, map[string]string{"a.md": text, "b.md": strings.ReplaceAll(text, "\n", "\r\n"), "c.md": strings.ReplaceAll(text, "\n", "\r")})
		}
	}
}

// TestWriting shows what the rules about accessibility, tables and style find.
func TestWriting(t *testing.T) {
	tests := []struct {
		rule string
		text string
		want []string
	}{
		{"a11y/alt-is-file-name", "![dashboard](img/dashboard.png) ![IMG_12](IMG_12.jpg) ![](a.png) ![errors by region](errors-by-region.png)\n", []string{"1:33 ![IMG_12](IMG_12.jpg)"}},
		{"a11y/link-text", "[**here**](a.md) [Here is why](a.md) [](a.md) <https://example.com/here>\n", []string{"1:1 [**here**](a.md)"}},
		{"table/ragged", "| a | b |\n|---|---|\n| `x|y` | 1 |\n| `x\\|y` | 1 |\n| 1 |\n| 1 | 2 | |\n1 | 2\nbelow\n", []string{"3:10  1 ", "5:6 ", "8:1 below"}},
		{"table/ragged", "> | a | b |\n> |---|---|\n> | 1 |\n", []string{"3:8 "}},
		{"style/trailing-space", "a \nb  \nc\t\n\n    code \n\n```\nx \n```\n", []string{"1:2  ", "3:2 \t"}},
		{"style/blank-lines", "a\n\n\nb\n\n```\nx\n\n\ny\n```\n\n\n\nc\n", []string{"3:1 \n", "13:1 \n\n"}},
		{"style/tab", "a\tb `x\ty`\n\n\tcode\n\n- a\n\t- b\n", []string{"1:2 \t", "6:1 \t"}},
		{"code/unknown-language", "```foobarish\n```\n\n```foobarish\n```\n\n```yml\n```\n\n```Console\n```\n\n```\n```\n", []string{"1:4 foobarish"}},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			got := marked(t, test.rule, map[string]string{"a.md": test.text})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s(-want +got):\n%s", test.text, diff)
			}
		})
	}
}
