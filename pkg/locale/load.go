package locale

import (
	"bytes"
	"embed"
	"encoding/json"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed languages/*.json
var files embed.FS

// file is the form of a language's file.
type file struct {
	Direction string                      `json:"direction"`
	Numbers   numbers                     `json:"numbers"`
	Dates     dates                       `json:"dates"`
	Durations durations                   `json:"durations"`
	List      list                        `json:"list"`
	Text      map[string]map[string]*text `json:"text"` // by page and name
}

// names are the tags of all languages, in the order of the alphabet.
var names = func() (tags []string) {
	entries, err := files.ReadDir("languages")
	if err != nil {
		panic(err) // the folder is embedded
	}
	for _, e := range entries {
		tags = append(tags, strings.TrimSuffix(e.Name(), ".json"))
	}
	return tags
}()

// Names returns the tags of all languages, in the order of the alphabet.
func Names() []string { return append([]string(nil), names...) }

// loaders read a language when it is first asked for.
var loaders = func() map[string]func() *Language {
	m := make(map[string]func() *Language, len(names))
	for _, name := range names {
		m[name] = sync.OnceValue(func() *Language {
			src, err := files.ReadFile("languages/" + name + ".json")
			if err != nil {
				panic(err) // the file is embedded
			}
			l, err := read(name, src)
			if err != nil {
				panic("locale: " + name + ".json: " + err.Error()) // the tests read all files
			}
			return l
		})
	}
	return m
}()

// read reads the file of a language.
func read(tag string, src []byte) (*Language, error) {
	code, err := language.Parse(tag)
	if err != nil {
		return nil, err
	}
	var f file
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	l := &Language{
		tag: tag, code: code, direction: f.Direction, messages: map[string]*text{},
		numbers: f.Numbers, dates: f.Dates, durations: f.Durations, list: f.List,
	}
	for page, messages := range f.Text {
		for name, t := range messages {
			l.messages[page+"."+name] = t
		}
	}
	return l, nil
}

var matcher = sync.OnceValue(func() language.Matcher {
	tags := make([]language.Tag, len(names))
	for i, name := range names {
		tags[i] = language.MustParse(name)
	}
	return language.NewMatcher(tags)
})

// Find returns the language for a BCP 47 tag: that language itself, or a
// region's or script's form of it, so "pt-BR" finds "pt". It is false when there
// is no such language, or the tag is malformed.
func Find(tag string) (*Language, bool) {
	canonical, ok := Canonical(tag)
	if !ok {
		return nil, false
	}
	wanted := language.Make(canonical)
	_, i, _ := matcher().Match(wanted)
	found := language.MustParse(names[i])
	// The matcher also offers what readers of a language can be expected to
	// understand, German to those of Swiss German. Who configures a site
	// means the language.
	base, _ := wanted.Base()
	if b, _ := found.Base(); b != base {
		return nil, false
	}
	return loaders[names[i]](), true
}

// longestTag bounds a tag, in bytes: the library's time for variants grows with
// their square. RFC 5646, section 4.4, knows no use of more than 35.
const longestTag = 255

// Canonical returns a BCP 47 tag in its canonical form: "pt-BR" for "PT-br". It
// is false for what is no tag, has a part that is not registered, or is longer
// than 255 bytes.
func Canonical(tag string) (string, bool) {
	// The library takes a low line for a hyphen; browsers do not.
	if len(tag) > longestTag || strings.Contains(tag, "_") {
		return "", false
	}
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return "", false
	}
	return t.String(), true
}

// rightToLeft are the scripts in use that run from right to left, by their
// names in ISO 15924.
var rightToLeft = map[string]bool{"Adlm": true, "Arab": true, "Hebr": true, "Mand": true, "Nkoo": true, "Rohg": true, "Samr": true, "Syrc": true, "Thaa": true}

// Direction returns the direction of a text in any language, for the attribute
// dir: "rtl" or "ltr". What is no tag runs from left to right.
func Direction(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return "ltr"
	}
	if script, _ := t.Script(); rightToLeft[script.String()] {
		return "rtl"
	}
	return "ltr"
}
