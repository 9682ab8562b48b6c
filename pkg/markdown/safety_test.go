package markdown

import (
	"fmt"
	"strings"
	"testing"
)

// payloads try to leave the place that they stand in.
var payloads = []string{
	`<script>alert(1)</script>`,
	`<img src=x onerror=alert(1)>`,
	`<svg onload=alert(1)>`,
	`<svg><script>alert(1)</script></svg>`,
	`<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
	`<iframe src="javascript:alert(1)"></iframe>`,
	`<object data="x"></object><embed src="x">`,
	`<form action="x"><button formaction="javascript:alert(1)">x</button></form>`,
	`<a href="javascript:alert(1)">x</a>`,
	`<style>*{display:none}</style>`,
	`<link rel=stylesheet href=//evil.example>`,
	`<meta http-equiv=refresh content="0;url=//evil.example">`,
	`<base href="//evil.example/">`,
	`<details open ontoggle=alert(1)>`,
	`<kbd onclick="alert(1)" style="position:fixed">`,
	`</main></body></html>`,
	`</div></section></p></td></li></code></pre>`,
	`</script></style></textarea></title><script>alert(1)</script>`,
	`"><script>alert(1)</script>`,
	`' onmouseover='alert(1)`,
	`" onmouseover="alert(1)`,
	"` onmouseover=`alert(1)",
	`javascript:alert(1)`,
	`JaVaScRiPt:alert(1)`,
	`javascript&colon;alert(1)`,
	`javascript&#58;alert(1)`,
	`javascript&#x3A;alert(1)`,
	`java&Tab;script:alert(1)`,
	`java&NewLine;script:alert(1)`,
	"\x01javascript:alert(1)",
	`&#1;javascript:alert(1)`,
	`javascript:alert(1)//http://x.example`,
	`vbscript:msgbox(1)`,
	`data:text/html,<script>alert(1)</script>`,
	`data:image/svg+xml,<svg onload=alert(1)>`,
	`blob:https://x.example/1`,
	`file:///etc/passwd`,
	`intent://x#Intent;end`,
	`//evil.example/x`,
	`\\evil.example\x`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`,
	`&amp;lt;script&amp;gt;`,
	`<!--><script>alert(1)</script>-->`,
	`<!-- --!><script>alert(1)</script>`,
	`<![CDATA[<script>alert(1)</script>]]>`,
	`<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`,
	"<scr\x00ipt>alert(1)</scr\x00ipt>",
	"\xff\xfe<script>alert(1)</script>",
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<textarea><script>alert(1)</script>`,
	`<xmp><script>alert(1)</script></xmp><plaintext>`,
	`<template><script>alert(1)</script></template>`,
	`<summary><details><summary></details>`,
	`[x](javascript:alert(1) "t") ![y](data:text/html,z)`,
	`x]: javascript:alert(1)`,
	`{style="position:fixed" onclick=alert(1)}`,
	`{#x onclick=alert(1)}`,
	`title="><script>alert(1)</script>" {1} showLineNumbers=9`,
	"`` ` ``<kbd>*</kbd>**<sub>_",
	`[^1] <sub>[a](b <sup> "<kbd>") </sub>`,
}

// fields are the places that text of the author's can stand in.
var fields = map[string]string{
	"paragraph":        "%[1]s\n",
	"heading":          "## %[1]s\n",
	"setext":           "%[1]s\n===\n",
	"heading id":       "## Heading {#%[1]s}\n",
	"link text":        "[%[1]s](a.md)\n",
	"link target":      "[a](%[1]s)\n",
	"link target <>":   "[a](<%[1]s>)\n",
	"link title":       "[a](b.md \"%[1]s\") [a](b.md '%[1]s') [a](b.md (%[1]s))\n",
	"image text":       "![%[1]s](a.png)\n",
	"image target":     "![a](%[1]s)\n",
	"image title":      "![a](b.png '%[1]s')\n",
	"autolink":         "<%[1]s> <https://x.example/%[1]s> https://x.example/%[1]s www.x.example/%[1]s\n",
	"mail":             "<%[1]s@x.example> %[1]s@x.example\n",
	"definition":       "[a] [%[1]s] ![a]\n\n[a]: %[1]s\n[%[1]s]: b.md '%[1]s'\n",
	"definition title": "[a]\n\n[a]: b.md \"%[1]s\"\n",
	"fence info":       "```%[1]s\ncode\n```\n",
	"fence option":     "```js title=\"%[1]s\" {%[1]s}\ncode\n```\n",
	"fence body":       "```html\n%[1]s\n```\n",
	"fence plain":      "```\n%[1]s\n```\n",
	"indented code":    "    %[1]s\n",
	"code span":        "``%[1]s``\n",
	"table head":       "| %[1]s | b |\n|---|---|\n| c | d |\n",
	"table cell":       "| a | b |\n|---|---|\n| %[1]s | d |\n",
	"footnote label":   "[^%[1]s]\n\n[^%[1]s]: text\n",
	"footnote text":    "[^1]\n\n[^1]: %[1]s\n",
	"box title":        ":::note %[1]s\ntext\n:::\n",
	"box brackets":     ":::note[%[1]s]\ntext\n:::\n",
	"box attributes":   ":::note{title=\"%[1]s\"}\ntext\n:::\n",
	"box name":         ":::%[1]s\ntext\n:::\n",
	"box body":         ":::note\n%[1]s\n:::\n",
	"alert":            "> [!NOTE]\n> %[1]s\n",
	"alert name":       "> [!%[1]s]\n> text\n",
	"quote":            "> %[1]s\n\nafter\n",
	"item":             "- %[1]s\n- b\n",
	"task":             "- [ ] %[1]s\n",
	"emphasis":         "*%[1]s* **%[1]s** ~~%[1]s~~\n",
	"raw block":        "<details>\n<summary>%[1]s</summary>\n%[1]s\n</details>\n",
	"raw attribute":    "<details class=\"%[1]s\">\n",
	"raw unclosed":     "<details><summary>%[1]s\n",
	"raw in quote":     "> <details>\n> <summary>%[1]s\n\nafter\n",
	"raw in item":      "- <details>\n  %[1]s\n\nafter\n",
	"raw inline":       "a <kbd>%[1]s</kbd> <sub title='%[1]s'>b</sub> <sup>%[1]s\n",
	"comment":          "<!-- %[1]s -->\n\na <!-- %[1]s --> b\n",
	"expression":       "{/* %[1]s */} {%[1]s}\n",
}

func TestSafety(t *testing.T) {
	for name, field := range fields {
		t.Run(name, func(t *testing.T) {
			for _, payload := range payloads {
				source := []byte(fmt.Sprintf(field, payload))
				if err := checkTree(source, 0, Parse(source, 0, testLimits)); err != nil {
					t.Errorf("%q: %v", source, err)
				}
				if err := checkRender(source, 0, testLimits); err != nil {
					t.Errorf("%q: %v", source, err)
				}
			}
		})
	}
}

// TestChecksFindFaults shows that the checks of the tests above can fail.
func TestChecksFindFaults(t *testing.T) {
	for _, page := range []string{
		"<script>x</script>", "<p onclick=x>y</p>", "<p style=x>y</p>", "<a href='javascript:x'>y</a>",
		"<img src='data:text/html,x'>", "</main>", "<svg></svg>", "<form></form>", "<code id=x></code>", "<!-- x -->",
		"<p>", "</p>", "<em><del></em></del>", "<a href=x><a href=y></a></a>", "<details>",
	} {
		if checkSafe(page, true) == nil && checkNesting(page) == nil {
			t.Errorf("nothing is wrong with %q", page)
		}
	}
	if err := checkSafe(strings.Repeat("<p class=x>y</p>", 3), true); err != nil {
		t.Error(err)
	}
}
