package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
)

// The sidebars of a Docusaurus project, as
// https://docusaurus.io/docs/sidebar/items has them: by name, a list of items
// each, or an object of categories. What they put in an order gets a position.

// docPlace is what an explicit sidebar says about a document.
type docPlace struct {
	position int
	label    string // "" for none
}

// sidebar reads the script with the sidebars. Without an option for it, the
// sidebar follows the folders, and nothing is to be done.
func (d *docusaurus) sidebar(m *module) error {
	at := d.docs.all.get("sidebarPath")
	if at == nil || m.isFalse(d.docs.all, "sidebarPath") {
		return nil
	}
	name, _ := m.text(d.docs.all, "sidebarPath", "write `sidebar_position` into the documents where their order matters")
	if name == "" {
		return nil
	}
	if name = path.Clean(name); !fs.ValidPath(name) {
		m.report("bad-value", at.value.span, fmt.Sprintf("`%s` is outside of this folder, and is not read", diag.Excerpt(name)))
		return nil
	}
	sidebars, err := d.script(name)
	if errors.Is(err, fs.ErrNotExist) {
		m.report("bad-value", at.value.span, fmt.Sprintf("`%s` is not there; the sidebar follows the folders", diag.Excerpt(name)))
		return nil
	}
	d.sidebars = sidebars
	return err
}

// arrange works out what the sidebars say about the documents and folders.
func (d *docusaurus) arrange(f *Folder) error {
	if d.sidebars == nil {
		return nil
	}
	a := &arrangement{module: d.sidebars, byID: map[string]string{}, folders: map[string]bool{}}
	for _, name := range f.Sources {
		id, err := f.documentID(name)
		if err != nil {
			return err
		}
		a.byID[id] = name
	}
	for _, p := range d.copied {
		if site.IsCategoryFile(path.Base(p)) {
			a.folders[strings.TrimPrefix(path.Dir(p), d.docs.path+"/")] = true
		}
	}
	if a.exported == nil {
		a.exported = &literal{}
	}
	root := a.resolve(a.exported)
	if root.kind != object {
		a.notRead(a.exported.span, "the object of sidebars", positionHelp)
		return nil
	}
	a.spread(root, positionHelp)
	for _, m := range root.members {
		a.items(m.value)
	}
	return nil
}

const positionHelp = "write `sidebar_position` into the documents, and into `_category_.json` of the folders, where their order matters"

// largestHead bounds the part of a document in which its id is looked for, in
// bytes.
const largestHead = 64 << 10

// documentID returns the id that Docusaurus gives a document.
func (f *Folder) documentID(name string) (string, error) {
	text, err := f.read(name, largestHead)
	if err != nil {
		return "", err
	}
	lines := ""
	if s := strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n"); strings.HasPrefix(s, "---\n") {
		lines, _, _ = strings.Cut(s[4:], "\n---")
	}
	_, meta := parsedHead(lines, largestHead)
	dirs := strings.Split(path.Dir(name), "/")
	for k, dir := range dirs {
		if !meta.KeepNumberPrefix {
			dirs[k], _ = site.StripNumberPrefix(dir)
		}
	}
	id := meta.ID
	if id == "" {
		id = documentStem(name, meta)
	}
	return path.Join(strings.Join(dirs, "/"), id), nil
}

// arrangement reads sidebars.
type arrangement struct {
	*module
	byID     map[string]string // paths of documents below their folder, by id
	folders  map[string]bool   // that have a category file
	position int               // of the last item, in all sidebars: only the order among neighbours counts
	depth    int               // of categories in one another
	seen     int               // items so far
}

// mostItems bounds the items of all sidebars: names may stand for lists of names.
const mostItems = 100_000

// lies is where items of a sidebar lie: in one folder, or not.
type lies struct {
	folder string
	any    bool // there was an item
	apart  bool // the items lie in several folders
}

func (l *lies) in(folder string) {
	l.apart = l.apart || l.any && l.folder != folder
	l.folder, l.any = folder, true
}

// more counts an item, and reports whether it is to be read.
func (a *arrangement) more(s diag.Span) bool {
	if a.seen++; a.seen == mostItems+1 {
		a.report("bad-value", s, fmt.Sprintf("the sidebars have more than %d items; those behind this one are not read", mostItems))
	}
	return a.seen <= mostItems
}

// items reads the items of a sidebar or a category, and returns where they lie.
func (a *arrangement) items(value *literal) (where lies) {
	a.depth++
	defer func() { a.depth-- }()
	switch l := a.resolve(value); {
	case a.depth > deepest || a.seen > mostItems:
		if a.seen <= mostItems {
			a.report("bad-value", value.span, "the categories of the sidebar are too deep in one another, and are not read")
		}
	case l.kind == list:
		for _, item := range l.items {
			a.item(item, &where)
		}
	case l.kind == object: // categories by their labels
		if l.get("type") != nil {
			a.item(value, &where)
			break
		}
		a.categories(l, &where)
	default:
		a.notRead(value.span, "this part of the sidebar", positionHelp)
	}
	return where
}

// categories reads an object of categories: label → items.
func (a *arrangement) categories(l *literal, where *lies) {
	a.spread(l, positionHelp)
	for _, m := range l.members {
		if !a.more(m.span) {
			return
		}
		a.position++
		position := a.position
		a.category(m.span, m.key, position, nil, a.items(m.value), where)
	}
}

// item reads one item.
func (a *arrangement) item(value *literal, where *lies) {
	if !a.more(value.span) {
		return
	}
	l := a.resolve(value)
	switch {
	case l.kind == text:
		a.document(value.span, l.text, "", where)
		return
	case l.kind != object:
		a.notRead(value.span, "this item of the sidebar", positionHelp)
		return
	case l.get("type") == nil:
		a.categories(l, where)
		return
	}
	a.spread(l, positionHelp)
	switch kind, known := a.text(l, "type", positionHelp); kind {
	case "doc":
		id, _ := a.text(l, "id", positionHelp)
		label, _ := a.text(l, "label", "write `sidebar_label` into the document")
		a.document(value.span, id, label, where)
	case "category":
		a.position++
		position := a.position
		label, _ := a.text(l, "label", "write `label` into `_category_.json` of the folder")
		inner := lies{}
		if items := l.get("items"); items != nil {
			inner = a.items(items.value)
		}
		a.category(value.span, label, position, a.resolve(l.get("link").orNil()), inner, where)
	case "autogenerated":
		a.position++
		if dir, _ := a.text(l, "dirName", positionHelp); dir != "" {
			where.in(path.Clean(dir))
		}
	case "":
		if known {
			a.notRead(value.span, "this item of the sidebar", positionHelp)
		}
	default:
		a.report("skipped", value.span, fmt.Sprintf("an item of the type `%s` has no place in rcagen's sidebar", diag.Excerpt(kind)))
	}
}

// document gives a document its place.
func (a *arrangement) document(s diag.Span, id, label string, where *lies) {
	if id == "" {
		return // it is computed, which is reported
	}
	name, ok := a.byID[id]
	if !ok {
		a.report("bad-value", s, fmt.Sprintf("the sidebar names the document `%s`, which is not there", diag.Excerpt(id)))
		return
	}
	where.in(path.Dir(name))
	if a.d.places[name] == nil {
		a.position++
		a.d.places[name] = &docPlace{a.position, label}
	}
}

// category gives the folder of a category its place, where it has no file that
// does.
func (a *arrangement) category(s diag.Span, label string, position int, link *literal, inner lies, where *lies) {
	if !inner.any {
		a.report("skipped", s, fmt.Sprintf("the category `%s` holds no document that could be told, and is not in rcagen's sidebar", diag.Excerpt(label)))
		return
	}
	if inner.apart || inner.folder == "." {
		where.apart = true
		a.report("skipped", s, fmt.Sprintf("the category `%s` is no folder of its own, and is not in rcagen's sidebar", diag.Excerpt(label)),
			"rcagen's groups are folders: put these documents into one, with `slug` in their front matter where the address is to stay")
		return
	}
	where.in(path.Dir(inner.folder))
	for _, name := range []string{"_category_.json", "_category_.yml", "_category_.yaml"} {
		if _, err := fs.Stat(a.d.files, path.Join(a.d.docs.path, inner.folder, name)); err == nil {
			a.report("skipped", s, fmt.Sprintf("the category `%s` is not in rcagen's sidebar: its folder has a file `%s`, which says how it is called", diag.Excerpt(label), name),
				"write the label, the position and the link of the sidebar into that file, if they are other ones")
			return
		}
	}
	if a.folders[inner.folder] {
		return
	}
	a.folders[inner.folder] = true
	c := categoryFile{Label: label, Position: position, Link: a.link(link)}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		panic(err) // texts and a number
	}
	a.d.categories = append(a.d.categories, Asset{Path: path.Join(inner.folder, "_category_.json"), Bytes: b.Bytes()})
}

// categoryFile is a category file of Docusaurus', as package site reads it.
type categoryFile struct {
	Label    string        `json:"label,omitempty"`
	Position int           `json:"position"`
	Link     *categoryLink `json:"link,omitempty"`
}

type categoryLink struct {
	Type        string `json:"type"`
	ID          string `json:"id,omitempty"`
	Slug        string `json:"slug,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// link reads what a category's own page is.
func (a *arrangement) link(l *literal) *categoryLink {
	if l == nil || l.kind == null {
		return nil
	}
	if l.kind != object {
		a.notRead(l.span, "`link`", "write `link` into `_category_.json` of the folder")
		return nil
	}
	link := &categoryLink{}
	for _, part := range []struct {
		key string
		to  *string
	}{{"type", &link.Type}, {"id", &link.ID}, {"slug", &link.Slug}, {"title", &link.Title}, {"description", &link.Description}} {
		*part.to, _ = a.text(l, part.key, "write it into `_category_.json` of the folder")
	}
	if link.Type == "" {
		return nil
	}
	return link
}
