package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
)

// TestPhases: nothing is answered too early or too late, and the server ends with
// its client.
func TestPhases(t *testing.T) {
	c := start(t, t.TempDir())
	code := func(method string) jrpc2.Code {
		return jrpc2.ErrorCode(c.ask(method, struct{}{}, new(json.RawMessage)))
	}
	if got := code("textDocument/hover"); got != notInitialized {
		t.Errorf("before initialize: %v", got)
	}
	c.call("initialize", map[string]any{}, new(json.RawMessage))
	if got := code("initialize"); got != jrpc2.InvalidRequest {
		t.Errorf("initialize twice: %v", got)
	}
	if got := code("textDocument/nothing"); got != jrpc2.MethodNotFound {
		t.Errorf("an unknown request: %v", got)
	}
	if got := code("textDocument/hover"); got != jrpc2.InvalidParams {
		t.Errorf("a document that is not open: %v", got)
	}
	c.call("shutdown", nil, new(json.RawMessage))
	if got := code("textDocument/hover"); got != jrpc2.InvalidRequest {
		t.Errorf("after shutdown: %v", got)
	}
	c.notify("exit", nil)
	if err := <-c.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestClientGone: the server ends when its input does, and says that this was no
// proper end.
func TestClientGone(t *testing.T) {
	c := connect(t, t.TempDir(), nil)
	if err := c.ch.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-c.ended; !errors.Is(err, ErrNotShutDown) {
		t.Errorf("ended with %v", err)
	}
}

// TestEncoding: bytes count where the client knows them, UTF-16 units elsewhere.
func TestEncoding(t *testing.T) {
	for encoding, want := range map[string]string{"utf-8": "8:", "utf-16": "6:"} {
		t.Run(encoding, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "content"), 0o755); err != nil {
				t.Fatal(err)
			}
			c := start(t, dir)
			var result initializeResult
			c.call("initialize", map[string]any{"capabilities": map[string]any{"general": map[string]any{"positionEncodings": []string{encoding}}}}, &result)
			if got := result.Capabilities["positionEncoding"]; got != encoding {
				t.Errorf("%v was chosen", got)
			}
			c.open("content/a.md", "---\nid: a\ntitle: A\n---\n\n## RCA\n\n😀 [x](gone.md)\n")
			c.settle()
			found := c.diagnostics("content/a.md")
			// The target begins behind "😀 [x](": 9 bytes, 7 units.
			at := map[string]string{"utf-8": "8:10-", "utf-16": "8:8-"}[encoding]
			if !strings.Contains(found, at) {
				t.Errorf("no finding at %s (%s):\n%s", at, want, found)
			}
		})
	}
}

// TestCancel: a request that is cancelled while it waits is answered so.
func TestCancel(t *testing.T) {
	dir := t.TempDir()
	files := copies(t, dir, 2_000) // which takes longer to read than to cancel
	in, write := io.Pipe()
	read, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(context.Background(), Options{
			In: in, Out: out, Now: time.Now, Zone: time.UTC, AsOf: func(context.Context, string) time.Time { return time.Time{} },
		})
	}()
	ch := channel.LSP(read, write)
	send := func(message string) {
		t.Helper()
		if err := ch.Send([]byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	uri := uriOf(filepath.Join(dir, files[0]))
	send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`)
	if _, err := ch.Recv(); err != nil {
		t.Fatal(err)
	}
	send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uri + `","version":1,"text":"# A\n"}}}`)
	send(`{"jsonrpc":"2.0","id":2,"method":"textDocument/references","params":{"textDocument":{"uri":"` + uri + `"},"position":{"line":0,"character":3}}}`)
	send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}`)
	for {
		body, err := ch.Recv()
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			ID    int `json:"id"`
			Error *struct {
				Code int `json:"code"`
			} `json:"error"`
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.ID != 2 {
			continue
		}
		if answer.Error == nil || answer.Error.Code != int(requestCancelled) {
			t.Errorf("answered with %s", body)
		}
		break
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	write.Close()
	if err := <-ended; !errors.Is(err, ErrNotShutDown) {
		t.Errorf("ended with %v", err)
	}
}

// TestFailure: a request on which rcagen fails is an error, and the server lives.
func TestFailure(t *testing.T) {
	c := connect(t, t.TempDir(), nil)
	s := &server{ctx: context.Background(), phase: initialized}
	s.rpc = jrpc2.NewServer(s.methods(), nil)
	failing := answer(s, func(context.Context, *struct{}) (any, error) { panic("a mistake") })
	requests, err := jrpc2.ParseRequests([]byte(`{"jsonrpc":"2.0","id":1,"method":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := failing(context.Background(), requests[0].ToRequest()); jrpc2.ErrorCode(err) != jrpc2.InternalError {
		t.Errorf("answered with %v", err)
	}
	c.settle()
}

// TestAddresses: files have the addresses that clients write, and back.
func TestAddresses(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths of Unix")
	}
	for path, uri := range map[string]string{
		"/a/b.md": "file:///a/b.md", "/a b/ü#?.md": "file:///a%20b/%C3%BC%23%3F.md", "/a:b": "file:///a%3Ab",
	} {
		if got := uriOf(path); got != uri {
			t.Errorf("%s: %s, want %s", path, got, uri)
		}
		if got, ok := pathOf(uri); !ok || got != path {
			t.Errorf("%s: %s, want %s", uri, got, path)
		}
	}
	for _, uri := range []string{"untitled:Untitled-1", "git:/a/b.md", "file://elsewhere/a.md", "file:///a%00b", "%", ""} {
		if path, ok := pathOf(uri); ok {
			t.Errorf("%q is taken for %q", uri, path)
		}
	}
}

// TestAlone: a document in no project is looked at by itself when it looks like an
// RCA, and left alone otherwise.
func TestAlone(t *testing.T) {
	dir := t.TempDir()
	c := start(t, dir)
	c.call("initialize", map[string]any{}, new(json.RawMessage))
	c.open("report.md", "## Impact summary\n\nNobody noticed.\n")
	for heard := ""; heard != "report.md"; {
		heard = <-c.news
	}
	if got := c.diagnostics("report.md"); !strings.Contains(got, "section/missing") {
		t.Errorf("report.md: %s", got)
	}
	c.open("README.md", "# A tool\n\n## Usage\n\nRun it.\n")
	for heard := ""; heard != "README.md"; {
		heard = <-c.news
	}
	if got := c.diagnostics("README.md"); got != "" {
		t.Errorf("README.md: %s", got)
	}
	if got := c.pretty(c.try("textDocument/hover", c.at("report.md", "## Im|pact"))); strings.Contains(got, "error") {
		t.Errorf("hover: %s", got)
	}
	c.close("report.md")
	for heard := ""; heard != "report.md"; {
		heard = <-c.news
	}
	if got := c.diagnostics("report.md"); got != "" {
		t.Errorf("closed, and still %s", got)
	}
}

// TestBecomesProject: a folder that gets a configuration is a project from the
// next change on.
func TestBecomesProject(t *testing.T) {
	dir := t.TempDir()
	c := start(t, dir)
	c.call("initialize", map[string]any{}, new(json.RawMessage))
	c.open("report.md", "## Impact summary\n\nSee [it](gone.md).\n")
	for heard := ""; heard != "report.md"; {
		heard = <-c.news
	}
	if err := os.WriteFile(filepath.Join(dir, "rcagen.yaml"), []byte("checks: {section/*: off}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.replace("report.md", len(c.texts["report.md"].text), len(c.texts["report.md"].text), "\n")
	c.settle()
	if got := c.diagnostics("report.md"); !strings.Contains(got, "link/broken") || strings.Contains(got, "section/") {
		t.Errorf("found:\n%s", got)
	}
}

// TestFollowsDisk: what other programs change counts, open or not.
func TestFollowsDisk(t *testing.T) {
	dir := t.TempDir()
	files := small(t, dir)
	_ = files
	c := connect(t, dir, nil)
	c.open("content/new.md", "---\nid: new\ntitle: New\nsidebar_label: New\n---\n\n## RCA\n\nSee [it](later.md).\n")
	c.settle()
	if got := c.diagnostics("content/new.md"); !strings.Contains(got, "link/broken") {
		t.Fatalf("found:\n%s", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "content", "later.md"), []byte("---\nid: later\n---\n\n## RCA\n\nText.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for strings.Contains(c.diagnostics("content/new.md"), "link/broken") {
		select {
		case <-c.news:
		case <-c.ctx.Done():
			t.Fatal("the new file is not noticed")
		}
	}
}
