package output

import (
	"fmt"
	"iter"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// own is the folder inside the output folder that holds the manifest.
const own = ".rcagen"

// checkAddress refuses every address that could mean something else than one
// file below the root of the site, on any system.
func checkAddress(address string) error {
	refuse := func(why string) error {
		return fmt.Errorf("address %s %s", quote(address), why)
	}
	if address == "" {
		return refuse("is empty")
	}
	if !utf8.ValidString(address) {
		return refuse("is not valid UTF-8")
	}
	if strings.ContainsFunc(address, unicode.IsControl) {
		return refuse("contains a control character")
	}
	if strings.ContainsRune(address, '\\') {
		return refuse("contains a backslash; folders are separated by `/`")
	}
	if path.IsAbs(address) {
		return refuse("is absolute; expected a path below the root of the site")
	}
	for element := range strings.SplitSeq(address, "/") {
		switch {
		case element == "" || element == "." || element == "..":
			return refuse("has an empty, `.` or `..` element")
		case strings.EqualFold(element, ".git"):
			// A hook or a setting planted there would run on the next commit.
			return refuse("lies in a git folder")
		}
	}
	// The system's own rules, such as drive letters and device names.
	if !filepath.IsLocal(filepath.FromSlash(address)) {
		return refuse("is not a file name on this system")
	}
	if first, _, _ := strings.Cut(address, "/"); strings.EqualFold(first, own) {
		return refuse("lies in `" + own + "`, where the manifest is kept")
	}
	return nil
}

// quote puts s into backquotes for a message, control characters escaped.
func quote(s string) string {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Sprintf("%q", s)
	}
	return "`" + s + "`"
}

// parents yields the folders above an address, innermost first, without ".".
func parents(address string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := strings.LastIndexByte(address, '/'); i > 0; i = strings.LastIndexByte(address[:i], '/') {
			if !yield(address[:i]) {
				return
			}
		}
	}
}

// claim reserves an address for one file.
func (w *Writer) claim(address string) error {
	if err := checkAddress(address); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return fmt.Errorf("write %s: the site is already finished", address)
	}
	if _, ok := w.files[address]; ok {
		return fmt.Errorf("write %s: two pages have this address", address)
	}
	if w.folders[address] {
		return fmt.Errorf("write %s: other pages need a folder of this name", address)
	}
	if foreign, ok := w.disk.blocks(address); ok {
		return fmt.Errorf("write %s: %s stands in its place and was not written by rcagen", address, quote(foreign))
	}
	for parent := range parents(address) {
		if w.folders[parent] {
			break // its own parents have been looked at before
		}
		if _, ok := w.files[parent]; ok {
			return fmt.Errorf("write %s: %s is a page, not a folder", address, quote(parent))
		}
	}
	for parent := range parents(address) {
		w.folders[parent] = true
	}
	w.files[address] = file{}
	return nil
}
