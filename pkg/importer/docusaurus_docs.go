package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/temporal"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// folder returns the folder of documents as one to import.
func (d *docusaurus) folder() (*Folder, error) {
	docs, err := fs.Sub(d.files, d.docs.path)
	if err != nil {
		return nil, err
	}
	f := &Folder{files: docs, name: path.Join(d.name, d.docs.path), site: d}
	err = d.walk(d.docs.path, func(p string, partial bool) {
		below := strings.TrimPrefix(p, d.docs.path+"/")
		switch {
		case partial || site.IsCategoryFile(path.Base(p)):
			d.copied = append(d.copied, p)
		case isTest(p): // Docusaurus makes no page of it
		case site.IsDocument(p):
			f.Sources = append(f.Sources, below)
		}
	})
	if err == nil && len(f.Sources) == 0 {
		err = fmt.Errorf("%s: no document is in this folder or below it", f.name)
	}
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(d.files, site.StaticDir); err == nil {
		if err := d.walk(site.StaticDir, func(p string, _ bool) { d.copied = append(d.copied, p) }); err != nil {
			return nil, err
		}
	}
	if err := d.arrange(f); err != nil {
		return nil, err
	}
	f.Found, f.Read = d.found, d.read
	return f, nil
}

// isTest reports whether Docusaurus leaves a file out as a test of something.
func isTest(p string) bool {
	name := path.Base(p)
	return strings.HasSuffix(strings.TrimSuffix(name, path.Ext(name)), ".test") || strings.Contains("/"+path.Dir(p)+"/", "/__tests__/")
}

// rebased returns a body whose links to the root of the site lead below its base
// path, as Docusaurus makes them.
func (d *docusaurus) rebased(p *rca.Parsed) string {
	source := p.Source.Bytes
	prefix := path.Join("/", d.docs.route) + "/"
	var b strings.Builder
	at := len(front)
	for _, l := range p.Body.Links {
		s := l.TargetSpan
		if d.base == "/" || d.base == "" || s == l.Span || !strings.HasPrefix(l.Target, prefix) || !strings.HasPrefix(string(source[s.Start:s.End]), prefix) || s.Start < at {
			continue
		}
		b.Write(source[at:s.Start])
		b.WriteString(strings.TrimSuffix(d.base, "/"))
		at = s.Start
	}
	b.Write(source[at:])
	return b.String()
}

// walk calls a function for the regular files in a folder and below it. Hidden
// ones are left out, and so are symbolic links, which could lead out of the
// project.
func (d *docusaurus) walk(dir string, visit func(p string, partial bool)) error {
	return fs.WalkDir(d.files, dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || p == dir {
			return err
		}
		hidden := strings.HasPrefix(e.Name(), ".") && e.Name() != ".well-known" && e.Name() != ".nojekyll"
		switch {
		case e.IsDir() && (hidden || e.Name() == "node_modules"):
			return fs.SkipDir
		case hidden:
		case e.Type()&fs.ModeSymlink != 0:
			d.found = append(d.found, diag.Diagnostic{Rule: "import/skipped", Path: path.Join(d.name, p), Message: "a symbolic link is not followed", Help: []string{"put the file that it leads to in its place"}})
		case e.Type().IsRegular():
			visit(p, slices.ContainsFunc(strings.Split(strings.TrimPrefix(p, dir+"/"), "/"), isPartial))
		}
		return nil
	})
}

// Documents makes drafts of a document of a Docusaurus project, and tells what
// was found in it. The document stays as it is, and published under its address,
// also where it lacks a section.
func (f *Folder) Documents(im *Importer, name string, s *incident.Source) (drafts []Draft, found []diag.Diagnostic) {
	r := incident.Read(s, incident.Find("markdown"), im.Context())
	found = r.Found
	for k := range r.Incidents {
		r.Incidents[k].Report = f.site.rebased(im.parse(r.Incidents[k].Report))
		f.site.complete(&r.Incidents[k], name, im.config.Limits.FrontMatter)
	}
	if len(r.Incidents) == 1 {
		d := im.page(s, r, im.isReport(&r.Incidents[0], name))
		f.site.lacking = f.site.lacking || len(d.Gaps) > 0
		d.Gaps = nil // it is no draft for them
		drafts = []Draft{d}
	}
	f.Place(name, drafts)
	return drafts, found
}

// complete adds to the front matter what Docusaurus takes from elsewhere: the
// id from the file's name, and the place in the sidebar. A title in front matter
// does not replace a first heading that says something else.
func (d *docusaurus) complete(i *incident.Incident, name string, limit int) {
	root, meta := parsedHead(i.Head, limit)
	if root == nil && strings.TrimSpace(i.Head) != "" {
		return // what is wrong with it is reported where it is taken over
	}
	lines := strings.TrimRight(i.Head, "\n")
	add := func(key, value string) {
		if root.Get(key) == nil {
			lines = strings.TrimLeft(lines+"\n"+key+": "+value, "\n")
		}
	}
	stem := documentStem(name, meta)
	add("id", naming.YAML(stem))
	if place := d.places[name]; place != nil {
		add("sidebar_position", fmt.Sprint(place.position))
		if label := inOneLine(place.label); label != "" {
			add("sidebar_label", yaml.Text(label))
		}
	}
	i.Head = lines + "\n"
	switch {
	case meta.Title == "" && i.Title == "":
		i.Title = stem
	case meta.Title != "" && i.Title != "" && meta.Title != i.Title:
		i.Report = "# " + escaped(i.Title) + "\n\n" + i.Report
	}
}

// parsedHead reads lines of front matter.
func parsedHead(lines string, limit int) (*yaml.Node, frontmatter.Meta) {
	f := &diag.File{Bytes: []byte("---\n" + strings.TrimRight(lines, "\n") + "\n---\n")}
	block, _ := frontmatter.Parse(f, limit)
	meta, _ := block.Decode(f)
	return block.Root, meta
}

// documentStem returns the name of a document that Docusaurus makes its id of.
func documentStem(name string, meta frontmatter.Meta) string {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if !meta.KeepNumberPrefix {
		stem, _ = site.StripNumberPrefix(stem)
	}
	return stem
}

// isReport reports whether a document is about an incident: it has a section
// that every RCA must have, or its name or front matter dates it.
func (im *Importer) isReport(i *incident.Incident, name string) bool {
	_, meta := parsedHead(i.Head, im.config.Limits.FrontMatter)
	if meta.Started != "" {
		return true
	}
	for _, s := range []string{path.Base(name), meta.ID, meta.Title, i.Title} {
		if len(temporal.Dates(s, im.config.DateOrder)) > 0 {
			return true
		}
	}
	_, p := im.repaired(i.Report)
	return slices.ContainsFunc(im.required, func(section string) bool { return p.Document.Section(section) != nil })
}

// page makes a draft of a document whose text and front matter stay as they are.
func (im *Importer) page(s *incident.Source, r *incident.Result, report bool) Draft {
	c := &composer{Importer: im, source: s, incident: &r.Incidents[0], draft: &Draft{}, front: &head{known: map[string]string{}}}
	c.title(r)
	c.origin(r)
	c.kept()
	d, h := c.draft, c.front
	h.text("title", d.Title)
	h.text("sidebar_label", naming.Label(d.Title))
	body := strings.TrimLeft(c.incident.Report+"\n", "\n")
	if len(c.notes) > 0 { // its front matter cannot be read
		body += "\n" + section("Imported notes", strings.Join(c.notes, "\n\n"))
	}
	_, settled := h.known["rcagen"]
	switch {
	case report:
		p := c.parse(body)
		c.lacks(p)
		c.moments(h, p)
	case !settled:
		h.raw("rcagen", "rcagen:\n  disable: [section/missing]")
		c.found("import/skipped", "this page has no section of an incident report, and stays as it is",
			"take `rcagen:` out of its front matter if it is a report all the same; `rcagen check` then says what it lacks")
	}
	d.id, d.head, d.body = h.known["id"], h.lines(), body
	if errors := slices.DeleteFunc(c.errors(), func(rule string) bool { return rule == "section/missing" }); len(errors) > 0 {
		c.found("import/gap", "the rules find errors in this document: "+strings.Join(errors, ", "),
			"put right what `rcagen check` says, or write it down as known with `rcagen check --write-baseline`; the document stays published")
	}
	return *d
}

// lacks reports the sections that a report has not.
func (c *composer) lacks(p *rca.Parsed) {
	for _, name := range c.required {
		if p.Document.Section(name) == nil {
			c.draft.Gaps = append(c.draft.Gaps, name)
		}
	}
	if len(c.draft.Gaps) > 0 {
		c.found("import/gap", fmt.Sprintf("this report has no section `%s`", strings.Join(c.draft.Gaps, "`, `")),
			"write it; the report stays published, with a warning, as `checks` in "+settingsName+" says")
	}
}

// kept takes over the front matter as it is, but for what an import writes
// itself.
func (c *composer) kept() {
	root, meta := parsedHead(c.incident.Head, c.config.Limits.FrontMatter)
	if root == nil || root.Kind != yaml.Map {
		c.brought() // reports what is wrong with it
		return
	}
	text := "---\n" + strings.TrimRight(c.incident.Head, "\n") + "\n"
	for k, e := range root.Entries {
		end := len(text)
		if k+1 < len(root.Entries) {
			end = lineStart(text, root.Entries[k+1].KeySpan.Start)
		}
		c.front.known[e.Key] = strings.TrimSpace(e.Value.Text)
		if e.Key != "id" && e.Key != "source" {
			c.front.raw(e.Key, strings.TrimRight(text[lineStart(text, e.KeySpan.Start):end], "\n"))
		}
	}
	c.draft.Title = cmp.Or(meta.Title, c.draft.Title)
}

// assets returns the files of the project that go where they are, and what it
// says about rcagen's configuration.
func (d *docusaurus) assets(im *Importer) (assets []Asset, err error) {
	total := int64(0)
	for _, p := range d.copied {
		info, err := fs.Stat(d.files, p)
		if err != nil {
			return nil, err
		}
		if total += info.Size(); info.Size() > largestAsset || total > mostAssets {
			total -= info.Size()
			d.found = append(d.found, diag.Diagnostic{Rule: "import/skipped", Path: path.Join(d.name, p), Message: fmt.Sprintf("the file is %s and is not copied", diag.Size(info.Size(), largestAsset)), Help: []string{"copy it yourself"}})
			continue
		}
		text, err := (&Folder{files: d.files}).read(p, largestAsset)
		if err != nil {
			return nil, err
		}
		below, isDoc := strings.CutPrefix(p, d.docs.path+"/")
		assets = append(assets, Asset{Path: below, Root: !isDoc, Bytes: text})
	}
	assets = append(assets, d.categories...)
	if c := d.configuration(im.config.States); c != nil {
		assets = append(assets, *c)
	}
	return assets, nil
}

// mostAssets bounds the files that are copied whether documents use them or not,
// in bytes.
const mostAssets = 256 << 20
