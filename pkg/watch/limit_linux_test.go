package watch

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestExplanations(t *testing.T) {
	known := map[string]int{
		"fs.inotify.max_user_watches": 8192, "user.max_inotify_watches": 8192,
		"fs.inotify.max_user_instances": 128, "user.max_inotify_instances": 16,
		"fs.file-max": 1_000_000,
	}
	for _, test := range []struct {
		err    error
		sysctl map[string]int
		want   string
	}{
		{syscall.ENOSPC, known, "the system's limit of watched folders is reached: fs.inotify.max_user_watches is 8192; raise it with `sysctl fs.inotify.max_user_watches=524288`"},
		{syscall.ENOSPC, map[string]int{"fs.inotify.max_user_watches": 1 << 20}, "the system's limit of watched folders is reached: fs.inotify.max_user_watches is 1048576; raise it with `sysctl fs.inotify.max_user_watches=2097152`"},
		{syscall.ENOSPC, nil, "the system's limit of watched folders is reached: fs.inotify.max_user_watches cannot be read; raise it with `sysctl fs.inotify.max_user_watches=524288`"},
		{fmt.Errorf("wrapped: %w", syscall.EMFILE), known, "the system's limit of watchers or that of open files is reached: user.max_inotify_instances is 16, `ulimit -n` is 1024; raise the first with `sysctl user.max_inotify_instances=512` or the second with `ulimit -n 4096`"},
		{syscall.ENFILE, known, "the system's limit of open files is reached: fs.file-max is 1000000; raise it with `sysctl fs.file-max=2000000`"},
		{syscall.ENOSYS, known, "the system's watcher fails: function not implemented"},
	} {
		sysctl := func(name string) (int, bool) {
			value, ok := test.sysctl[name]
			return value, ok
		}
		if diff := cmp.Diff(test.want, explainWith(test.err, sysctl, "1024")); diff != "" {
			t.Errorf("%v (-want +got):\n%s", test.err, diff)
		}
	}
}

// The tests below run this test binary again as a child with a limit that is
// lowered for real. It must notice a change nevertheless, and print why it
// polls.
const (
	limitRole = "RCAGEN_TEST_LIMIT_ROLE"
	limitDir  = "RCAGEN_TEST_LIMIT_DIR"

	notPermitted = 42
)

func TestMain(m *testing.M) {
	role := os.Getenv(limitRole)
	if role == "" {
		os.Exit(m.Run())
	}
	why, err := limited(role, os.Getenv(limitDir))
	if errors.Is(err, errNotPermitted) {
		fmt.Println(err)
		os.Exit(notPermitted)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(why)
}

var errNotPermitted = errors.New("the limit cannot be lowered here")

// limited is the child. It returns why its Watcher polls.
func limited(role, dir string) (why string, err error) {
	var open []*os.File
	switch role {
	case "open files":
		for file, err := os.Open(os.DevNull); err == nil; file, err = os.Open(os.DevNull) {
			open = append(open, file)
		}
	case "max_inotify_instances", "max_inotify_watches":
		if err := os.WriteFile("/proc/sys/user/"+role, []byte("2"), 0); err != nil {
			return "", fmt.Errorf("%w: %v", errNotPermitted, err)
		}
	}
	if role == "max_inotify_instances" {
		for range 2 {
			if _, polling := New(Options{}).Polling(); polling {
				return "", errors.New("a watcher within the limit polls")
			}
		}
	}
	w := New(Options{Interval: time.Millisecond})
	for _, file := range open {
		file.Close()
	}
	if role == "max_inotify_watches" {
		if added := w.Watch([]string{dir}); len(added) != 1 {
			return "", fmt.Errorf("added %q before the limit was reached", added)
		}
	}
	folders := []string{dir}
	for i := range 3 {
		folders = append(folders, filepath.Join(dir, fmt.Sprint(i)))
		if err := os.Mkdir(folders[i+1], 0o755); err != nil {
			return "", err
		}
	}
	if added := w.Watch(folders); added != nil {
		return "", fmt.Errorf("added %q", added)
	}
	why, polling := w.Polling()
	if !polling {
		return "", errors.New("it does not poll")
	}
	if err := os.WriteFile(filepath.Join(folders[3], "page.md"), []byte("x"), 0o644); err != nil {
		return "", err
	}
	select {
	case change := <-w.Changes():
		if !change.All {
			return "", fmt.Errorf("noticed %q only", change.Paths)
		}
	case <-time.After(10 * time.Second):
		return "", errors.New("the change was not noticed")
	}
	return why, w.Close()
}

// runLimited runs the child and checks what it says.
func runLimited(t *testing.T, role string, cmd *exec.Cmd, want ...string) {
	t.Helper()
	cmd.Env = append(os.Environ(), limitRole+"="+role, limitDir+"="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == notPermitted {
		t.Skipf("%v %s", err, out)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, part := range want {
		if !strings.Contains(string(out), part) {
			t.Errorf("%q does not name %q", out, part)
		}
	}
}

func TestOpenFilesAreLimited(t *testing.T) {
	cmd := exec.Command("sh", "-c", `ulimit -n 40 && exec "$0"`, os.Args[0])
	runLimited(t, "open files", cmd, "fs.inotify.max_user_instances", "`ulimit -n` is 40")
}

// inUserNamespace returns this test binary as a command in a name space of its
// own, whose limits nobody else is subject to.
func inUserNamespace() *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	return cmd
}

func TestWatchersAreLimited(t *testing.T) {
	runLimited(t, "max_inotify_instances", inUserNamespace(), "limit of watchers", "user.max_inotify_instances is 2", "sysctl user.max_inotify_instances=")
}

func TestWatchedFoldersAreLimited(t *testing.T) {
	runLimited(t, "max_inotify_watches", inUserNamespace(), "limit of watched folders", "user.max_inotify_watches is 2", "sysctl user.max_inotify_watches=")
}
