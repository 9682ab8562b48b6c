package config

import (
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// reader reads a value that is more than one text and not a map of fixed keys.
type reader struct {
	schema schema
	read   func(d *decoder, name string, n *yaml.Node)
	lines  func(*Config) []string // each an item, or a key with its value: what c has, or else an example
}

// publicNamesReader reads a list of domains, e-mail addresses, IP addresses and
// ranges of these.
var publicNamesReader = &reader{
	lines:  func(*Config) []string { return []string{"- example.com"} },
	schema: schema{"type": "array", "items": publicName.schema},
	read: func(d *decoder, name string, n *yaml.Node) {
		if n.Kind != yaml.List {
			d.wrongType(name, n, "a list")
			return
		}
		for _, item := range n.Items {
			word := d.word(name, item)
			if word == "" {
				continue
			}
			if _, problem := publicName.read(word); problem != "" {
				d.badValue(name, item, problem)
				continue
			}
			d.config.PublicNames = append(d.config.PublicNames, word)
		}
	},
}

// sectionKeys are the keys of a section. A section is required unless it says
// otherwise, and one of a built-in name has the built-in synonyms unless it
// lists its own.
var sectionKeys = []string{"name", "required", "synonyms"}

var sectionReader = &reader{
	lines: func(c *Config) []string { return SectionLines(c.Sections) },
	schema: schema{"type": "array", "minItems": 1, "items": schema{
		"type":                 "object",
		"additionalProperties": false,
		"required":             []string{"name"},
		"properties": schema{
			"name":     described(nonEmpty.schema, "Heading of the section."),
			"required": described(orNull(schema{"type": "boolean"}), "Whether an RCA must have the section; true unless given."),
			"synonyms": described(orNull(schema{"type": "array", "items": nonEmpty.schema}),
				"Headings that count as the section; those of the built-in section of that name unless given."),
		},
	}},
	read: func(d *decoder, name string, n *yaml.Node) {
		if n.Kind != yaml.List {
			d.wrongType(name, n, "a list")
			return
		}
		if len(n.Items) == 0 {
			d.report("bad-value", n.Span, fmt.Sprintf("`%s` is an empty list", name), "delete the key to have the built-in sections")
			return
		}
		var sections []Section
		places := map[string]diag.Span{}
		for _, item := range n.Items {
			s, place, ok := d.section(item)
			if !ok {
				continue
			}
			folded := strings.ToLower(s.Name)
			if first, again := places[folded]; again {
				found := d.report("bad-value", place, fmt.Sprintf("section `%s` is listed twice", diag.Excerpt(s.Name)))
				found.Related = []diag.Related{{Path: d.file.Path, Span: first, Label: "first here"}}
				continue
			}
			places[folded] = place
			sections = append(sections, s)
		}
		if len(sections) > 0 {
			d.config.Sections = sections
		}
	},
}

// SectionLines writes sections as items of the list. Those of a built-in name
// keep the built-in synonyms.
func SectionLines(sections []Section) (lines []string) {
	for _, s := range sections {
		line := "- {name: " + yaml.Quote(s.Name)
		if !s.Required {
			line += ", required: false"
		}
		lines = append(lines, line+"}")
	}
	return lines
}

// section reads one item of the list, and returns the place of its name.
func (d *decoder) section(n *yaml.Node) (s Section, place diag.Span, ok bool) {
	if n.Kind != yaml.Map {
		if n.Kind != yaml.Invalid {
			found := d.report("wrong-type", n.Span, fmt.Sprintf("a section must be `key: value` lines, but is %s", n.Kind))
			if n.Kind == yaml.Scalar {
				found.Help = []string{fmt.Sprintf("write `- name: %s`", diag.Excerpt(n.Text))}
			}
		}
		return s, place, false
	}
	s.Required = true
	listed := false
	for _, e := range n.Entries {
		if e.Value.Kind == yaml.Invalid || e.Value.Kind == yaml.Null && e.Key != "name" {
			continue
		}
		switch e.Key {
		case "name":
			s.Name, place = d.word("sections.name", e.Value), e.Value.Span
			ok = s.Name != ""
		case "required":
			s.Required = d.boolean("sections.required", e.Value)
		case "synonyms":
			listed = true
			s.Synonyms = d.words("sections.synonyms", e.Value)
		default:
			d.unknownKey(e, "sections.", sectionKeys)
		}
	}
	if n.Get("name") == nil {
		d.report("bad-value", n.Span, "a section has no `name`")
	}
	for _, known := range defaultSections() {
		if strings.EqualFold(known.Name, s.Name) {
			s.Fallback = known.Fallback
			if !listed {
				s.Synonyms = known.Synonyms
			}
		}
	}
	return s, place, ok
}

// word reads a text that is not empty; "" means that it was reported.
func (d *decoder) word(name string, n *yaml.Node) string {
	if n.Kind != yaml.Scalar {
		if n.Kind != yaml.Invalid {
			d.wrongType(name, n, "text")
		}
		return ""
	}
	word := strings.TrimSpace(n.Text)
	if word == "" {
		d.badValue(name, n, "must not be empty")
	}
	return word
}

func (d *decoder) words(name string, n *yaml.Node) []string {
	if n.Kind != yaml.List {
		d.wrongType(name, n, "a list")
		return nil
	}
	var words []string
	for _, item := range n.Items {
		if word := d.word(name, item); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func (d *decoder) boolean(name string, n *yaml.Node) bool {
	if n.Kind != yaml.Scalar || n.Quoted {
		d.wrongType(name, n, "true or false")
		return true
	}
	switch strings.ToLower(n.Text) {
	case "true":
		return true
	case "false":
		return false
	}
	d.badValue(name, n, "must be `true` or `false`")
	return true
}
