package check

import "github.com/rcagen/rcagen/pkg/diag"

// configRules are about rcagen.yaml. All are reported by pkg/config, and all
// are errors: a configuration that is half understood publishes something that
// nobody asked for.
var configRules = []*Rule{
	{
		Name:     "config/baseline",
		Severity: diag.Error,
		Finds:    "The baseline, `.rcagen-baseline.json`, cannot be read.",
		Why:      "Nobody can tell which findings are known, so nothing is checked.",
		Fix:      "Delete the file and write it anew with `rcagen check --write-baseline`, or take it from the version before.",
	},
	{
		Name:     "config/yaml-syntax",
		Severity: diag.Error,
		Finds:    "rcagen.yaml is not valid YAML.",
		Why:      "No setting can be relied on, so nothing is built.",
		Fix:      "Correct the marked place. Indent with blanks, and quote a value that holds a colon followed by a blank.",
	},
	{
		Name:     "config/unknown-key",
		Severity: diag.Error,
		Finds:    "rcagen.yaml has a key that means nothing to rcagen.",
		Why:      "It is most often a misspelling; the site would be built with the default in place of what was asked for.",
		Fix:      "Correct the spelling as proposed, or remove the key.",
	},
	{
		Name:     "config/duplicate-key",
		Severity: diag.Error,
		Finds:    "A key of rcagen.yaml appears twice.",
		Why:      "Only one of the two values can hold, and nobody can tell which one was meant.",
		Fix:      "Keep the line that is right and delete the other.",
	},
	{
		Name:     "config/alias-or-tag",
		Severity: diag.Error,
		Finds:    "rcagen.yaml uses anchors (`&`), aliases (`*`), merge keys (`<<`) or tags (`!`).",
		Why:      "They make values that stand nowhere in the text, so that a mistake in them cannot be pointed at.",
		Fix:      "Write the value out where it is used.",
	},
	{
		Name:     "config/wrong-type",
		Severity: diag.Error,
		Finds:    "A value in rcagen.yaml is of another kind than its key needs.",
		Why:      "The value cannot be used, and the default may publish what was not meant.",
		Fix:      "Write the value as the message says.",
	},
	{
		Name:     "config/bad-value",
		Severity: diag.Error,
		Finds:    "A value in rcagen.yaml is not one of those that its key allows.",
		Why:      "The value cannot be used, and the default may publish what was not meant.",
		Fix:      "Write one of the values that the message lists.",
	},
	{
		Name:     "config/unknown-rule",
		Severity: diag.Error,
		Finds:    "`checks` in rcagen.yaml names a rule that does not exist.",
		Why:      "The rule that was meant keeps its own severity: what should stop a page does not, or the other way round.",
		Fix:      "Correct the spelling as proposed; `rcagen explain` lists all rules.",
	},
}

// templateRules are about templates of the project's own. They are reported
// by pkg/render when the site is built; `rcagen check` renders nothing.
var templateRules = []*Rule{
	{
		Name:     "template/syntax",
		Severity: diag.Error,
		Finds:    "A template of the project cannot be read.",
		Why:      "The pages that it is for cannot be made.",
		Fix:      "Correct the marked place, or delete the file: the built-in template of that name then serves.",
	},
	{
		Name:     "template/execution",
		Severity: diag.Error,
		Finds:    "A template of the project fails while a page is made: it asks for something that a page does not have.",
		Why:      "The page would end in the middle.",
		Fix:      "Correct the name at the marked place; the built-in templates show every name that there is.",
	},
	{
		Name:     "template/unknown-file",
		Severity: diag.Warning,
		Finds:    "A file in the folder of templates replaces none of the built-in ones.",
		Why:      "It has no effect: the site looks as if it were not there.",
		Fix:      "Give it the name of the template that it is to replace, or move it to `static/` when pages are to use it.",
	},
}

// internalRules are about rcagen itself.
var internalRules = []*Rule{
	{
		Name:     "internal/unsettled",
		Severity: diag.Error,
		Finds:    "The fixes of a document bring up new findings with fixes, over and over.",
		Why:      "Which text was meant to come out is not known, so the document stays as it is.",
		Fix:      "This is a mistake in rcagen. Please report it, with the document or a part of it that shows the failure.",
	},
	{
		Name:     "internal/panic",
		Severity: diag.Error,
		Finds:    "rcagen failed on a document; the others were checked.",
		Why:      "What else is wrong with the document is not known, so the site is not published.",
		Fix:      "This is a mistake in rcagen. Please report it, with the document or a part of it that shows the failure.",
	},
}
