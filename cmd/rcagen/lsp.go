package main

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/rcagen/rcagen/pkg/lsp"
)

func newLSPCommand(t *terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Serve an editor: findings and fixes while an RCA is typed",
		Long: `Lsp is the language server: it speaks the Language Server Protocol over standard
input and output, and says in an editor what check would say. An editor starts
it; see the documentation of rcagen for how that is set up.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			err := lsp.Run(c.Context(), lsp.Options{
				In: os.Stdin, Out: t.stdout, Version: versionOf(), Now: time.Now, Zone: time.Local,
				AsOf: func(ctx context.Context, dir string) time.Time {
					asOf, _ := readAsOf(ctx, "", dir) // it fails on a flag alone
					return asOf
				},
			})
			if err != nil && c.Context().Err() == nil {
				return failure{err}
			}
			return nil
		},
	}
	// Editors pass it to every server.
	c.Flags().Bool("stdio", false, "speak over standard input and output, as it does anyway")
	return c
}
