package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the real command line. Scripts know these commands beside
// testscript's own:
//
//	status N COMMAND...       run a command, which must exit with that status
//	rca FILE [KEY=VALUE]...   write an RCA in which nothing is found; the
//	                          values are added to its front matter
//	replace OLD NEW FILE      put a text in place of another
//	serve [ARG]...            start a preview of the script's folder
//	get STATUS PATH [TEXT]... ask the preview until it answers so; the texts are
//	                          in the answer, those that begin with "!" are not
//	said TEXT                 wait until the preview has said so
//	ask STATUS PATH [H:V]...  ask once, with headers
//	taken                     start previews beside the one that runs
//	stop                      interrupt the preview
//	same DIR DIR              fail unless names, bytes, modes and times in two
//	                          folders are equal
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":  scriptStatus,
			"rca":     scriptRCA,
			"replace": scriptReplace,
			"same":    scriptSame,
			"serve":   scriptServe,
			"get":     scriptGet,
			"said":    scriptSaid,
			"stop":    scriptStop,
			"ask":     scriptAsk,
			"taken":   scriptTaken,
		},
	})
}

func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s exited with %d\n[stdout]\n%s[stderr]\n%s", args[1], got, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

func scriptRCA(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: rca FILE [KEY=VALUE]...")
	}
	var more []string
	for _, arg := range args[1:] {
		key, value, ok := strings.Cut(arg, "=")
		if !ok {
			ts.Fatalf("%q is not KEY=VALUE", arg)
		}
		more = append(more, key+": "+value)
	}
	file := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
	ts.Check(os.WriteFile(file, []byte(soundRCA(filepath.Base(args[0]), more...)), 0o644))
}

// soundRCA returns an RCA in which nothing is found. Its id, title and label
// come from the file name, unless the front matter that is given has them.
func soundRCA(file string, frontMatter ...string) string {
	name := strings.TrimSuffix(file, filepath.Ext(file))
	given := func(key string) bool {
		for _, line := range frontMatter {
			if strings.HasPrefix(line, key+":") {
				return true
			}
		}
		return false
	}
	var b strings.Builder
	b.WriteString("---\n")
	for _, key := range []string{"id", "title", "sidebar_label"} {
		if !given(key) {
			fmt.Fprintf(&b, "%s: %s\n", key, name)
		}
	}
	for _, line := range frontMatter {
		b.WriteString(line + "\n")
	}
	// What every report says word for word is boilerplate; each has its own words.
	body := strings.Replace(soundBody, "right results.", "right results ("+name+").", 1)
	b.WriteString(strings.Replace(body, "new connections.", "new connections ("+name+").", 1))
	return b.String()
}

const soundBody = `---

## Impact summary

Between 09:10 UTC and 09:50 UTC, every third search of customers in West Europe failed. Nothing was lost, and
searches that were repeated later gave the right results.

## RCA

A deploy opened a connection to the database for each query instead of taking one from the pool. After twenty
minutes the database refused new connections.

## Next steps

- Pool connections (DB-12)
- Alert earlier (DB-13)
`

func scriptReplace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s does not hold %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(text, args[0], args[1])), 0o644))
}

func scriptSame(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same DIR DIR")
	}
	var trees [2]map[string]string
	for i, dir := range args {
		tree, err := readTree(ts.MkAbs(dir), true)
		ts.Check(err)
		trees[i] = tree
	}
	if diff := cmp.Diff(trees[0], trees[1]); diff != "" {
		ts.Fatalf("-%s +%s:\n%s", args[0], args[1], diff)
	}
}

// readTree returns the mode and the content of everything below a folder, by
// path with slashes; when asked, also the time of the last change.
func readTree(dir string, times bool) (map[string]string, error) {
	tree := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		text := info.Mode().String()
		if times {
			text += info.ModTime().Format(" 2006-01-02T15:04:05.999999999")
		}
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			text += "\n" + string(content)
		}
		tree[filepath.ToSlash(name)] = text
		return nil
	})
	return tree, err
}
