package rca_test

import (
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// TestDayInAnyZone reads a day without a clock time where the project's zone
// is far from UTC: it stays that day.
func TestDayInAnyZone(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		cfg := config.Default()
		cfg.Timezone = zone
		for place, source := range map[string]string{
			"front matter": "---\nid: x\nstarted: 2023-05-05\n---\n",
			"text":         "---\nid: x\n---\n\n## Impact summary\n\nOn 5 May 2023 nothing worked.\n",
			"id":           "---\nid: 2023-05-05-x\n---\n",
		} {
			d := rca.NewParser(cfg).Parse(&diag.File{Path: "x.md", Bytes: []byte(source)}, "x.md").Document
			if got := d.Date.Format(time.DateOnly); got != "2023-05-05" || !d.DateOnly {
				t.Errorf("%s, %s: date %s, a day %t", name, place, got, d.DateOnly)
			}
		}
	}
}
