// Command rcagen checks RCAs (root cause analyses) written in Markdown and
// publishes them as a static site.
//
// Findings about the content go to standard output, everything about the run
// to standard error. Exit statuses:
//
//	0    clean
//	1    findings at or above --fail-on
//	2    usage or configuration
//	3    rcagen could not do its work
//	130  interrupted
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// Exit statuses.
const (
	exitClean       = 0
	exitFindings    = 1
	exitUsage       = 2
	exitFailure     = 3
	exitInterrupted = 130
)

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// tuneMemory lets the heap grow a little further between two collections than
// Go's default: marking the model of 10,000 documents each time it has doubled
// takes a tenth of a build. GOGC in the environment wins.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(140)
	}
}

// run executes one command line and returns its exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRootCommand(stdout, stderr)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var status exitStatus
	switch {
	case err == nil:
		return exitClean
	case errors.As(err, &status):
		return int(status)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "rcagen: interrupted")
		return exitInterrupted
	}
	fmt.Fprintf(stderr, "rcagen: %v\n", err)
	var failure failure
	if errors.As(err, &failure) {
		return exitFailure
	}
	return exitUsage
}

// exitStatus ends a command that has said everything already.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// failure is an error in doing the work, as opposed to one in how it was
// asked for.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }
