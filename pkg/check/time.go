package check

import (
	"fmt"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
)

var timeRules = []*Rule{
	{
		Name:     "time/duration-mismatch",
		Severity: diag.Warning,
		Finds:    "A stated length of the incident, of its detection or of its recovery that no two times of the document are apart: “approximately an hour” beside 09:10 to 09:50. A quarter of the length is let pass, two fifths where the author says “about”.",
		Why:      "A reader who finds one wrong number believes none of the others.",
		Fix:      "Find out which of the two is right and correct the other. Where both are, say what each one measures.",
		Document: durationMismatch,
	},
	{
		Name:     "time/end-before-start",
		Severity: diag.Error,
		Finds:    "An end that lies before its start: in “from 09:50 to 09:10”, and in the dates of the front matter.",
		Why:      "One of the two is a slip, and every figure that is made from them is wrong.",
		Fix:      "Correct the time. An end on the next day needs its date.",
		Document: endBeforeStart,
	},
	{
		Name:     "time/outlier",
		Severity: diag.Warning,
		Finds:    "A time that lies weeks away from all others of the incident: an end a month after a start whose timeline takes an afternoon, an entry with another year than its neighbours.",
		Why:      "Usually the month or the year was copied from another report, and the incident seems to have lasted until then.",
		Fix:      "Correct the date. If the work really went on for so long, say so in the text.",
		Document: outliers,
	},
	{
		Name:     "time/metadata-mismatch",
		Severity: diag.Warning,
		Finds:    "`started`, `mitigated` or `resolved` in the front matter that is not what the text about the impact says.",
		Why:      "Lists and figures are made from the front matter, the page shows the text: readers see two different incidents.",
		Fix:      "Make both the same. Where the text is right, `rcagen facts` prints what it says.",
		Document: metadataMismatch,
	},
	{
		Name:     "time/id-date-mismatch",
		Severity: diag.Warning,
		Finds:    "A date in the title, the id or the file's name on which the incident was not. In the id and the file's name the day of publication may stand as well, up to half a year later.",
		Why:      "People search by date, and remember the one in the title.",
		Fix:      "Correct the title. An id or a file's name should stay when links to the page exist; correct the text if it is the wrong one.",
		Document: idDateMismatch,
	},
	{
		Name:     "time/weekday",
		Severity: diag.Error,
		Finds:    "A weekday that the date beside it is not: “Tuesday 16 September 2019”, which was a Monday.",
		Why:      "One of the two is wrong, and only the author knows which.",
		Fix:      "Look up the day and correct the weekday or the date.",
		Document: wrongWeekday,
	},
	{
		Name:     "time/impossible-date",
		Severity: diag.Error,
		Finds:    "A date that the calendar does not have: 31 June, 29 February in a year that has none.",
		Why:      "Nobody can say when it was.",
		Fix:      "Correct the date.",
		Document: impossibleDate,
	},
	{
		Name:     "time/future",
		Severity: diag.Warning,
		Finds:    "A time of the incident that lies after the day of the check: `--as-of`, else the day of the newest commit.",
		Why:      "What has happened cannot lie ahead: the year or the month is a slip, and lists put the incident in the wrong place.",
		Fix:      "Correct the date. What is planned belongs into the next steps.",
		Page:     futureTimes,
	},
	{
		Name:     "time/ambiguous-date",
		Severity: diag.Warning,
		Finds:    "A date such as 03-04-2023, whose day and month could be swapped, where neither the document nor `date_order` in rcagen.yaml tells which is which.",
		Why:      "Half of the readers will take it for another day.",
		Fix:      "Write 2023-04-03 or 3 April 2023, or set `date_order` when the whole site writes dates in one way.",
		Document: ambiguousDate,
	},
	{
		Name:     "time/unparsable",
		Severity: diag.Warning,
		Finds:    "What looks like a clock time and is none: 14h16, 24:30 UTC, 13:75.",
		Why:      "Such a time is left out of the timeline and of everything that is counted from it.",
		Fix:      "Write hours and minutes with a colon: 14:16 UTC.",
		Document: unparsableTime,
	},
	{
		Name:     "time/no-zone",
		Severity: diag.Warning,
		Finds:    "Clock times in a document that names no time zone anywhere, where `timezone` in rcagen.yaml does not either.",
		Why:      "A reader elsewhere, and every reader a year later, has to guess by up to a day.",
		Fix:      "Write the zone behind the time, or once for all in a heading or above the timeline (“all times UTC”), or set `timezone` in rcagen.yaml.",
		Document: noZone,
	},
	{
		Name:     "time/mixed-zones",
		Severity: diag.Info,
		Finds:    "Clock times in zones that differ, other than side by side as in “10:00 UTC (12:00 CEST)”.",
		Why:      "Whoever compares the summary with the timeline has to convert in their head, and at three in the morning gets it wrong.",
		Fix:      "Use one zone in the whole document, best UTC, and add the local one in brackets where it helps.",
		Document: mixedZones,
	},
	{
		Name:     "time/conversion-mismatch",
		Severity: diag.Warning,
		Finds:    "One moment given in two zones that are not the same moment: “12:48 UTC (6:48 PDT)”.",
		Why:      "Readers take the one that they know, and disagree by hours.",
		Fix:      "Convert again; one of the two is wrong, or its zone is.",
		Document: conversionMismatch,
	},
	{
		Name:     "time/ambiguous-zone",
		Severity: diag.Warning,
		Finds:    "The abbreviation of a zone that means different zones in different places, such as IST (India, Ireland, Israel).",
		Why:      "The readings are hours apart, and rcagen leaves such times out of its figures.",
		Fix:      "Write an offset, `+05:30`, or UTC.",
		Document: ambiguousZone,
	},
	{
		Name:     "time/zone-out-of-season",
		Severity: diag.Warning,
		Finds:    "The abbreviation of a zone that was not in force on that day: PST in July, CEST in December.",
		Why:      "It is not clear whether the clock on the wall is meant, or an hour beside it.",
		Fix:      "Write the abbreviation that was in force (PDT, CET), or UTC.",
		Document: zoneOutOfSeason,
	},
	{
		Name:     "time/nonexistent-local",
		Severity: diag.Warning,
		Finds:    "A local time in the hour that was left out when the clocks went forward.",
		Why:      "That moment never was; the log it comes from used another zone.",
		Fix:      "Look at the source of the time and write it in UTC.",
		Document: nonexistentLocal,
	},
	{
		Name:     "time/no-am-pm",
		Severity: diag.Warning,
		Finds:    "A clock time up to 12:59 without am or pm in a document that writes its other times with it, and none on 24 hours.",
		Why:      "What reads 7:38 beside 7:52 PM may be twelve hours away from it.",
		Fix:      "Add am or pm, or better write all times on 24 hours.",
		Document: noHalf,
	},
	{
		Name:     "time/relative",
		Severity: diag.Info,
		Finds:    "Words such as “yesterday”, “this morning” and “last week” in running text.",
		Why:      "The words are right on the day of writing only.",
		Fix:      "Write the date.",
		Document: relativeTime,
	},
}

// showMoment writes a moment as messages show it: in the zone that the author
// used.
func showMoment(m rca.Moment) string {
	if m.DateOnly {
		return m.Time.Format(time.DateOnly)
	}
	layout := "2006-01-02 15:04"
	if m.Undated {
		layout = "15:04"
	}
	if m.Time.Second() != 0 {
		layout += ":05"
	}
	return m.Time.Format(layout) + zoneSuffix(m)
}

func zoneSuffix(m rca.Moment) string {
	if !m.Zoned {
		return ""
	}
	name, offset := m.Time.Zone()
	switch {
	case offset == 0 && (name == "" || name == "UTC"):
		return " UTC"
	case name == "" || strings.ContainsAny(name, "+-0123456789"):
		return m.Time.Format(" -07:00")
	}
	return " " + name
}

// showLength writes a length in words that a person would use.
func showLength(d time.Duration) string {
	d = d.Abs()
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case days >= 3 && hours == 0:
		return fmt.Sprintf("%d days", days)
	case days >= 3:
		return fmt.Sprintf("%d days %d h", days, hours)
	case d < time.Hour && d%time.Minute != 0:
		return fmt.Sprintf("%d min %d s", minutes, int(d.Seconds())%60)
	case d < time.Hour:
		return fmt.Sprintf("%d min", minutes)
	case minutes == 0:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), minutes)
}

// clocks calls visit with every clock time of the text.
func clocks(p *DocumentPass, visit func(at *rca.Passage, i int)) {
	for k := range p.Passages {
		at := &p.Passages[k]
		for i := range at.Times.Points {
			if at.Times.Points[i].Clock != nil {
				visit(at, i)
			}
		}
	}
}

// dates calls visit with every date of the text.
func dates(p *DocumentPass, visit func(at *rca.Passage, d *temporal.Date)) {
	for k := range p.Passages {
		at := &p.Passages[k]
		for _, point := range at.Times.Points {
			if point.Date != nil {
				visit(at, point.Date)
			}
		}
	}
}

// more says how many more there are of something, in a note; nothing when
// there is no other.
func more(n int, what string) []string {
	switch n {
	case 0:
		return nil
	case 1:
		return []string{"there is one more " + what + " like this"}
	}
	return []string{fmt.Sprintf("there are %d more %ss like this", n, what)}
}
