package check_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// TestLinear reads and checks documents of the largest size that say one thing
// over and over: the work must grow with the size, or the test does not end in
// its time.
func TestLinear(t *testing.T) {
	const head = "---\nid: a\ntitle: A\nsidebar_label: A\nstarted: 2023-05-01\n---\n\n## Impact summary\n\nOn 1 May 2023 from 09:00 to 10:00 UTC all failed.\n\n"
	for name, repeated := range map[string]string{
		"clock":       "10:00 UTC ",
		"date":        "1 May 2023 ",
		"range":       "from 10:00 to 11:00 on 1 May 2023 ",
		"duration":    "lasted 10 minutes ",
		"word":        "an hour and a half of an outage ",
		"zone":        "all times ",
		"provider":    "Azure outage AWS ",
		"region":      "us-east-1 West Europe ",
		"promise":     "we will change this. ",
		"update":      "next update by 10:00. ",
		"updates":     "- 10:00 UTC next update in 30 minutes\n",
		"detection":   "- 10:00 UTC down\n\nTime to detect: 5 hours\n\n",
		"lines":       "10:00 something happened\n",
		"items":       "- 10:00 something happened\n",
		"actions":     "- [ ] do it (@a, due 2024-01-31, ABC-1)\n",
		"headings":    "### 10:00\n\nsomething happened\n\n",
		"brackets":    "(10:00 UTC (",
		"relative":    "yesterday ",
		"comments":    "<!-- rcagen-disable-line time/weekday -- x -->\n",
		"blocks":      "<!-- rcagen-disable time/weekday -->\n\nx\n\n",
		"secrets":     "key=AKIA" + "Q3EGZ7XJ5N2WQLTR ",
		"mail":        "someone@intern.corp 10.0.0.1 ",
		"paragraphs":  "10:00 UTC something\n\n",
		"bold labels": "**Impact:** x\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			for _, section := range []string{"## Timeline\n\n", "## Next steps\n\n"} {
				var b strings.Builder
				b.WriteString(head + section)
				for line := 0; b.Len() < 900_000; {
					b.WriteString(repeated)
					if line += len(repeated); line > 30_000 { // longer lines are refused
						b.WriteString("\n")
						line = 0
					}
				}
				cfg := config.Default()
				f := &diag.File{Path: "content/a.md", Bytes: []byte(b.String())}
				start := time.Now()
				check.Document(rca.NewParser(cfg).Parse(f, "a.md"), cfg)
				t.Logf("%s: %s", strings.TrimSpace(section), time.Since(start).Round(time.Millisecond))
			}
		})
	}
}
