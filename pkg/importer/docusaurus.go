package importer

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// A project of Docusaurus', as https://docusaurus.io/docs/api/docusaurus-config
// and https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-docs
// have it. What its configuration says is code; what stands there word for word
// is read, and everything else reported. Nothing is run.

// docusaurusConfigs are the names of the configuration, in the order in which
// Docusaurus looks for them.
var docusaurusConfigs = []string{"docusaurus.config.ts", "docusaurus.config.mts", "docusaurus.config.cts", "docusaurus.config.js", "docusaurus.config.mjs", "docusaurus.config.cjs"}

// settingsName is the file with a project's configuration.
const settingsName = "rcagen.yaml"

// lookHelp is for where options of the documents may be that are not read.
const lookHelp = "look at the settings in " + settingsName + ", and whether all documents are there"

// docusaurus is a project of Docusaurus'.
type docusaurus struct {
	files    fs.FS // of the whole project
	name     string
	docs     docsOptions
	settings []setting // for the configuration of rcagen, in its order
	lacking  bool      // a report that was published lacks a section
	base     string    // path in front of the route: "/proj/"; "/" for none

	sidebars   *module              // nil where the sidebar follows the folders
	places     map[string]*docPlace // by path below the folder of documents: what an explicit sidebar says
	categories []Asset              // that an explicit sidebar says
	copied     []string             // files that go where they are: partials, category files, static files; from the project's root

	read  []*diag.File // that found points into
	found []diag.Diagnostic
}

// docsOptions are the options of the plugin for documents.
type docsOptions struct {
	path     string // from the project's root
	route    string // behind the site's address
	anyRoute bool   // the route is computed
	all      *literal
}

// setting is a key of rcagen.yaml with its value.
type setting struct{ key, value string }

// openDocusaurus reads the project that a folder holds; nil for none.
func openDocusaurus(files fs.FS, name string) (*docusaurus, error) {
	at := slices.IndexFunc(docusaurusConfigs, func(config string) bool {
		info, err := fs.Stat(files, config)
		return err == nil && info.Mode().IsRegular()
	})
	if at < 0 {
		return nil, nil
	}
	d := &docusaurus{files: files, name: name, docs: docsOptions{path: "docs", route: "docs"}, places: map[string]*docPlace{}}
	c, err := d.script(docusaurusConfigs[at])
	if err != nil {
		return nil, err
	}
	err = d.config(c)
	d.notImported()
	return d, err
}

// module is a script of the project, with the file that findings point into.
type module struct {
	*script
	d    *docusaurus
	file *diag.File
}

// script reads a script of the project.
func (d *docusaurus) script(name string) (*module, error) {
	text, err := (&Folder{files: d.files}).read(name, largestScript)
	if err != nil {
		return nil, err
	}
	f := &diag.File{Path: path.Join(d.name, name), Bytes: text}
	d.read = append(d.read, f)
	m := &module{readScript(f), d, f}
	d.found = append(d.found, m.found...)
	return m, nil
}

// report adds a finding of the family import.
func (m *module) report(rule string, s diag.Span, message string, help ...string) {
	m.d.found = append(m.d.found, diag.Diagnostic{Rule: "import/" + rule, Path: m.file.Path, Span: s, Message: message, Help: help})
}

// notRead reports a value that only running the script would tell.
func (m *module) notRead(s diag.Span, what, help string) {
	m.report("bad-value", s, what+" is computed, and is not read", help)
}

// text returns the text that a key of an object has; "" where it has none. It
// is false when the text cannot be told, which is reported.
func (m *module) text(of *literal, key, help string) (value string, ok bool) {
	at := of.get(key)
	if at == nil {
		return "", true
	}
	switch l := m.resolve(at.value); l.kind {
	case text:
		return l.text, true
	case null:
		return "", true
	case computed:
		m.notRead(at.value.span, "`"+key+"`", help)
	default:
		m.report("bad-value", at.value.span, "`"+key+"` is no text, and is not read", help)
	}
	return "", false
}

// isFalse reports whether a key of an object is false.
func (m *module) isFalse(of *literal, key string) bool {
	at := of.get(key)
	if at == nil {
		return false
	}
	l := m.resolve(at.value)
	return l.kind == boolean && l.text == "false"
}

// spread reports what an object takes over from elsewhere.
func (m *module) spread(of *literal, help string) {
	if of != nil && of.spread != nil {
		m.notRead(*of.spread, "`"+diag.Excerpt(string(m.file.Bytes[of.spread.Start:of.spread.End]))+"`", help)
	}
}

// config reads the configuration.
func (d *docusaurus) config(m *module) error {
	root := m.resolve(m.exported)
	if root == nil || root.kind != object {
		span := diag.Span{}
		if root != nil {
			span = root.span
		}
		m.notRead(span, "the configuration", "write `title`, `url` and `edit_url` into "+settingsName)
		root = &literal{kind: object}
	}
	m.spread(root, "write what it sets of `title`, `tagline`, `url` and `baseUrl` into "+settingsName)
	if err := d.options(m, root); err != nil {
		return err
	}
	d.set(m, root)
	return nil
}

// set makes settings for rcagen of the configuration.
func (d *docusaurus) set(m *module, root *literal) {
	const write = "write `%s` into " + settingsName
	for _, s := range []struct{ key, of string }{{"title", "title"}, {"description", "tagline"}} {
		value, _ := m.text(root, s.of, fmt.Sprintf(write, s.key))
		if value = inOneLine(value); value != "" {
			d.settings = append(d.settings, setting{s.key, value})
		}
	}
	help := fmt.Sprintf("write `url` into %s: the address of the site with `/%s` behind it", settingsName, strings.Trim(d.docs.route, "/"))
	host, hostKnown := m.text(root, "url", help)
	base, baseKnown := m.text(root, "baseUrl", help)
	if baseKnown {
		d.base = strings.TrimSuffix(path.Join("/", base), "/") + "/"
	}
	if host != "" && hostKnown && baseKnown && !d.docs.anyRoute {
		d.address("url", m, root.get("url").value.span, strings.TrimRight(host, "/")+strings.TrimSuffix(path.Join("/", base, d.docs.route), "/")+"/")
	}
	d.language(m, m.resolve(root.get("i18n").orNil()))
	// Both put it in front of a document's path from the project's root.
	if edit, _ := m.text(d.docs.all, "editUrl", "write `edit_url` into "+settingsName+": the start of the address at which a document is edited"); edit != "" {
		d.address("edit_url", m, d.docs.all.get("editUrl").value.span, edit)
	}
	if m.isFalse(root, "trailingSlash") {
		m.report("skipped", root.get("trailingSlash").value.span, "addresses end with a slash here: `trailingSlash: false` is not taken over",
			"let the server lead from an address without the slash to the one with it; most do so on their own")
	}
}

// orNil returns the value of a member that may not be there.
func (m *member) orNil() *literal {
	if m == nil {
		return nil
	}
	return m.value
}

// address adds a setting whose value must be an address.
func (d *docusaurus) address(key string, m *module, s diag.Span, value string) {
	if u, err := url.Parse(value); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.ContainsAny(value, "?# ") || value != inOneLine(value) {
		m.report("bad-value", s, fmt.Sprintf("`%s` is no address that rcagen takes as `%s`", diag.Excerpt(value), key), fmt.Sprintf("write `%s` into %s", key, settingsName))
		return
	}
	d.settings = append(d.settings, setting{key, value})
}

// language takes over the language that the site is written in.
func (d *docusaurus) language(m *module, i18n *literal) {
	tag, _ := m.text(i18n, "defaultLocale", "write `language` into "+settingsName)
	if tag == "" {
		return
	}
	if _, ok := locale.Find(tag); !ok {
		m.report("skipped", i18n.get("defaultLocale").value.span, fmt.Sprintf("the pages around the documents do not speak `%s`", diag.Excerpt(tag)),
			"they are in English; `language` in "+settingsName+" takes one of "+strings.Join(locale.Names(), ", "))
		return
	}
	canonical, _ := locale.Canonical(tag)
	d.settings = append(d.settings, setting{"language", canonical})
}

// Names of the packages that have documents.
var (
	presetNames = []string{"classic", "preset-classic", "@docusaurus/preset-classic"}
	pluginNames = []string{"content-docs", "plugin-content-docs", "@docusaurus/plugin-content-docs"}
)

// options finds the plugin for documents, in the preset or by itself.
func (d *docusaurus) options(m *module, root *literal) error {
	var instances []*literal // each an object, or nil for no options
	none := false
	for _, p := range m.packages(root, "presets", presetNames) {
		m.spread(p, lookHelp)
		switch docs := p.get("docs"); {
		case docs == nil:
			instances = append(instances, nil)
		case m.isFalse(p, "docs"):
			none = true
		default:
			instances = append(instances, m.object(docs, "`docs`"))
		}
	}
	instances = append(instances, m.packages(root, "plugins", pluginNames)...)
	if len(instances) == 0 && none {
		return fmt.Errorf("%s: this Docusaurus project has no documents: `docs` is false", d.name)
	}
	if len(instances) == 0 {
		instances = append(instances, nil)
	}
	for _, other := range instances[1:] {
		if other != nil {
			folder, _ := m.text(other, "path", "")
			m.report("skipped", other.span, "a second set of documents is not imported", fmt.Sprintf("import its folder `%s` by itself, into a project of its own", diag.Excerpt(folder)))
		}
	}
	return d.take(m, instances[0])
}

// object returns the object that a key has; nil, and a report, where it is
// computed.
func (m *module) object(at *member, what string) *literal {
	switch l := m.resolve(at.value); l.kind {
	case object:
		return l
	case computed:
		m.notRead(at.value.span, what, lookHelp)
	}
	return nil
}

// packages returns the options of the packages of one of the names: nil for one
// without options.
func (m *module) packages(root *literal, key string, names []string) (options []*literal) {
	at := root.get(key)
	if at == nil {
		return nil
	}
	all := m.resolve(at.value)
	if all.kind == computed {
		m.notRead(at.value.span, "`"+key+"`", lookHelp)
	}
	for _, item := range all.items {
		item = m.resolve(item)
		name := item
		if key == "presets" && item.kind == computed {
			m.notRead(item.span, "this preset", lookHelp)
		}
		if item.kind == list && len(item.items) > 0 {
			name = m.resolve(item.items[0])
		}
		switch {
		case name.kind != text || !slices.Contains(names, name.text):
		case item.kind == list && len(item.items) > 1:
			options = append(options, m.object(&member{value: item.items[1]}, "the options of `"+name.text+"`"))
		default:
			options = append(options, nil)
		}
	}
	return options
}

// take reads the options of the documents.
func (d *docusaurus) take(m *module, options *literal) error {
	m.spread(options, lookHelp)
	if folder, ok := m.text(options, "path", "the documents are looked for in docs/"); ok && folder != "" {
		d.docs.path = path.Clean(folder)
	}
	route, ok := m.text(options, "routeBasePath", "write `url` into "+settingsName+": the address of the site with what this is behind it")
	if d.docs.anyRoute = !ok; options.get("routeBasePath") != nil {
		d.docs.route = route
	}
	d.docs.all = options
	if !fs.ValidPath(d.docs.path) || d.docs.path == "." {
		return fmt.Errorf("%s: its documents are in `%s`, outside of this folder; import that folder, and write `url` into %s", d.name, diag.Excerpt(d.docs.path), settingsName)
	}
	if info, err := fs.Stat(d.files, d.docs.path); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: the documents of this Docusaurus project should be in `%s`, which is no folder", d.name, diag.Excerpt(d.docs.path))
	}
	return d.sidebar(m)
}

// notImported reports the parts of a project that have no place in rcagen.
func (d *docusaurus) notImported() {
	for _, part := range []struct{ name, message string }{
		{"versions.json", "this project has versions: its documents are imported as they are now, under the addresses of those without a version; what was released stands in versioned_docs/"},
		{"blog", "the blog is not imported"},
		{"i18n", "translations are not imported"},
		{"src/pages", "pages that are no documents are not imported"},
	} {
		if _, err := fs.Stat(d.files, part.name); err == nil {
			d.found = append(d.found, diag.Diagnostic{Rule: "import/skipped", Path: path.Join(d.name, part.name), Message: part.message})
		}
	}
}

// configuration returns what rcagen.yaml is to say and does not say yet; nil
// for nothing.
func (d *docusaurus) configuration(states func(key string) bool) *Asset {
	var b strings.Builder
	for _, s := range d.settings {
		if !states(s.key) {
			b.WriteString(s.key + ": " + yaml.Text(s.value) + "\n")
		}
	}
	if d.lacking && !states("checks") {
		b.WriteString("checks:\n  section/missing: warning\n")
	}
	if b.Len() == 0 {
		return nil
	}
	return &Asset{Path: settingsName, Root: true, Bytes: []byte(b.String())}
}

// settingsLeft returns the finding about a configuration that is there already
// and lacks what that of Docusaurus says.
func settingsLeft(c Change) (diag.Diagnostic, bool) {
	if c.Path != settingsName || c.Reason == "" {
		return diag.Diagnostic{}, false
	}
	d := diag.Diagnostic{Rule: "import/skipped", Path: c.Path, Message: "this configuration is left as it is; the Docusaurus project says more"}
	for line := range strings.Lines(string(c.After)) {
		d.Help = append(d.Help, "add `"+strings.TrimSpace(line)+"`")
	}
	return d, true
}

// inOneLine returns a text without line ends and what else cannot be seen.
func inOneLine(s string) string {
	blank := func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}
	return strings.Join(strings.Fields(strings.Map(blank, strings.ToValidUTF8(s, ""))), " ")
}

// isPartial reports whether Docusaurus makes no page of a file or folder of this
// name.
func isPartial(name string) bool { return strings.HasPrefix(name, "_") && !site.IsCategoryFile(name) }
