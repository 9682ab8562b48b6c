package importer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/diag"
)

// shown writes a value in one line; ? stands for what is computed.
func shown(s *script, l *literal) string {
	if l = s.resolve(l); l == nil {
		return "nothing"
	}
	switch l.kind {
	case computed:
		return "?"
	case null:
		return "null"
	case boolean, number:
		return l.text
	case text:
		return fmt.Sprintf("%q", l.text)
	case list:
		var parts []string
		for _, item := range l.items {
			parts = append(parts, shown(s, item))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	var parts []string
	for _, m := range l.members {
		parts = append(parts, m.key+": "+shown(s, m.value))
	}
	if l.spread != nil {
		parts = append(parts, "...")
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func scriptOf(name, source string) *script {
	return readScript(&diag.File{Path: name, Bytes: []byte(source)})
}

func TestLiteral(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{`module.exports = {a: 'x', "b-c": 1, 3: -2.5, d: true, e: null, f: undefined}`, `{a: "x" b-c: 1 3: -2.5 d: true e: null f: null}`},
		{"export default {a: `x\ny`, b: `x${y}`, c: 'x' + 'y', d: f('x'), e: process.env.E, f: [1, , ...rest, 2]}", `{a: "x\ny" b: ? c: ? d: ? e: ? f: [1 ? 2]}`},
		{"const a = {b: 1}\nmodule.exports = a", `{b: 1}`},
		{"const name = 'x';\nconst config = {name, other, get: 1, async: name};\nexport default config;", `{name: "x" other: ? get: 1 async: "x"}`},
		{"import type {Config} from 'x';\nconst config: Config = {a: ['b', 'c'] as const, d: <any>{}, e: 1} satisfies Config;\nexport default config;", `{a: ["b" "c"] d: ? e: 1}`},
		{"const config: Record<string, Array<{a: 1}>> = {a: 'x' as Record<string, number>, b: 2};\nexport = config", `{a: "x" b: 2}`},
		{"export default {\n  async f({a, ...b}) { return {c: [1]}; },\n  get g() { return 1 },\n  *h() {},\n  i: (a, b) => ({c: 1}),\n  j: async () => {},\n  k: function () { return `${`}`}` },\n  l: 1,\n} satisfies Config", `{f: ? g: ? h: ? i: ? j: ? k: ? l: 1}`},
		{`module.exports = {...base, [key]: 1, a: ('x'), b: require.resolve('./y.js'), c: require('./z')}`, `{a: "x" b: "./y.js" c: ? ...}`},
		{"const r = /[/'\"]{/g, half = 4 / 2; if (r) { half() }\nmodule.exports = {a: 1 / 2, b: /}/.test(x), c: 3}", `{a: ? b: ? c: 3}`},
		{"export default async function config() { return {a: 1} }", `?`},
		{"module.exports = defineConfig({a: 1})", `?`},
		{"/** @type {import('x').Config} */\nmodule.exports = { // module.exports = 1\n  a: 'it\\'s \\u00e9\\x21\\u{1F600}\\ud83d\\ude00\\q\\\n', /* , b: 2 */ };", `{a: "it's é!😀😀q"}`},
		{"module.exports = {a: 1, a: 2}", `{a: 1 a: 2}`},
		{"const a = b, b = a; module.exports = {a}", `{a: ?}`},
		{"export const other = {a: 1};\nlet config = {b: other};\nexport default config", `{b: {a: 1}}`},
		{"'use strict'\nfunction f() { module.exports = 1 }\nmodule.exports = {a: 1}\nf()", `{a: 1}`},
		{"module.exports = {a: {b: [}, c: 1", `{a: {b: []} c: 1}`},
		{"", "nothing"},
		{"\ufeffmodule.exports = 'x'", `"x"`},
	} {
		s := scriptOf("x.ts", c.source)
		if diff := cmp.Diff(c.want, shown(s, s.exported)); diff != "" {
			t.Errorf("%s\n-want +got:\n%s", c.source, diff)
		}
	}
}

// TestLiteralDeep nests values deeper than they are read. What is too deep is
// computed, and what stands behind it is read.
func TestLiteralDeep(t *testing.T) {
	deep := strings.Repeat("[", 200000) + strings.Repeat("]", 200000)
	s := scriptOf("x.js", "module.exports = {a: "+deep+", b: 1}")
	if b := s.exported.get("b"); b == nil || b.value.text != "1" || len(s.found) > 0 {
		t.Errorf("%+v, %+v", b, s.found)
	}
	for _, open := range []string{"[", "{a:", "(", "{...", "`${", "require.resolve("} {
		scriptOf("x.js", "module.exports = "+strings.Repeat(open, 100000))
	}
}

// TestLiteralBroken reads what stands above a place where no token is.
func TestLiteralBroken(t *testing.T) {
	source := "const a = {b: 1}\nmodule.exports = a\nconst c = 'never closed\n"
	s := scriptOf("x.js", source)
	if got := shown(s, s.exported); got != "{b: 1}" || len(s.found) != 1 {
		t.Fatalf("%s, %+v", got, s.found)
	}
	if at := s.found[0].Span.Start; !strings.HasPrefix(source[at:], "'never") {
		t.Errorf("the place is %q", source[at:])
	}
	large := scriptOf("x.js", strings.Repeat(" ", largestScript+1))
	if len(large.found) != 1 || large.exported != nil {
		t.Errorf("%+v", large.found)
	}
}

// places holds the spans of values against the source: they lie in it, and
// within those that hold them.
func places(t *testing.T, l *literal, in diag.Span) {
	if l == nil {
		return
	}
	if l.span.Start < in.Start || l.span.End > in.End || l.span.Len() < 0 {
		t.Errorf("a value at %v lies in one at %v", l.span, in)
	}
	for _, item := range l.items {
		places(t, item, l.span)
	}
	for _, m := range l.members {
		if m.span.Start < l.span.Start || m.span.End > l.span.End {
			t.Errorf("the key %q at %v lies in %v", m.key, m.span, l.span)
		}
		places(t, m.value, l.span)
	}
}

// fromJSON writes a value of JSON as shown does.
func fromJSON(d *json.Decoder) string {
	token, err := d.Token()
	if err != nil {
		return ""
	}
	switch v := token.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%q", v)
	case json.Delim:
		var parts []string
		for d.More() {
			key := ""
			if v == '{' {
				k, _ := d.Token()
				key = fmt.Sprint(k) + ": "
			}
			parts = append(parts, key+fromJSON(d))
		}
		end, _ := d.Token()
		return v.String() + strings.Join(parts, " ") + fmt.Sprint(end)
	}
	return fmt.Sprint(token)
}

// FuzzLiteral reads anything. JSON is JavaScript, so what it holds must be what
// a reader of JSON finds; every value has its place.
func FuzzLiteral(f *testing.F) {
	for _, seed := range []string{
		`{"a": [1, -2.5e3, "x\n\u00e9", {"b": null}], "c": true}`, "module.exports = {a, b: `x${1}`, ...c, [d]: 1}",
		"const a: B<C, D> = {x: 1} as const; export default a satisfies E", "export default {f() {}, g: (a) => a, h: /}/}", "`${`", "[[[{(", "a = /", "\x00", "/*",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		for _, name := range []string{"x.ts", "x.json"} {
			s := scriptOf(name, source)
			all := diag.Span{End: len(source)}
			places(t, s.exported, all)
			for _, l := range s.declared {
				places(t, l, all)
			}
			for _, d := range s.found {
				if d.Span.Start < 0 || d.Span.End > len(source) {
					t.Errorf("the finding %q is at %v of %d", d.Message, d.Span, len(source))
				}
			}
		}
		// JSON allows a string what a line of JavaScript does not, and the other way round.
		if !json.Valid([]byte(source)) || slices.ContainsFunc([]rune(source), func(r rune) bool { return r == '\uFFFD' || r == '\u2028' || r == '\u2029' || r == '\ufeff' }) ||
			strings.Contains(strings.ToLower(source), `\ud`) || strings.Count(source, "[")+strings.Count(source, "{") >= deepest {
			return
		}
		d := json.NewDecoder(strings.NewReader(source))
		d.UseNumber()
		s := scriptOf("x.json", source)
		if diff := cmp.Diff(fromJSON(d), shown(s, s.exported)); diff != "" {
			t.Errorf("%s\n-json +literal:\n%s", source, diff)
		}
	})
}
