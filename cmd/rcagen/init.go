package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/starter"
	"github.com/spf13/cobra"
)

func newInitCommand(t *terminal) *cobra.Command {
	i := &initiation{terminal: t}
	c := &cobra.Command{
		Use:   "init [dir]",
		Short: "Begin a project",
		Long: `Init writes rcagen.yaml, with every key explained, a line for .gitignore and, in a
folder without reports, an invented RCA, so that there is a page to see. dir is
the folder of the project (default: the current one); it is made if need be.

In a folder that holds post-mortems already, or a Docusaurus project, the
documents stay as they are, and rcagen.yaml is made to fit them: what was found
and set is said. Rules that find errors in them are warnings for the time being.

No file that is there is replaced. With --ci or --pre-commit, a folder that has
rcagen.yaml gets these files alone; they go into the root of the git repository.`,
		Args: oneDirectory,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: i.run,
	}
	c.Flags().StringArrayVar(&i.systems, "ci", nil, "also check and publish in a CI system: "+strings.Join(ciSystems, " or ")+"; may be given several times")
	c.Flags().BoolVar(&i.preCommit, "pre-commit", false, "also check before each commit, with pre-commit")
	_ = c.RegisterFlagCompletionFunc("ci", cobra.FixedCompletions(ciSystems, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// ciSystems are the values of --ci.
var ciSystems = []string{"github", "gitlab"}

// initiation is a run of the command init.
type initiation struct {
	terminal  *terminal
	systems   []string
	preCommit bool
}

func (i *initiation) run(c *cobra.Command, args []string) error {
	extras, err := i.extras()
	if err != nil {
		return err
	}
	dir := directory(args)
	plan, err := starter.Prepare(c.Context(), starter.Request{Dir: dir, Extras: extras, Version: versionOf()})
	var refusal starter.Refusal
	if errors.As(err, &refusal) {
		return errors.New(visible(string(refusal)))
	}
	if err != nil {
		return cause(c, err)
	}
	if err := plan.Write(); err != nil {
		return failure{err}
	}
	return i.report(plan, dir)
}

// extras returns the files that were asked for beside the project itself.
func (i *initiation) extras() (names []string, err error) {
	for _, name := range i.systems {
		if !slices.Contains(ciSystems, name) {
			hint := ""
			if near := diag.Closest(name, ciSystems); near != "" {
				hint = fmt.Sprintf("; did you mean %q?", near)
			}
			return nil, fmt.Errorf("--ci must be %s, not %q%s", strings.Join(ciSystems, " or "), name, hint)
		}
	}
	names = slices.Clone(i.systems)
	if i.preCommit {
		names = append(names, "pre-commit")
	}
	return names, nil
}

// report says what was done, and what comes next. Names cannot begin a line,
// which a runner would obey.
func (i *initiation) report(plan *starter.Plan, dir string) error {
	var b strings.Builder
	for _, said := range plan.Said {
		fmt.Fprintf(&b, "  %s\n", inLine(said))
	}
	for _, f := range plan.Files {
		fmt.Fprintf(&b, "wrote %s\n", inLine(f.Path))
	}
	for _, k := range plan.Kept {
		fmt.Fprintf(&b, "kept %s as it is\n", inLine(k.Path))
		if k.Add == "" {
			continue
		}
		b.WriteString("  add to it:\n\n")
		for line := range strings.Lines(k.Add) {
			b.WriteString(strings.TrimRight("    "+line, " \n") + "\n")
		}
		b.WriteByte('\n')
	}
	if at := inLine(argument(dir)); at != "" {
		fmt.Fprintf(&b, "\nnext:\n  rcagen serve %s\n  rcagen new \"What happened, in one line\" %s\n", at, at)
	} else {
		b.WriteString("\nnext:\n  rcagen serve\n  rcagen new \"What happened, in one line\"\n")
	}
	if _, err := fmt.Fprint(i.terminal.stdout, b.String()); err != nil {
		return failure{err}
	}
	return nil
}

// inLine returns a text in which nothing acts on a terminal and nothing begins a
// line.
func inLine(text string) string { return visible(strings.ReplaceAll(text, "\n", `\n`)) }

// argument returns a folder as it is written on a command line; "" for the
// current one.
func argument(dir string) string {
	switch {
	case dir == ".":
		return ""
	case strings.HasPrefix(dir, "-"): // no option
		return argument("./" + dir)
	case strings.ContainsAny(dir, " \t\n'\"$`\\&|;<>()*?[]{}#~!"):
		return "'" + strings.ReplaceAll(dir, "'", `'\''`) + "'"
	}
	return dir
}
