package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/rcagen/rcagen/pkg/git"
	"github.com/spf13/cobra"
)

// addAsOf defines the flag that build and check share.
func addAsOf(c *cobra.Command, value *string) {
	c.Flags().StringVar(value, "as-of", "", "day that deadlines are compared with, as 2024-05-06 (default: of the newest commit)")
}

// readAsOf returns the time that deadlines are compared with, UTC: the one that
// is asked for, else that of SOURCE_DATE_EPOCH (reproducible-builds.org), else
// that of the newest commit in a folder. It is zero when none of them is known,
// and never the clock's: the same documents are to give the same findings.
func readAsOf(ctx context.Context, value, dir string) (time.Time, error) {
	if value != "" {
		for _, layout := range []string{time.DateOnly, time.RFC3339} {
			if t, err := time.Parse(layout, value); err == nil {
				return t.UTC(), nil
			}
		}
		return time.Time{}, fmt.Errorf("--as-of must be a day as 2024-05-06 or a time as 2024-05-06T07:08:09Z, not %q", value)
	}
	if seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC(), nil
	}
	t, err := git.LastCommit(ctx, dir)
	if err != nil {
		return time.Time{}, nil // then it is not known
	}
	return t, nil
}
