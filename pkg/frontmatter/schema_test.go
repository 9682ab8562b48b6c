package frontmatter

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

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
		if number.MatchString(n.Text) {
			if f, err := strconv.ParseFloat(n.Text, 64); err == nil {
				return f
			}
		}
	}
	return n.Text
}

var number = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// TestSchemaAgrees holds the schema against the decoder: what one refuses, so
// does the other.
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
		"", "description: \"\"", "description:", "tags: []", "tags:", "tags: [a, 1, {label: b}]", "tags: a", "tags: [[a]]", "tags: [\"\"]", "tags: [{x: 1}]",
		"unknown: 1", "titel: x", "slug: \"\"", "slug:", "slug: 12", "slug: true", "slug: [a]", "slug: {a: b}",
		"sidebar_position: 3", "sidebar_position: -1.5", "sidebar_position: \"3\"", "sidebar_position: 1e2", "sidebar_position: x", "sidebar_position:", "sidebar_position: [1]",
		"draft: true", "draft: yes", "draft: \"off\"", "draft: 1", "draft: maybe", "draft:", "hide_title: No", "hide_title:",
		"started: 2021-06-30", "started: 2021-06-30T09:10:00Z", "started: 30-06-2021", "started: 2021", "started:", "started: \"\"",
		"lang: pt", "lang: pt-BR", "lang: zh-Hant-TW", "lang: \"\"", "lang:", "lang: pt_BR", "lang: português", "lang: [pt]", "lang: english",
		"services: a", "services: [a, b]", "services:", "services: {a: b}", "services: [\"\"]", "services: [{name: a}]",
		"authors: [a, {name: b}]", "authors: [{label: b}]", "authors: {name: b}",
		"keywords: [a]", "keywords: a", "toc_min_heading_level: 2", "toc_min_heading_level: \"6\"", "toc_min_heading_level: 7", "toc_min_heading_level: 2.5",
		"pagination_next:", "pagination_next: x", "pagination_next: \"\"", "pagination_next: [x]", "custom_edit_url: null",
		"sidebar_custom_props: {a: [b]}", "mdx: 1", "status: [a]", "status:", "id: y",
		"rcagen:", "rcagen: {disable: [link/broken, 'time/*']}", "rcagen: {disable: }", "rcagen: {disable: []}", "rcagen: {}",
		"rcagen: link/broken", "rcagen: [link/broken]", "rcagen: {disable: link/broken}", "rcagen: {disable: [[a]]}", "rcagen: {disabel: [a]}",
	}
	// Findings about style: the value is used all the same.
	style := map[string]bool{"front-matter/yaml-surprise": true, "front-matter/too-long": true, "front-matter/value-cut": true}
	good, bad := 0, 0
	for _, sample := range samples {
		required := keys
		if sample == "id: y" {
			required = "title: T\nsidebar_label: L\n"
		}
		b, _, ds, f := read("---\n" + required + sample + "\n---\n")
		if b.Root == nil {
			t.Fatalf("%q: %v", sample, showAll(f, ds))
		}
		refused := false
		for _, d := range ds {
			refused = refused || !style[d.Rule]
		}
		err := resolved.Validate(inEditor(b.Root))
		if refused != (err != nil) {
			t.Errorf("%q: decoding says %v, the schema says %v", sample, showAll(f, ds), err)
		}
		if refused {
			bad++
		} else {
			good++
		}
	}
	if good < 10 || bad < 10 {
		t.Errorf("%d good and %d bad samples: too few to mean anything", good, bad)
	}
	if err := resolved.Validate(map[string]any{"id": "x"}); err == nil {
		t.Error("the schema accepts a block without title")
	}
	if !bytes.Equal(Schema(), Schema()) {
		t.Error("the schema differs from call to call")
	}
}
