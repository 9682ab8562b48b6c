package watch

import (
	"path/filepath"
	"slices"
	"strings"
)

// Names that programs give to a file beside the one they write, or to find out
// whether they may write, and that they soon remove.
var (
	temporaryNames = []string{
		"4913", "5036", // Vim's probe of a folder; it adds 123 while the name is taken
		".DS_Store",
	}
	temporaryStarts = []string{
		".#", // Emacs' locks
		".goutputstream-", ".sb-", ".~lock.", ".syncthing.", "~syncthing~", ".dropbox",
	}
	temporaryParts = []string{"___jb_tmp___", "___jb_old___", "___jb_bak___"} // JetBrains
	temporaryEnds  = []string{"~", ".swp", ".swo", ".swx", ".bck", ".tmp", ".crswap", ".part"}
)

// Temporary reports whether a path's last element is the name of an editor's
// temporary file. It does not look at the file system, and a folder may well
// have such a name: whoever asks about an entry asks first whether it is a file.
func Temporary(name string) bool {
	base := filepath.Base(name)
	is := func(has func(s, part string) bool, parts []string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return has(base, part) })
	}
	return slices.Contains(temporaryNames, base) ||
		is(strings.HasPrefix, temporaryStarts) || is(strings.Contains, temporaryParts) || is(strings.HasSuffix, temporaryEnds) ||
		len(base) > 1 && base[0] == '#' && base[len(base)-1] == '#' || // Emacs' auto-save
		isSed(base)
}

// isSed reports whether `sed -i` makes such names: "sed" and six random letters
// and digits. Of 200 of them one has nothing but small letters, and is not
// recognised: it may be a word, such as "sediment".
func isSed(base string) bool {
	random, ok := strings.CutPrefix(base, "sed")
	if !ok || len(random) != 6 {
		return false
	}
	word := true
	for _, c := range random {
		switch {
		case 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
			word = false
		case c < 'a' || 'z' < c:
			return false
		}
	}
	return !word
}
