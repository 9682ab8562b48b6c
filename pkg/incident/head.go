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

// frontMatter is where front matter stands in a text that begins with some.
type frontMatter struct {
	mark   string    // `---`, that is YAML, or `+++`, TOML
	at     diag.Span // of the mark
	head   diag.Span // between the marks
	body   diag.Span // below them
	closed bool      // or all of the text is head
}

// frontMatter finds front matter; nil when the source does not begin with any.
func (r *reader) frontMatter() *frontMatter {
	var f *frontMatter
	for at := 0; at < len(r.text); {
		end := len(r.text)
		if n := strings.IndexByte(r.text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := strings.TrimRight(r.text[at:end], " \t\r\n")
		switch {
		case f == nil && line == "":
		case f == nil && line != "---" && line != "+++":
			return nil
		case f == nil:
			f = &frontMatter{mark: line, at: diag.Span{Start: at, End: at + len(line)}, head: diag.Span{Start: end, End: len(r.text)}}
		case line == f.mark:
			f.head.End, f.body, f.closed = at, diag.Span{Start: end, End: len(r.text)}, true
			return f
		}
		at = end
	}
	return f
}

// head takes the front matter off a text and returns the rest: YAML as it
// stands, TOML as YAML. It is false when it is never closed or cannot be read,
// which is reported.
func (r *reader) head(i *Incident) (body string, ok bool) {
	f := r.frontMatter()
	switch {
	case f == nil:
		return r.text, true
	case !f.closed:
		r.report("unreadable", f.at, "the front matter is never closed", fmt.Sprintf("write a line `%s` below its last key", f.mark))
		return "", false
	}
	return r.text[f.body.Start:f.body.End], r.headOf(i, f.head, f.mark)
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

// fromTOML returns TOML as lines of YAML, in its order, below its comments.
// Tables become maps in one line.
func fromTOML(s string) (lines string, err error) {
	var values map[string]any
	meta, err := toml.Decode(s, &values)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") {
			b.WriteString(line + "\n")
		}
	}
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
