package render

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDiagramsAreLoadedWhereTheyAre: pages with a diagram load what draws it,
// and no other page knows of it; without such a page nothing is published.
func TestDiagramsAreLoadedWhereTheyAre(t *testing.T) {
	documents := library()
	without := newRenderer(t, newSite(t, documents...))
	address := diagramAssets()[2].address
	if _, found, err := without.Output(address); found || err != nil {
		t.Errorf("a site without diagrams has %s (%v)", address, err)
	}
	plain := map[string]string{}
	for _, o := range allOutputs(t, without) {
		plain[o.Address] = renderOutput(t, without, o)
		if strings.Contains(o.Address, "diagram") || o.IsFrame() {
			t.Errorf("a site without diagrams has %s", o.Address)
		}
	}
	documents = library()
	documents[1].Diagrams = true
	r := newRenderer(t, newSite(t, documents...))
	added := 0
	for _, o := range allOutputs(t, r) {
		if o.kind == dataOutput {
			continue // hosts are told about the frame: see hosting_test.go
		}
		page := renderOutput(t, r, o)
		same, known, err := r.Output(o.Address)
		if !known || err != nil || same.Key != o.Key || same.IsFrame() != o.IsFrame() {
			t.Errorf("the output at %s is another when it is asked for: %v", o.Address, err)
		}
		switch before, was := plain[o.Address]; {
		case !was:
			added++
		case o.page != nil && o.page.Document.Diagrams:
			for _, want := range []string{"; frame-src 'self';", `data-frame="../../` + address + `"`, "assets/diagram."} {
				if !strings.Contains(page, want) {
					t.Errorf("%s lacks %s", o.Address, want)
				}
			}
		case page != before:
			t.Errorf("%s, which has no diagram, is another page", o.Address)
		}
	}
	if added != 3 {
		t.Errorf("%d outputs more, want 3", added)
	}
}

// TestFrameAllowsItsOwnScriptAlone holds the frame's policy against what stands
// in the frame: one script, which nothing in it ends.
func TestFrameAllowsItsOwnScriptAlone(t *testing.T) {
	frame := string(drawingFrame())
	_, rest, _ := strings.Cut(frame, "<script>")
	script, rest, closed := strings.Cut(rest, "</script>")
	if !closed || strings.TrimSpace(rest) != "</body>\n</html>" || len(script) < 1<<20 {
		t.Fatalf("the script has %d bytes, then comes %.80q", len(script), rest)
	}
	if found := regexp.MustCompile(`(?i)<!--|</?script|\r`).FindString(script); found != "" {
		t.Errorf("the script holds %q, which HTML reads", found)
	}
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(frame)[1]
	sum := sha256.Sum256([]byte(script))
	want := []string{"default-src 'none'", "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		"style-src 'unsafe-inline'", "img-src data:", "base-uri 'none'", "form-action 'none'"}
	if got := strings.Split(policy, "; "); !slices.Equal(got, want) {
		t.Errorf("policy %q, want %q", got, want)
	}
}
