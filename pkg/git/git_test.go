package git

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// repository makes a repository that depends on nobody's settings.
func repository(t *testing.T) (dir string, git func(args ...string)) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir = t.TempDir()
	for key, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": filepath.Dir(dir),
		"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
		"GIT_AUTHOR_DATE": "2024-05-06T07:08:09+02:00", "GIT_COMMITTER_DATE": "2024-05-06T07:08:09+02:00",
	} {
		t.Setenv(key, value)
	}
	git = func(args ...string) {
		t.Helper()
		c := exec.Command("git", args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir, git
}

func write(t *testing.T, dir, file, text string) {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestLastCommit(t *testing.T) {
	dir, git := repository(t)
	if _, err := LastCommit(t.Context(), dir); !errors.Is(err, ErrNoRepository) {
		t.Errorf("no repository: %v", err)
	}
	git("init", "--quiet")
	if _, err := LastCommit(t.Context(), dir); !errors.Is(err, ErrNoCommit) {
		t.Errorf("no commit: %v", err)
	}
	git("commit", "--quiet", "--allow-empty", "--message=first")
	got, err := LastCommit(t.Context(), dir)
	if want := time.Date(2024, 5, 6, 5, 8, 9, 0, time.UTC); err != nil || !got.Equal(want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := LastCommit(t.Context(), dir); !errors.Is(err, ErrNoGit) {
		t.Errorf("no git: %v", err)
	}
}

func TestChanged(t *testing.T) {
	dir, git := repository(t)
	git("init", "--quiet", "--initial-branch=main")
	// Settings of a clone that would make the answer another one, or run a program.
	for _, setting := range []string{"diff.interHunkContext=9", "diff.noprefix=true", "color.ui=always", "diff.external=false",
		"core.fsmonitor=false", "diff.renames=false", "diff.context=7"} {
		name, value, _ := strings.Cut(setting, "=")
		git("config", name, value)
	}
	write(t, dir, ".gitattributes", "*.md -diff\n")
	write(t, dir, "above.md", "one\n")
	write(t, dir, "p/edited.md", "a\nb\nc\nd\ne\nf\ng\n")
	write(t, dir, "p/moved.md", "k\nl\nm\nn\no\np\nq\nr\n")
	write(t, dir, "p/same.md", "same\n")
	write(t, dir, "p/shorter.md", "1\n2\n3\n")
	write(t, dir, "p/gone.md", "gone\n")
	write(t, dir, "p/link.md", "text\n")
	git("add", ".")
	git("commit", "--quiet", "--message=first")
	git("checkout", "--quiet", "-b", "topic")
	git("mv", "p/moved.md", "p/wo anders ü.md")
	git("rm", "--quiet", "p/gone.md")
	write(t, dir, "p/edited.md", "a\nB\nc\nd\ne\nf\nF\nG\ng\n")
	write(t, dir, "p/shorter.md", "1\n3\n")
	write(t, dir, "p/committed.md", "diff --git a/p b/p\n@@ -1 +1 @@\n")
	if err := os.Remove(filepath.Join(dir, "p/link.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("same.md", filepath.Join(dir, "p/link.md")); err != nil {
		t.Fatal(err)
	}
	git("add", ".")
	git("commit", "--quiet", "--message=second")
	// What main has since is not what the branch has changed.
	git("checkout", "--quiet", "-b", "elsewhere", "main")
	write(t, dir, "p/same.md", "same\nand more\n")
	git("commit", "--quiet", "--all", "--message=third")
	git("checkout", "--quiet", "topic")
	write(t, dir, "p/wo anders ü.md", "k\nl\nm\nn\no\np\nq\nR\n")
	write(t, dir, "p/sub/untracked.md", "new\n")
	write(t, dir, "above.md", "two\n")

	got, err := Changed(t.Context(), filepath.Join(dir, "p"), "elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Change{
		"edited.md":        {[]LineRange{{2, 2}, {7, 8}}, "edited.md"},
		"wo anders ü.md":   {[]LineRange{{8, 8}}, "moved.md"},
		"shorter.md":       {nil, "shorter.md"},
		"committed.md":     {[]LineRange{whole}, ""},
		"link.md":          {[]LineRange{{1, 1}}, "link.md"},
		"sub/untracked.md": {[]LineRange{whole}, ""},
	}
	if diff := cmp.Diff(want, got.Files); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"gone.md"}, got.Deleted); diff != "" {
		t.Errorf("deleted, -want +got:\n%s", diff)
	}
	for path, text := range map[string]string{"moved.md": "k\nl\nm\nn\no\np\nq\nr\n", "link.md": "text\n", "gone.md": "gone\n"} {
		if before, err := got.Read(t.Context(), path); err != nil || string(before) != text {
			t.Errorf("%s before: %q, %v", path, before, err)
		}
	}

	for _, revision := range []string{"", "nothing", "--output=x", "main\n", "HEAD:p"} {
		var unknown *RevisionError
		if _, err := Changed(t.Context(), dir, revision); !errors.As(err, &unknown) {
			t.Errorf("%q: %v", revision, err)
		}
	}
}

// TestInHook asks about a folder from a hook of a linked work tree, to which git
// names the repository and not the work tree.
func TestInHook(t *testing.T) {
	dir, git := repository(t)
	git("init", "--quiet", "--initial-branch=main")
	write(t, dir, "p/a.md", "one\ntwo\n")
	git("add", ".")
	git("commit", "--quiet", "--message=first")
	linked := filepath.Join(t.TempDir(), "linked")
	git("worktree", "add", "--quiet", linked)
	write(t, linked, "p/a.md", "one\n2\n")
	t.Setenv("GIT_DIR", filepath.Join(dir, ".git", "worktrees", "linked"))
	t.Setenv("GIT_INDEX_FILE", filepath.Join(dir, ".git", "worktrees", "linked", "index"))
	got, err := Changed(t.Context(), filepath.Join(linked, "p"), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Change{"a.md": {[]LineRange{{2, 2}}, "a.md"}}
	if diff := cmp.Diff(want, got.Files); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
