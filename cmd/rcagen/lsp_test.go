package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// languageServer starts `rcagen lsp` for a client that is another process.
func languageServer(t *testing.T, dir string, parent int) (command *exec.Cmd, in io.WriteCloser, out *bufio.Reader) {
	t.Helper()
	command = process(dir, "lsp", "--stdio")
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() }) // in case that it did not end
	out = bufio.NewReader(stdout)
	tell(t, in, fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":%d,"capabilities":{}}}`, parent))
	if answer := hear(t, out); !strings.Contains(answer, `"rcagen"`) {
		t.Fatalf("initialize: %s", answer)
	}
	return command, in, out
}

func tell(t *testing.T, in io.Writer, message string) {
	t.Helper()
	if _, err := fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(message), message); err != nil {
		t.Fatal(err)
	}
}

// hear reads one message.
func hear(t *testing.T, out *bufio.Reader) string {
	t.Helper()
	size := 0
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		_, _ = fmt.Sscanf(line, "Content-Length: %d", &size)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(out, body); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// status waits for the end of a process.
func status(t *testing.T, command *exec.Cmd) int {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		_ = command.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("it did not end")
	}
	return command.ProcessState.ExitCode()
}

// TestLanguageServerEnds: the language server ends when it is told to, when its
// client is gone, and when only its input ends.
func TestLanguageServerEnds(t *testing.T) {
	t.Run("exit", func(t *testing.T) {
		command, in, out := languageServer(t, t.TempDir(), -1)
		tell(t, in, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
		hear(t, out)
		tell(t, in, `{"jsonrpc":"2.0","method":"exit"}`)
		if got := status(t, command); got != exitClean { // its input is still open
			t.Errorf("status %d", got)
		}
	})
	t.Run("exit without shutdown", func(t *testing.T) {
		command, in, _ := languageServer(t, t.TempDir(), -1)
		tell(t, in, `{"jsonrpc":"2.0","method":"exit"}`)
		if got := status(t, command); got == exitClean {
			t.Errorf("status %d", got)
		}
	})
	t.Run("end of input", func(t *testing.T) {
		command, in, _ := languageServer(t, t.TempDir(), -1)
		in.Close()
		if got := status(t, command); got == exitClean {
			t.Errorf("status %d", got)
		}
	})
	t.Run("client gone", func(t *testing.T) {
		client := exec.Command("sleep", "600")
		if err := client.Start(); err != nil {
			t.Fatal(err)
		}
		command, _, _ := languageServer(t, t.TempDir(), client.Process.Pid)
		_ = client.Process.Kill()
		_ = client.Wait()
		status(t, command)
	})
}

// TestLanguageServerSpeaksOnlyProtocol: what goes wrong, a broken message included,
// does not reach standard output in another form.
func TestLanguageServerSpeaksOnlyProtocol(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/a.md": "# A\n", "rcagen.yaml": "titel: x\n"})
	command, in, out := languageServer(t, dir, -1)
	uri := "file://" + filepath.ToSlash(dir) + "/content/a.md"
	tell(t, in, `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"`+uri+`","version":1,"text":"# A\n"}}}`)
	tell(t, in, `{"jsonrpc":"2.0","method":"textDocument/didChange","params":7}`)
	tell(t, in, `{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":[]}`)
	tell(t, in, `{"jsonrpc":"2.0","id":4,"method":"workspace/symbol","params":{"query":""}}`)
	for {
		var message struct {
			Version string `json:"jsonrpc"`
			ID      int    `json:"id"`
		}
		if err := json.Unmarshal([]byte(hear(t, out)), &message); err != nil || message.Version != "2.0" {
			t.Fatalf("%+v: %v", message, err)
		}
		if message.ID == 4 {
			break
		}
	}
	tell(t, in, `{"jsonrpc":"2.0","id":5,"method":"shutdown"}`)
	for !strings.Contains(hear(t, out), `"id":5`) {
	}
	tell(t, in, `{"jsonrpc":"2.0","method":"exit"}`)
	if got := status(t, command); got != exitClean {
		t.Errorf("status %d", got)
	}
}
