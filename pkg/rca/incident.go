package rca

import (
	"cmp"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// Incident is what a document says about its incident, in the values that
// pages show, compare and count. [Document.Incident] makes it out of the facts;
// every page and every figure uses this one reading of them.
type Incident struct {
	Severity Severity
	Status   string // "" when not stated
	Services []string
	Regions  []string
	Provider string // supplier in whose service the cause lay

	Impact    Window  // when customers were hurt
	ToResolve Elapsed // from the start of the impact to its end
	ToNotice  Elapsed // from the start of the impact until somebody noticed
	ToTell    Elapsed // from the start of the impact to the first public notice
	Told
	Stated     Length // the first stated length of the impact; its Span is zero when there is none
	Disagree   bool   // Stated is not the length of the window
	Open, Late int    // actions that are not done or declined
}

// Elapsed is a time between two moments.
type Elapsed struct {
	Length      time.Duration
	Known       bool // otherwise the document does not say, or says what cannot be
	Approximate bool
}

// longestImpact is the longest impact that is believed.
const longestImpact = 366 * 24 * time.Hour

// between returns the time between two moments. Days are too coarse to count.
func between(from, to Moment) Elapsed {
	if from.IsZero() || to.IsZero() || from.DateOnly || to.DateOnly || from.Undated || to.Undated {
		return Elapsed{}
	}
	length := to.Time.Sub(from.Time)
	if length < 0 || length > longestImpact {
		return Elapsed{}
	}
	return Elapsed{Length: length, Known: true, Approximate: from.Approximate || to.Approximate}
}

// Incident boils the document's facts down. An action is late when its date is
// before the day asOf; with a zero asOf none is.
func (d *Document) Incident(asOf time.Time) Incident {
	f := &d.Facts
	i := Incident{
		Severity: newSeverity(d.Meta.Severity),
		Status:   d.Status,
		Impact:   f.Impact,
		Provider: cmp.Or(d.Meta.Provider, f.Provider.Text),
	}
	i.Services, i.Regions = d.services(), d.regions()
	if i.Impact.End.IsZero() {
		i.Impact.End = cmp.Or(f.Mitigated, f.Resolved)
	}
	i.ToResolve = between(i.Impact.Start, i.Impact.End)
	i.ToNotice = between(i.Impact.Start, f.Detected)
	i.readStated(f)
	i.readTold(f)
	for k := range f.Actions {
		if a := &f.Actions[k]; a.IsOpen() {
			i.Open++
			if a.Overdue(asOf) {
				i.Late++
			}
		}
	}
	return i
}

// services returns the services that were hit: those of front matter, else the
// one that the title names.
func (d *Document) services() []string {
	if len(d.Meta.Services) > 0 || d.Service == "" {
		return d.Meta.Services
	}
	return []string{d.Service}
}

// regions returns the regions that were hit: those of front matter, else the
// one that the title names, else those that the text about the impact names.
// "Multiple regions" says less than a list of them.
func (d *Document) regions() []string {
	if len(d.Meta.Regions) > 0 {
		return d.Meta.Regions
	}
	if d.Region != "" && (len(d.Facts.Regions) == 0 || !strings.HasPrefix(strings.ToLower(d.Region), "multiple")) {
		return []string{d.Region}
	}
	var names []string
	for _, w := range d.Facts.Regions {
		names = append(names, w.Text)
	}
	return names
}

// readStated takes the first stated length of the impact. It stands in for a
// window that is not known.
func (i *Incident) readStated(f *Facts) {
	for _, l := range f.Durations {
		if l.Of == TimeOfImpact {
			i.Stated = l
			break
		}
	}
	switch {
	case i.Stated.Shortest == 0:
	case !i.ToResolve.Known:
		if i.Stated.Shortest == i.Stated.Longest || i.Stated.Longest == 0 {
			i.ToResolve = Elapsed{Length: i.Stated.Shortest, Known: true, Approximate: i.Stated.Approximate}
		}
	default:
		i.Disagree = !i.Stated.Fits(i.ToResolve.Length)
	}
}

// Fits reports whether a stated length is that of a stretch: within a quarter,
// two fifths where it is approximate, and a minute.
func (l Length) Fits(actual time.Duration) bool {
	tolerance := actual / 4
	if l.Approximate {
		tolerance = actual * 2 / 5
	}
	tolerance = max(tolerance, time.Minute)
	low, high := l.Shortest-tolerance, l.Longest+tolerance
	switch l.Bound {
	case temporal.AtLeast:
		return actual >= low
	case temporal.AtMost:
		return actual <= high
	}
	return actual >= low && actual <= high
}

// IsOpen reports whether the action is still to be done.
func (a *Action) IsOpen() bool { return a.State == Open || a.State == InProgress }

// Overdue reports whether an action that is still to be done was due before
// the day of a time, in the zone of that time. A zero day is after nothing.
func (a *Action) Overdue(day time.Time) bool {
	if !a.IsOpen() || a.Due.IsZero() || day.IsZero() {
		return false
	}
	year, month, date := day.Date()
	return a.Due.Before(time.Date(year, month, date, 0, 0, 0, 0, time.UTC))
}
