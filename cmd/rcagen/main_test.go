package main

import (
	"flag"
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
