package git

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// LineRange is a range of lines, from 1, both ends included.
type LineRange struct{ First, Last int }

// whole is all of a file.
var whole = LineRange{1, math.MaxInt}

// Change is what has become of a file.
type Change struct {
	Lines  []LineRange // that differ, in order; none when lines were only taken away
	Before string      // the file's path in the commit, relative to the folder; "" for a new file
}

// Changes are the files below a folder that differ from a commit.
type Changes struct {
	Files   map[string]Change // by path, relative to the folder, with slashes
	Deleted []string          // paths of the files that are no more, likewise

	dir, base string
}

// Read returns the text that a file had in the commit, by the path that it had
// there.
func (c *Changes) Read(ctx context.Context, path string) ([]byte, error) {
	return run(ctx, c.dir, "cat-file", "blob", c.base+":./"+path)
}

// Changed compares the files below a folder, as they are on disk, with the
// commit at which the present branch left a revision: what a pull request onto
// it shows, and what is not committed yet. A new file is changed as a whole.
func Changed(ctx context.Context, dir, revision string) (*Changes, error) {
	theirs, err := commit(ctx, dir, revision)
	if err != nil {
		return nil, err
	}
	base, err := mergeBase(ctx, dir, theirs)
	if err != nil {
		return nil, err
	}
	c := &Changes{Files: map[string]Change{}, dir: dir, base: base}
	if err := c.listed(ctx); err != nil {
		return nil, err
	}
	out, err := run(ctx, dir, "ls-files", "-z", "--others", "--exclude-standard", "--", ".")
	if err != nil {
		return nil, err
	}
	for file := range strings.SplitSeq(string(out), "\x00") {
		if file != "" {
			c.Files[file] = Change{Lines: []LineRange{whole}}
		}
	}
	return c, nil
}

// mergeBase returns the commit that HEAD and another have in common; the other
// one when their histories have none, or there is no HEAD yet.
func mergeBase(ctx context.Context, dir, theirs string) (string, error) {
	out, err := run(ctx, dir, "merge-base", theirs, "HEAD")
	var exit *exec.ExitError
	switch base := strings.TrimSpace(string(out)); {
	case err == nil && base != "":
		return base, nil
	case err == nil, errors.As(err, &exit):
		return theirs, nil
	}
	return "", err
}

// listed adds the changes of the files that git knows.
func (c *Changes) listed(ctx context.Context) error {
	out, err := run(ctx, c.dir, "diff", "-z", "--patch", "--raw", "--abbrev=40", "--relative", "--find-renames",
		"--unified=0", "--inter-hunk-context=0", "--text", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules",
		c.base, "--", ".")
	if err != nil {
		return err
	}
	files, patch, err := readRaw(out)
	if err != nil {
		return err
	}
	for _, f := range files {
		switch f.status {
		case 'D':
			c.Deleted = append(c.Deleted, f.path)
		case 'A', 'U':
			c.Files[f.path] = Change{Lines: []LineRange{whole}}
		default:
			c.Files[f.path] = Change{Before: f.before}
		}
	}
	files = slices.DeleteFunc(files, func(f rawFile) bool { return f.status == 'U' }) // they have no patch
	i := -1                                                                           // of the file that the patch is at
	for line := range bytes.Lines(patch) {
		switch {
		case bytes.HasPrefix(line, []byte("diff --git ")):
			i++
		case bytes.HasPrefix(line, []byte("@@ -")) && i >= 0 && i < len(files):
			f := files[i]
			if r, ok := hunk(string(line)); ok && f.status != 'D' && f.status != 'A' {
				change := c.Files[f.path]
				change.Lines = append(change.Lines, r)
				c.Files[f.path] = change
			}
		}
	}
	return nil
}

// rawFile is an entry of the list before a patch.
type rawFile struct {
	status byte // A new, D deleted, M changed, R renamed, T of another type, U with a conflict
	path   string
	before string // the path in the commit
}

// readRaw reads that list: `:mode mode hash hash status`, the path, and for a
// renamed file a second path, each with a NUL behind it. The rest is the patch,
// in which the files come in the same order; one that is of another type now,
// twice.
func readRaw(out []byte) (files []rawFile, patch []byte, err error) {
	next := func() string {
		field, rest, found := bytes.Cut(out, []byte{0})
		if !found {
			err = errors.New("git diff: the list of files ends too early")
		}
		out = rest
		return string(field)
	}
	for len(out) > 0 && out[0] == ':' && err == nil {
		header := next()
		f := rawFile{path: next()}
		f.before = f.path
		if at := strings.LastIndexByte(header, ' ') + 1; at < len(header) {
			f.status = header[at]
		}
		switch f.status {
		case 'R', 'C':
			f.path = next()
		case 'T':
			files = append(files, f)
		}
		files = append(files, f)
	}
	return files, bytes.TrimPrefix(out, []byte{0}), err
}

// hunk reads `@@ -a,b +c,d @@`: d lines from c on are new. It is false when
// there are none.
func hunk(line string) (LineRange, bool) {
	_, rest, _ := strings.Cut(line, " +")
	rest, _, _ = strings.Cut(rest, " ")
	first, count, given := strings.Cut(rest, ",")
	from, err := strconv.Atoi(first)
	n := 1
	if given && err == nil {
		n, err = strconv.Atoi(count)
	}
	return LineRange{from, from + n - 1}, err == nil && n > 0
}
