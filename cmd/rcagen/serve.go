package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"time"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/rcagen/rcagen/pkg/serve"
	"github.com/spf13/cobra"
)

func newServeCommand(t *terminal) *cobra.Command {
	var o serve.Options
	var open bool
	c := &cobra.Command{
		Use:   "serve [dir]",
		Short: "Show the site while its RCAs are written",
		Long: `Serve shows the site of the project in dir (default: the current folder) at
http://localhost:4040/ and keeps open pages up to date while files are saved.
Findings are shown in the browser and here. Nothing is written to disk.

Drafts are shown with a badge. With --production the pages are exactly those
that build would publish, without drafts and without updates in the browser.`,
		Args: oneDirectory,
		RunE: func(c *cobra.Command, args []string) error {
			p, err := t.open(directory(args))
			if err != nil {
				return err
			}
			defer p.Close()
			if p.AsOf, err = readAsOf(c.Context(), "", p.Dir); err != nil {
				return err
			}
			progress := t.progress()
			o.Project, o.PortGiven, o.Log = p, c.Flags().Changed("port"), t.stderr
			o.Progress = progress.Show
			o.Ready = func(url string) {
				fmt.Fprintf(t.stderr, "serving %s (Ctrl-C ends it)\n", url)
				if open {
					openBrowser(t, url)
				}
			}
			o.Show = func(r *build.Result, trouble error, others bool) {
				progress.Clear()
				t.showAgain(p, r, trouble, others)
			}
			err = serve.Run(c.Context(), o)
			progress.Clear()
			switch {
			case errors.Is(err, context.Canceled):
				return exitStatus(exitInterrupted)
			case errors.Is(err, serve.ErrOption):
				return err
			}
			return failure{err}
		},
	}
	flags := c.Flags()
	flags.StringVar(&o.Host, "host", "", "address or name to listen on, instead of this computer alone")
	flags.IntVar(&o.Port, "port", 0, "port to listen on (default 4040, or the next free one)")
	flags.StringArrayVar(&o.AllowHosts, "allow-host", nil, "one more name that the preview answers to")
	flags.BoolVar(&o.Production, "production", false, "show exactly what build would publish")
	flags.BoolVar(&o.Poll, "poll", false, "look at the files once a second; for file systems that tell of no changes")
	flags.BoolVar(&open, "open", false, "open the site in the browser")
	return c
}

// showAgain writes what a change has led to: the findings when they are others
// than before, and a line. The preview goes on when nobody can read them.
func (t *terminal) showAgain(p *build.Project, r *build.Result, trouble error, others bool) {
	text := t.text()
	text.Limit = p.Config.Limits.Findings
	if others {
		_ = text.Write(t.stdout, r.Found, p.Masked)
	}
	now := time.Now().Format(time.TimeOnly)
	if trouble != nil {
		fmt.Fprintf(t.stderr, "%s rcagen: %v; the pages stay as they were\n", now, trouble)
	}
	fmt.Fprint(t.stderr, now, " ")
	text.Color = false
	_ = text.Summary(t.stderr, report.Count(len(r.Documents), r.Found))
}

// openBrowser opens the address in the browser of the person at the keyboard.
func openBrowser(t *terminal, url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	command := exec.Command(name, args...)
	if err := command.Start(); err != nil {
		fmt.Fprintf(t.stderr, "the browser cannot be opened: %v\n", err)
		return
	}
	go func() { _ = command.Wait() }() // or it stays a zombie
}
