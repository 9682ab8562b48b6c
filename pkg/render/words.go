package render

import (
	"fmt"
	"time"

	"github.com/rcagen/rcagen/pkg/site"
)

// language is that of the words in this file.
const language = "en"

// factsLine says what an incident was in a few words: "Mitigated, 40 min".
func factsLine(p *site.Page) string {
	i := &p.Incident
	text := ""
	add := func(part string) {
		if text != "" && part != "" {
			text += ", "
		}
		text += part
	}
	add(i.Severity.Word)
	if s := newStatus(i.Status); s != nil {
		add(s.Text)
	}
	if i.ToResolve.Known {
		length := duration(i.ToResolve.Length)
		if i.ToResolve.Approximate {
			length = "about " + length
		}
		add(length)
	}
	return text
}

func duration(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
}
