package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sharedProject returns a project whose content is a folder of documents that
// other people wrote; they are no part of the project.
func sharedProject(t *testing.T, folder string) string {
	t.Helper()
	source := sharedFolder(t, folder)
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sharedFolder returns a folder of documents that other people wrote.
func sharedFolder(t *testing.T, folder string) string {
	t.Helper()
	source, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", folder))
	if err == nil {
		_, err = os.Stat(source)
	}
	if err != nil {
		t.Skipf("skipped: the documents are not there: %v", err)
	}
	return source
}

// TestSeeds builds the two RCAs that the project started from.
func TestSeeds(t *testing.T) {
	dir := sharedProject(t, "seeds")
	status, stdout, stderr := finish(t, process(dir, "build"))
	if status != exitClean || strings.Contains(stdout, "error[") || !strings.Contains(stderr, "checked 2 files: ") {
		t.Fatalf("status %d\n%s%s", status, stdout, stderr)
	}
	public := filepath.Join(dir, "public")
	inspectSite(t, public, "/")
	for _, page := range []string{
		"2023-12-12-RCA-Mitigated-APIv2-West-Europe",
		"rca-mitigated-sso-multiple-regions-30-06-2021",
		"RCA - Mitigated - SSO - Multiple Regions - 30-06-2021",
	} {
		if _, err := os.Stat(filepath.Join(public, page, "index.html")); err != nil {
			t.Error(err)
		}
	}
}

// TestCorpus checks and builds public post-mortems, which follow no rule of
// rcagen's: it may find what it likes in them, but must not fail.
func TestCorpus(t *testing.T) {
	for _, folder := range []string{"chia", "dfds", "mybinder", "rust-lang"} {
		t.Run(folder, func(t *testing.T) {
			dir := sharedProject(t, filepath.Join("corpus", folder))
			status, stdout, stderr := finish(t, process(dir, "check"))
			if status != exitClean && status != exitFindings {
				t.Errorf("check: status %d\n%s", status, stderr)
			}
			if strings.Contains(stdout, "internal/panic") || strings.Contains(stdout+stderr, "goroutine ") {
				t.Errorf("a panic:\n%s%s", stdout, stderr)
			}
			if _, again, _ := finish(t, process(dir, "check")); again != stdout {
				t.Errorf("a second check says something else:\n%s", cmp.Diff(stdout, again))
			}
			mustBuild(t, dir, "--fail-on", "never")
			mustBuild(t, dir, "--fail-on", "never", "--output", "again")
			public := filepath.Join(dir, "public")
			if diff := cmp.Diff(mustRead(t, public, false), mustRead(t, filepath.Join(dir, "again"), false)); diff != "" {
				t.Errorf("a second site differs:\n%s", diff)
			}
			inspectSite(t, public, "/")
		})
	}
}
