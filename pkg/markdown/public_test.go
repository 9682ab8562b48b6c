package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// publicVectors hold what is taken out of a document, and what comes of it.
var publicVectors = []struct{ name, source, public string }{
	{"nothing to take out", "# A\n\n`<!-- code -->`\n\n    <!-- code -->\n\n```html\n<!-- code -->\n```\n", "# A\n\n`<!-- code -->`\n\n    <!-- code -->\n\n```html\n<!-- code -->\n```\n"},
	{"line ends", "a\r\nb\rc\n", "a\nb\nc\n"},
	{"block", "a\n\n<!-- secret -->\n\nb\n", "a\n\nb\n"},
	{"block of lines", "a\n<!-- secret\n\nsecret -->\nb\n", "a\n\nb\n"},
	{"block at the start", "<!-- secret -->\n\n# A\n", "# A\n"},
	{"block at the end", "a\n\n<!-- secret -->\n", "a\n"},
	{"block at the end, unclosed", "a\n\n<!-- secret", "a\n"},
	{"nothing else", "<!-- secret -->", ""},
	{"two blocks", "a\n\n<!-- secret -->\n\n<!-- secret -->\n\nb", "a\n\nb"},
	{"text behind a block", "<!-- secret --> # a\n\nb\n", "<!-- --> # a\n\nb\n"},
	{"between lists", "- a\n\n<!-- secret -->\n\n- b\n", "- a\n\n<!-- -->\n\n- b\n"},
	{"in a list", "- a\n  <!-- secret\n  secret -->\n- b\n", "- a\n  <!-- -->\n- b\n"},
	{"in a quote", "> a\n>\n> <!-- secret\n> secret -->\n> b\n", "> a\n>\n> <!-- -->\n> b\n"},
	{"before indented code", "a\n\n<!-- secret -->\n\n    code\n", "a\n\n<!-- -->\n\n    code\n"},
	{"in text", "a <!-- secret --> b\n", "a b\n"},
	{"at the end of a line", "a <!-- secret -->\nb\n", "a\nb\n"},
	{"over lines", "a <!-- secret\nsecret --> b\n", "a b\n"},
	{"inside a word", "a*<!-- secret -->*b\n", "a*<!-- -->*b\n"},
	{"behind a backslash", "a\\ <!-- secret -->\nb\n", "a\\ <!-- -->\nb\n"},
	{"that keeps a definition away", "[a]: b <!-- secret -->\n", "[a]: b <!-- -->\n"},
	{"that keeps a rule away", "a\n\n--- <!-- secret -->\n", "a\n\n--- <!-- -->\n"},
	{"heading", "## A <!-- secret -->\n", "## A <!-- -->\n"},
	{"heading with a command", "## A <!-- rcagen-disable-line secret -->\n", "## A\n"},
	{"heading with an id", "## A <!-- #an-id -->\n", "## A <!-- #an-id -->\n"},
	{"MDX", "a {/* secret */} b\n\n{/* secret\nsecret */}\n\n## A {/* secret */}\n", "a b\n\n## A\n"},
	{"cell", "| a | b |\n|---|---|\n| c <!-- secret --> | d | <!-- secret --> {/* secret */}\n", "| a | b |\n|---|---|\n| c | d | <!-- --> {/* */}\n"},
	{"in HTML", "<details>\n<summary>a</summary>\n<!-- secret -->\nb\n</details>\n", "<details>\n<summary>a</summary>\n<!-- -->\nb\n</details>\n"},
	{"in hidden HTML", "<template>\n<!-- secret -->\n</template>\n", "<template>\n<!-- -->\n</template>\n"},
	{"footnote without a reference", "a\n\n[^1]: b <!-- secret -->\n", "a\n\n[^1]: b\n"},
	{"title of a box", ":::note A <!-- secret -->\nb\n:::\n", ":::note A <!-- -->\nb\n:::\n"},
	{"other declarations", "a <?secret?> b <!SECRET> c\n", "a b c\n"},
	{"no definition", "[a]: <!-- secret\nsecret -->\nb\n", "[a]: <!-- .\n-->\nb\n"},
}

func TestPublic(t *testing.T) {
	for _, v := range publicVectors {
		t.Run(v.name, func(t *testing.T) {
			got := string(Public([]byte("---\n"+v.source), len("---\n"), testLimits))
			if got != v.public {
				t.Errorf("got  %q\nwant %q", got, v.public)
			}
			if err := checkPublic([]byte(v.source), 0); err != nil {
				t.Error(err)
			}
		})
	}
	if got := Public([]byte(strings.Repeat("> ", 200)+"a <!-- b -->"), 0, testLimits); got != nil {
		t.Errorf("%q of a document that is not read", got)
	}
}

// checkPublic returns what is wrong with a document's public text: it shows
// something else than the whole, or something of it comes from a comment.
func checkPublic(source []byte, base int) error {
	whole := unixLines(source[base:])
	tree := Parse(whole, 0, testLimits)
	public := Public(source, base, testLimits)
	if public == nil {
		if tree.Blocks != nil {
			return errors.New("no text of a document that can be read")
		}
		return nil
	}
	limits := testLimits
	limits.PageSize = 0
	if a, b := shownAs(whole, limits), shownAs(public, limits); !bytes.Equal(a, b) {
		return fmt.Errorf("%q shows\n%s\nand %q\n%s", whole, a, public, b)
	}
	for _, h := range Parse(public, 0, testLimits).RawHTML {
		if text := public[h.Span.Start:h.Span.End]; h.Name == "" && !h.Shown && len(bytes.Trim(text, "{}/*<!->?[] .\n")) > len("CDATA") {
			return fmt.Errorf("%q is left in %q", text, public)
		}
	}
	// Other words in the comments make no difference.
	other := bytes.Clone(whole)
	for _, h := range tree.RawHTML {
		if text := whole[h.Span.Start:h.Span.End]; h.Name == "" && !h.Shown && !bytes.Contains(text, []byte("rcagen-")) {
			for i := h.Span.Start + min(len("<![CDATA["), len(text)); i < h.Span.End; i++ {
				if c := other[i]; c >= 'a' && c <= 'z' {
					other[i] = 'a' + 'z' - c
				}
			}
		}
	}
	if again := Parse(other, 0, testLimits); !slices.Equal(again.RawHTML, tree.RawHTML) {
		return nil // the words meant something else: a tag with another name, for example
	}
	if again := Public(other, 0, testLimits); !bytes.Equal(again, public) {
		return fmt.Errorf("%q becomes %q, and with other words in its comments %q", whole, public, again)
	}
	return nil
}

func TestPlainText(t *testing.T) {
	source := "# A *title*\n\nOne\ntwo  \nthree <!-- secret --> `four`.\n\n- five\n  - six [seven](x.md)\n\n| a | b |\n|---|---|\n| c |  |\n\n```sh\nls -l\n\nwho\n```\n\n:::note Eight\nnine\n:::\n\n![ten](x.png)[^1]\n\n[^1]: eleven\n"
	want := "A title\nOne two three four.\nfive\nsix seven\na\nb\nc\nls -l who\nEight\nnine\nten\neleven\n"
	if got := Parse([]byte(source), 0, testLimits).PlainText(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
