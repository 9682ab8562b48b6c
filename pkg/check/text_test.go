package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// marked runs all rules over a project of documents, by path below the content
// folder, and returns the findings of one rule in order: line, column and the
// text that the caret marks.
func marked(t *testing.T, rule string, documents map[string]string, files ...string) []string {
	t.Helper()
	cfg := config.Default()
	cfg.Content = "content"
	parser := rca.NewParser(cfg)
	in := site.Input{Config: cfg, Files: map[string]site.File{}, Production: true}
	for _, f := range files {
		in.Files["content/"+f] = site.File{Hash: "0123456789abcdef"}
	}
	var found []diag.Diagnostic
	sources := map[string]*diag.File{}
	for path, text := range documents {
		f := &diag.File{Path: "content/" + path, Bytes: []byte(text)}
		sources[f.Path] = f
		p := parser.Parse(f, path)
		found = append(found, check.Document(p, cfg)...)
		in.Documents = append(in.Documents, p.Document)
	}
	found = append(found, check.Site(site.New(in))...)
	diag.Sort(found)
	var list []string
	for _, d := range found {
		if d.Rule == "internal/panic" {
			t.Errorf("%s: %s", d.Message, d.Notes)
		}
		if d.Rule == rule {
			at := sources[d.Path].Position(d.Span.Start)
			list = append(list, fmt.Sprintf("%d:%d %s", at.Line, at.Column, sources[d.Path].Bytes[d.Span.Start:d.Span.End]))
		}
	}
	return list
}

// TestText shows what the rules about a document's text find, and what they
// take for ordinary text. Documents have no front matter, so that lines count
// from the text's first.
func TestText(t *testing.T) {
	tests := []struct {
		rule string
		text string
		want []string
	}{
		{"section/missing", "## Impact\n\nSome.\n\n## RCA\n\nSome.\n", []string{"7:6 "}},
		{"section/missing", "## Impact\n\nSome.\n\n## RCA\n\nSome.\n\n### Next stpes\n\nSome.\n", []string{"9:1 ### Next stpes"}},
		{"section/missing", "## Impact\n\nSome.\n\n## RCA\n\nSome.\n\n## Next steps for all teams\n\nSome.\n", []string{"9:1 ## Next steps for all teams"}},
		{"section/missing", "## Impact\n\nSome.\n\n## RCA\n\nSome.\n\n## Next week\n\nSome.\n", []string{"11:6 "}},
		{"section/missing", "Impact:\n\nSome.\n\n**RCA**\n\nSome.\n\n##Next steps\n\nSome.\n", nil}, // other findings say so
		{"section/missing", "---\nid: a\n\n# RCA\n", nil},                                           // nor can the text be told from the front matter

		{"section/order", "## RCA\n\nSome.\n\n## Timeline\n\nSome.\n\n## Impact\n\nSome.\n\n## Next steps\n\nSome.\n", []string{"9:1 ## Impact"}},
		{"section/order", "## Timeline\n\nSome.\n\n## Impact\n\nSome.\n\n## RCA\n\nSome.\n\n## Next steps\n\nSome.\n", nil},

		{"section/empty", "## Impact\n\n## RCA\n\n### Details\n\nSome.\n\n## Next steps\n\n<!--\nlater\n-->\n", []string{"1:1 ## Impact", "9:1 ## Next steps"}},
		{"section/empty", "## RCA\n\n### Details\n\n### More\n", []string{"1:1 ## RCA"}},
		{"section/empty", "## RCA\n\n![graph](a.png)\n\n## Next steps\n\n```\ncode\n```\n\n## Impact\n\n| a | b |\n|---|---|\n| c | d |\n", nil},
		{"section/empty", "## Anything else\n", nil},

		{"timeline/not-monotonic", "## Timeline\n\n- 2024-03-05 10:00 UTC: restarted it\n- 2024-03-05 12:00 UTC: over\n\n### Public updates\n\n- 2024-03-05 10:30 UTC: We look into it.\n- 2024-03-05 12:30 UTC: It is over.\n", nil},
		{"timeline/not-monotonic", "## Public updates\n\n- 2024-03-05 10:30 UTC: We look into it.\n- 2024-03-05 12:30 UTC: It is over.\n- 2024-03-05 11:30 UTC: We still look.\n- 2024-03-05 13:30 UTC: Thanks.\n", []string{"4:3 2024-03-05 12:30 UTC"}},
		{"timeline/duplicate-entry", "## Timeline\n\n- 2024-03-05 10:00 UTC: restarted the gateway of the shop by hand\n- 2024-03-05 11:00 UTC: restarted the gateway of the shop by hand\n", []string{"4:3 2024-03-05 11:00 UTC"}},
		{"timeline/duplicate-entry", "## Public updates\n\n- 2024-03-05 10:00 UTC: We look into the errors of the shop\n- 2024-03-05 11:00 UTC: We look into the errors of the shop\n", nil},
		{"section/placeholder", "## RCA\n\nTODO\n", []string{"3:1 TODO"}},
		{"section/placeholder", "## RCA\n\n**TBD.**\n", []string{"3:1 **TBD.**"}},
		{"section/placeholder", "## RCA\n\n- tbd\n- ...\n", []string{"3:3 tbd"}},
		{"section/placeholder", "## RCA\n\nTODO: write this up\n", []string{"3:1 TODO: write this up"}},
		{"section/placeholder", "## RCA\n\nLorem ipsum dolor sit amet.\n", []string{"3:1 Lorem ipsum dolor sit amet."}},
		{"section/placeholder", "## RCA\n\n<describe the cause>\n", []string{"3:1 <describe the cause>"}},
		{"section/placeholder", "## RCA\n\n[fill in]\n", []string{"3:1 [fill in]"}},
		{"section/placeholder", "## RCA\n\nxxx\n", []string{"3:1 xxx"}},
		{"section/placeholder", "## RCA\n\n…\n", []string{"3:1 …"}},
		{"section/placeholder", "## RCA\n\nStill to be written.\n", []string{"3:1 Still to be written."}},
		{"section/placeholder", "## RCA\n\nN/A\n\n## Timeline\n\nN/A\n", []string{"3:1 N/A"}},
		{"section/placeholder", "## Next steps\n\n- TODO: rotate the keys of the gateway\n", nil},
		{"section/placeholder", "## RCA\n\nTBD\n\nThe key had expired.\n", nil},
		{"section/placeholder", "## RCA\n\n[the ticket](https://example.com)\n", nil},
		{"section/placeholder", "## RCA\n\nThe cause is to be determined by the vendor in March.\n", nil},

		{"section/duplicate", "## RCA\n\nSome.\n\n## RCA:\n\nSome.\n", []string{"5:1 ## RCA:"}},
		{"section/duplicate", "## RCA\n\nSome.\n\n## Root cause\n\nSome.\n", nil},
		{"section/synonym", "## Root Cause:\n\nSome.\n\n## next steps\n\nSome.\n", []string{"1:1 ## Root Cause:"}},

		{"section/plain-text-label", "Root cause:\n\nA key had expired.\n", []string{"1:1 Root cause:"}},
		{"section/plain-text-label", "Root cause\n\nA key had expired.\n", []string{"1:1 Root cause"}},
		{"section/plain-text-label", "__Root cause:__\nA key had expired.\n", []string{"1:1 __Root cause:__"}},
		{"section/plain-text-label", "Some text.\n**Root cause**: a key had expired and nobody noticed.\n", []string{"2:1 **Root cause**:"}},
		{"section/plain-text-label", "- **Root cause:** a key had expired and nobody noticed.\n", []string{"1:3 **Root cause:**"}},
		{"section/plain-text-label", "- **Impact**: high\n- **Root cause**: DNS\n", nil},                // facts
		{"section/plain-text-label", "## RCA\n\n**Root cause:** a key that had expired in May.\n", nil}, // in its section
		{"section/plain-text-label", "The team looked for the\nRoot cause\nfor days.\n", nil},
		{"section/plain-text-label", "Some text.\n\nRoot cause:\n", nil}, // nothing follows
		{"section/plain-text-label", "> Root cause of it all\n\n`Root cause:`\n\nText.\n", nil},

		{"section/collapsed", "It broke. # Root cause A key. # What happens next? Nothing.\n", []string{"1:11 # Root cause", "1:31 # What happens next?"}},
		{"section/collapsed", "    It broke. # What went wrong? A key.\n", []string{"1:15 # What went wrong?"}},
		{"section/collapsed", "## RCA ##\n\nIssue # 5 was the # One problem of C # programmers, \\# Root cause.\n\n`a # Root cause b`\n", nil},

		{"section/text-before-first", "A.\n\nB.\n\n## RCA\n\nC.\n", []string{"3:1 B."}},
		{"section/text-before-first", "A.\n\n## RCA\n\nC.\n\nD.\n", nil},
		{"section/too-short", "## RCA\n\nA key had expired.\n", []string{"1:1 ## RCA"}},
		{"section/too-short", "## RCA\n\n- A key had expired.\n", nil},
		{"section/too-short", "## RCA\n\nTODO\n", nil},
		{"section/unknown", "## RCA\n\n### Details\n\nSome.\n\n## Weather\n\nRain.\n", []string{"7:1 ## Weather"}},

		{"heading/level-jump", "### A\n\n### B\n\n#### C\n", []string{"1:1 ###"}},
		{"heading/level-jump", "# A\n\n### B\n\n## C\n\n###### D\n", []string{"3:1 ###", "7:1 ######"}},
		{"heading/level-jump", "## A\n\n> #### Quoted\n\n# B\n\n## C\n", nil},
		{"heading/multiple-h1", "# A\n\nB\n=\n\n# C\n", []string{"3:1 B"}}, // the first is the title
		{"heading/multiple-h1", "# A\n\n## B\n", nil},
		{"heading/no-space", "##Mitigation\n\n#Impact\n\n- #Impact\n", []string{"1:1 ##", "3:1 #", "5:3 #"}},
		{"heading/no-space", "#123 and #456\n\n#incidents is the channel\n\n#Outage #Sorry\n\n```sh\n#Comment\n```\n\n    #Comment\n\n\\#Impact\n\n`#Impact`\n\n#include <stdio.h>\n", nil},
		{"heading/nbsp", "##\u00a0Impact\n\n#\u202fRCA\n", []string{"1:3 \u00a0", "3:2 \u202f"}},
		{"heading/nbsp", "## Next\u00a0steps\n\n#\u00a0\n", nil},
		{"heading/punctuation", "## Impact:\n\n## Why?\n\n## Fixed.\n", []string{"1:10 :", "5:9 ."}},
		{"heading/empty", "#\n\n## ![a graph](a.png)\n\n## <!-- -->\n\n## `a`\n", []string{"1:1 #", "5:1 ## <!-- -->"}},
		{"heading/accidental-setext", "Impact\n------\n\nFirst line\nsecond line\n---\n\nA whole sentence.\n---\n", []string{"6:1 ---", "9:1 ---"}},
		{"heading/accidental-setext", "---\nid: a\ntitle: b\n\nText\n---\n", nil},

		{"list/not-a-list", "• One\n• Two\n\n‣ Three\n", []string{"1:1 •", "4:1 ‣"}},
		{"list/not-a-list", "– One\n– Two\n", []string{"1:1 –"}},
		{"list/not-a-list", "– said the team.\n\n```\n• code\n```\n\nA · B\n", nil},

		{"link/undefined-reference", "See [the ticket][ops-1], [ops-2][] and [this].\n", []string{"1:17 [ops-1]", "1:26 [ops-2]"}},
		{"link/undefined-reference", "a[0][1], [A][b] `[x][y]` \\[x][y] [2023][INFO][x]\n\n[b]: https://example.com\n", nil},
		{"link/undefined-reference", "```\n[a][b]\n```\n\n<!-- [a][b] -->\n", nil},
		{"link/unused-definition", "[a], [x][B]\n\n[a]: /a\n[b]: /b\n[c]: /c\n", []string{"5:1 [c]"}},
		{"link/unused-definition", "[`a` b]\n\n[`a` b]: https://example.com\n", nil},
		{"link/reversed", "(the ticket)[https://example.com/1] f(x)[0] (see)[note]\n", []string{"1:1 (the ticket)[https://example.com/1]"}},
		{"link/space", "[a](my file.pdf) [b](a/b c) [c](<my file.pdf>) [d](a.pdf \"the title\") [1](see below)\n", []string{"1:5 my file.pdf"}},
		{"link/insecure", "[a](http://example.com) [b](https://example.com)\n", []string{"1:5 http://example.com"}},
		{"link/bare-url", "https://example.com <https://example.com> [https://example.com](https://example.com)\n", []string{"1:1 https://example.com"}},
		{"footnote/undefined", "One[^1] two[^2] `[^3]` [^ 4]\n\n[^1]: Note.\n[^5]: Note.\n", []string{"1:12 [^2]", "4:1 [^5]"}},

		{"html/dropped", "A <b>bold</b> <b>b</b> <kbd>K</kbd> <pod-name> <!-- c --> a < b\n", []string{"1:3 <b>"}},
		{"html/attribute-dropped", "<kbd class=\"a\" id=b>K</kbd> <kbd>L</kbd> <b class=c>d</b>\n", []string{"1:6 class=\"a\" id=b"}},
		{"mdx/jsx", "<Tabs>\n\ntext\n\n</Tabs>\n\n`<Tabs>`\n", []string{"1:1 <Tabs>"}},
		{"mdx/import", "import the backlog into Jira.\n\nimport A from './a'\n", []string{"3:1 import A from './a'"}},
		{"mdx/export", "export the data.\n\nexport const a = 1\n", []string{"3:1 export const a = 1"}},
		{"mdx/expression", "A {/* comment */}\n", []string{"1:3 {/* comment */}"}},
		{"mdx/expression", "The template {{name}} and {braces}.\n", nil},

		{"link/empty", "[a]() ![b]() [c](#) [](x.md)\n", []string{"1:1 [a]()", "1:7 ![b]()"}},
		{"link/dangerous-scheme", "[a](javascript:alert(1)) [b](JaVa&#x53;cript:x) <vbscript:x>\n", []string{"1:5 javascript:", "1:30 JaVa&#x53;c", "1:50 vbscript:"}},
		{"link/dangerous-scheme", "[a](mailto:a@example.com) [b](tel:1) [c](https://a.example) <a@example.com> www.example.com\n", nil},
		{"link/local-path", "[a](file:///C:/a) ![b](C:\\a.png) [c](/Users/me/a.md)\n", []string{"1:5 file:///C:/a", "1:24 C:\\a.png", "1:38 /Users/me/a.md"}},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, marked(t, tt.rule, map[string]string{"a.md": tt.text})); diff != "" {
				t.Errorf("%s\n-want +got:\n%s", tt.text, diff)
			}
		})
	}
}

// TestLinks shows what the rules about targets find among three documents.
func TestLinks(t *testing.T) {
	tests := []struct {
		rule string
		text string
		want []string
	}{
		{"link/broken", "[a](b.md) [b](c.md) [c](./sub/d.md) [d](log.txt) [e](nolog.txt)\n", []string{"1:15 c.md", "1:54 nolog.txt"}},
		{"link/broken", "[a][ref]\n\n[ref]: c.md\n", []string{"1:1 [a][ref]"}},
		{"link/broken", "![a](c.png)\n", nil},
		{"image/missing", "![a](c.png) ![b](b.png) [c](d.png)\n", []string{"1:6 c.png"}},
		{"link/broken-anchor", "## Here\n\n[a](b.md#impact) [b](b.md#none) [c](#here) [d](#there) [e](#)\n", []string{"3:26 #none", "3:48 #there"}},
		{"link/to-draft", "[a](draft.md) [b](b.md)\n", []string{"1:5 draft.md"}},
		{"link/outside-root", "[a](../../../etc/passwd.txt)\n", []string{"1:5 ../../../etc/passwd.txt"}},
		{"link/case", "[a](B.md) ![b](B.PNG)\n", []string{"1:5 B.md", "1:16 B.PNG"}},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			got := marked(t, tt.rule, map[string]string{
				"a.md":     tt.text,
				"b.md":     "---\nid: b\ntitle: b\nsidebar_label: b\n---\n\n## Impact\n",
				"sub/d.md": "---\nid: d\ntitle: d\nsidebar_label: d\n---\n\n## Impact\n",
				"draft.md": "---\nid: draft\ntitle: c\nsidebar_label: c\ndraft: true\n---\n\n## Impact\n",
			}, "log.txt", "b.png")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n-want +got:\n%s", tt.text, diff)
			}
		})
	}
}

// TestHostileText runs all rules over texts that grow their work as fast as
// they can. The test's own time limit is the only clock: what takes the square
// of a text's length does not end before it.
func TestHostileText(t *testing.T) {
	const size = 30_000
	for _, piece := range []string{
		"# RCA\n\n", "# RCA\n## RCA\n### RCA\n\nTODO\n\n", "[a]: b\n", "[^a]: b\n\n", "x[a][b] ", "- [x]\n", "##A\n\n",
		"**RCA**\n\n", "a # Root cause? ", "• a\n", "(a)[/b] ", "#\n\n", "<b>", "Root cause anlysis is what\n---\n",
	} {
		t.Run(strings.TrimSpace(piece), func(t *testing.T) {
			marked(t, "", map[string]string{"a.md": strings.Repeat(piece, size/len(piece))})
		})
	}
}
