// Package naming gives new documents their names: the id, the file and the
// label, made of the day of the incident and of the title.
//
// An id is 2023-12-12-search-fails-in-west-europe: the day, where it is known,
// and the title's words. A name that is taken gets a number behind it, from 2
// on: nothing that is there is ever named again.
package naming

import (
	"cmp"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// Longest bounds the part of an id that is made of a title, in bytes.
const Longest = 60

// ID returns the id of a document where nothing else decides: the day, unless
// it is zero, and the title.
func ID(day time.Time, title string) string {
	name := Slug(title)
	if day.IsZero() {
		return name
	}
	return day.Format(time.DateOnly) + "-" + name
}

// Slug returns the part of an id that is made of a title; it is never empty.
func Slug(title string) string {
	return cmp.Or(Short(frontmatter.Slug(title), Longest), "incident")
}

// Short cuts a slug at a hyphen, so that it has limit bytes at most.
func Short(slug string, limit int) string {
	slug = strings.Trim(strings.ReplaceAll(slug, ".", "-"), "-")
	if len(slug) <= limit {
		return slug
	}
	cut := strings.LastIndexByte(slug[:limit+1], '-')
	if cut <= 0 {
		for cut = limit; cut > 0 && slug[cut]&0xC0 == 0x80; cut-- { // not within a character
		}
	}
	return strings.Trim(slug[:cut], "-")
}

// longestLabel bounds a label that is made of a title, in runes.
const longestLabel = 50

// Label shortens a title for the sidebar, at a word's end.
func Label(title string) string {
	runes := []rune(title)
	if len(runes) <= longestLabel {
		return title
	}
	short := string(runes[:longestLabel])
	if space := strings.LastIndexByte(short, ' '); space > longestLabel/2 {
		short = short[:space]
	}
	return strings.TrimRight(short, " ,;:-–—(") + "…"
}

// YAML writes an id as a value of front matter: plain where it cannot be taken
// for anything else.
func YAML(id string) string {
	if strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == "" && strings.Trim(id, "0123456789-") != "" {
		switch strings.ToLower(id) {
		case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		default:
			return id
		}
	}
	return yaml.Quote(id)
}

// Taken are the names that a project's documents have already. The case of
// letters does not count: not every file system tells them apart.
type Taken struct {
	exists func(path string) bool
	paths  map[string]bool
	ids    map[string]bool // by idKey
}

// NewTaken returns names of which none is taken but those of files: exists
// reports whether there is one at a path, which has slashes.
func NewTaken(exists func(path string) bool) *Taken {
	return &Taken{exists: exists, paths: map[string]bool{}, ids: map[string]bool{}}
}

// Add notes the names of a document. One without an id has the id "".
func (t *Taken) Add(file, id string) {
	t.paths[strings.ToLower(file)] = true
	if id != "" {
		t.ids[idKey(path.Dir(file), id)] = true
	}
}

// idKey returns what must be unique: an id in its folder.
func idKey(folder, id string) string { return strings.ToLower(path.Join(folder, id)) }

// File reports whether there is a file at a path.
func (t *Taken) File(file string) bool { return t.paths[strings.ToLower(file)] || t.exists(file) }

// Free returns a path and an id that are not taken: these, or both with the
// same number behind them. A path that is kept gets one only where it is taken
// itself.
func (t *Taken) Free(file, id string, keep bool) (freeFile, freeID string) {
	folder, extension := path.Dir(file), path.Ext(file)
	stem := strings.TrimSuffix(path.Base(file), extension)
	freeFile, freeID = file, id
	for n := 2; t.File(freeFile) || t.ids[idKey(folder, freeID)]; n++ {
		suffix := "-" + strconv.Itoa(n)
		if !keep || t.File(freeFile) {
			freeFile = path.Join(folder, stem+suffix+extension)
		}
		freeID = id + suffix
	}
	return freeFile, freeID
}

// ClaimID takes an id in a folder in which no document has it: one that is to be
// unique beyond its own folder.
func (t *Taken) ClaimID(folder, id string) { t.ids[idKey(folder, id)] = true }
