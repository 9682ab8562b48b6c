package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/report"
)

// questions are asked in a terminal, one line each.
type questions struct {
	ctx  context.Context
	in   io.Reader
	out  io.Writer
	over bool // nobody answers any more
}

// ask asks a question until take accepts the answer, which is "" for Enter
// alone. At the end of the input, or of the context, nothing is asked any more.
func (q *questions) ask(question string, take func(answer string) error) {
	for !q.over {
		fmt.Fprint(q.out, question+": ")
		answer, err := q.answer()
		if err != nil {
			q.over = true
			fmt.Fprintln(q.out) // the cursor stands behind the question
			return
		}
		if err = take(oneLine(answer)); err == nil {
			return
		}
		fmt.Fprintln(q.out, report.VisibleLines(err.Error()))
	}
}

// answer reads a line, or gives up with the context.
func (q *questions) answer() (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() { // which may wait for a line until the process ends
		line, err := readLine(q.in)
		read <- result{line, err}
	}()
	select {
	case r := <-read:
		return r.line, r.err
	case <-q.ctx.Done():
		return "", q.ctx.Err()
	}
}

// longestAnswer bounds a line, in bytes; terminals allow no more.
const longestAnswer = 4096

// readLine reads a line without its end, and not a byte more: what follows is
// for the editor.
func readLine(in io.Reader) (string, error) {
	var line []byte
	for b := make([]byte, 1); len(line) < longestAnswer; {
		n, err := in.Read(b)
		switch {
		case n > 0 && b[0] == '\n':
			return string(line), nil
		case n > 0:
			line = append(line, b[0])
		case err != nil:
			return "", err
		}
	}
	return string(line), nil
}

// oneLine returns a text in one line, without what only acts on a terminal.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}

// editorCommand returns the command line of the editor that the environment
// names; env is os.Getenv.
func editorCommand(env func(string) string) ([]string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		value := env(name)
		if strings.TrimSpace(value) == "" {
			continue
		}
		words, ok := splitCommand(value)
		if !ok {
			return nil, fmt.Errorf("--edit: a quote in $%s is never closed: %s", name, value)
		}
		return words, nil
	}
	return nil, errors.New("--edit needs an editor: set EDITOR, for instance to `code --wait` or `vim`")
}

// splitCommand splits a command line into words as a shell does: at blanks that
// stand in no quotes. It is not ok when a quote is never closed. Nothing is put
// in place of variables, and a backslash is a character, as in paths of Windows.
func splitCommand(line string) (words []string, ok bool) {
	var word strings.Builder
	quote, within := rune(0), false
	for _, r := range line {
		switch {
		case r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, within = r, true
		case quote == 0 && unicode.IsSpace(r):
			if within {
				words = append(words, word.String())
			}
			word.Reset()
			within = false
		default:
			word.WriteRune(r)
			within = true
		}
	}
	if within {
		words = append(words, word.String())
	}
	return words, quote == 0
}

// open opens a file in an editor and waits for it. Where standard output is no
// terminal, the editor gets standard error for it: the path alone goes there.
func (n *beginning) open(editor []string, file string) error {
	c := exec.Command(editor[0], append(editor[1:], file)...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, n.terminal.stderr, n.terminal.stderr
	if out, ok := n.terminal.stdout.(*os.File); ok && report.IsTerminal(out) {
		c.Stdout = out
	}
	if err := c.Run(); err != nil {
		return failure{fmt.Errorf("the editor %s: %w; %s is there", editor[0], err, visible(file))}
	}
	return nil
}
