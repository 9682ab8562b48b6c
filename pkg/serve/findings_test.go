package serve

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/build"
)

// TestFindingsHideSecrets shows that the panel of the preview quotes neither
// the line of a password nor, in a finding about something else, its value.
func TestFindingsHideSecrets(t *testing.T) {
	password := strings.Join([]string{"Zw7", "kohlrabi", "q9"}, "-") // made up
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	text := "# A\n\n[the database](./postgres://app:" + password + "@db/orders.md)\n"
	if err := os.WriteFile(filepath.Join(dir, "content", "a.md"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	p, found, err := build.Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	defer p.Close()
	r, err := build.New(p).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shown, err := json.Marshal(describe(p, r))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(shown); strings.Contains(text, password) || strings.Count(text, "postgres://app:***") < 3 {
		t.Errorf("the panel shows %s", text)
	}
}
