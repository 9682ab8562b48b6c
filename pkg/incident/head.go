package incident

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// isFrontMatter reports whether a text starts with front matter.
func isFrontMatter(s string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(s, "\r\n"), "\n")
	first = strings.TrimRight(first, " \t\r")
	return first == "---" || first == "+++"
}

// head takes the front matter off a text and returns the rest: YAML as it
// stands, TOML as YAML. It is false when it is never closed or cannot be read,
// which is reported.
func (r *reader) head(i *Incident) (body string, ok bool) {
	if !isFrontMatter(r.text) {
		return r.text, true
	}
	start := len(r.text) - len(strings.TrimLeft(r.text, "\r\n"))
	mark := r.text[start : start+3]
	from := start + strings.IndexByte(r.text[start:]+"\n", '\n') + 1
	for at := from; at < len(r.text); {
		end := strings.IndexByte(r.text[at:], '\n')
		if end < 0 {
			end = len(r.text) - at
		}
		if strings.TrimRight(r.text[at:at+end], " \t\r") == mark {
			return r.text[min(len(r.text), at+end+1):], r.headOf(i, diag.Span{Start: from, End: at}, mark)
		}
		at += end + 1
	}
	r.report("unreadable", diag.Span{Start: start, End: start + 3}, "the front matter is never closed", fmt.Sprintf("write a line `%s` below its last key", mark))
	return "", false
}

// headOf reads the front matter between its marks.
func (r *reader) headOf(i *Incident, s diag.Span, mark string) bool {
	text := strings.ReplaceAll(r.text[s.Start:s.End], "\r\n", "\n")
	if mark == "+++" {
		lines, err := fromTOML(text)
		if err != nil {
			at := s.Start
			if parse, ok := err.(toml.ParseError); ok {
				at = min(s.Start+parse.Position.Start, s.End)
			}
			r.report("unreadable", diag.Span{Start: at, End: at}, "the front matter is not valid TOML: "+oneLine(err.Error()), "correct it")
			return false
		}
		i.Head = lines
		return true
	}
	i.Head = text
	return true
}

// fromTOML returns TOML as lines of YAML, in its order. Tables become maps in
// one line.
func fromTOML(s string) (lines string, err error) {
	var values map[string]any
	meta, err := toml.Decode(s, &values)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	seen := map[string]bool{}
	for _, key := range meta.Keys() {
		if name := key[0]; !seen[name] {
			seen[name] = true
			fmt.Fprintf(&b, "%s: %s\n", yamlKey(name), yamlValue(values[name]))
		}
	}
	return b.String(), nil
}

func yamlKey(name string) string {
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == "" && name != "" {
		return name
	}
	return yaml.Quote(name)
}

// yamlValue writes a value of TOML as YAML has it in one line.
func yamlValue(v any) string {
	switch v := v.(type) {
	case string:
		return yaml.Quote(v)
	case time.Time:
		switch v.Location().String() { // TOML's dates and times without a zone
		case "date-local":
			return v.Format(time.DateOnly)
		case "datetime-local":
			return yaml.Quote(v.Format("2006-01-02 15:04:05"))
		case "time-local":
			return yaml.Quote(v.Format(time.TimeOnly))
		}
		return v.Format(time.RFC3339)
	case []any:
		return inBrackets(v)
	case []map[string]any:
		list := make([]any, len(v))
		for k := range v {
			list[k] = v[k]
		}
		return inBrackets(list)
	case map[string]any:
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, yamlKey(key)+": "+yamlValue(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(v)
}

func inBrackets(list []any) string {
	parts := make([]string, len(list))
	for k, v := range list {
		parts[k] = yamlValue(v)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
