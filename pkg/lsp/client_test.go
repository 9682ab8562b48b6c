package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
)

// client is an editor: it holds texts, applies edits and keeps what it is told.
type client struct {
	t   *testing.T
	dir string
	ctx context.Context
	ch  channel.Channel

	asked   int
	waiting chan response // the answer to the request that was sent last

	mu    sync.Mutex
	texts map[string]*buffer           // by file
	told  map[string][]json.RawMessage // the diagnostics that were published last, by file
	count map[string]int               // how often
	news  chan string                  // files that something was published about
	logs  []string
	ended chan error
}

// buffer is a text that is open.
type buffer struct {
	version int
	text    string
}

// now is the clock of the tests.
var now = time.Date(2024, 3, 1, 21, 10, 30, 0, time.UTC)

// connect starts a server on a folder, and initializes it.
func connect(t *testing.T, dir string, capabilities map[string]any) *client {
	t.Helper()
	c := start(t, dir)
	c.call("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": c.uri(""), "capabilities": capabilities,
		"initializationOptions": map[string]any{"commands": []string{selectCommand}},
	}, new(json.RawMessage))
	c.notify("initialized", struct{}{})
	return c
}

// start starts a server that nothing was said to.
func start(t *testing.T, dir string) *client {
	t.Helper()
	lisbon, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	c := &client{
		t: t, dir: dir, ctx: ctx, texts: map[string]*buffer{}, told: map[string][]json.RawMessage{}, count: map[string]int{},
		news: make(chan string, 10_000), ended: make(chan error, 1), waiting: make(chan response, 1),
	}
	go func() {
		err := Run(ctx, Options{
			In: toServer, Out: fromServer, Version: "1.2.3", Now: func() time.Time { return now }, Zone: lisbon,
			AsOf: func(context.Context, string) time.Time { return now },
		})
		fromServer.Close()
		c.ended <- err
	}()
	c.ch = channel.LSP(toClient, fromClient)
	go c.read()
	t.Cleanup(func() {
		_ = c.ch.Close()
		_ = toClient.Close()
		cancel()
	})
	return c
}

// response is an answer, or something that the server tells.
type response struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *jrpc2.Error    `json:"error"`
}

// read takes what the server sends, in its order: what it has told before an answer
// is known when the answer is.
func (c *client) read() {
	for {
		body, err := c.ch.Recv()
		if err != nil {
			return
		}
		var r response
		if err := json.Unmarshal(body, &r); err != nil {
			c.t.Error(err)
			return
		}
		if r.Method != "" {
			c.hear(r)
		} else {
			c.waiting <- r
		}
	}
}

// hear keeps what the server tells.
func (c *client) hear(r response) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.Method != "textDocument/publishDiagnostics" {
		c.logs = append(c.logs, string(r.Params))
		return
	}
	var p struct {
		URI         string            `json:"uri"`
		Diagnostics []json.RawMessage `json:"diagnostics"`
	}
	if err := json.Unmarshal(r.Params, &p); err != nil {
		c.t.Error(err)
		return
	}
	file := c.file(p.URI)
	c.told[file] = p.Diagnostics
	c.count[file]++
	select {
	case c.news <- file:
	default:
	}
}

func (c *client) uri(file string) string {
	return uriOf(filepath.Join(c.dir, filepath.FromSlash(file)))
}

func (c *client) file(uri string) string {
	path, _ := pathOf(uri)
	return slashed(path, c.dir)
}

func (c *client) call(method string, params, result any) {
	c.t.Helper()
	if err := c.ask(method, params, result); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// ask sends a request and waits for the answer.
func (c *client) ask(method string, params, result any) error {
	c.asked++
	c.send(map[string]any{"jsonrpc": "2.0", "id": c.asked, "method": method, "params": params})
	select {
	case r := <-c.waiting:
		if r.Error != nil {
			return r.Error
		}
		return json.Unmarshal(r.Result, result)
	case <-c.ctx.Done():
		return c.ctx.Err()
	}
}

func (c *client) send(message map[string]any) {
	c.t.Helper()
	if message["params"] == nil {
		delete(message, "params")
	}
	body, err := json.Marshal(message)
	if err == nil {
		err = c.ch.Send(body)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// try is call for a request that may fail; the error comes in the result's place.
func (c *client) try(method string, params any) json.RawMessage {
	var result json.RawMessage
	if err := c.ask(method, params, &result); err != nil {
		result, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	return result
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// open opens a file with a text, its own when there is none.
func (c *client) open(file string, text ...string) {
	c.t.Helper()
	b := &buffer{version: 1}
	if len(text) > 0 {
		b.text = text[0]
	} else {
		content, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(file)))
		if err != nil {
			c.t.Fatal(err)
		}
		b.text = string(content)
	}
	c.texts[file] = b
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": c.uri(file), "languageId": "markdown", "version": 1, "text": b.text,
	}})
}

func (c *client) close(file string) {
	delete(c.texts, file)
	c.notify("textDocument/didClose", documentParams{textDocument{c.uri(file)}})
}

// replace changes a part of a text that is open, given in bytes.
func (c *client) replace(file string, from, to int, text string) {
	b := c.texts[file]
	at := newPlaces(file, []byte(b.text), false)
	b.version++
	c.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": c.uri(file), "version": b.version},
		"contentChanges": []any{map[string]any{"range": span{at.position(from), at.position(to)}, "text": text}},
	})
	b.text = b.text[:from] + text + b.text[to:]
}

// place finds the cursor that a piece of a text has as `|`.
func (c *client) place(file, piece string) position {
	c.t.Helper()
	before, after, marked := strings.Cut(piece, "|")
	b := c.texts[file]
	if b == nil {
		c.t.Fatalf("%s is not open", file)
	}
	i := strings.Index(b.text, before+after)
	if i < 0 || !marked && piece != "" {
		c.t.Fatalf("%s does not have %q with a cursor", file, piece)
	}
	return newPlaces(file, []byte(b.text), false).position(i + len(before))
}

func (c *client) at(file, piece string) positionParams {
	c.t.Helper()
	return positionParams{textDocument{c.uri(file)}, c.place(file, piece)}
}

// settle waits until the server has taken in all that it was told, and has told
// what it found.
func (c *client) settle() {
	c.t.Helper()
	c.call("workspace/symbol", symbolQuery{"no such incident"}, new(json.RawMessage))
}

// apply applies an edit to the texts that are open and to files.
func (c *client) apply(edit *workspaceEdit) {
	c.t.Helper()
	for uri, edits := range edit.Changes {
		file := c.file(uri)
		b := c.texts[file]
		if b == nil {
			c.open(file)
			b = c.texts[file]
		}
		after := edited(c.t, file, b.text, edits)
		c.replace(file, 0, len(b.text), after)
	}
}

// edited applies edits of the protocol to a text.
func edited(t *testing.T, file, text string, edits []textEdit) string {
	t.Helper()
	at := newPlaces(file, []byte(text), false)
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b textEdit) int { return at.offset(b.Range.Start) - at.offset(a.Range.Start) })
	end := len(text)
	for _, e := range edits {
		from, to := at.offset(e.Range.Start), at.offset(e.Range.End)
		if to > end || from > to {
			t.Fatalf("%s: edits overlap", file)
		}
		text, end = text[:from]+e.NewText+text[to:], from
	}
	return text
}

// pretty writes JSON as golden files have it: addresses without the folder.
func (c *client) pretty(body json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Indent(&out, body, "", "  "); err != nil {
		c.t.Fatal(err)
	}
	text := onePosition.ReplaceAllString(out.String(), `{"line": $1, "character": $2}`)
	return strings.ReplaceAll(text, uriOf(c.dir), "file:///project") + "\n"
}

// onePosition is a position that takes four lines.
var onePosition = regexp.MustCompile(`\{\s*"line": (\d+),\s*"character": (\d+)\s*\}`)

// diagnostics returns what is known to be wrong with a file, a line each.
func (c *client) diagnostics(file string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	for _, raw := range c.told[file] {
		var d diagnostic
		if err := json.Unmarshal(raw, &d); err != nil {
			c.t.Fatal(err)
		}
		first, _, _ := strings.Cut(d.Message, "\n")
		fmt.Fprintf(&b, "%d:%d-%d:%d %s[%s] %s\n", d.Range.Start.Line+1, d.Range.Start.Character+1, d.Range.End.Line+1, d.Range.End.Character+1,
			[]string{"", "error", "warning", "info"}[d.Severity], d.Code, first)
	}
	return b.String()
}
