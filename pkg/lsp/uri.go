package lsp

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// pathOf returns the file that an address names, as the operating system names
// it; false when it is not one of this computer's.
func pathOf(uri string) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" {
		return "", false
	}
	path := u.Path
	if runtime.GOOS == "windows" { // /c:/folder
		path = strings.TrimPrefix(path, "/")
	}
	if path == "" || strings.ContainsRune(path, 0) {
		return "", false
	}
	return filepath.Clean(filepath.FromSlash(path)), true
}

// uriOf returns the address of a file. Clients compare addresses as text, and
// most write them so: everything but unreserved characters and slashes encoded.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	var b strings.Builder
	for i, part := range strings.Split(path, "/") {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(strings.ReplaceAll(url.PathEscape(part), ":", "%3A"))
	}
	return "file://" + b.String()
}
