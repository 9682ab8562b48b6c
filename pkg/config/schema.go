package config

import (
	"encoding/json"
	"maps"
)

// Schema returns the JSON Schema (draft 2020-12) of rcagen.yaml, for editors.
func Schema() []byte {
	s := object(keys)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "rcagen.yaml"
	s["description"] = "Configuration of an rcagen project."
	s["type"] = []string{"object", "null"} // an empty file is fine
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // the table holds nothing but text and numbers
	}
	return append(out, '\n')
}

// object returns the schema of a map with fixed keys.
func object(keys []key) schema {
	properties := schema{}
	for _, k := range keys {
		var s schema
		switch {
		case k.read != nil:
			s = k.read.schema
		case k.keys != nil:
			s = object(k.keys)
		default:
			s = k.kind.schema
		}
		properties[k.name] = described(orNull(s), k.doc)
	}
	return schema{"type": "object", "additionalProperties": false, "properties": properties}
}

// orNull also allows nothing after the colon, which is the same as no key.
func orNull(s schema) schema {
	return schema{"anyOf": []schema{s, {"type": "null"}}}
}

func described(s schema, doc string) schema {
	s = maps.Clone(s)
	s["description"] = doc
	return s
}
