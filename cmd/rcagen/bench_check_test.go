package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// TestBenchCheck compares `rcagen check` with reading and parsing the same
// documents, in a process of its own each. Like [TestBench] it runs only when
// asked to, and asserts nothing about time.
func TestBenchCheck(t *testing.T) {
	for _, n := range benchSizes(t) {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			dir := benchDir(t)
			writeCorpus(t, dir, n)
			var parses, checks []figures
			for range 5 {
				parses = append(parses, measure(t, dir, "parse"))
				checks = append(checks, measure(t, dir, "rcagen", "check", "--fail-on", "never", "--output", "json="+os.DevNull, dir))
			}
			parse, check := median(parses), median(checks)
			t.Logf("parse: CPU %v, wall %v, peak %d MB", parse.cpu, parse.wall, parse.peak>>20)
			t.Logf("check: CPU %v, wall %v, peak %d MB", check.cpu, check.wall, check.peak>>20)
			t.Logf("check / parse: CPU %.2f, wall %.2f (medians of 5)", float64(check.cpu)/float64(parse.cpu), float64(check.wall)/float64(parse.wall))
		})
	}
}

// parseAll reads and parses every document of a project.
func parseAll(dir string) error {
	parser := rca.NewParser(config.Default())
	return eachDocument(dir, func(file string) error {
		source, err := os.ReadFile(file)
		if err == nil {
			parser.Parse(&diag.File{Path: file, Bytes: source}, filepath.Base(file))
		}
		return err
	})
}
