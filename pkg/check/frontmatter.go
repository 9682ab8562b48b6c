package check

import (
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// frontMatterRules are about the block of keys at the head of a document.
// Most of them are reported by pkg/frontmatter while it reads the block.
var frontMatterRules = []*Rule{
	{
		Name:     "front-matter/missing",
		Severity: diag.Error,
		Finds:    "A document does not start with front matter.",
		Why:      "Without `id` and `title` the page has no lasting address and no name in the sidebar.",
		Fix:      "Start the file with a line `---`, then `id:`, `title:` and `sidebar_label:`, then another line `---`.",
	},
	{
		Name:     "front-matter/required-key",
		Severity: diag.Error,
		Finds:    "One of the keys `id`, `title` and `sidebar_label` is missing.",
		Why:      "`id` is the page's address, `title` its heading, `sidebar_label` its name in the navigation; guessing any of them makes pages that readers cannot find again.",
		Fix:      "Add the key to the front matter, for instance `sidebar_label: Checkout, West Europe`.",
	},
	{
		Name:     "front-matter/unknown-key",
		Severity: diag.Warning,
		Finds:    "The front matter has a key that means nothing to rcagen.",
		Why:      "It is most often a misspelling, and then what was written does not reach the page.",
		Fix:      "Correct the spelling as proposed, or remove the key.",
	},
	{
		Name:     "front-matter/unclosed",
		Severity: diag.Error,
		Finds:    "The front matter is opened by `---` and never closed.",
		Why:      "The end of the keys cannot be told from the start of the text, so that neither can be published.",
		Fix:      "Write a line `---` between the last key and the text.",
	},
	{
		Name:     "front-matter/yaml-syntax",
		Severity: diag.Error,
		Finds:    "The front matter is not valid YAML.",
		Why:      "No key of the block can be relied on, so the page has neither address nor title.",
		Fix:      "Put quotes around the value at the marked place: a colon followed by a blank, and a value that starts with `@`, `%`, `*`, `&`, `[` or a backquote, need them. Use blanks, never tabs, to indent.",
	},
	{
		Name:     "front-matter/duplicate-key",
		Severity: diag.Error,
		Finds:    "A key appears twice.",
		Why:      "Only one of the values can be shown, and tools differ in which one they take.",
		Fix:      "Keep the value that is right and delete the other line.",
	},
	{
		Name:     "front-matter/wrong-type",
		Severity: diag.Error,
		Finds:    "A value is of another kind than its key needs: a list where text belongs, a word where a number does.",
		Why:      "The value cannot be used, and the page would be published without what it says.",
		Fix:      "Write the value as the message says, for instance `title: Checkout down` or `tags: [database, dns]`.",
	},
	{
		Name:     "front-matter/empty-value",
		Severity: diag.Error,
		Finds:    "A key that needs a value has none.",
		Why:      "The page would have a blank where readers look for its title, or no address.",
		Fix:      "Write the value after the colon, or delete the line when the key is not required.",
	},
	{
		Name:     "front-matter/not-a-mapping",
		Severity: diag.Error,
		Finds:    "The front matter is a list or plain text in place of `key: value` lines.",
		Why:      "No key can be read from it, so the page has neither address nor title.",
		Fix:      "Write one `key: value` on each line, without a leading `-`.",
	},
	{
		Name:     "front-matter/yaml-surprise",
		Severity: diag.Warning,
		Finds:    "An unquoted value that YAML tools read in different ways: `no`, `on`, `0123`, `1.10`, `1_000`, `~`.",
		Why:      "rcagen keeps the text as written, but another tool that reads the same file gets `false`, 83 or 1.1.",
		Fix:      "Put the value in quotes: `sidebar_label: \"no\"`.",
	},
	{
		Name:     "front-matter/alias-or-tag",
		Severity: diag.Error,
		Finds:    "The front matter uses anchors (`&`), aliases (`*`), merge keys (`<<`) or tags (`!`).",
		Why:      "They make values that stand nowhere in the text, and a few lines of them can fill a machine's memory.",
		Fix:      "Write the value out where it is used. Put quotes around a value that only looks like one of these.",
	},
	{
		Name:     "front-matter/too-large",
		Severity: diag.Error,
		Finds:    "The front matter is larger than the limit, 64 KiB unless configured.",
		Why:      "It is not read, so the page has neither address nor title.",
		Fix:      "Move the text below the front matter; mostly a closing `---` is missing or data was pasted in.",
	},
	{
		Name:     "front-matter/inner-delimiter",
		Severity: diag.Warning,
		Finds:    "An indented `---` inside a value of several lines, which some tools take for the end of the front matter.",
		Why:      "In such a tool, the rest of the value and all keys below it are published as text.",
		Fix:      "Write `***` in place of the `---` within the value, or a single line of text.",
	},
	{
		Name:     "front-matter/leading-blank",
		Severity: diag.Warning,
		Finds:    "Blank lines stand before the front matter.",
		Why:      "rcagen reads past them; GitHub and Docusaurus then see no front matter and show the keys as text.",
		Fix:      "Delete the blank lines: `---` belongs on line 1.",
	},
	{
		Name:     "front-matter/delimiter",
		Severity: diag.Warning,
		Finds:    "The front matter is opened or closed by something other than a line of three hyphens.",
		Why:      "Other tools do not see where it ends and show keys as text, or text as keys.",
		Fix:      "Write `---`, at the start of the line and with nothing after it.",
	},
	{
		Name:     "front-matter/format",
		Severity: diag.Error,
		Finds:    "The front matter is TOML (`+++`) or JSON (`{`) and not YAML.",
		Why:      "It is not read, so the page has neither the address nor the title that they give it.",
		Fix:      "Write the keys as YAML between two lines of `---`: `title = \"Checkout down\"` becomes `title: Checkout down`.",
	},
	{
		Name:     "front-matter/too-long",
		Severity: diag.Info,
		Finds:    "A title or label is longer than the page has room for.",
		Why:      "The sidebar and the lists cut it off, and often the end is where two labels differ.",
		Fix:      "Shorten `sidebar_label` to what tells this incident from its neighbours: the service, the region.",
	},
	{
		Name:     "front-matter/date-format",
		Severity: diag.Error,
		Finds:    "A date is not written as `2021-06-30` or, with a time, as `2021-06-30T09:10:00Z`.",
		Why:      "Day and month could be swapped, and the incident would stand in the wrong place of every list.",
		Fix:      "Write year, month, day: `started: 2021-06-30`.",
	},
	{
		Name:     "front-matter/language-tag",
		Severity: diag.Error,
		Finds:    "`lang` is no BCP 47 language tag, such as `pt` or `pt-BR`.",
		Why:      "The page is marked as text in the site's language: a screen reader reads it in the wrong voice, and browsers offer to translate what needs none.",
		Fix:      "Write the language's code, with a hyphen before the region: `lang: pt-BR`. Leave the line out where the text is in the site's language.",
	},
	{
		Name:     "front-matter/enum",
		Severity: diag.Warning,
		Finds:    "`severity` is none of the words in use for it.",
		Why:      "Readers compare incidents by severity; a word of its own cannot be compared, nor counted with the others.",
		Fix:      "Write one of `critical`, `major`, `minor`, `notice` and `none`, or `SEV0` to `SEV5`, or `P0` to `P5`.",
		Document: severityWord,
	},
	{
		Name:     "front-matter/value-cut",
		Severity: diag.Warning,
		Finds:    "A blank and `#` in an unquoted value start a comment, so that the rest of the line is lost.",
		Why:      "`title: Fix #12` is published as \"Fix\".",
		Fix:      "Put the value in quotes: `title: \"Fix #12\"`. Put a comment on a line of its own.",
	},
	{
		Name:     "front-matter/title-mismatch",
		Severity: diag.Info,
		Finds:    "The text starts with a title of its own, and it is not the `title` of the front matter.",
		Why:      "The page shows two titles that differ, and a reader who followed a link wonders whether it led to the right place.",
		Fix:      "Delete the heading, or make it the same as `title`; a heading that repeats the title is shown only once.",
		Document: titleMismatch,
	},
}

// severityWords are what `severity` may say, in any case.
var severityWords = []string{
	"critical", "major", "minor", "notice", "none",
	"SEV0", "SEV1", "SEV2", "SEV3", "SEV4", "SEV5",
	"P0", "P1", "P2", "P3", "P4", "P5",
}

func severityWord(p *DocumentPass) {
	word := p.Document.Meta.Severity
	if word == "" {
		return
	}
	for _, known := range severityWords {
		if strings.EqualFold(word, known) {
			return
		}
	}
	d := diag.Diagnostic{
		Message: fmt.Sprintf("`severity` is `%s`: expected critical, major, minor, notice or none, SEV0 to SEV5, or P0 to P5", word),
		Span:    p.Document.Keys["severity"],
	}
	if near := diag.Closest(word, severityWords); near != "" {
		d.Help = []string{fmt.Sprintf("did you mean `%s`?", near)}
		if d.Span.Len() > 0 {
			d.Fix = diag.SafeFix(fmt.Sprintf("write `%s`", near), diag.Replace(d.Span, near))
			d.Fix.Unsafe = !sameWord(word, near)
		}
	}
	p.Report(d)
}

// sameWord compares two words by their letters and digits alone: SEV-1 is SEV1.
func sameWord(a, b string) bool {
	return strings.EqualFold(separators.Replace(a), separators.Replace(b))
}

var separators = strings.NewReplacer("-", "", "_", "", " ", "")

// titleMismatch looks at a first heading that can only be meant as the page's
// title: the one heading of level 1, above all others, and not a section.
func titleMismatch(p *DocumentPass) {
	doc := p.Document
	if doc.Meta.Title == "" || doc.DropTitle || len(doc.Headings) < 2 || doc.Headings[0].Level != 1 {
		return
	}
	for _, h := range doc.Headings[1:] {
		if h.Level == 1 {
			return
		}
	}
	for _, s := range doc.Sections {
		if s.Heading == 0 && s.Name != "" {
			return
		}
	}
	p.Report(diag.Diagnostic{
		Message: fmt.Sprintf("heading \"%s\" differs from `title`", doc.Headings[0].Text),
		Span:    doc.Headings[0].Span,
		Related: []diag.Related{{Path: doc.File, Span: doc.Keys["title"], Label: "the page's title"}},
		Help:    []string{"delete the heading, or make it the same as `title`"},
	})
}
