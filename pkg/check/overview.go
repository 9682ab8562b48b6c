package check

import (
	"bufio"
	"fmt"
	"io"
)

// List writes one line for every rule: its name, severity and what it finds.
func List(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, r := range Rules() {
		fmt.Fprintf(out, "%-30s %-8s %s\n", r.Name, r.Severity, r.Finds)
	}
	return out.Flush()
}
