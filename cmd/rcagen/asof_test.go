package main

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestAsOf: what is asked for goes before SOURCE_DATE_EPOCH, and that before
// the newest commit. The clock is never asked.
func TestAsOf(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	plain, repository := t.TempDir(), t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(plain)+string(filepath.ListSeparator)+filepath.Dir(repository))
	t.Setenv("GIT_COMMITTER_DATE", "2024-05-06T07:08:09Z")
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false", "commit", "--quiet", "--allow-empty", "--message=first"},
	} {
		c := exec.Command("git", args...)
		c.Dir = repository
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	tests := []struct{ value, epoch, dir, want string }{
		{"", "", plain, "0001-01-01T00:00:00Z"},
		{"", "", repository, "2024-05-06T07:08:09Z"},
		{"", "garbage", repository, "2024-05-06T07:08:09Z"},
		{"", "86400", repository, "1970-01-02T00:00:00Z"},
		{"2023-02-01", "86400", repository, "2023-02-01T00:00:00Z"},
		{"2023-02-01T02:00:00+02:00", "", plain, "2023-02-01T00:00:00Z"},
	}
	for _, test := range tests {
		t.Setenv("SOURCE_DATE_EPOCH", test.epoch)
		got, err := readAsOf(t.Context(), test.value, test.dir)
		if err != nil || got.Format(time.RFC3339) != test.want {
			t.Errorf("%+v: %v, error %v", test, got, err)
		}
	}
}
