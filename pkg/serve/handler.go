package serve

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/render"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/templates"
)

// own is the folder of addresses that are the preview's, not the site's.
const own = "_rcagen/"

// ServeHTTP answers a request that the guard has let through.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	base := s.base()
	address, inside := strings.CutPrefix(r.URL.Path, base)
	switch name, isOwn := strings.CutPrefix(address, own); {
	case !inside:
		s.outside(w, r, base)
	case isOwn && !s.options.Production:
		s.ownFile(w, r, name)
	default:
		st := s.now()
		if s.options.Production && st == nil {
			st = s.await(r.Context(), func(st *state) bool { return st != nil })
		}
		if st == nil || st.snapshot == nil {
			s.before(w, r, address, st)
			return
		}
		s.at(w, r, address, st)
	}
}

// outside answers what does not lie below the site's base path. Its own place
// is near enough to lead there.
func (s *server) outside(w http.ResponseWriter, r *http.Request, base string) {
	if r.URL.Path == "/" || r.URL.Path+"/" == base {
		http.Redirect(w, r, site.Href(base), http.StatusFound)
		return
	}
	http.Error(w, "the site is below "+site.Href(base), http.StatusNotFound)
}

// ownFile answers with what the preview's script needs.
func (s *server) ownFile(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "events":
		s.events(w, r)
	case "findings":
		s.findings(w, r)
	default:
		text, err := templates.Preview.ReadFile("preview/" + name)
		if err != nil || path.Ext(name) == ".html" {
			http.NotFound(w, r)
			return
		}
		s.write(w, r, name, http.StatusOK, text)
	}
}

// at answers with what the site has at an address.
func (s *server) at(w http.ResponseWriter, r *http.Request, address string, st *state) {
	// A static host has the file under its own name too.
	if folder, isIndex := strings.CutSuffix(address, "index.html"); isIndex && (folder == "" || strings.HasSuffix(folder, "/")) {
		address = folder
	}
	if a := st.snapshot.Site.Asset(address); a != nil {
		s.asset(w, r, st.snapshot, a)
		return
	}
	if content, found, err := st.snapshot.SearchFile(address); found || err != nil {
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		s.write(w, r, address, http.StatusOK, content)
		return
	}
	o, found, err := st.snapshot.Output(address)
	switch {
	case err != nil:
		s.notice(w, r, http.StatusInternalServerError, "This page cannot be shown", err, st)
	case found:
		s.output(w, r, st, o)
	case exists(st.snapshot, address+"/"):
		target := s.base() + address + "/"
		if r.URL.RawQuery != "" {
			target = site.Href(target) + "?" + r.URL.RawQuery
		} else {
			target = site.Href(target)
		}
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusMovedPermanently)
	default:
		s.missing(w, r, st, address)
	}
}

func exists(snapshot *build.Snapshot, address string) bool {
	_, found, err := snapshot.Output(address)
	return found && err == nil
}

// await waits for a state of some kind; nil when the context ends before.
func (s *server) await(ctx context.Context, is func(*state) bool) *state {
	for {
		s.mu.Lock()
		st, changed := s.state, s.changed
		s.mu.Unlock()
		if is(st) {
			return st
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}

// maxTries is how often a page is rendered whose document changes meanwhile.
const maxTries = 10

// output renders an output of the site.
func (s *server) output(w http.ResponseWriter, r *http.Request, st *state, o render.Output) {
	var page bytes.Buffer
	err := st.snapshot.Render(&page, o)
	for try := 0; errors.Is(err, build.ErrStale) && try < maxTries; try++ {
		page.Reset()
		if st, o, err = s.newer(r.Context(), &page, st, o); st == nil {
			s.missing(w, r, s.now(), o.Address)
			return
		}
	}
	if err != nil {
		s.notice(w, r, http.StatusInternalServerError, "This page cannot be shown", err, st)
		return
	}
	if o.IsFrame() {
		framePolicy(w.Header())
		s.write(w, r, o.Address, http.StatusOK, page.Bytes())
		return
	}
	if p := o.Page(); p != nil && p.Document.Diagrams {
		allowFrames(w.Header())
	}
	s.page(w, r, http.StatusOK, st.snapshot, o.Address, page.Bytes())
}

// newer renders the page of a document whose file has changed since the state
// was made. When nothing but the page shows the change it is rendered at once,
// else when the loop has looked at the file. It returns the state that was
// rendered, nil when the page is gone.
//
// The newest state need not show the file as it is: a build would not publish
// that, or the whole content is gone, or it has changed again. Then the page is
// made of the text that is remembered.
func (s *server) newer(ctx context.Context, page *bytes.Buffer, st *state, o render.Output) (*state, render.Output, error) {
	file := o.Page().Document.File
	if fresh, ok := st.snapshot.Refresh(file); ok && !s.options.Production {
		st = &state{snapshot: fresh}
	} else if now := s.look(ctx, file); now != nil && now.snapshot != nil {
		st = now
	}
	next, found, err := st.snapshot.Output(o.Address)
	switch {
	case err != nil:
		return st, o, err
	case !found:
		return nil, o, nil
	}
	err = st.snapshot.Render(page, next)
	if errors.Is(err, build.ErrStale) {
		page.Reset()
		err = st.snapshot.RenderRemembered(page, next)
	}
	return st, next, err
}

// missing answers with the site's page for missing addresses.
func (s *server) missing(w http.ResponseWriter, r *http.Request, st *state, address string) {
	var page bytes.Buffer
	o, _, err := st.snapshot.Output("404.html")
	if err == nil {
		err = st.snapshot.Render(&page, o)
	}
	if err != nil {
		s.notice(w, r, http.StatusNotFound, "Page not found", err, st)
		return
	}
	s.page(w, r, http.StatusNotFound, st.snapshot, address, page.Bytes())
}

// page answers with an output, and adds the preview's script to what is a page.
func (s *server) page(w http.ResponseWriter, r *http.Request, status int, snapshot *build.Snapshot, address string, text []byte) {
	name := site.OutputFile(address)
	if status == http.StatusNotFound {
		name = "404.html"
	}
	if path.Ext(name) == ".html" && !s.options.Production && !snapshot.IsRedirect(address) {
		text = s.withScript(text, address, pageState(snapshot, address), snapshot.Shell)
	}
	s.write(w, r, name, status, text)
}

// pageState names the state of the page at an address.
func pageState(snapshot *build.Snapshot, address string) string {
	o, found, err := snapshot.Output(address)
	if !found && err == nil {
		o, _, err = snapshot.Output("404.html")
	}
	if err != nil {
		return "broken"
	}
	return fmt.Sprintf("%x", o.Key[:8])
}

// withScript adds the script that keeps a page up to date.
func (s *server) withScript(text []byte, address, page, shell string) []byte {
	var script bytes.Buffer
	if err := render.PreviewScript(&script, s.base(), address, page, shell); err != nil {
		return text
	}
	at := bytes.Index(text, []byte("</head>"))
	if at < 0 {
		at = len(text) // a template of the project's own
	}
	return append(append(append(make([]byte, 0, len(text)+script.Len()), text[:at]...), script.Bytes()...), text[at:]...)
}

// write answers with a text in memory.
func (s *server) write(w http.ResponseWriter, r *http.Request, name string, status int, text []byte) {
	contentType(w, name)
	w.Header().Set("Content-Length", fmt.Sprint(len(text)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // the reader may be gone
	}
}

// contentType says what a file is. A browser must not guess, and a picture that
// is a document of its own gets no rights.
func contentType(w http.ResponseWriter, name string) {
	kind := cmp.Or(render.MediaType(name), mime.TypeByExtension(path.Ext(name)))
	switch path.Ext(name) {
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".html":
		kind = "text/html; charset=utf-8"
	case ".csv":
		kind = "text/csv; charset=utf-8"
	case ".json":
		kind = cmp.Or(render.MediaType(name), "application/json")
	case ".xml":
		kind = cmp.Or(render.MediaType(name), "application/xml")
	case ".svg":
		kind = "image/svg+xml"
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	}
	w.Header().Set("Content-Type", cmp.Or(kind, "application/octet-stream"))
}

// asset answers with a file that the site publishes as it is.
func (s *server) asset(w http.ResponseWriter, r *http.Request, snapshot *build.Snapshot, a *site.Asset) {
	f, err := snapshot.Open(a)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	contentType(w, a.Address)
	http.ServeContent(w, r, "", time.Time{}, f)
}

// before answers while there is no snapshot yet: with the page at the address
// when that can be made on its own, else with a notice that gives way to it.
func (s *server) before(w http.ResponseWriter, r *http.Request, address string, st *state) {
	if st != nil {
		s.notice(w, r, http.StatusInternalServerError, "The site cannot be shown", st.trouble, st)
		return
	}
	if s.early != nil {
		if snapshot := s.early.Page(address); snapshot != nil {
			s.at(w, r, address, &state{snapshot: snapshot})
			return
		}
	}
	s.notice(w, r, http.StatusServiceUnavailable, "Reading the documents…", nil, nil)
}

// notice answers with a page of the preview's own in place of one of the site's.
func (s *server) notice(w http.ResponseWriter, r *http.Request, status int, title string, why error, st *state) {
	n := render.Notice{Base: s.base(), Title: title, Message: "The page appears here by itself."}
	var problem *build.PageError
	switch {
	case errors.As(why, &problem):
		n.Message = "It appears here by itself when this is put right:"
		n.Findings = []string{fullText(s.options.Project, problem.Diagnostic)}
	case why != nil:
		n.Message = why.Error() + ". The page appears here by itself when that is put right."
	}
	var page bytes.Buffer
	if err := n.Write(&page); err != nil {
		http.Error(w, title, status)
		return
	}
	text := page.Bytes()
	if !s.options.Production {
		shell := ""
		if st != nil && st.snapshot != nil {
			shell = st.snapshot.Shell
		}
		address, _ := strings.CutPrefix(r.URL.Path, s.base())
		text = s.withScript(text, address, "notice", shell)
	}
	s.write(w, r, "notice.html", status, text)
}
