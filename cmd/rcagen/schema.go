package main

import (
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

func newSchemaCommand(t *terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a file format, for editors and scripts",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	for _, format := range []struct {
		name, of string
		schema   func() []byte
	}{
		{"config", "rcagen.yaml", config.Schema},
		{"front-matter", "a document's front matter", frontmatter.Schema},
		{"diagnostics", "what `rcagen check --format json` writes", report.Schema},
	} {
		c.AddCommand(&cobra.Command{
			Use:   format.name,
			Short: "Print the JSON Schema of " + format.of,
			Args:  cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				_, err := t.stdout.Write(format.schema())
				return err
			},
		})
	}
	return c
}
