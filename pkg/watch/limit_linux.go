package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// explain says in a sentence why the system's watcher cannot be used, and when
// it is a limit how to raise that.
func explain(err error) string {
	openFiles := "not known"
	var files syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files) == nil {
		openFiles = fmt.Sprint(files.Cur)
	}
	return explainWith(err, readSysctl, openFiles)
}

// explainWith is explain for given settings of the system. The function sysctl
// returns false for what cannot be read, openFiles is what `ulimit -n` prints.
func explainWith(err error, sysctl func(name string) (int, bool), openFiles string) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		is, raise := smaller(sysctl, "fs.inotify.max_user_watches", "user.max_inotify_watches", 1<<19)
		return fmt.Sprintf("the system's limit of watched folders is reached: %s; raise it with `%s`", is, raise)
	case errors.Is(err, syscall.EMFILE):
		is, raise := smaller(sysctl, "fs.inotify.max_user_instances", "user.max_inotify_instances", 1<<9)
		return fmt.Sprintf("the system's limit of watchers or that of open files is reached: %s, `ulimit -n` is %s; raise the first with `%s` or the second with `ulimit -n 4096`", is, openFiles, raise)
	case errors.Is(err, syscall.ENFILE):
		is, raise := setting(sysctl, "fs.file-max", 1<<19)
		return fmt.Sprintf("the system's limit of open files is reached: %s; raise it with `%s`", is, raise)
	}
	return "the system's watcher fails: " + err.Error()
}

// smaller is setting for the one of two limits that applies: the second is that
// of the user name space, which a container may have of its own.
func smaller(sysctl func(name string) (int, bool), user, space string, enough int) (is, raise string) {
	ofUser, ok := sysctl(user)
	if ofSpace, found := sysctl(space); ok && found && ofSpace < ofUser {
		return setting(sysctl, space, enough)
	}
	return setting(sysctl, user, enough)
}

// setting returns a sysctl's present value for a message, and the command that
// raises it.
func setting(sysctl func(name string) (int, bool), name string, enough int) (is, raise string) {
	value, ok := sysctl(name)
	is = fmt.Sprintf("%s is %d", name, value)
	if !ok {
		is = name + " cannot be read"
	}
	return is, fmt.Sprintf("sysctl %s=%d", name, max(enough, 2*value))
}

// readSysctl needs a free file descriptor, which may be what is missing.
func readSysctl(name string) (int, bool) {
	text, err := os.ReadFile(filepath.Join("/proc/sys", strings.ReplaceAll(name, ".", "/")))
	if err != nil {
		return 0, false
	}
	value, err := strconv.Atoi(strings.TrimSpace(string(text)))
	return value, err == nil
}
