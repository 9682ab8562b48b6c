package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// pieces are put together at random by TestCombinations.
var pieces = []string{
	"a", "b c", "\n", "\n", "\n\n", "  \n", "\\\n", "\r\n", "\r", "\t", " ", "    ", "- ", "\n- ", "1. ", "> ", "\n> ", "\n  ",
	"# ", "## ", "\n===\n", "\n---\n", "***", "*", "**", "_", "~~", "`", "``", "```", "\n```js\n", "\n```\n", "~~~",
	"[", "]", "(", ")", "[a](b)", "![a](b \"c\")", "[a]", "[a]: b\n", "\n[a]: <b c> 'd'\n", "[^1]", "\n[^1]: x\n", "\n[^1]:\n    - y\n",
	"<", ">", "<kbd>", "</kbd>", "<br>", "<details>", "</details>", "<summary>", "</summary>", "\n<details>\n", "<Tabs>", "<script>",
	"</script>", "<!--", "-->", "<div>", "<x y='z'>", "{#id}", "{/* x */}", "{/* x\ny */}", "<!-- x -->", "<!-- x\ny -->", "\n<!-- x -->\n", "<?x?>", "import x from 'y'\n",
	":::note\n", ":::tip *t*\n", "::::note[x]\n", "\n:::\n", "\n::::\n", "> [!NOTE]\n", "[!TIP]", "[ ] ", "[x] ",
	"&amp;", "&#0;", "&quot;", "\\*", "\\[", "\x00", "\xff", "é", "日", "https://x.example", "www.x.example", "a@b.example",
	"<https://y.example>", "|", "\n|a|b|\n|-|:-:|\n|c|", "\n-|-\n", "\\|",
}

// TestCombinations checks spans and safety of documents put together from
// pieces of Markdown. The seed is fixed, so that a failure can be seen again.
func TestCombinations(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 1_000 {
		var b strings.Builder
		for range 2 + random.IntN(25) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		source := []byte(b.String())
		if err := checkTree(source, 0, Parse(source, 0, testLimits)); err != nil {
			t.Errorf("%q: %v", source, err)
		}
		if err := checkRender(source, 0, testLimits); err != nil {
			t.Errorf("%q: %v", source, err)
		}
		if err := checkPublic(source, 0); err != nil {
			t.Error(err)
		}
	}
}
