package check

import (
	"io/fs"
	"regexp"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/templates"
)

var comments = regexp.MustCompile(`(?s)<!--(.*?)-->`)

// hints are the comments that a new RCA has for whoever writes it, by their words.
// Everybody may read them.
var hints = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{templates.SectionHint: true}
	_ = fs.WalkDir(templates.Scaffolds, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(templates.Scaffolds, name)
		for _, m := range comments.FindAllSubmatch(text, -1) {
			known[hintWords(m[1])] = true
		}
		return err
	}) // they are built in: reading does not fail
	return known
})

func hintWords(comment []byte) string { return strings.Join(strings.Fields(string(comment)), " ") }
