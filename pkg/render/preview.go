package render

import (
	"html/template"
	"io"

	builtin "github.com/rcagen/rcagen/templates"
)

// Notice is a page that a preview shows in place of one of the site's.
type Notice struct {
	Base     string // path of the site's root, with a slash at both ends
	Title    string
	Message  string
	Findings []string // as in a terminal
}

// Write writes the page.
func (n Notice) Write(w io.Writer) error {
	return previewPages.ExecuteTemplate(w, "notice.html", n)
}

// PreviewScript writes the elements that keep a page up to date in a preview:
// base is the path of the site's root, page and shell name the states of the
// page and of what all pages share.
func PreviewScript(w io.Writer, base, address, page, shell string) error {
	return previewPages.ExecuteTemplate(w, "script.html", struct{ Base, Address, Page, Shell string }{base, address, page, shell})
}

var previewPages = template.Must(template.ParseFS(builtin.Preview, "preview/*.html"))
