package figures

import (
	"slices"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Summary is what is counted of some incidents.
type Summary struct {
	Incidents int
	Severe    int    // critical or major
	Resolve   Spread // from the start of the impact to its end
	Notice    Spread // from the start of the impact until somebody noticed
	Tell      Spread // from the start of the impact to the first public notice
	Repeats   int    // see the package's comment
	WithOpen  int    // incidents with an action that is still to be done
}

// Spread is how a length of time is spread over incidents.
type Spread struct {
	Lengths              []time.Duration // of the incidents that have one, the shortest first
	Lower, Median, Upper time.Duration   // zero without lengths
	Out                  [Reasons]int    // incidents without one, by reason
}

// Known is the number of incidents that have the length.
func (s *Spread) Known() int { return len(s.Lengths) }

// Reason says why an incident has not some length of time.
type Reason uint8

// Reasons, in the order in which they are looked for.
const (
	NoStart    Reason = iota // nothing says when the impact began
	NoEnd                    // nothing says when it ended, when somebody noticed, when the public was told
	NoDay                    // a clock time is known, its day is not
	OnlyDay                  // a day is known, its clock time is not
	Impossible               // the end is before the start, or more than a year after it
	Reasons                  // the number of reasons
)

var reasonNames = [...]string{"no start", "no end", "no day", "only a day", "impossible"}

// String returns a name for machines.
func (r Reason) String() string { return reasonNames[r] }

// why says why there is no length from one moment to another.
func why(from, to rca.Moment) Reason {
	switch {
	case from.IsZero():
		return NoStart
	case to.IsZero():
		return NoEnd
	case from.Undated || to.Undated:
		return NoDay
	case from.DateOnly || to.DateOnly:
		return OnlyDay
	}
	return Impossible
}

// collector makes a summary; its zero value is ready.
type collector struct{ Summary }

func (c *collector) add(p *site.Page, repeat bool) {
	i, facts := &p.Incident, &p.Document.Facts
	c.Incidents++
	if isSevere(p) {
		c.Severe++
	}
	if repeat {
		c.Repeats++
	}
	if i.Open > 0 {
		c.WithOpen++
	}
	c.Resolve.add(i.ToResolve, i.Impact.Start, i.Impact.End)
	c.Notice.add(i.ToNotice, i.Impact.Start, facts.Detected)
	c.Tell.add(i.ToTell, i.Impact.Start, rca.Moment{Time: i.ToldFrom})
}

func (s *Spread) add(e rca.Elapsed, from, to rca.Moment) {
	if e.Known {
		s.Lengths = append(s.Lengths, e.Length)
		return
	}
	s.Out[why(from, to)]++
}

// summary returns what was counted.
func (c *collector) summary() Summary {
	for _, s := range []*Spread{&c.Resolve, &c.Notice, &c.Tell} {
		slices.Sort(s.Lengths)
		s.Lower, s.Median, s.Upper = quantile(s.Lengths, 1), quantile(s.Lengths, 2), quantile(s.Lengths, 3)
	}
	return c.Summary
}

// quantile returns a quartile of sorted lengths, to the nanosecond below: the
// one at (n-1)·quarter/4, counted from 0, and between two lengths as far from
// the one to the other as that place is between theirs. Zero without lengths.
func quantile(sorted []time.Duration, quarter int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	place := (len(sorted) - 1) * quarter
	low, part := place/4, place%4
	if part == 0 {
		return sorted[low]
	}
	step := sorted[low+1] - sorted[low] // a stated length may be that of centuries: part times as much is too large
	return sorted[low] + step/4*time.Duration(part) + step%4*time.Duration(part)/4
}
