package main

import (
	"fmt"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/spf13/cobra"
)

func newExplainCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [rule]",
		Short: "Say what a rule finds, why it matters and how to fix it",
		Long:  `Explain prints the page of one rule, or the list of all rules.`,
		Args:  cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return check.List(t.stdout)
			}
			rule, ok := check.Find(args[0])
			if !ok {
				hint := ""
				if near := diag.Closest(args[0], ruleNames()); near != "" {
					hint = fmt.Sprintf("; did you mean %q?", near)
				}
				return fmt.Errorf("there is no rule %q%s (rcagen explain lists them)", args[0], hint)
			}
			return check.Explain(t.stdout, rule)
		},
	}
}

func ruleNames() []string {
	var names []string
	for _, r := range check.Rules() {
		names = append(names, r.Name)
	}
	return names
}
