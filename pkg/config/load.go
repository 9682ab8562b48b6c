package config

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/yaml"
)

const family = "config"

// Load reads the configuration from the bytes of a file; path is for the
// diagnostics. The configuration is complete whatever the file says: what
// cannot be used has its default.
func Load(path string, src []byte) (*Config, []diag.Diagnostic) {
	f := &diag.File{Path: path, Bytes: src}
	d := &decoder{file: f, config: Default(), spans: map[string]diag.Span{}}
	d.config.checkSpans, d.config.stated = map[string]diag.Span{}, map[string]bool{}
	root, problems := yaml.Parse(f, diag.Span{End: len(src)}, family)
	d.found = problems
	switch {
	case root == nil || root.Kind == yaml.Null || root.Kind == yaml.Invalid:
	case root.Kind != yaml.Map:
		d.report("wrong-type", root.Span, fmt.Sprintf("the configuration must be `key: value` lines, but is %s", root.Kind))
	default:
		d.object(root, keys, "")
		d.folders()
		d.name()
	}
	return d.config, d.found
}

// name gives a site that does not say otherwise its name and description in its
// own language.
func (d *decoder) name() {
	lang, ok := locale.Find(d.config.Language)
	if !ok {
		return
	}
	if _, stated := d.spans["title"]; !stated {
		d.config.Title = lang.Text("site.title")
	}
	if _, stated := d.spans["description"]; !stated {
		d.config.Description = lang.Text("site.description")
	}
}

type decoder struct {
	file   *diag.File
	config *Config
	spans  map[string]diag.Span // of the values that were taken over, by the path of their key
	found  []diag.Diagnostic
}

func (d *decoder) report(rule string, span diag.Span, message string, help ...string) *diag.Diagnostic {
	if i := bytes.IndexAny(d.file.Bytes[span.Start:span.End], "\r\n"); i >= 0 {
		span.End = span.Start + i // the first line says enough
	}
	d.found = append(d.found, diag.Diagnostic{
		Rule: family + "/" + rule, Path: d.file.Path, Span: span, Message: message, Help: help,
	})
	return &d.found[len(d.found)-1]
}

// object reads the keys of a map; prefix is the path of the map with a dot.
func (d *decoder) object(n *yaml.Node, known []key, prefix string) {
	for _, e := range n.Entries {
		i := slices.IndexFunc(known, func(k key) bool { return k.name == e.Key })
		if i < 0 {
			names := make([]string, len(known))
			for j, k := range known {
				names[j] = k.name
			}
			d.unknownKey(e, prefix, names)
			continue
		}
		if e.Value.Kind == yaml.Null || e.Value.Kind == yaml.Invalid {
			continue
		}
		switch k := known[i]; {
		case k.read != nil:
			k.read.read(d, k.name, e.Value)
			d.config.stated[prefix+k.name] = true
		case k.keys == nil:
			d.value(k, prefix, e.Value)
		case e.Value.Kind != yaml.Map:
			d.wrongType(prefix+k.name, e.Value, "`key: value` lines")
		default:
			d.object(e.Value, k.keys, prefix+k.name+".")
			d.config.stated[prefix+k.name] = true
		}
	}
}

func (d *decoder) unknownKey(e yaml.Entry, prefix string, names []string) {
	help := "expected one of " + strings.Join(names, ", ")
	if near := diag.Closest(e.Key, names); near != "" && len(e.Key) < 100 {
		help = fmt.Sprintf("did you mean `%s`?", near)
	}
	d.report("unknown-key", e.KeySpan, fmt.Sprintf("unknown key `%s%s`", prefix, diag.Excerpt(e.Key)), help)
}

func (d *decoder) wrongType(name string, n *yaml.Node, want string) {
	d.report("wrong-type", n.Span, fmt.Sprintf("`%s` must be %s, but is %s", name, want, n.Kind))
}

// value reads a value that is one text.
func (d *decoder) value(k key, prefix string, n *yaml.Node) {
	name := prefix + k.name
	if n.Kind != yaml.Scalar {
		d.wrongType(name, n, "text")
		return
	}
	value, problem := k.kind.read(n.Text)
	if problem != "" {
		d.badValue(name, n, problem)
		return
	}
	assign(k.field(d.config), value)
	d.spans[name], d.config.stated[name] = n.Span, true
}

// badValue reports a problem that reads "must be …" or "has …".
func (d *decoder) badValue(name string, n *yaml.Node, problem string) {
	problem, help, _ := strings.Cut(problem, "; ")
	if strings.HasPrefix(problem, "must be ") {
		problem += fmt.Sprintf(", but is `%s`", diag.Excerpt(n.Text))
	}
	found := d.report("bad-value", n.Span, fmt.Sprintf("`%s` %s", name, problem))
	if help != "" {
		found.Help = []string{help}
	}
}

// folders reports folders that lie in one another where the one would be read
// as, or overwritten by, the other.
func (d *decoder) folders() {
	c := d.config
	content := c.Content
	if content == "" {
		content = "content"
	}
	span, given := d.spans["output"]
	if !given {
		span = d.spans["content"]
	}
	switch {
	case content != "." && within(c.Output, content):
		d.report("bad-value", span, fmt.Sprintf("`output` lies in the content folder `%s`", content), "write the site to a folder beside it")
	case within(content, c.Output):
		d.report("bad-value", span, fmt.Sprintf("`content` lies in the output folder `%s`", c.Output), "write the site to a folder beside it")
	}
	if c.Templates != "" && within(c.Templates, c.Output) {
		d.report("bad-value", d.spans["templates"], fmt.Sprintf("`templates` lies in the output folder `%s`", c.Output),
			"keep the templates in a folder beside it")
	}
}

// within tells whether a path is a folder or below it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}
