package build

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"
	"math"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
)

func sortEntries(entries []fs.DirEntry) {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
}

// each runs work for 0 ≤ i < n on all processors and stops early when the
// context ends.
func (b *Builder) each(ctx context.Context, verb string, n int, work func(i int)) error {
	var next, done atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
				b.progress(verb, int(done.Add(1)), n)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// read returns a document's bytes; the finding says why there are none. The
// size is bounded before and while reading: a file can be endless.
func (p *Project) read(file string, size int64) ([]byte, *diag.Diagnostic) {
	limit := int64(p.Config.Limits.FileSize)
	if size > limit {
		return nil, tooLarge(file, size, limit)
	}
	f, err := p.root.Open(filepath.FromSlash(file))
	if err != nil {
		d := unreadable(file, err)
		return nil, &d
	}
	defer f.Close()
	source := make([]byte, 0, size+bytes.MinRead)
	buffer := bytes.NewBuffer(source)
	if _, err := buffer.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		d := unreadable(file, err)
		return nil, &d
	}
	if int64(buffer.Len()) > limit {
		return nil, tooLarge(file, int64(buffer.Len()), limit)
	}
	return buffer.Bytes(), nil
}

func tooLarge(file string, size, limit int64) *diag.Diagnostic {
	return &diag.Diagnostic{
		Rule: "file/too-large", Path: file,
		Message: fmt.Sprintf("file is %s; the limit is %s", diag.Size(size, limit), diag.Size(limit, limit)),
		Help:    []string{"split it, or raise `limits.file_size` in " + ConfigName},
	}
}

// load reads one file, and parses and checks a document, unless it is known
// with the same bytes.
func (b *Builder) load(e entry) (r remembered, parsed bool) {
	now := time.Now().UnixNano() // before reading: what is written after it must look new
	defer func() {
		if value := recover(); value != nil {
			r = remembered{entry: e, found: []diag.Diagnostic{failed(e.path, value)}}
		}
		r.entry, r.read = e, now
	}()
	switch e.kind {
	case category:
		return b.category(e), false
	case other:
		return b.other(e), false
	}
	source, problem := b.source(e)
	if problem != nil {
		return remembered{found: []diag.Diagnostic{*problem}}, false
	}
	if known, ok := b.files[e.path]; ok && known.document != nil && known.document.Hash == sha256.Sum256(source) {
		return known, false
	}
	p := b.parser.Parse(&diag.File{Path: e.path, Bytes: source}, b.project.ContentPath(e.path))
	if b.texts != nil {
		b.texts.keep(p.Document.Hash, source)
	}
	return remembered{document: p.Document, found: check.Document(p, b.project.Config), suppressed: check.ReadSuppressions(p), secrets: secretsOf(source)}, true
}

// source returns the bytes that a file has or is to have.
func (b *Builder) source(e entry) ([]byte, *diag.Diagnostic) {
	text, ok := b.edited[e.path]
	if !ok {
		return b.project.read(e.path, e.size)
	}
	if limit := int64(b.project.Config.Limits.FileSize); int64(len(text)) > limit {
		return nil, tooLarge(e.path, int64(len(text)), limit)
	}
	return text, nil
}

// failed is the finding about a document on which rcagen itself failed.
func failed(file string, value any) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: "internal/panic", Path: file,
		Message: "rcagen failed on this document",
		Help:    []string{"this is a mistake in rcagen, not in the document: please report it with the document"},
		Notes:   []string{fmt.Sprint(value), place(debug.Stack()), "all other documents were read"},
	}
}

// place returns the function that panicked, out of a stack trace.
func place(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "panic(") && i+2 < len(lines) {
			return "in " + strings.TrimSpace(lines[i+2])
		}
	}
	return "in an unknown place"
}

// ContentPath makes a path of the project relative to the content folder.
func (p *Project) ContentPath(file string) string {
	return strings.TrimPrefix(file, p.Config.Content+"/")
}

// category reads one _category_ file.
func (b *Builder) category(e entry) remembered {
	source, problem := b.source(e)
	if problem != nil {
		return remembered{found: []diag.Diagnostic{*problem}}
	}
	c, found := site.ParseCategory(&diag.File{Path: e.path, Bytes: source})
	return remembered{category: &c, found: found, secrets: secretsOf(source)}
}

// other reads what the site needs to know of a file that is no document.
func (b *Builder) other(e entry) remembered {
	f, err := b.project.root.Open(filepath.FromSlash(e.path))
	if err != nil {
		return remembered{found: []diag.Diagnostic{unreadable(e.path, err)}}
	}
	defer f.Close()
	var head bytes.Buffer
	digest := sha256.New()
	if _, err := io.Copy(digest, io.TeeReader(f, &limited{&head, headSize})); err != nil {
		return remembered{found: []diag.Diagnostic{unreadable(e.path, err)}}
	}
	info := site.File{Size: e.size, Hash: hex.EncodeToString(digest.Sum(nil))}
	info.Width, info.Height = imageSize(path.Ext(e.path), head.Bytes())
	info.Active = check.ActiveContent(e.path, head.Bytes(), int64(head.Len()) == e.size)
	return remembered{file: &info}
}

// headSize is how much of a file is kept to find an image's size and scripts in it.
const headSize = 256 << 10

// limited keeps the first bytes written to it.
type limited struct {
	buffer *bytes.Buffer
	room   int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.room)
	l.buffer.Write(p[:n])
	l.room -= n
	return len(p), nil
}

// imageSize returns an image's width and height in pixels, 0 when unknown.
func imageSize(ext string, head []byte) (width, height int) {
	switch strings.ToLower(ext) {
	case ".png", ".jpg", ".jpeg", ".gif":
		if c, _, err := image.DecodeConfig(bytes.NewReader(head)); err == nil {
			return c.Width, c.Height
		}
	case ".svg":
		return svgSize(head)
	}
	return 0, 0
}

// svgSize reads width and height of the root element, or else its viewBox.
func svgSize(head []byte) (width, height int) {
	d := xml.NewDecoder(bytes.NewReader(head))
	for {
		t, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		var w, h float64
		var box []string
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "width":
				w = pixels(a.Value)
			case "height":
				h = pixels(a.Value)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
			}
		}
		if (w <= 0 || h <= 0) && len(box) == 4 {
			w, h = pixels(box[2]), pixels(box[3])
		}
		if w <= 0 || h <= 0 {
			return 0, 0
		}
		return int(math.Round(w)), int(math.Round(h))
	}
}

// pixels reads a length; units other than pixels count as unknown.
func pixels(value string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), "px"), 64)
	if err != nil || n > 100_000 {
		return 0
	}
	return n
}
