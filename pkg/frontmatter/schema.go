package frontmatter

import (
	"encoding/json"
)

// schema is a part of a JSON Schema.
type schema = map[string]any

// Schema returns the JSON Schema (draft 2020-12) of front matter, for editors.
func Schema() []byte {
	properties := schema{}
	var required []string
	for i := range Keys {
		key := &Keys[i]
		s := key.schema()
		s["description"] = key.Doc
		properties[key.Name] = s
		if key.Required {
			required = append(required, key.Name)
		}
	}
	out, err := json.MarshalIndent(schema{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "Front matter of an RCA",
		"description":          "The keys between two lines of --- at the head of a document.",
		"type":                 "object",
		"additionalProperties": false,
		"required":             required,
		"properties":           properties,
	}, "", "  ")
	if err != nil {
		panic(err) // the table holds nothing but text
	}
	return append(out, '\n')
}

// schema returns the schema of the key's values.
func (k *Key) schema() schema {
	// Unquoted, a text such as 2023 is a number to the editor.
	text := func(pattern string) schema {
		return schema{"type": []string{"string", "number", "boolean"}, "pattern": pattern}
	}
	const (
		notBlank = `\S`
		date     = `^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2}))?\s*$`
		number   = `^\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$`
		boolean  = `^\s*([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])\s*$`
		tag      = `^\s*[A-Za-z]{2,3}(-[0-9A-Za-z]{1,8})*\s*$`
		level    = `^\s*[2-6]\s*$`
	)
	labelled := func(name string) schema {
		return schema{"type": "object", "required": []string{name}, "properties": schema{name: text(notBlank)}}
	}
	list := schema{"type": "array", "items": text(notBlank)}
	var either []schema
	switch k.Type {
	case Any:
		return schema{}
	case Settings:
		either = []schema{{"type": "object", "additionalProperties": false, "properties": schema{
			disableKey: schema{"anyOf": []schema{list, {"type": "null"}},
				"description": "Rules whose findings do not count in this document, for instance `section/missing` or `link/*`."},
		}}}
	case Text:
		either = []schema{text(notBlank)}
	case TextOrNull:
		either = []schema{text(``), {"type": "null"}}
	case Parts:
		parts := schema{}
		for _, part := range k.field(new(Meta)).(interface{ parts() []part }).parts() {
			value := text(``)
			value["description"] = part.doc
			parts[part.name] = value
		}
		either = []schema{text(notBlank), {"type": "object", "additionalProperties": false, "properties": parts}}
	case Number:
		either = []schema{{"type": "number"}, {"type": "string", "pattern": number}}
	case Boolean:
		either = []schema{{"type": "boolean"}, {"type": "string", "pattern": boolean}}
	case LanguageTag:
		either = []schema{{"type": "string", "pattern": tag}}
	case Date:
		either = []schema{{"type": "string", "pattern": date}}
	case HeadingLevel:
		either = []schema{{"type": "integer", "minimum": 2, "maximum": 6}, {"type": "string", "pattern": level}}
	case Texts:
		either = []schema{text(notBlank), list}
		if k.Name == "authors" {
			list["items"] = schema{"anyOf": []schema{text(notBlank), labelled("name")}}
		}
	case TextList:
		either = []schema{list}
	case Tags:
		list["items"] = schema{"anyOf": []schema{text(notBlank), labelled("label")}}
		either = []schema{list}
	}
	if k.Blank {
		either = append(either, schema{"type": "null"}, schema{"type": "string", "pattern": `^\s*$`})
	}
	if len(either) == 1 {
		return either[0]
	}
	return schema{"anyOf": either}
}
