package config

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// inEditor turns a node into what an editor's YAML 1.2 makes of it.
func inEditor(n *yaml.Node) any {
	switch n.Kind {
	case yaml.Map:
		m := map[string]any{}
		for _, e := range n.Entries {
			m[e.Key] = inEditor(e.Value)
		}
		return m
	case yaml.List:
		l := []any{}
		for _, item := range n.Items {
			l = append(l, inEditor(item))
		}
		return l
	case yaml.Null:
		return nil
	}
	if !n.Quoted {
		switch n.Text {
		case "true", "True", "TRUE":
			return true
		case "false", "False", "FALSE":
			return false
		}
		if plainNumber.MatchString(n.Text) {
			if f, err := strconv.ParseFloat(n.Text, 64); err == nil {
				return f
			}
		}
	}
	return n.Text
}

var plainNumber = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// TestSchemaAgrees holds the schema against Load: what one refuses, so does
// the other, as far as a schema can say it.
func TestSchemaAgrees(t *testing.T) {
	var s jsonschema.Schema
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	samples := []string{
		"", "title: x", "title: 2023", "title: true", "title: ''", "title:", "title: [x]", "titel: x", "description: ''", "description: {a: b}",
		"url: https://example.com/a", "url: ''", "url: example.com", "url: ftp://example.com", "url: https://", "url: https://a/?b", "url: https://a/#b", "url: https://u:p@a/",
		"content: docs", "content: ''", "content: .", "content: 2023", "content: /docs", "content: ../docs", "content: a/..", "content: a\\b", "content: C:/x", "content: ~/x",
		"output: site", "output: ''", "output: .", "output: ./", "output: /", "templates: ''", "templates: a..b",
		"language: pt", "language: pt-BR", "language: ''", "language: it", "language: klingon", "language: pt_BR", "language: [pt]", "language:",
		"timezone: UTC", "timezone: Europe/Berlin", "timezone: ''", "timezone: [UTC]",
		"date_order: dmy", "date_order: mdy", "date_order: ymd", "date_order:",
		"title_pattern: ''", "title_pattern: '{date}'", "title_pattern: [a]",
		"sections:", "sections: []", "sections: [{name: a}]", "sections: [{name: a, required: false, synonyms: [b, 2023]}]", "sections: [{name: ''}]", "sections: [{}]",
		"sections: [a]", "sections: {name: a}", "sections: [{name: a, required: maybe}]", "sections: [{name: a, required: 'true'}]", "sections: [{name: a, synonyms: b}]", "sections: [{name: a, synonyms: ['']}]", "sections: [{name: a, synonym: [b]}]", "sections: [{name: a, required: , synonyms: }]", "sections: [{name: }]",
		"sidebar: {group: year, order: label}", "sidebar: {group: month}", "sidebar: year", "sidebar: {gruop: year}", "sidebar: {group: }",
		"overrides: [{files: 'a/**', checks: {a/b: off}}]", "overrides: []", "overrides: {files: a}", "overrides: [a]", "overrides: [{files: a}]", "overrides:",
		"overrides: [{checks: {a/b: off}}]", "overrides: [{files: '', checks: {}}]", "overrides: [{files: a, checks: {a/b: loud}}]", "overrides: [{files: a, checks: {}, x: 1}]",
		"checks: {a/b: off, 'c/*': error}", "checks: {a/b: on}", "checks: {a/b: }", "checks: [a/b]", "checks: off", "checks: {a/b: [off]}",
		"public_names: [acme.com, a@acme.com, 10.0.0.0/8, 'fd00::1']", "public_names: acme.com", "public_names: ['https://acme.com']", "public_names: ['*.acme.com']", "public_names: ['']", "public_names: [[a]]", "public_names:", "public_names: []",
		"edit_url: https://example.com/", "edit_url: x",
		"editor_url: 'idea://open?file=/{path}'", "editor_url: ''", "editor_url: vscode://file/", "editor_url: 'JavaScript:{path}'", "editor_url: '{path}'",
		"limits: {file_size: 1MiB}", "limits: {file_size: 64 KiB}", "limits: {file_size: 1.5MiB}", "limits: {file_size: 1048576}", "limits: {file_size: '10'}", "limits: {file_size: 0}", "limits: {file_size: -1}", "limits: {file_size: 1MB}", "limits: {file_size: big}", "limits: {file_size: [1]}",
		"limits: {nesting: 64}", "limits: {nesting: 0}", "limits: {nesting: 1001}", "limits: {nesting: 1.5}", "limits: {nesting: x}",
		"limits: {code_time: 300ms}", "limits: {code_time: 1m30s}", "limits: {code_time: 1.5s}", "limits: {code_time: 300}", "limits: {code_time: -1s}", "limits: {code_time: fast}", "limits: {fuel: 1}", "limits: 5",
	}
	good, bad := 0, 0
	for _, sample := range samples {
		f := &diag.File{Bytes: []byte(sample)}
		root, problems := yaml.Parse(f, diag.Span{End: len(sample)}, family)
		if len(problems) > 0 {
			t.Fatalf("%q: %v", sample, show(sample, problems))
		}
		_, ds := Load("rcagen.yaml", []byte(sample))
		err := resolved.Validate(inEditor(root))
		if (len(ds) > 0) != (err != nil) {
			t.Errorf("%q: Load says %v, the schema says %v", sample, show(sample, ds), err)
		}
		if err != nil {
			bad++
		} else {
			good++
		}
	}
	if good < 20 || bad < 20 {
		t.Errorf("%d good and %d bad samples: too few to mean anything", good, bad)
	}
	if !bytes.Equal(Schema(), Schema()) {
		t.Error("the schema differs from call to call")
	}
}

// TestEveryKeyIsRead keeps the table and Config together.
func TestEveryKeyIsRead(t *testing.T) {
	c := Default()
	fields := map[any]string{}
	var walk func([]key)
	walk = func(keys []key) {
		for _, k := range keys {
			if k.doc == "" {
				t.Errorf("%s: no documentation", k.name)
			}
			switch {
			case k.keys != nil:
				walk(k.keys)
			case k.read == nil:
				field := k.field(c)
				if first, taken := fields[field]; taken {
					t.Errorf("%s and %s go to the same field", first, k.name)
				}
				fields[field] = k.name
			}
		}
	}
	walk(keys)
	if len(fields) < 20 {
		t.Errorf("only %d fields", len(fields))
	}
}
