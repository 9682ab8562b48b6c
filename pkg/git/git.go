// Package git asks the git program about a project's history.
//
// The repository may come from anywhere, so what its configuration names is
// not run: no hooks, no monitor, no external or textual differences. (Its filters
// are: without them, the files of Git LFS would all differ.) Nothing is written to
// it, and nobody is asked for a password.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Why git has no answer.
var (
	ErrNoGit        = errors.New("the program `git` is not installed")
	ErrNoRepository = errors.New("not in a git repository")
	ErrNoCommit     = errors.New("the git repository has no commit")
)

// RevisionError says that a name stands for no commit.
type RevisionError struct{ Revision string }

func (e *RevisionError) Error() string {
	return fmt.Sprintf("git knows no revision `%s`", e.Revision)
}

// patience is how long one question may take.
const patience = 30 * time.Second

// run runs git in a folder and returns its standard output.
func run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := exec.CommandContext(ctx, "git", append([]string{
		"--no-pager", "-c", "core.fsmonitor=", "-c", "core.hooksPath=" + os.DevNull, "-c", "core.quotePath=false",
	}, args...)...)
	c.Dir = dir
	c.WaitDelay = time.Second
	c.Env = append(environment(), "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_EXTERNAL_DIFF=", "LC_ALL=C")
	var out, problem bytes.Buffer
	c.Stdout, c.Stderr = &out, &problem
	err := c.Run()
	switch text := problem.String(); {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("git %s: %w", args[0], ctx.Err())
	case errors.Is(err, exec.ErrNotFound):
		return nil, ErrNoGit
	case strings.Contains(text, "not a git repository"):
		return nil, ErrNoRepository
	default:
		first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, first)
	}
}

// environment returns the environment without what git tells its hooks about the
// repository: in another folder than theirs, that is about another one.
func environment() []string {
	if os.Getenv("GIT_WORK_TREE") != "" {
		return os.Environ() // somebody says where everything is
	}
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return name == "GIT_DIR" || name == "GIT_INDEX_FILE" || name == "GIT_PREFIX"
	})
}

// LastCommit returns when the newest commit of the folder's repository was made.
func LastCommit(ctx context.Context, dir string) (time.Time, error) {
	head, err := commit(ctx, dir, "HEAD")
	var unknown *RevisionError
	switch {
	case errors.As(err, &unknown):
		return time.Time{}, ErrNoCommit
	case err != nil:
		return time.Time{}, err
	}
	out, err := run(ctx, dir, "show", "--no-patch", "--no-show-signature", "--format=%ct", head)
	if err != nil {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("git show: %w", err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// commit returns the hash of the commit that a revision stands for.
func commit(ctx context.Context, dir, revision string) (string, error) {
	if revision == "" || strings.HasPrefix(revision, "-") || strings.ContainsAny(revision, "\x00\n") {
		return "", &RevisionError{revision}
	}
	out, err := run(ctx, dir, "rev-parse", "--quiet", "--verify", "--end-of-options", revision+"^{commit}")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return "", &RevisionError{revision}
	}
	// Before version 2.30, git repeats --end-of-options.
	lines := strings.Fields(string(out))
	if err == nil && len(lines) == 0 {
		return "", &RevisionError{revision}
	}
	if err != nil {
		return "", err
	}
	return lines[len(lines)-1], nil
}
