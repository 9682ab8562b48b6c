package build

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/output"
	"github.com/rcagen/rcagen/pkg/render"
	"github.com/rcagen/rcagen/pkg/site"
)

// Build checks the project and, when nothing at or above failOn was found and
// everything could be read, writes its site. The report is nil when the site
// was left as it was.
func (b *Builder) Build(ctx context.Context, failOn diag.Severity) (*Result, *output.Report, error) {
	result, err := b.Check(ctx)
	if err != nil {
		return nil, nil, err
	}
	w := &writing{Builder: b, result: result, made: map[string]written{}}
	if result.Incomplete || result.Worst() >= failOn {
		return result, nil, w.show()
	}
	if err := w.prepare(); err != nil {
		return result, nil, err
	}
	report, err := w.write(ctx, failOn)
	if !w.shown && ctx.Err() == nil {
		err = cmp.Or(err, w.show())
	}
	return result, report, err
}

// prepare makes the renderer.
func (w *writing) prepare() error {
	templates, found, err := w.project.templates()
	if err != nil {
		return err
	}
	r, more, err := render.New(w.result.Site, templates, render.Text{HTML: w.html, Markdown: w.markdown}).Checked()
	w.renderer, w.found = r, append(found, more...)
	diag.Sort(w.found)
	return err
}

// templates reads the project's templates.
func (p *Project) templates() (*render.Templates, []diag.Diagnostic, error) {
	if p.Config.Templates == "" {
		return render.BuiltIn(p.language()), nil, nil
	}
	folder, err := p.root.OpenRoot(filepath.FromSlash(p.Config.Templates))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: the templates folder `%s` cannot be opened: %v", ErrProject, p.Config.Templates, err)
	}
	defer folder.Close()
	return render.LoadTemplates(folder.FS(), p.Config.Templates, p.language())
}

// language returns the language of the site's interface.
func (p *Project) language() *locale.Language {
	l, known := locale.Find(p.Config.Language)
	if !known {
		l, _ = locale.Find("en") // a configuration that was not checked
	}
	return l
}

// writing is one run of the stages after checking.
type writing struct {
	*Builder
	result   *Result
	renderer *render.Renderer
	output   *output.Writer

	mu       sync.Mutex
	found    []diag.Diagnostic  // by rendering
	made     map[string]written // outputs of this run, by address
	unmade   bool               // an output could not be made; found says why
	failure  error              // the first thing that kept an output from being written
	newIndex index
	shown    bool
	rendered int
}

// write renders every output that has changed and puts the site in place. The
// report is nil when findings of rendering keep the old site.
func (w *writing) write(ctx context.Context, failOn diag.Severity) (*output.Report, error) {
	if w.blocked(failOn) {
		return nil, nil
	}
	p := w.project
	var err error
	w.output, err = output.Open(p.outputDir(), output.Options{
		Project: p.Dir,
		Content: filepath.Join(p.Dir, filepath.FromSlash(p.Config.Content)),
	})
	if err != nil {
		return nil, err
	}
	defer w.output.Abort()
	outputs := w.renderer.Outputs()
	if err := w.each(ctx, "render", len(outputs), func(i int) { w.one(outputs[i]) }); err != nil {
		return nil, err
	}
	assets := w.result.Site.Assets
	if err := w.each(ctx, "copy", len(assets), func(i int) { w.copy(assets[i]) }); err != nil {
		return nil, err
	}
	w.work.Rendered += w.rendered
	if w.failure != nil {
		return nil, w.failure
	}
	if w.unmade || w.blocked(failOn) {
		return nil, nil
	}
	if err := w.index(ctx); err != nil {
		return nil, err
	}
	if w.unmade {
		return nil, nil
	}
	if err := w.show(); err != nil {
		return nil, err
	}
	report, err := w.output.Commit()
	if err != nil {
		return nil, err
	}
	w.work.Written += report.Written
	w.outputs, w.indexed = w.made, w.newIndex
	return &report, nil
}

// show completes the result with what rendering found and hands it over.
func (w *writing) show() error {
	w.result.add(w.project, w.suppressions(), w.found)
	w.shown = true
	if w.Show == nil {
		return nil
	}
	return w.Show(w.result)
}

// blocked reports whether what rendering found keeps the old site.
func (w *writing) blocked(failOn diag.Severity) bool {
	var r Result
	r.add(w.project, w.suppressions(), w.found)
	return r.Incomplete || r.Worst() >= failOn
}

// outputDir returns the output folder as the operating system names it.
func (p *Project) outputDir() string {
	if filepath.IsAbs(p.Config.Output) {
		return p.Config.Output
	}
	return filepath.Join(p.Dir, filepath.FromSlash(p.Config.Output))
}

// buffers are reused: a site's pages are rendered one after the other.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// one renders one output, unless it is known to be on disk already.
func (w *writing) one(o render.Output) {
	defer func() {
		if value := recover(); value != nil {
			w.missing(failed(source(o), value))
		}
	}()
	o, err := w.renderer.Prepare(o)
	if known, ok := w.outputs[o.Address]; err == nil && ok && known.key == o.Key && w.output.Keep(o.File()) {
		w.add(o.Address, known)
		return
	}
	if err == nil {
		err = w.render(o)
	}
	var template *render.TemplateError
	var body *PageError
	switch {
	case errors.As(err, &template):
		w.missing(template.Diagnostic)
		return
	case errors.As(err, &body):
		w.missing(body.Diagnostic)
		return
	}
	if err != nil {
		w.fail(err)
		return
	}
	w.mu.Lock()
	w.rendered++
	found := w.made[o.Address].found // by the page's body
	w.mu.Unlock()
	w.add(o.Address, written{o.Key, found})
}

// render renders one output into the site.
func (w *writing) render(o render.Output) error {
	if o.GrowsWithSite() {
		return w.stream(o)
	}
	page := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(page)
	page.Reset()
	if err := w.renderer.Render(page, o); err != nil {
		return err
	}
	return w.output.Write(o.File(), page.Bytes())
}

// stream renders one output without ever holding it.
func (w *writing) stream(o render.Output) error {
	from, to := io.Pipe()
	var copying error
	done := make(chan struct{})
	go func() {
		defer close(done)
		copying = w.output.Copy(o.File(), from)
		from.CloseWithError(copying)
	}()
	failed := errors.New("rendering has failed") // unless it returns
	defer func() {
		to.CloseWithError(failed)
		<-done
	}()
	pieces := bufio.NewWriterSize(to, 64<<10)
	err := w.renderer.Render(pieces, o)
	if err == nil {
		err = pieces.Flush()
	}
	to.CloseWithError(err)
	<-done
	return cmp.Or(err, copying)
}

// add notes an output of this run, with what was found by rendering it.
func (w *writing) add(address string, out written) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.made[address] = out
	w.found = append(w.found, out.found...)
}

// missing notes an output that cannot be made because of what was found.
func (w *writing) missing(d diag.Diagnostic) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unmade = true
	w.found = append(w.found, d)
}

// source names the file that an output is about.
func source(o render.Output) string {
	if p := o.Page(); p != nil {
		return p.Document.File
	}
	return ""
}

func (w *writing) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failure == nil {
		w.failure = err
	}
}

// copy streams one file into the site.
func (w *writing) copy(a site.Asset) {
	f, err := w.project.root.Open(filepath.FromSlash(a.File))
	if err != nil {
		w.fail(err)
		return
	}
	defer f.Close()
	if err := w.output.Copy(a.Address, f); err != nil {
		w.fail(err)
	}
}

// html writes the HTML of a page's text.
func (w *writing) html(out io.Writer, p *site.Page) error {
	source, err := w.source(p)
	if err != nil {
		return err
	}
	problems, err := text(out, p, source, reference(w.result.Site, p), w.parser.Limits(), &w.code)
	w.mu.Lock()
	w.made[p.Address] = written{found: problems}
	w.mu.Unlock()
	return err
}

// markdown writes the Markdown of a page's text.
func (w *writing) markdown(out io.Writer, p *site.Page) error {
	source, err := w.source(p)
	if err != nil {
		return err
	}
	return public(out, w.result.Site, p, source, w.parser.Limits())
}

// source reads the file of a page's document again.
func (w *writing) source(p *site.Page) ([]byte, error) {
	d := p.Document
	source, problem := w.project.read(d.File, 0)
	if problem != nil {
		return nil, &PageError{*problem}
	}
	if sha256.Sum256(source) != d.Hash {
		return nil, errors.New("the file has changed during the build; build again")
	}
	return source, nil
}
