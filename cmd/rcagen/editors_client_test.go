package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// languageClient speaks the Language Server Protocol to a server on its standard
// streams, as an editor does that has nothing but what the protocol demands.
type languageClient struct {
	t       *testing.T
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	last    int                          // id of a request
	heard   map[string][]json.RawMessage // notifications that nobody has asked for yet, by method
}

// message is any message of the protocol.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  any             `json:"result,omitempty"`
	Error   *failed         `json:"error,omitempty"`
}

type failed struct {
	Message string `json:"message"`
}

// startServer starts a server for the folder root.
func startServer(t *testing.T, root, command string, args ...string) *languageClient {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // rather than wait for ever for what never comes
	t.Cleanup(cancel)
	c := &languageClient{t: t, command: exec.CommandContext(ctx, command, args...), heard: map[string][]json.RawMessage{}}
	c.command.Dir = root
	c.command.Stderr = t.Output()
	var err error
	if c.in, err = c.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewReader(out)
	if err := c.command.Start(); err != nil {
		t.Fatal(err)
	}
	c.ask("initialize", map[string]any{"processId": os.Getpid(), "rootUri": fileURI(root), "capabilities": map[string]any{
		"textDocument": map[string]any{"codeAction": map[string]any{"codeActionLiteralSupport": map[string]any{
			"codeActionKind": map[string]any{"valueSet": []string{"quickfix", "source"}}}}},
	}}, nil)
	c.tell("initialized", map[string]any{})
	return c
}

func fileURI(file string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
}

// diagnostic is a diagnostic of the protocol.
type diagnostic struct {
	Range    protocolRange   `json:"range"`
	Severity int             `json:"severity"`
	Code     string          `json:"code"`
	Message  string          `json:"message"`
	Data     json.RawMessage `json:"data,omitempty"`
}

type protocolRange struct {
	Start protocolPosition `json:"start"`
	End   protocolPosition `json:"end"`
}

// protocolPosition counts from 0; characters are of UTF-16.
type protocolPosition struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// open opens a document and returns what is found in it.
func (c *languageClient) open(document, language string) (found []finding) {
	c.t.Helper()
	for _, d := range c.diagnose(document, language) {
		found = append(found, finding{d.Severity, d.Code, firstLine(d.Message), d.Range.Start.Line + 1, d.Range.Start.Character + 1})
	}
	return found
}

func (c *languageClient) diagnose(document, language string) []diagnostic {
	c.t.Helper()
	c.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": fileURI(document), "languageId": language, "version": 1, "text": c.read(document),
	}})
	for {
		var said struct {
			URI         string
			Diagnostics []diagnostic
		}
		c.await("textDocument/publishDiagnostics", &said)
		if said.URI == fileURI(document) && len(said.Diagnostics) > 0 {
			return said.Diagnostics
		}
	}
}

// fix applies the first quick fix for what is found in a document to its file.
func (c *languageClient) fix(document string) {
	c.t.Helper()
	type edit struct {
		Range   protocolRange
		NewText string
	}
	type action struct {
		Title, Kind string
		Edit        struct {
			Changes map[string][]edit
		}
	}
	lines := strings.SplitAfter(c.read(document), "\n")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, heading) })
	var actions []action
	c.ask("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": fileURI(document)},
		"range":        protocolRange{protocolPosition{Line: at}, protocolPosition{Line: at}},
		"context":      map[string]any{"diagnostics": []any{}, "only": []string{"quickfix"}},
	}, &actions)
	if len(actions) == 0 {
		c.t.Fatal("no quick fix")
	}
	for _, e := range actions[0].Edit.Changes[fileURI(document)] {
		if e.Range.Start.Line != e.Range.End.Line {
			c.t.Fatalf("an edit of several lines: %v", e)
		}
		line := lines[e.Range.Start.Line]
		lines[e.Range.Start.Line] = line[:e.Range.Start.Character] + e.NewText + line[e.Range.End.Character:]
	}
	if err := os.WriteFile(document, []byte(strings.Join(lines, "")), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// stop ends the server as the protocol tells it.
func (c *languageClient) stop() {
	c.t.Helper()
	c.ask("shutdown", nil, nil)
	c.tell("exit", nil)
	if err := c.command.Wait(); err != nil {
		c.t.Errorf("after exit, with its input still open: %v", err)
	}
}

func (c *languageClient) read(file string) string {
	c.t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

func (c *languageClient) tell(method string, params any) {
	c.t.Helper()
	c.send(message{Method: method, Params: params})
}

// ask sends a request and reads until its answer is there.
func (c *languageClient) ask(method string, params, result any) {
	c.t.Helper()
	c.last++
	id := json.RawMessage(strconv.Itoa(c.last))
	c.send(message{ID: id, Method: method, Params: params})
	for {
		m := c.receive()
		if m.Method != "" || string(m.ID) != string(id) {
			continue
		}
		if m.Error != nil {
			c.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			c.decode(m.Result, result)
		}
		return
	}
}

// await reads until a notification has come.
func (c *languageClient) await(method string, params any) {
	c.t.Helper()
	for len(c.heard[method]) == 0 {
		c.receive()
	}
	c.decode(c.heard[method][0], params)
	c.heard[method] = c.heard[method][1:]
}

func (c *languageClient) decode(text any, to any) {
	c.t.Helper()
	if err := json.Unmarshal(text.(json.RawMessage), to); err != nil {
		c.t.Fatalf("%v\n%s", err, text)
	}
}

func (c *languageClient) send(m message) {
	c.t.Helper()
	m.Version = "2.0"
	text, err := json.Marshal(m)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		c.t.Fatal(err)
	}
}

// receive reads one message, keeps it when it is a notification, and answers it
// when it is a request.
func (c *languageClient) receive() message {
	c.t.Helper()
	header, err := textproto.NewReader(c.out).ReadMIMEHeader()
	if err != nil {
		c.t.Fatalf("the server: %v", err)
	}
	size, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		c.t.Fatal(err)
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(c.out, text); err != nil {
		c.t.Fatal(err)
	}
	var params, result json.RawMessage
	m := message{Params: &params, Result: &result}
	if err := json.Unmarshal(text, &m); err != nil {
		c.t.Fatalf("%v\n%s", err, text)
	}
	m.Params, m.Result = params, result
	switch {
	case m.Method != "" && m.ID != nil:
		c.send(message{ID: m.ID, Result: json.RawMessage("null")})
	case m.Method != "":
		c.heard[m.Method] = append(c.heard[m.Method], params)
	}
	return m
}
