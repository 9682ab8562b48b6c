package report

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/rcagen/rcagen/pkg/diag"
)

// palette paints when it is true.
type palette bool

// style is the parameter of the escape sequence that sets a colour.
type style string

const (
	bold    style = "1"
	red     style = "1;31"
	yellow  style = "1;33"
	cyan    style = "1;36"
	frame   style = "34" // gutters and arrows
	related style = "34"
)

func (p palette) with(s style, text string) string {
	if !p {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func severityStyle(s diag.Severity) style {
	switch s {
	case diag.Error:
		return red
	case diag.Warning:
		return yellow
	default:
		return cyan
	}
}

// ColorMode decides whether a report is coloured. The flag is "always",
// "never" or "auto"; auto asks the environment first (FORCE_COLOR and
// CLICOLOR_FORCE, then NO_COLOR and TERM=dumb) and then whether f is a
// terminal. env is os.Getenv; f may be nil.
func ColorMode(flag string, f *os.File, env func(string) string) bool {
	switch flag {
	case "always":
		return true
	case "never":
		return false
	}
	if v := env("FORCE_COLOR"); v != "" {
		return v != "0" && v != "false"
	}
	if v := env("CLICOLOR_FORCE"); v != "" && v != "0" {
		return true
	}
	return env("NO_COLOR") == "" && env("TERM") != "dumb" && IsTerminal(f)
}

// Width returns the columns of the terminal f, or [DefaultWidth] when f is
// none.
func Width(f *os.File) int {
	if f == nil {
		return DefaultWidth
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return DefaultWidth
	}
	return width
}

// IsTerminal reports whether f is a terminal.
func IsTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

// When a progress line appears, and how often it changes.
const (
	progressDelay    = 500 * time.Millisecond
	progressInterval = 100 * time.Millisecond
)

// Progress is one line on a terminal that says how far a run has come. It
// appears when the run has taken half a second. A nil Progress shows nothing.
// Its methods may be called from several goroutines.
type Progress struct {
	w   io.Writer
	now func() time.Time

	mu    sync.Mutex
	next  time.Time // when the line may be drawn again
	drawn int       // columns of the line on the terminal
}

// NewProgress returns the progress line of a run that starts now, or nil when
// f is not a terminal.
func NewProgress(f *os.File) *Progress {
	if !IsTerminal(f) {
		return nil
	}
	return newProgress(f, time.Now)
}

func newProgress(w io.Writer, now func() time.Time) *Progress {
	return &Progress{w: w, now: now, next: now().Add(progressDelay)}
}

// Show says that done of total things are done; the verb is what happens to
// them ("checking"). A total of 0 is unknown.
func (p *Progress) Show(verb string, done, total int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(progressInterval)
	line := fmt.Sprintf("%s %d", verb, done)
	if total > 0 {
		line += fmt.Sprintf("/%d", total)
	}
	p.draw(line)
}

// Clear removes the line. It must come before anything else is written to the
// terminal; the next Show draws the line again.
func (p *Progress) Clear() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn > 0 {
		p.draw("")
		fmt.Fprint(p.w, "\r")
	}
}

// draw overwrites the line with blanks rather than with an escape sequence,
// which a dumb terminal would show.
func (p *Progress) draw(line string) {
	fmt.Fprint(p.w, "\r"+line+strings.Repeat(" ", max(0, p.drawn-len(line))))
	p.drawn = len(line)
}
