package check

import "github.com/rcagen/rcagen/pkg/diag"

// categoryRules are about the `_category_` files that describe a folder. All
// are reported by pkg/site, which reads them.
var categoryRules = []*Rule{
	{
		Name:     "category/yaml-syntax",
		Severity: diag.Error,
		Finds:    "A `_category_` file is neither valid YAML nor valid JSON.",
		Why:      "The folder stands in the navigation under its bare name, and in no particular place.",
		Fix:      "Correct the marked place. Indent with blanks, and quote a value that holds a colon followed by a blank.",
	},
	{
		Name:     "category/duplicate-key",
		Severity: diag.Error,
		Finds:    "A key of a `_category_` file appears twice.",
		Why:      "Only one of the values can be shown, and tools differ in which one they take.",
		Fix:      "Keep the line that is right and delete the other.",
	},
	{
		Name:     "category/alias-or-tag",
		Severity: diag.Error,
		Finds:    "A `_category_` file uses anchors (`&`), aliases (`*`), merge keys (`<<`) or tags (`!`).",
		Why:      "They make values that stand nowhere in the text, and a few lines of them can fill a machine's memory.",
		Fix:      "Write the value out where it is used.",
	},
	{
		Name:     "category/unknown-key",
		Severity: diag.Warning,
		Finds:    "A `_category_` file has a key that means nothing to rcagen.",
		Why:      "It is most often a misspelling, and then what was written does not reach the navigation.",
		Fix:      "Correct the spelling as proposed, or remove the key.",
	},
	{
		Name:     "category/wrong-type",
		Severity: diag.Error,
		Finds:    "A value in a `_category_` file is of another kind than its key needs.",
		Why:      "The value cannot be used: the folder has another name, place or page than was written.",
		Fix:      "Write the value as the message says, for instance `position: 2`.",
	},
	{
		Name:     "category/duplicate",
		Severity: diag.Warning,
		Finds:    "A folder has two `_category_` files.",
		Why:      "Only one of them counts, and whoever edits the other sees no effect.",
		Fix:      "Move what is needed into one file and delete the other.",
	},
	{
		Name:     "category/unknown-document",
		Severity: diag.Error,
		Finds:    "A `_category_` file names a document that does not exist as the folder's page.",
		Why:      "The folder has no page of its own: its name in the navigation leads to a bare list.",
		Fix:      "Write the id of a document, for instance `id: 2023/overview`, or remove `link`.",
	},
}
