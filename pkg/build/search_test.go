package build_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

const afterFrontMatter = "---\n## Impact summary\nIt failed.\n\n## RCA\nKnown.\n\n## Next steps\n- Repair it.\n"

// unpacked reads a file of the search index of a site on disk.
func unpacked(t *testing.T, dir, name string, into any) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(mustReadFile(t, dir, "public/search/"+name)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestSearchHoldsWhatPagesSay: the summary and the description in front matter
// stand on the page, so that a search finds them; values are one where lists
// have them as one; nothing of an unlisted page or a draft is there.
func TestSearchHoldsWhatPagesSay(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "content/a.md", "---\nid: a\ntitle: A\nstarted: 2024-02-01\nservices: [CheckOut]\nregions: [west]\ndescription: Described so.\nsummary:\n  symptom: It was slow\n  cause: A leak\n"+afterFrontMatter)
	put(t, dir, "content/b.md", "---\nid: b\ntitle: B\nstarted: 2024-01-01\nservices: [checkout]\nregions: [West]\nprovider: x\n"+afterFrontMatter)
	put(t, dir, "content/hidden.md", "---\nid: h\ntitle: H\nstarted: 2024-01-01\nservices: [Hidden]\nunlisted: true\n"+afterFrontMatter)
	put(t, dir, "content/draft.md", "---\nid: d\ntitle: D\nstarted: 2024-01-01\nservices: [Draft]\ndraft: true\n"+afterFrontMatter)
	mustBuild(t, builder(t, dir))
	var texts []string
	unpacked(t, dir, "x0.bin", &texts)
	text := "It failed.\nRCA\nKnown.\nNext steps\nRepair it.\n"
	if diff := cmp.Diff([]string{"A\nIt was slow\nA leak\nDescribed so.\nImpact summary\n" + text, "B\nImpact summary\n" + text}, texts); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{"f-service.bin": `[["CheckOut",[0,1]]]`, "f-region.bin": `[["west",[0,1]]]`} {
		var rows json.RawMessage
		if unpacked(t, dir, name, &rows); string(rows) != want {
			t.Errorf("%s: %s", name, rows)
		}
	}
}

// TestDocumentVanishesBeforeSearch deletes a document when all pages are made and
// its words are not: that is a finding, and the site stays.
func TestDocumentVanishesBeforeSearch(t *testing.T) {
	dir, b, site := built(t)
	const gone = "content/2023/incident-29.md"
	b.Progress = func(verb string, done, total int) {
		if verb == "render" && done == total {
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(gone))); err != nil {
				t.Error(err)
			}
		}
	}
	result, report, err := b.Build(context.Background(), never)
	if err != nil || report != nil || !result.Incomplete {
		t.Fatalf("error %v, report %v, incomplete %t", err, report, result.Incomplete)
	}
	if !slices.ContainsFunc(result.Found, func(d diag.Diagnostic) bool { return d.Rule == "file/unreadable" && d.Path == gone }) {
		t.Errorf("found %v", result.Found)
	}
	unharmed(t, dir, site)
}

// TestExportedDraftNamesNoOther: a draft that goes out by mail names published
// incidents alone.
func TestExportedDraftNamesNoOther(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"published", "secret", "mine"} {
		more := "draft: true\n"
		if name == "published" {
			more = ""
		}
		put(t, dir, "content/"+name+".md", "---\nid: "+name+"\ntitle: The "+name+" one\nstarted: 2024-01-01\nservices: [Checkout]\n"+more+
			strings.Replace(afterFrontMatter, "Known.", "See [that](secret.md) and [this](published.md).", 1))
	}
	b := builder(t, dir)
	result, err := b.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	documents := b.Documents()
	mine := documents[slices.IndexFunc(documents, func(d *rca.Document) bool { return d.Meta.ID == "mine" })]
	page, err := b.Export(result, mine, never)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, []byte("The published one")) || bytes.Contains(page, []byte("The secret one")) || bytes.Contains(page, []byte(`>that</a>`)) {
		t.Errorf("%s", page)
	}
}

// TestPreviewFollowsWhatIncidentsShare: facts out of a text stand on other pages
// too.
func TestPreviewFollowsWhatIncidentsShare(t *testing.T) {
	dir := t.TempDir()
	write := func(name, told string) string {
		put(t, dir, "content/"+name+".md", "---\nid: "+name+"\ntitle: The "+name+" one\nstarted: 2024-01-01\n"+afterFrontMatter+told)
		return filepath.Join(dir, "content", name+".md")
	}
	write("first", "\nCallers saw `error: no such queue`.\n")
	write("second", "")
	v := preview(t, dir, true)
	update(t, v)
	shown := func(s *build.Snapshot) bool { return strings.Contains(page(t, s, "first/"), `id="Related"`) }
	if shown(update(t, v, write("second", "\nAll was quiet.\n"))) {
		t.Error("incidents with nothing in common are related")
	}
	if !shown(update(t, v, write("second", "\nThere was `error: no such queue`.\n"))) {
		t.Error("the same error message relates nothing")
	}
	for _, length := range []string{"40", "50"} {
		s := update(t, v, write("second", "\nThere was `error: no such queue`. The impact lasted "+length+" minutes.\n"))
		if got := page(t, s, "first/"); !strings.Contains(got, length+"\u00a0min</p>") {
			t.Errorf("the related incident did not take %s minutes: %s", length, got)
		}
	}
	if shown(update(t, v, write("second", "\nAll was quiet.\n"))) {
		t.Error("an error message that is gone still relates")
	}
}
