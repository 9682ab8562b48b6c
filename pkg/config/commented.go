package config

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/temporal"
	"github.com/rcagen/rcagen/pkg/yaml"
)

const introduction = `Configuration of an rcagen project. Every key is optional. A line that begins with # and a key shows what holds without it, or an example where nothing does; take the # away to change it.`

// Commented returns a file that explains every key of the configuration. A key
// that values does not have stands behind a "#" with its default or an example:
// with that "#" taken away the file is valid, for any of these lines and for all.
//
// Values are by the path of their key ("sidebar.group"), in YAML, in one line; of
// a key that is a list or a map of rules, they are lines, which may be comments.
func Commented(values map[string]string) []byte {
	w := &explanation{values: values, config: Default()}
	w.prose("", introduction)
	for _, k := range keys {
		w.WriteByte('\n')
		w.key(k, "", "")
	}
	return []byte(w.String())
}

// explanation is a file that is being written.
type explanation struct {
	strings.Builder
	values map[string]string
	config *Config
}

// key writes a key; prefix is the path of the map that it is in, with a dot.
func (w *explanation) key(k key, prefix, indent string) {
	w.prose(indent, k.doc)
	value, given := w.values[prefix+k.name]
	switch {
	case k.keys != nil:
		fmt.Fprintf(w, "%s%s:\n", indent, k.name)
		for _, inner := range k.keys {
			w.key(inner, prefix+k.name+".", indent+"  ")
		}
	case k.read != nil && given:
		fmt.Fprintf(w, "%s%s:\n", indent, k.name)
		for line := range strings.Lines(value) {
			fmt.Fprintf(w, "%s  %s\n", indent, strings.TrimSuffix(line, "\n"))
		}
	case k.read != nil:
		fmt.Fprintf(w, "%s%s:\n", indent, k.name)
		for _, line := range k.read.lines(w.config) {
			fmt.Fprintf(w, "%s  #%s\n", indent, line)
		}
	case given:
		fmt.Fprintf(w, "%s%s: %s\n", indent, k.name, value)
	default:
		fmt.Fprintf(w, "%s#%s: %s\n", indent, k.name, k.shown(w.config))
	}
}

// prose writes a comment in lines of a width that can be read.
func (w *explanation) prose(indent, text string) {
	const width = 100
	line := indent + "#"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width {
			w.WriteString(line + "\n")
			line = indent + "#"
		}
		line += " " + word
	}
	w.WriteString(line + "\n")
}

// shown returns the value that a configuration has for a key, or an example
// where it is empty, in YAML.
func (k *key) shown(c *Config) string {
	switch p := k.field(c).(type) {
	case *string:
		return yaml.Text(cmp.Or(*p, k.example))
	case *temporal.Order:
		return string(*p)
	case **time.Location:
		return (*p).String()
	case *time.Duration:
		return p.String()
	case *int:
		if k.kind == size {
			return sizeText(*p)
		}
		return strconv.Itoa(*p)
	}
	return ""
}

// sizeText writes a number of bytes in the largest unit that divides it.
func sizeText(bytes int) string {
	for _, unit := range []string{"GiB", "MiB", "KiB"} {
		if n := int(units[unit]); bytes%n == 0 {
			return strconv.Itoa(bytes/n) + unit
		}
	}
	return strconv.Itoa(bytes)
}
