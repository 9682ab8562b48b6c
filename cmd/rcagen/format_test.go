package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteWhole interrupts the writing of a report halfway.
func TestWriteWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report")
	broken := errors.New("broken")
	half := func(w io.Writer) error {
		io.WriteString(w, "half")
		return broken
	}
	holds := func(want string) {
		t.Helper()
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, e := range entries {
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			got += e.Name() + ": " + string(text)
		}
		if got != want {
			t.Fatalf("the folder holds %q, want %q", got, want)
		}
	}
	if err := writeWhole(path, half); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	holds("")
	if err := writeWhole(path, func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }); err != nil {
		t.Fatal(err)
	}
	holds("report: whole")
	if err := writeWhole(path, half); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	holds("report: whole")
}
