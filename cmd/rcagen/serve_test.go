package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serving is a preview that runs as a process of its own.
type serving struct {
	origin  string // scheme, host and port
	base    string // path of the site's root
	command *exec.Cmd
	said    chan struct{} // closed when it has said all

	mu             sync.Mutex
	stdout, stderr bytes.Buffer
}

var ready = regexp.MustCompile(`serving (http://[^/\s]+)(/\S*)`)

// startServing starts a preview of a folder on any free port.
func startServing(dir string, args ...string) (*serving, error) {
	return startServingWith(dir, append([]string{"--port", "0"}, args...)...)
}

// startServingWith starts a preview of a folder and waits until it listens.
func startServingWith(dir string, args ...string) (*serving, error) {
	s := &serving{said: make(chan struct{}), command: process(dir, append([]string{"serve"}, args...)...)}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	errs, err := s.command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	listens := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() { s.copy(&s.stdout, out, nil) })
	group.Go(func() { s.copy(&s.stderr, errs, listens) })
	go func() { group.Wait(); close(s.said) }()
	select {
	case <-listens:
		return s, nil
	case <-s.said:
	case <-time.After(patience):
		_ = s.command.Process.Kill()
	}
	_ = s.command.Wait()
	return nil, fmt.Errorf("the preview does not start: %s%s", s.text(&s.stdout), s.text(&s.stderr))
}

// copy keeps what the preview says, and finds the address in it.
func (s *serving) copy(to *bytes.Buffer, from io.Reader, listens chan struct{}) {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		s.mu.Lock()
		to.WriteString(line)
		if m := ready.FindStringSubmatch(line); m != nil && listens != nil {
			s.origin, s.base = m[1], m[2]
			close(listens)
			listens = nil
		}
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *serving) text(b *bytes.Buffer) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return b.String()
}

// stop interrupts the preview and returns its exit status.
func (s *serving) stop() (int, error) {
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		return 0, err
	}
	select {
	case <-s.said:
	case <-time.After(patience):
		_ = s.command.Process.Kill()
		return 0, errors.New("the preview does not end")
	}
	var exit *exec.ExitError
	if err := s.command.Wait(); err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	return s.command.ProcessState.ExitCode(), nil
}

// answer is what an address gave.
type answer struct {
	status int
	header http.Header
	body   string
}

// direct follows no redirects.
var direct = &http.Client{
	Timeout:       patience,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// get asks for a path of the host.
func (s *serving) get(path string, headers ...string) (answer, error) {
	request, err := http.NewRequest(http.MethodGet, s.origin+path, nil)
	if err != nil {
		return answer{}, err
	}
	for _, h := range headers {
		key, value, _ := strings.Cut(h, ": ")
		if request.Header.Set(key, value); key == "Host" {
			request.Host = value
		}
	}
	response, err := direct.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(body)}, err
}

// await asks for a path until the answer is as wanted. Texts that begin with
// "!" must not be in it.
func (s *serving) await(path string, status int, texts ...string) error {
	var last answer
	for end := time.Now().Add(patience / 2); ; {
		var err error
		last, err = s.get(path)
		if err != nil {
			return err
		}
		if problem := last.lacks(status, texts); problem == "" {
			return nil
		} else if time.Now().After(end) {
			return fmt.Errorf("%s: %s\n%s\n[stdout]\n%s[stderr]\n%s", path, problem, last.body, s.text(&s.stdout), s.text(&s.stderr))
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// lacks says in what an answer is not as wanted; "" when it is.
func (a answer) lacks(status int, texts []string) string {
	if a.status != status {
		return fmt.Sprintf("status %d, expected %d", a.status, status)
	}
	whole := fmt.Sprintf("%s\nLocation: %s\nContent-Type: %s\n", a.body, a.header.Get("Location"), a.header.Get("Content-Type"))
	for _, text := range texts {
		unwanted, isUnwanted := strings.CutPrefix(text, "!")
		switch {
		case isUnwanted && strings.Contains(whole, unwanted):
			return fmt.Sprintf("%q is there", unwanted)
		case !isUnwanted && !strings.Contains(whole, text):
			return fmt.Sprintf("%q is not there", text)
		}
	}
	return ""
}

// mustServe starts a preview for a test, which ends it.
func mustServe(t testing.TB, dir string, args ...string) *serving {
	t.Helper()
	s, err := startServing(dir, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.command.Process.Kill(); <-s.said; _ = s.command.Wait() })
	return s
}

// mustAwait ends the test when a path does not become as wanted.
func (s *serving) mustAwait(t testing.TB, path string, status int, texts ...string) {
	t.Helper()
	if err := s.await(path, status, texts...); err != nil {
		t.Fatal(err)
	}
}

// scriptServe starts a preview of the script's folder: serve [ARGS]...
func scriptServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve [ARGS]...")
	}
	s, err := startServing(ts.Getenv("WORK"), args...)
	ts.Check(err)
	ts.Defer(func() { _ = s.command.Process.Kill(); <-s.said })
	servings.Store(ts.Getenv("WORK"), s)
}

// servings are the previews of the scripts, by their folder.
var servings sync.Map

func servingOf(ts *testscript.TestScript) *serving {
	s, ok := servings.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("nothing is served")
	}
	return s.(*serving)
}

// scriptGet waits for an answer: get STATUS PATH [TEXT | !TEXT]...
func scriptGet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: get STATUS PATH [TEXT | !TEXT]...")
	}
	var status int
	_, err := fmt.Sscan(args[0], &status)
	ts.Check(err)
	ts.Check(servingOf(ts).await(args[1], status, args[2:]...))
}

// scriptStop ends the preview, which must say that it was interrupted.
func scriptStop(ts *testscript.TestScript, neg bool, args []string) {
	status, err := servingOf(ts).stop()
	ts.Check(err)
	if neg || status != exitInterrupted {
		ts.Fatalf("status %d", status)
	}
}

// scriptSaid waits until the preview has said a text on its standard output or
// error: said [!]TEXT
func scriptSaid(ts *testscript.TestScript, neg bool, args []string) {
	s := servingOf(ts)
	for end := time.Now().Add(patience / 2); ; time.Sleep(2 * time.Millisecond) {
		all := s.text(&s.stdout) + s.text(&s.stderr)
		if has := strings.Contains(all, args[0]); has != neg {
			return
		} else if neg || time.Now().After(end) {
			ts.Fatalf("said %q: %t\n%s", args[0], has, all)
		}
	}
}

// scriptAsk asks once, with headers, and holds what every answer must have
// against it: ask STATUS PATH [HEADER:VALUE]...
func scriptAsk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ask STATUS PATH [HEADER:VALUE]...")
	}
	s := servingOf(ts)
	c, err := net.Dial("tcp", strings.TrimPrefix(s.origin, "http://"))
	ts.Check(err)
	defer c.Close()
	headers := map[string]string{"Host": strings.TrimPrefix(s.origin, "http://")}
	for _, h := range args[2:] {
		key, value, _ := strings.Cut(h, ":")
		headers[key] = value
	}
	request := "GET " + args[1] + " HTTP/1.1\r\nConnection: close\r\n"
	for key, value := range headers {
		request += key + ": " + value + "\r\n"
	}
	_, err = io.WriteString(c, request+"\r\n")
	ts.Check(err)
	_ = c.SetReadDeadline(time.Now().Add(patience))
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	ts.Check(err)
	defer response.Body.Close()
	if got := fmt.Sprint(response.StatusCode); got != args[0] {
		ts.Fatalf("status %s, expected %s", got, args[0])
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Resource-Policy", "Cache-Control"} {
		if response.Header.Get(name) == "" {
			ts.Fatalf("no %s", name)
		}
	}
	for name := range response.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			ts.Fatalf("%s is sent", name)
		}
	}
}

// scriptTaken holds two more starts against a preview that runs: on its port,
// and on no port in particular.
func scriptTaken(ts *testscript.TestScript, neg bool, args []string) {
	s := servingOf(ts)
	port := s.origin[strings.LastIndex(s.origin, ":")+1:]
	scriptStatus(ts, neg, []string{"3", "rcagen", "serve", "--port", port})
	if said := ts.ReadFile("stderr"); !strings.Contains(said, "port "+port+" is taken") {
		ts.Fatalf("said %q", said)
	}
	for range 2 {
		other, err := startServingWith(ts.Getenv("WORK"))
		ts.Check(err)
		defer func() { _ = other.command.Process.Kill(); <-other.said }()
		if other.origin == s.origin {
			ts.Fatalf("two previews at %s", other.origin)
		}
	}
}
