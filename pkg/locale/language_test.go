package locale

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// find returns a language that exists.
func find(t testing.TB, tag string) *Language {
	t.Helper()
	l, ok := Find(tag)
	if !ok {
		t.Fatalf("no language %s", tag)
	}
	return l
}

// TestKeys holds every file against the English one.
func TestKeys(t *testing.T) {
	reference := find(t, "en")
	for _, name := range Names() {
		l := find(t, name)
		for key, want := range reference.messages {
			got := l.messages[key]
			switch {
			case got == nil:
				t.Errorf("%s: no message %s", name, key)
			case (got.forms == nil) != (want.forms == nil):
				t.Errorf("%s: %s depends on a number in one of %s and en only", name, key, name)
			default:
				checkText(t, name, key, got, l.forms())
				if a, b := placeholders(got), placeholders(want); !slices.Equal(a, b) {
					t.Errorf("%s: %s has the placeholders %v, en has %v", name, key, a, b)
				}
			}
		}
		for key := range l.messages {
			if reference.messages[key] == nil {
				t.Errorf("%s: %s is not in en.json", name, key)
			}
		}
	}
}

// forms returns the plural forms that the language has for whole numbers.
func (l *Language) forms() []string {
	found := map[string]bool{}
	for n := range 1001 {
		found[l.form(n)] = true
	}
	for n := 1000; n <= 1_000_000_000; n *= 10 {
		found[l.form(n)] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// checkText reports forms that are missing or superfluous, empty texts, and
// what plain and calm text does not have.
func checkText(t *testing.T, name, key string, got *text, forms []string) {
	t.Helper()
	if got.forms != nil {
		if have := slices.Sorted(maps.Keys(got.forms)); !slices.Equal(have, forms) {
			t.Errorf("%s: %s has the plural forms %v, want %v", name, key, have, forms)
		}
	}
	for _, m := range all(got) {
		written := strings.Join(m.pieces, "")
		if strings.TrimSpace(written) == "" && len(m.names) == 0 {
			t.Errorf("%s: %s is empty", name, key)
		}
		first, last := m.pieces[0], m.pieces[len(m.pieces)-1]
		if first != strings.TrimLeftFunc(first, unicode.IsSpace) || last != strings.TrimRightFunc(last, unicode.IsSpace) {
			t.Errorf("%s: %s has space at an end: %q", name, key, m.pieces)
		}
		if strings.ContainsAny(written, "!！<>&") {
			t.Errorf("%s: %s has an exclamation mark or markup: %q", name, key, written)
		}
		if strings.ContainsFunc(written, unicode.IsControl) {
			t.Errorf("%s: %s has a control character", name, key)
		}
	}
}

// all returns the texts of a message.
func all(t *text) []*message {
	if t.forms == nil {
		return []*message{&t.whole}
	}
	return slices.Collect(maps.Values(t.forms))
}

// placeholders returns the names in a message, in the order of the alphabet. All
// of its forms have the same, but for {count}, which a word may stand for.
func placeholders(t *text) []string {
	found := map[string]bool{}
	for _, m := range all(t) {
		for _, n := range m.names {
			found[n] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// TestForms holds the forms of each plural against one another.
func TestForms(t *testing.T) {
	for _, name := range Names() {
		for key, message := range find(t, name).messages {
			want := placeholders(message)
			for _, m := range all(message) {
				for _, p := range want {
					if p != "count" && !m.has(p) {
						t.Errorf("%s: a form of %s has no {%s}", name, key, p)
					}
				}
			}
		}
	}
}

// TestUnits looks at what is not in the part "text".
func TestUnits(t *testing.T) {
	for _, name := range Names() {
		l := find(t, name)
		if l.Dir() != "ltr" && l.Dir() != "rtl" {
			t.Errorf("%s: direction %q", name, l.Dir())
		}
		if l.Tag() != name {
			t.Errorf("%s: the tag is %q", name, l.Tag())
		}
		for _, months := range [][]string{l.dates.Months, l.dates.ShortMonths} {
			if len(months) != 12 || slices.Contains(months, "") || len(slices.Compact(slices.Sorted(slices.Values(months)))) != 12 {
				t.Errorf("%s: the months are not twelve: %q", name, months)
			}
		}
		for what, s := range map[string]string{"range": l.dates.Range, "comma": l.list.Comma, "last": l.list.Last, "group": l.numbers.Group} {
			if s == "" {
				t.Errorf("%s: %s is empty", name, what)
			}
		}
		for what, m := range map[string]struct {
			got  message
			want []string
		}{
			"percent":        {l.numbers.Percent, []string{"number"}},
			"day":            {l.dates.Day, []string{"day", "month", "year"}},
			"day_month":      {l.dates.DayMonth, []string{"day", "month"}},
			"short_day":      {l.dates.ShortDay, []string{"day", "month"}},
			"short_day_year": {l.dates.ShortDayYear, []string{"day", "month", "year"}},
			"month":          {l.dates.Month, []string{"month", "year"}},
			"short_month":    {l.dates.ShortMonth, []string{"month", "year"}},
			"quarter":        {l.dates.Quarter, []string{"quarter", "year"}},
			"short_quarter":  {l.dates.ShortQuarter, []string{"quarter"}},
			"moment":         {l.dates.Moment, []string{"date", "time"}},
		} {
			if got := slices.Sorted(slices.Values(m.got.names)); !slices.Equal(got, m.want) {
				t.Errorf("%s: %s has the placeholders %v, want %v", name, what, got, m.want)
			}
		}
		for _, u := range []units{l.durations.Short, l.durations.Long} {
			for _, unit := range []*text{u.Days, u.Hours, u.Minutes, u.MinutesInHours, u.Seconds} {
				if unit == nil {
					t.Fatalf("%s: a unit is missing", name)
				}
				checkText(t, name, "a unit", unit, l.forms())
				if got := placeholders(unit); !slices.Equal(got, []string{"count"}) {
					t.Errorf("%s: a unit has the placeholders %v", name, got)
				}
			}
		}
	}
}

// TestFiles reports keys that stand twice in an object, of which the reader
// would take the last without a word.
func TestFiles(t *testing.T) {
	for _, name := range Names() {
		src, err := files.ReadFile("languages/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		checkTwice(t, name, json.NewDecoder(bytes.NewReader(src)))
	}
}

// TestFrenchSpace reports spaces that could break before a colon and its like.
func TestFrenchSpace(t *testing.T) {
	breaks := regexp.MustCompile(`[ \w}][:;?»]|« ?[\w{]`)
	for key, message := range find(t, "fr").messages {
		for _, m := range all(message) {
			if written := strings.Join(m.pieces, "}"); breaks.MatchString(written) {
				t.Errorf("fr: %s has no no-break space where one belongs: %q", key, written)
			}
		}
	}
}

func checkTwice(t *testing.T, name string, d *json.Decoder) {
	t.Helper()
	var seen []map[string]bool // of the objects that are open; nil for a list
	key := true
	for {
		token, err := d.Token()
		if err != nil {
			return // the end: reading the whole is another test
		}
		switch token {
		case json.Delim('{'):
			seen, key = append(seen, map[string]bool{}), true
			continue
		case json.Delim('['):
			seen = append(seen, nil)
			continue
		case json.Delim('}'), json.Delim(']'):
			seen = seen[:len(seen)-1]
			key = true
			continue
		}
		if in := seen[len(seen)-1]; in != nil && key {
			if in[token.(string)] {
				t.Errorf("%s.json has the key %s twice in one object", name, token)
			}
			in[token.(string)] = true
			key = false
		} else {
			key = true
		}
	}
}

func TestRead(t *testing.T) {
	for src, want := range map[string]string{
		`{"direction": 1}`:                            "cannot unmarshal",
		`{"colour": "red"}`:                           "unknown field",
		`{"text": {"site": {"skip": "To {content"}}}`: "brace",
		`{"text": {"site": {"skip": "To content}"}}}`: "brace",
		`{"text": {"site": {"skip": "To {}"}}}`:       "without a name",
		`{"text": {"site": {"skip": "To {{a}"}}}`:     "brace",
	} {
		if _, err := read("en", []byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got the error %v, want one with %q", src, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	if !slices.IsSorted(Names()) {
		t.Errorf("the languages are in no order: %s", Names())
	}
	for tag, want := range map[string]string{
		"en": "en", "EN": "en", "en-GB": "en", "pt": "pt", "pt-BR": "pt", "pt-PT": "pt", "por": "pt",
		"de-AT": "de", "de-Latn-CH-1996": "de", "es-419": "es", "fr-CA": "fr", "ja-JP": "ja", "ja-u-ca-japanese": "ja",
		"": "", "und": "", "x": "", "english": "", "pt_BR": "", "gsw": "", "tlh": "", "tlh-DE": "", "-": "", "en-": "", "\x00": "",
	} {
		got := ""
		if l, ok := Find(tag); ok {
			got = l.Tag()
		}
		if got != want {
			t.Errorf("Find(%q) is %q, want %q", tag, got, want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for tag, want := range map[string]string{
		"pt-br": "pt-BR", "PT": "pt", "zh-hant-tw": "zh-Hant-TW", "gsw": "gsw", "iw": "he",
		"": "", "und": "", "pt_BR": "", "english": "", "en us": "", "en-XYZW9": "", "zz": "",
		"en-x-" + strings.Repeat("a-", 124) + "ab": "en-x-" + strings.Repeat("a-", 124) + "ab",
		"en-x-" + strings.Repeat("a-", 125) + "a":  "",
	} {
		got, ok := Canonical(tag)
		if got != want || ok != (want != "") {
			t.Errorf("Canonical(%q) is %q and %v, want %q", tag, got, ok, want)
		}
	}
}

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{"ar": "rtl", "he": "rtl", "fa-IR": "rtl", "ur": "rtl", "dv": "rtl", "en": "ltr", "ja": "ltr",
		"az": "ltr", "az-Arab": "rtl", "pa": "ltr", "pa-Arab": "rtl", "": "ltr", "<b>": "ltr"} {
		if got := Direction(tag); got != want {
			t.Errorf("Direction(%q) = %q, want %q", tag, got, want)
		}
	}
}
