package scaffold

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/rca"
)

// Habit is where a project puts its documents, and how it names them. Each is
// what most documents have in common; of two that are as frequent, what the newer
// document has.
//
//	folders  by year 2023/, by month 2023-12/ or 2023/12/, none, or a folder of
//	         another name in which more than half of all documents are
//	files    2023-12-12-slug, 2023_12_12_slug, 20231212-slug, 2023-12-slug,
//	         slug-2023-12-12, 0042-slug, slug; a word may stand before all but
//	         slug-2023-12-12, and a day or number alone: RCA-2023-12-12-slug, INC-0042
//	ids      those of the files, or the day and the title
//
// A project without documents has 2023/2023-12-12-slug. Where the day is not
// known, folders and files go without it.
type Habit struct {
	folder string // below the content folder: "incidents/{2006}"
	file   form
	next   int  // number of the next file that has one
	stem   bool // ids are the names of the files
}

// form is how the name of a file is made.
type form struct {
	prefix string // "RCA-"
	day    string // layout of the day; "" for none
	digits int    // of a number; 0 for none
	sign   string // between the day or number and the slug; "" where there is no slug
	last   bool   // the day stands behind the slug
}

// isNamed reports whether documents of a name say nothing about how others are
// named.
func isNamed(stem string) bool {
	return !strings.EqualFold(stem, "index") && !strings.EqualFold(stem, "readme")
}

// Learn returns the habit of a project with these documents.
func Learn(documents []*rca.Document) Habit {
	h := Habit{folder: "{2006}", file: form{day: time.DateOnly, sign: "-"}, stem: true}
	folders, forms, ids := &votes[string]{}, &votes[form]{}, 0
	names, numbers := map[form][]string{}, map[form]int{}
	sorted := slices.SortedStableFunc(slices.Values(documents), func(x, y *rca.Document) int { return x.Date.Compare(y.Date) })
	for _, d := range sorted {
		stem := strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path))
		if !isNamed(stem) {
			continue
		}
		folders.add(folderForm(path.Dir(d.Path)))
		f, number := formOf(stem)
		forms.add(f)
		names[f], numbers[f] = append(names[f], stem), max(numbers[f], number)
		if strings.EqualFold(d.Meta.ID, stem) {
			ids++
		}
	}
	if forms.all == 0 {
		return h
	}
	most := forms.winner()
	h.folder, h.file, h.next = usualFolder(folders), usual(most, names[most]), numbers[most]+1
	h.stem = 2*ids > forms.all
	return h
}

// usual returns the form of names that have all the same one. A word that many
// begin with is none of theirs, and a lone number is part of what a name says.
func usual(f form, names []string) form {
	word := usualPrefix(names)
	switch {
	case f == (form{}):
		f.prefix = word
	case f.last && word != "" && dayFirst.MatchString(names[0]):
		f = form{prefix: word, day: f.day}
	case f.digits > 0 && len(names) == 1 && !isCapitals(f.prefix):
		f = form{}
	}
	return f
}

// isCapitals reports whether a word before a day or number is one like RCA, which
// is in no title.
func isCapitals(prefix string) bool { return prefix != "" && strings.ToUpper(prefix) == prefix }

// votes counts what documents have; they are asked from the oldest to the newest.
type votes[T comparable] struct {
	all    int
	counts map[T]int
	last   map[T]int // when it was counted last
}

func (v *votes[T]) add(value T) {
	if v.counts == nil {
		v.counts, v.last = map[T]int{}, map[T]int{}
	}
	v.all++
	v.counts[value]++
	v.last[value] = v.all
}

func (v *votes[T]) winner() T {
	return slices.MaxFunc(slices.Collect(maps.Keys(v.counts)), func(x, y T) int {
		return cmp.Or(v.counts[x]-v.counts[y], v.last[x]-v.last[y])
	})
}

var (
	yearFolder  = regexp.MustCompile(`^(?:19|20|21)\d\d$`)
	monthFolder = regexp.MustCompile(`^(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])$`)
	monthOfYear = regexp.MustCompile(`^(?:0[1-9]|1[0-2])$`)
)

// folderForm returns a folder with layouts of time in braces in place of years
// and months: "incidents/{2006}/{01}".
func folderForm(folder string) string {
	parts := strings.Split(folder, "/")
	for k, p := range parts {
		switch {
		case yearFolder.MatchString(p):
			parts[k] = "{2006}"
		case monthFolder.MatchString(p):
			parts[k] = "{2006-01}"
		case k > 0 && parts[k-1] == "{2006}" && monthOfYear.MatchString(p):
			parts[k] = "{01}"
		}
	}
	return strings.Join(parts, "/")
}

// usualFolder returns the folder that most documents are in. What is called
// otherwise than years and months says what its documents are about: it is
// nothing for others unless it has more than half of all.
func usualFolder(v *votes[string]) string {
	most := v.winner()
	if 2*v.counts[most] > v.all {
		return most
	}
	return path.Join(slices.DeleteFunc(strings.Split(most, "/"), func(p string) bool { return !strings.HasPrefix(p, "{") })...)
}

const aDay = `(?:19|20|21)\d\d(?:-\d\d-\d\d|_\d\d_\d\d|\d{4}|-\d\d)`

var (
	dayFirst    = regexp.MustCompile(`^([A-Za-z]+[-_])?(` + aDay + `)(?:([-_])(.+))?$`)
	dayLast     = regexp.MustCompile(`^(.+)([-_])(` + aDay + `)$`)
	numberFirst = regexp.MustCompile(`^([A-Za-z]+[-_])?(\d{1,6})(?:([-_])(.+))?$`)
	prefixed    = regexp.MustCompile(`^[A-Za-z]+[-_]`)
)

// formOf returns the form of a file's name without its extension, and its number.
func formOf(stem string) (f form, number int) {
	if m := dayFirst.FindStringSubmatch(stem); m != nil {
		// The word alone before a day may be all that the name says.
		if layout := layoutOf(m[2]); layout != "" && (m[1] == "" || m[3] != "" || isCapitals(m[1])) {
			return form{prefix: m[1], day: layout, sign: m[3]}, 0
		}
	}
	if m := dayLast.FindStringSubmatch(stem); m != nil {
		if layout := layoutOf(m[3]); layout != "" {
			return form{day: layout, sign: m[2], last: true}, 0
		}
	}
	if m := numberFirst.FindStringSubmatch(stem); m != nil {
		number, _ = strconv.Atoi(m[2]) // of six digits at most
		return form{prefix: m[1], digits: len(m[2]), sign: m[3]}, number
	}
	return form{}, 0
}

// layoutOf returns the layout of a day, "" for what is none.
func layoutOf(text string) string {
	for _, layout := range []string{time.DateOnly, "2006_01_02", "20060102", "2006-01"} {
		if _, err := time.Parse(layout, text); err == nil {
			return layout
		}
	}
	return ""
}

// usualPrefix returns the word that more than half of all names begin with, and
// three at least; "" for none.
func usualPrefix(stems []string) string {
	v := &votes[string]{}
	for _, s := range stems {
		v.add(prefixed.FindString(s))
	}
	if most := v.winner(); v.counts[most] >= 3 && 2*v.counts[most] > v.all {
		return most
	}
	return ""
}

// Place returns the path below the content folder, with slashes, and the id of a
// document about an incident on a day, which may be zero. Both may be taken.
func (h Habit) Place(day time.Time, title string) (file, id string) {
	var folders []string
	for p := range strings.SplitSeq(h.folder, "/") {
		layout, isTime := strings.CutPrefix(p, "{")
		switch {
		case isTime && day.IsZero():
		case isTime:
			folders = append(folders, day.Format(strings.TrimSuffix(layout, "}")))
		default:
			folders = append(folders, p)
		}
	}
	stem := h.name(day, title)
	id = stem
	if !h.stem {
		id = naming.ID(day, title)
	}
	return path.Join(append(folders, stem+".md")...), id
}

// name returns the name of the file, without its extension.
func (h Habit) name(day time.Time, title string) string {
	f, slug := h.file, naming.Slug(title)
	first := ""
	switch {
	case f.digits > 0:
		first = fmt.Sprintf("%0*d", f.digits, h.next)
	case f.day == "" || day.IsZero():
		return f.prefix + slug
	default:
		first = day.Format(f.day)
	}
	if f.sign == "_" {
		slug = strings.ReplaceAll(slug, "-", "_")
	}
	switch {
	case f.sign == "":
		return f.prefix + first
	case f.last:
		return slug + f.sign + first
	}
	return f.prefix + first + f.sign + slug
}
