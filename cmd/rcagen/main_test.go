package main

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestMain lets the scripts, the benchmarks and the browser test run the real
// program as a process: this binary under another name or in another role.
func TestMain(m *testing.M) {
	playRole()
	testscript.Main(m, map[string]func(){"rcagen": main})
}

// TestScripts runs the real command line.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
	})
}
