package check

import "github.com/rcagen/rcagen/pkg/diag"

// importRules are about sources of `rcagen import`, which reports them: no
// document has such findings.
var importRules = []*Rule{
	{
		Name:     "import/unknown-format",
		Severity: diag.Error,
		Finds:    "A source of `rcagen import` is in no format that rcagen knows, such as a web page without an incident.",
		Why:      "Nothing can be made of it.",
		Fix:      "Give the address of the status page, or copy the incident's text into a file. `--from` names the format where rcagen does not recognise it.",
	},
	{
		Name:     "import/unreadable",
		Severity: diag.Error,
		Finds:    "A source, or an incident in it, cannot be read: it is cut off, not text, not valid JSON, XML or YAML, or too large.",
		Why:      "What cannot be read is not imported, and the rest may be only a part.",
		Fix:      "Fetch or save the source again. Text must be UTF-8.",
	},
	{
		Name:     "import/bad-value",
		Severity: diag.Warning,
		Finds:    "A time or a name in a source cannot be read, or a setting of a Docusaurus project that only running its configuration would tell.",
		Why:      "It is missing in the RCA, or stands in it as text that nothing else understands.",
		Fix:      "Write it into the RCA, or into rcagen.yaml, by hand.",
	},
	{
		Name:     "import/clocks",
		Severity: diag.Warning,
		Finds:    "A status page and the report on it disagree about when the incident was, or how long.",
		Why:      "Status pages count from the first public notice to the last. One of the two is not what customers went through.",
		Fix:      "Find out which is right. The RCA has both: the report's in its text and front matter, the page's in the timeline and the imported notes.",
	},
	{
		Name:     "import/gap",
		Severity: diag.Info,
		Finds:    "A source has nothing for a section that every RCA must have, or the rules find errors in it.",
		Why:      "The RCA is not finished. It is a draft, and not published, until somebody fills the gap; a document of a Docusaurus project stays published.",
		Fix:      "Write the section, and take `draft: true` away.",
	},
	{
		Name:     "import/guessed",
		Severity: diag.Info,
		Finds:    "A text without headings was put into sections by what its sentences say.",
		Why:      "A machine may have misread them.",
		Fix:      "Look whether each sentence stands in the right section.",
	},
	{
		Name:     "import/skipped",
		Severity: diag.Info,
		Finds:    "Something in a source is no incident or is left out: planned maintenance, a page without text, a symbolic link, a file that is too large.",
		Why:      "It is left out; nothing else says so.",
		Fix:      "Nothing, unless it should be an RCA all the same: then write it with `rcagen import` of its text.",
	},
	{
		Name:     "import/conflict",
		Severity: diag.Error,
		Finds:    "A source has changed in a place where somebody had edited the RCA that was imported from it.",
		Why:      "rcagen never overwrites what a person wrote, so what is new in the source is not in the RCA.",
		Fix:      "Take over what you want from the file that ends in `.import` beside the RCA, together with its `fingerprint`, and delete that file.",
	},
}
