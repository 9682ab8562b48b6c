package incident

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/markdown"
	"golang.org/x/net/html"
)

func TestMarkdownBody(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain\r\ntext  \r\n\r\n\r\n\r\nmore\n", "plain\ntext\n\nmore"},

		// Line breaks.
		{"one<br>two", "one\\\ntwo"},
		{"one<br />\ntwo<BR/>three", "one\\\ntwo\\\nthree"},
		{"one<br /><br />two", "one\n\ntwo"},
		{"one<br>\n<br>\ntwo", "one\n\ntwo"},
		{"one<br>", "one"},
		{"one<br>\n\ntwo", "one\n\ntwo"},
		{"Done:<br>- a<br>- b", "Done:\n- a\n- b"},
		{"## Impact<br>Some.", "## Impact\nSome."},
		{"one  \ntwo", "one\\\ntwo"},
		{"one\\\ntwo", "one\\\ntwo"},
		{"| a | b |\n|---|---|\n| x<br/>y | z |", "| a | b |\n|---|---|\n| x<br>y | z |"},

		// Entities and what cannot be seen.
		{"a&nbsp;&nbsp;b &amp; c &quot;d&quot; &#39;e&#39; &mdash; f", `a b & c "d" 'e' — f`},
		{"&lt;script&gt;alert(1)&lt;/script&gt;", `\<script>alert(1)\</script>`},
		{"&lt;&#8203;script&gt;", `\<script>`},
		{"&amp;lt;b&amp;gt;", "&amp;lt;b&amp;gt;"},
		{"&#42;not bold&#42; &lsqb;x](y)", `\*not bold\* \[x](y)`},
		{"&#35; no heading", `\# no heading`},
		{"&gt; no quote", `\> no quote`},
		{"p95 &lt; 5 s &gt; 3 s", "p95 < 5 s > 3 s"},
		{"AT&T &unknown; &copy 2019", "AT&T &unknown; &copy 2019"},
		{"zero\u200bwidth\ufeff \u202eturned\u202c", "zerowidth turned"},
		{"\u00a0\u00a0\u00a0\u00a0\u00a0no code", "no code"},
		{"&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;no code", "no code"},

		// Escapes.
		{`traffic \(TLS\) rose by 5\+ \- a lot\!`, "traffic (TLS) rose by 5+ - a lot!"},
		{`\(first\) \#3 v1\.2`, "(first) #3 v1.2"},
		{`\*a\* \_b\_ \[c\]\(d\)`, `\*a\* \_b\_ \[c\]\(d)`},
		{"\\# a\n\\- b\n\\+ c\n1\\. d\n2\\) e", "\\# a\n\\- b\n\\+ c\n1\\. d\n2\\) e"},
		{`2019\-02\-20 was a Wednesday`, "2019-02-20 was a Wednesday"},
		{`#\#7`, `#\#7`},
		{`x \![y](z)`, `x \![y](z)`},
		{`[a](https://example.com/x\(1\)?a&amp;b) \(c\)`, `[a](https://example.com/x\(1\)?a&amp;b) (c)`},
		{"`\\(code\\) &lt;` \\(text\\)", "`\\(code\\) &lt;` (text)"},
		{"```\n\\(code\\) <b>x</b>\n\n\n&amp;\n```\n\\(text\\)", "```\n\\(code\\) <b>x</b>\n\n\n&amp;\n```\n(text)"},
		{"- a\n  ```\n  \\(x\\)\n  ```\n- \\(y\\)", "- a\n  ```\n  \\(x\\)\n  ```\n- (y)"},

		// Headings and spacers.
		{"### **SUMMARY**", "### SUMMARY"},
		{"##Mitigation\ntext", "## Mitigation\ntext"},
		{"#\u00a0What happened", "# What happened"},
		{"#12 is fixed", "#12 is fixed"},
		{"## **a** and **b**", "## **a** and **b**"},
		{"one\n\n_._\n\ntwo", "one\n\ntwo"},
		{"**.**\ntext", "text"},
		{"***\n\n---", "***\n\n---"},

		// Code blocks.
		{"```\nopen", "```\nopen\n```"},
		{"> ~~~~\n> open", "> ~~~~\n> open\n> ~~~~"},
		{"- ```sh\n  open", "- ```sh\n  open\n  ```"},
		{"> ```\n> in\n\nout \\(x\\)", "> ```\n> in\n> ```\n\nout (x)"},

		// Tags.
		{"<b>Bold</b> and <em> slanted </em>text", "**Bold** and *slanted* text"},
		{"<strong></strong>x <b>open", `x \<b>open`},
		{"<b>one<br><br>two</b>", "one\n\ntwo"},
		{`see <a href="https://status.example.com/a?b=1&amp;c=2">the <b>page</b></a>.`, "see [the **page**](https://status.example.com/a?b=1&amp;c=2)."},
		{`<a href="javascript:alert(1)">click</a> <a href='https://example.com/'></a>`, "click <https://example.com/>"},
		{"run <code>a &lt; b `c`</code> now", "run `` a < b `c` `` now"},
		{"<p>One.</p><p>Two with *Markdown*.</p>", "One.\n\nTwo with *Markdown*."},
		{"Fixed:\n<ul>\n  <li>first</li>\n  <li>second <b>b</b>\n  <ol><li>inner</ol>\n</ul>\nEnd.", "Fixed:\n\n-  first\n-  second **b**\n   1. inner\n\nEnd."},
		{"<h2>Root\ncause</h2>It broke.", "## Root cause\n\nIt broke."},
		{"<table><tr><th>a</th><th>b</th></tr><tr><td>1*</td><td>2</td></tr></table>", "| a | b |\n|---|---|\n| 1\\* | 2 |"},
		{"<pod-name> and <Tabs x={1}> and </div>", `\<pod-name> and \<Tabs x={1}> and`},
		{"H<sub>2</sub>O <https://example.com> <ops@example.com>", "H<sub>2</sub>O <https://example.com> <ops@example.com>"},
		{"<span style=\"x\">text</span>", "text"},
		{"<script>alert(1)</script>", `\<script>alert(1)\</script>`},

		// Comments.
		{"a <!-- rcagen-disable all --> b", "a &lt;!-- rcagen-disable all --> b"},
		{"a &lt;!-- b", "a &lt;!-- b"},
		{`a <\!-- b`, `a <\!-- b`},
		{"`<!-- x -->`", "`&lt;!-- x -->`"},
	} {
		got := markdownBody(c.in)
		if got != c.want {
			t.Errorf("markdownBody(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
		soundBody(t, got)
	}
}

func TestHTMLBody(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"<p>One<br>two<br /><br />three</p>", "One\\\ntwo\n\nthree"},
		{"text &amp; <strong>bold:</strong> <em>x</em> <del>gone</del>", "text & **bold:** *x* ~~gone~~"},
		{"<p># no heading</p><p>- no item</p><p>1. no number, *no* _emphasis_ [no](link)</p>", "\\# no heading\n\n\\- no item\n\n1\\. no number, \\*no\\* \\_emphasis\\_ \\[no\\]\\(link)"},
		{"<p>&lt;script&gt; and &amp;lt;</p>", `\<script> and &amp;lt;`},
		{"<h2>Summary (short)</h2><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "## Summary (short)\n\n- a\n- b\n\n  - c"},
		{"<ol start=3><li>c</li><li>d</li></ol>", "3. c\n4. d"},
		{`<a href="https://example.com/a(b)">l</a> <a href="javascript:x">m</a> <a href="/rel">n</a> <a href="mailto:a@example.org">o</a>`, "[l](https://example.com/a%28b%29) m n [o](mailto:a@example.org)"},
		{"<pre><code class=\"language-sh\">a\n\n\n&lt;b&gt; *</code></pre>", "```sh\na\n\n\n<b> *\n```"},
		{"<p>run <code>a*b &amp;amp;</code></p>", "run `a*b &amp;`"},
		{"<table><thead><tr><th>Time</th><th>What</th></tr></thead><tbody><tr><td>10:00</td><td>a | b<br>c</td></tr></tbody></table>", "| Time | What |\n|---|---|\n| 10:00 | a \\| b<br>c |"},
		{"<table><tr><td>a</td><td><ul><li>b</li></ul></td></tr></table>", "a\n\n- b"},
		{"<script>x()</script><style>y</style><!-- c -->seen<noscript> too</noscript>", "seen too"},
		{`<img alt="a graph" src="https://example.com/g.png"><img alt="another *graph*" src="data:x">`, `![a graph](https://example.com/g.png)another \*graph\*`},
		{"<small>Aug <var data-var='date'>21</var></small>", "Aug 21"},
		{"<blockquote><p>q</p></blockquote>", "> q"},
	} {
		got := htmlBody(c.in)
		if got != c.want {
			t.Errorf("htmlBody(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
		soundBody(t, got)
	}
}

// TestHostileBody holds that what would take long or much memory is still text.
func TestHostileBody(t *testing.T) {
	for name, in := range map[string]string{
		"deep":    strings.Repeat("<div>", 100_000) + "word",
		"reopen":  "<p><b id=1><i id=2><u id=3><b id=4><i id=5>" + strings.Repeat("<p>x", 100_000) + " word",
		"spans":   `<table><tr><td colspan=1000000000 rowspan=1000000000>word</td></tr></table>`,
		"wide":    "<table><tr>" + strings.Repeat("<td>x", 3_000) + "</tr>" + strings.Repeat("<tr><td>y", 3_000) + "</table>word",
		"open":    strings.Repeat("[", 200_000) + "word",
		"ticks":   strings.Repeat("` `` ", 50_000) + "word",
		"quotes":  strings.Repeat("> ", 50_000) + "word",
		"tags":    strings.Repeat("<a ", 200_000) + ">word",
		"bold":    strings.Repeat("<b>", 100_000) + "word" + strings.Repeat("</b>", 100_000),
		"lists":   strings.Repeat("<ul><li>", 50_000) + "word",
		"breaks":  strings.Repeat("|<br>", 100_000) + "word",
		"escapes": strings.Repeat(`\(\.`, 100_000) + "word",
		"amps":    strings.Repeat("&amp;lt;", 100_000) + "word",
	} {
		t.Run(name, func(t *testing.T) {
			for _, f := range []func(string) string{markdownBody, htmlBody} {
				if got := f(in); !strings.Contains(got, "word") {
					t.Errorf("the text is lost: %.100q", got)
				}
			}
		})
	}
}

// soundBody holds the Markdown of a body against what holds for every one.
func soundBody(t *testing.T, body string) {
	t.Helper()
	if !utf8.ValidString(body) {
		t.Errorf("not UTF-8: %q", body)
	}
	if strings.Contains(body, "<!--") {
		t.Errorf("a comment: %q", body)
	}
	if i := strings.IndexFunc(body, func(c rune) bool { return isInvisible(c) || unicode.IsControl(c) && c != '\n' && c != '\t' }); i >= 0 {
		t.Errorf("a character that cannot be seen at %d: %q", i, body)
	}
	if body != strings.Trim(body, "\n") {
		t.Errorf("blank lines around it: %q", body)
	}
}

// limits of the parser that bodies are held against.
var limits = markdown.Limits{Nesting: 100, LineLength: 1 << 16, TableCells: 10_000, PageSize: 1 << 22, CodeSize: 1 << 16, CodeTime: time.Second}

// word is a run of letters and digits outside of ASCII's punctuation.
var word = regexp.MustCompile(`[\pL\pN]{3,}`)

// inTags is what a body may lose: tags, entities, and what is hidden in the
// elements that are HTML to their end.
var inTags = regexp.MustCompile(`(?is)<(?:table|pre|blockquote)\b.*|<[^<>]*>|&#?[a-z0-9]+;|\\\n`)

// FuzzMarkdownBody holds bodies against the words that a reader saw before, the
// tags that Markdown finds in them, and themselves.
func FuzzMarkdownBody(f *testing.F) {
	for _, s := range []string{"a<br>b", "`x` <b>y</b> &lt;i&gt;", "- ```\n  x", "<ul><li>a</ul>", "> ~~~\nx", `\(a\) 1\. b`, "<table><tr><td>a</table>", "## **a**", "[a](b \\( c)", "<a href=https://example.com>b</a>", "| a |\n|--|\n| b<br>c |"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := markdownBody(s)
		soundBody(t, got)
		soundTags(t, got)
		have := got + html.UnescapeString(got)
		for _, w := range word.FindAllString(inTags.ReplaceAllString(visible(s), " "), -1) {
			if !strings.Contains(have, w) {
				t.Errorf("%q is lost: %q", w, got)
			}
		}
		if again := markdownBody(got); again != got {
			t.Errorf("twice: %q\nonce:  %q", again, got)
		}
	})
}

// FuzzHTMLBody likewise. What a browser shows is the text of the tree that it
// makes of the HTML.
func FuzzHTMLBody(f *testing.F) {
	for _, s := range []string{"<p>a<br>b", "<ul><li>one<li>two", "<pre>x</pre>", "<table><tr><td>abc<td>def</table>", "<b>a<i>b</b>c", "<a href='https://example.com'>abc</a>", "&amp;lt;", "<h1>a<p>b</h1>", "<code>`</code>", "# a\n- b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := htmlBody(s)
		soundBody(t, got)
		if again := markdownBody(got); again != got {
			t.Errorf("twice: %q\nonce:  %q", again, got)
		}
		doc, err := html.Parse(strings.NewReader(visible(s)))
		if err != nil {
			return
		}
		have := got + html.UnescapeString(got) // the latter knows entities without a semicolon, too
		for n := range doc.Descendants() {
			if n.Type != html.TextNode || isHidden(n) {
				continue
			}
			for _, w := range word.FindAllString(visible(n.Data), -1) {
				if !strings.Contains(have, w) {
					t.Errorf("%q is lost: %q", w, got)
				}
			}
		}
		soundTags(t, got)
	})
}

// soundTags holds the tags that Markdown finds in a body against those that may
// be there.
func soundTags(t *testing.T, body string) {
	t.Helper()
	for _, raw := range markdown.Parse([]byte(body), 0, limits).RawHTML {
		if name := strings.ToLower(raw.Name); raw.Attributes || name != "br" && !plainTag.MatchString("<"+name+">") {
			t.Errorf("a tag, %+v: %q", raw, body)
		}
	}
}

// isHidden reports whether a browser does not show a text.
func isHidden(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && (unseen[n.DataAtom] || n.Namespace != "" || n.Data == "noscript" || n.Data == "frameset") {
			return true
		}
	}
	return false
}

// words returns the letters and digits of a text.
func words(s string) string {
	return strings.Join(word.FindAllString(s, -1), " ")
}
