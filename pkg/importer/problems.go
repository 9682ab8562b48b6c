package importer

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// unfollowed says why a document about several incidents is left alone when the
// source has them apart, or has not all of them.
const unfollowed = "it is about incidents that the source has no longer with this report"

// repeated says why the older of two states of an incident is not imported.
const repeated = "the source has it a second time, and newer"

// Problems returns the findings about changes that a person has to look at or
// would ask about. Those of a draft are among them where it changes something.
func Problems(changes []Change) (found []diag.Diagnostic) {
	written := map[string]bool{} // addresses of incidents about which something is written
	for _, c := range changes {
		if c.Draft != nil && c.Write != "" {
			written[c.Draft.Origin.Address] = true
		}
	}
	left := map[string]bool{} // documents about which it is said already
	for _, c := range changes {
		if d, ok := settingsLeft(c); ok {
			found = append(found, d)
			continue
		}
		if c.Draft != nil && c.Kind != Unchanged {
			for _, d := range c.Draft.Found {
				if d.Rule != "import/gap" || c.IsDraft() || !slices.Contains(c.Draft.head, "draft: true") { // else somebody has filled it
					found = append(found, d)
				}
			}
		}
		for _, same := range c.Same {
			if c.Kind != Unchanged {
				found = append(found, diag.Diagnostic{Rule: "import/skipped", Path: same, Message: "this document is about the same as `" + c.Path + "`, which follows the source",
					Help: []string{"take over what only this one says, and delete it"}})
			}
		}
		switch {
		case c.Kind == Conflict:
			d := diag.Diagnostic{
				Rule: "import/conflict", Path: c.Path,
				Message: "the source has changed where this document was edited",
				Help:    []string{"take over what you want from `" + path.Base(c.Path) + ConflictExtension + "` beside it, with its `fingerprint`, and delete that file"},
				Notes:   []string{"this document was left as it is"},
			}
			if c.Reason != "" {
				d.Notes = append(d.Notes, c.Reason)
			}
			found = append(found, d)
		case c.Reason == "", c.Reason == repeated && !written[c.Draft.Origin.Address]:
		case c.Kind == Created:
			d := diag.Diagnostic{Rule: "import/skipped", Path: c.Path, Message: "this document is new: " + c.Reason}
			if !strings.HasPrefix(c.Reason, "its id") {
				d.Help = []string{"if the two are about the same incident, delete one, and keep the key `source` of this one"}
			}
			found = append(found, d)
		case c.Path == "":
			found = append(found, diag.Diagnostic{Rule: "import/skipped", Message: fmt.Sprintf("`%s` is not imported: %s", diag.Excerpt(c.Draft.Title), c.Reason)})
		default:
			d := diag.Diagnostic{Rule: "import/skipped", Path: c.Path, Message: "left alone: " + c.Reason}
			if c.Reason == unfollowed {
				d.Help = []string{"where each should have its own document again, delete this one and import once more"}
			}
			if !left[d.Path+d.Message] {
				left[d.Path+d.Message], found = true, append(found, d)
			}
		}
	}
	return found
}
