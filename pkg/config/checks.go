package config

import (
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

var severities = []string{"off", "info", "warning", "error"}

// checkReader reads the severities of rules. Which rules there are is not known
// here.
var checkReader = &reader{
	lines:  func(*Config) []string { return []string{"heading/level-jump: off"} },
	schema: schema{"type": "object", "additionalProperties": orNull(schema{"enum": severities})},
	read: func(d *decoder, name string, n *yaml.Node) {
		d.checks(name, n, d.config.Checks, d.config.checkSpans)
	},
}

// checks reads `rule: severity` lines.
func (d *decoder) checks(name string, n *yaml.Node, checks map[string]diag.Severity, spans map[string]diag.Span) {
	if n.Kind != yaml.Map {
		if n.Kind != yaml.Invalid {
			d.wrongType(name, n, "`rule: severity` lines")
		}
		return
	}
	severity := choice(severities...)
	for _, e := range n.Entries {
		switch e.Value.Kind {
		case yaml.Null, yaml.Invalid:
			continue
		case yaml.Scalar:
		default:
			d.wrongType(name+"."+e.Key, e.Value, oneOf(severities))
			continue
		}
		if _, problem := severity.read(e.Value.Text); problem != "" {
			d.badValue(name+"."+e.Key, e.Value, problem)
			continue
		}
		checks[e.Key], _ = diag.ParseSeverity(e.Value.Text)
		spans[e.Key] = e.KeySpan
	}
}

// overrideKeys are the keys of an override.
var overrideKeys = []string{"files", "checks"}

var overrideReader = &reader{
	lines: func(*Config) []string {
		return []string{`- {files: "content/2019/**", checks: {section/missing: off}}`}
	},
	schema: schema{"type": "array", "items": schema{
		"type":                 "object",
		"additionalProperties": false,
		"required":             overrideKeys,
		"properties": schema{
			"files": described(nonEmpty.schema,
				"Pattern of paths from the project's root: * stands for a part of a name, ** for any number of folders."),
			"checks": described(checkReader.schema, "Severities of rules in these files."),
		},
	}},
	read: func(d *decoder, name string, n *yaml.Node) {
		if n.Kind != yaml.List {
			d.wrongType(name, n, "a list")
			return
		}
		for _, item := range n.Items {
			if o, ok := d.override(name, item); ok {
				d.config.Overrides = append(d.config.Overrides, o)
			}
		}
	},
}

// override reads one item of the list.
func (d *decoder) override(name string, n *yaml.Node) (o Override, ok bool) {
	if n.Kind != yaml.Map {
		if n.Kind != yaml.Invalid {
			d.report("wrong-type", n.Span, fmt.Sprintf("an override must be `key: value` lines, but is %s", n.Kind))
		}
		return o, false
	}
	o.Checks, o.checkSpans = map[string]diag.Severity{}, map[string]diag.Span{}
	for _, e := range n.Entries {
		switch e.Key {
		case "files":
			o.Files = d.pattern(name+".files", e.Value)
		case "checks":
			d.checks(name+".checks", e.Value, o.Checks, o.checkSpans)
		default:
			d.unknownKey(e, name+".", overrideKeys)
		}
	}
	for _, key := range overrideKeys {
		if n.Get(key) == nil {
			d.report("bad-value", n.Span, fmt.Sprintf("an override has no `%s`", key))
		}
	}
	return o, o.Files != ""
}

// pattern reads a pattern of paths; "" means that it was reported.
func (d *decoder) pattern(name string, n *yaml.Node) string {
	text := d.word(name, n)
	switch {
	case text == "":
	case !doublestar.ValidatePattern(text):
		d.badValue(name, n, "has a bracket or brace that is never closed, or a backslash at its end")
		text = ""
	case strings.HasPrefix(text, "/") || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../"):
		d.badValue(name, n, "must be a path from the project's root, as `content/2019/**`")
		text = ""
	}
	return text
}
