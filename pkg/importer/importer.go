// Package importer makes RCAs of incidents that others published.
//
//	incident.Result ─► Drafts ─► Plan ─► Changes, for whoever writes files
//
// A [Draft] is an RCA in Markdown that a person looks over: the report in
// sections, what was told in public as a timeline, front matter with what is
// known, and at the end, below Imported notes, what found no place elsewhere.
//
// # Sections
//
// Headings of the source stay as they are where they count as a section. Lines
// that stand in for one become one, by the fixes of the rules that find them. A
// text without headings is divided by what its sentences say, which is reported.
// A required section that the source has nothing for stays a gap: a heading with
// a placeholder, which the rules report, and the document is a draft until
// somebody fills it.
//
// # Times
//
// Status pages count from the first public notice to the last; reports say when
// it began. The text of the report decides where it is certain, the page's own
// times where there is nothing else. Where the two disagree, that is reported,
// and both are in the document.
//
// # Importing again
//
// The front matter's key source names the incident and holds a fingerprint of
// each line as it was imported. With these, [Importer.Plan] merges in three
// ways, the text by its lines and front matter by its keys: what only the source
// changed is taken, what only a person changed stays, and where both did, the
// file stays as it is and the import is put beside it. The fingerprint is that of
// the import which the file has seen last. A state of the source that is older
// than that undoes nothing. What has no address of its own, as it stood in a
// file, is told from another incident in a file of that name by its day and by
// the lines that the two share.
//
// # Docusaurus
//
// A folder with a configuration of Docusaurus' is a site that moves ([OpenFolder],
// [Folder.Documents]): documents keep their place, id and order, so that their
// addresses stay, and pages that are no incident reports stay as they are. The
// configuration and the sidebars are scripts: what stands there word for word is
// read by its tokens, nothing is run, and what is computed is reported.
package importer

import (
	"fmt"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/format"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// Importer makes RCAs for one project.
type Importer struct {
	Progress func(verb string, done, total int) // told of long work; may be nil, is called by several goroutines

	config   *config.Config
	parser   *rca.Parser
	known    map[string]string // headings that count as a section, normalised
	required []string          // names of the required sections
	form     *format.Formatter
}

// New returns an importer for a project.
func New(c *config.Config) *Importer {
	im := &Importer{config: c, parser: rca.NewParser(c), known: rca.KnownHeadings(c.Sections), form: format.New(c)}
	for _, s := range c.Sections {
		if s.Required {
			im.required = append(im.required, s.Name)
		}
	}
	return im
}

// Context returns what the project knows and sources do not say.
func (im *Importer) Context() incident.Context {
	return incident.Context{
		Context: temporal.Context{Zone: im.config.Timezone, Order: im.config.DateOrder},
		Heading: func(text string) bool { return im.known[rca.NormalizeHeading(text)] != "" },
	}
}

// Draft is an RCA that was made of one incident, or of several that share a
// report.
type Draft struct {
	Title  string
	Origin frontmatter.Origin // without the fingerprint
	Day    time.Time          // of the incident; zero when not known
	Path   string             // that it is to have below the content folder, with slashes; "" where the day and the title decide
	Gaps   []string           // required sections that the source has nothing for
	Errors []string           // rules that find errors beside that
	Found  []diag.Diagnostic

	id      string    // that its own front matter states; "" for none
	derived bool      // its address is made of what it says
	newest  time.Time // of what the source says about it
	head    []string  // lines of front matter, without id and source
	body    string
}

// name returns the id that a draft gets where nothing else decides.
func (d *Draft) name() string { return naming.ID(d.Day, d.Title) }

// day returns the day of the incident as front matter has it, "" when it is not
// known.
func (d *Draft) day() string {
	if d.Day.IsZero() {
		return ""
	}
	return d.Day.Format(time.DateOnly)
}

// Text returns the document under an id.
func (d *Draft) Text(id string) []byte {
	return d.text(id, fingerprint(d.text(id, "")))
}

// text writes the document with a fingerprint; without one it is what the
// fingerprint is made of.
func (d *Draft) text(id, print string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\n", naming.YAML(id))
	for _, line := range d.head {
		b.WriteString(line + "\n")
		if line != sourceLine {
			continue
		}
		b.WriteString("  address: " + yaml.Quote(d.Origin.Address) + "\n")
		if d.Origin.Also != "" {
			b.WriteString("  also: " + yaml.Quote(d.Origin.Also) + "\n")
		}
		b.WriteString("  format: " + d.Origin.Format + "\n")
		if print != "" {
			b.WriteString(printKey + print + "\n")
		}
	}
	b.WriteString("---\n\n" + d.body)
	return []byte(b.String())
}
