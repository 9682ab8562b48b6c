package figures

import (
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Standing is how an action stands: its state, and what is wrong with it. Every
// action has exactly one, the first that holds.
type Standing uint8

// Standings, in the order in which people need to look at them.
const (
	PastDue    Standing = iota // still to be done, and its date is over
	Unowned                    // still to be done, with nobody's name on it
	Open                       // somebody's, not begun
	InProgress                 // somebody's, begun
	Done
	Declined
	Standings // the number of standings
)

// StandingOf returns how an action stands on a day; with the zero time none is
// past due.
func StandingOf(a *rca.Action, asOf time.Time) Standing {
	switch {
	case a.State == rca.Done:
		return Done
	case a.State == rca.Declined:
		return Declined
	case a.Overdue(asOf):
		return PastDue
	case len(a.Owners) == 0:
		return Unowned
	case a.State == rca.InProgress:
		return InProgress
	}
	return Open
}

// Tally counts actions by how they stand.
type Tally [Standings]int

// Total is the number of actions.
func (t *Tally) Total() (n int) {
	for _, count := range t {
		n += count
	}
	return n
}

// ToDo is the number of actions that are neither done nor declined.
func (t *Tally) ToDo() int { return t.Total() - t[Done] - t[Declined] }

// Actions is what is counted of actions, those of undated incidents too.
type Actions struct {
	Incidents int // that have any
	Tally
	Kinds [rca.Respond + 1]Tally // by kind; those of no kind are the first
}

func countActions(pages []*site.Page, asOf time.Time) (a Actions) {
	for _, p := range pages {
		list := p.Document.Facts.Actions
		if len(list) > 0 {
			a.Incidents++
		}
		for i := range list {
			standing := StandingOf(&list[i], asOf)
			a.Tally[standing]++
			a.Kinds[list[i].Kind][standing]++
		}
	}
	return a
}
