package site

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rcagen/rcagen/pkg/diag"
)

func TestParseCategory(t *testing.T) {
	two, half := 2.0, -0.5
	for _, c := range []struct {
		name, text string
		want       CategoryFile
		findings   string
	}{
		{name: "empty"},
		{name: "comment", text: "# nothing\n"},
		{
			name: "Docusaurus' own scaffold", text: "{\n  \"label\": \"Tutorial - Basics\",\n  \"position\": 2,\n  \"link\": {\n    \"type\": \"generated-index\",\n    \"description\": \"5 minutes\"\n  }\n}\n",
			want: CategoryFile{Label: "Tutorial - Basics", Position: &two, Link: CategoryLink{Kind: LinkGenerated, Description: "5 minutes"}},
		},
		{
			name: "tabs", text: "{\n\t\"label\": \"A\",\n\t\"link\": {\n\t\t\"type\": \"doc\",\n\t\t\"id\": \"x\"\n\t}\n}",
			want: CategoryFile{Label: "A", Link: CategoryLink{Kind: LinkDocument, ID: "x"}},
		},
		{
			name: "JSON escapes", text: `{"label": "caf\u00e9 \/ \"bar\""}`,
			want: CategoryFile{Label: "café / \"bar\""},
		},
		{
			name: "YAML with everything", text: "label: 2023\ndescription: x\nposition: '-0.5'\nkey: k\ncollapsed: no\ncollapsible: true\nclassName: c\ncustomProps: {a: b}\nlink:\n  type: generated-index\n  slug: /all\n  title: All\n  image: x.png\n  keywords: [a]\n",
			want: CategoryFile{Label: "2023", Description: "x", Position: &half, Link: CategoryLink{Kind: LinkGenerated, Slug: "/all", Title: "All"}},
		},
		{name: "no link", text: "link: null\n", want: CategoryFile{Link: CategoryLink{Kind: LinkNone}}},
		{
			name: "unknown keys", text: "lable: A\nlink:\n  type: generated-index\n  slgu: x\nnonsense: 1\n",
			want: CategoryFile{Link: CategoryLink{Kind: LinkGenerated}},
			findings: "content/a/_category_.yml:0-5: unknown key `lable` [category/unknown-key]\n  help: did you mean `label`?\n" +
				"content/a/_category_.yml:49-57: unknown key `nonsense` [category/unknown-key]\n" +
				"content/a/_category_.yml:41-45: unknown key `link.slgu` [category/unknown-key]\n  help: did you mean `slug`?\n",
		},
		{
			name: "wrong types", text: "label: [a]\nposition: first\nlink: yes\n",
			findings: "content/a/_category_.yml:7-10: `label` must be text, but is a list [category/wrong-type]\n" +
				"content/a/_category_.yml:21-26: `position` must be a number, but is `first` [category/wrong-type]\n" +
				"content/a/_category_.yml:33-36: `link` must be null or a map with `type`, but is `yes` [category/wrong-type]\n",
		},
		{name: "infinite", text: "position: inf", findings: "content/a/_category_.yml:10-13: `position` must be a number, but is `inf` [category/wrong-type]\n"},
		{name: "null label", text: "label:", findings: "content/a/_category_.yml:6-6: `label` must be text, but is empty [category/wrong-type]\n"},
		{name: "a list", text: "- a\n", findings: "content/a/_category_.yml:0-3: the category file must be a map of keys, but is a list [category/wrong-type]\n"},
		{name: "link without type", text: "link: {id: x}", want: CategoryFile{Link: CategoryLink{ID: "x"}},
			findings: "content/a/_category_.yml:0-4: `link` has no `type`; expected `doc` or `generated-index` [category/wrong-type]\n"},
		{name: "doc without id", text: "link: {type: doc}",
			findings: "content/a/_category_.yml:0-4: `link` of type `doc` has no `id` [category/wrong-type]\n"},
		{name: "other type", text: "link: {type: docs}",
			findings: "content/a/_category_.yml:13-17: `link.type` must be `doc` or `generated-index`, but is `docs` [category/wrong-type]\n  help: did you mean `doc`?\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found := ParseCategory(&diag.File{Path: "content/a/_category_.yml", Bytes: []byte(c.text)})
			c.want.File = "content/a/_category_.yml"
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(CategoryFile{}, "Keys")); diff != "" {
				t.Errorf("category (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.findings, findings(found)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}
