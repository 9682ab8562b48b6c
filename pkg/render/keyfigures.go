package render

import (
	"github.com/rcagen/rcagen/pkg/figures"
)

// keyFigure is one of the large numbers of the home page.
type keyFigure struct {
	Label string
	Value string
	Notes []link // what to hold it against; those with an address lead there
}

// keyFigures returns the figures of the last twelve months, and the actions
// that are still to be done. There is no median of fewer than a few lengths.
func (r *Renderer) keyFigures(f *figures.Figures, actions string) (list []keyFigure) {
	year, before := &f.Year, &f.YearBefore
	if year.Incidents+before.Incidents > 0 {
		list = append(list, keyFigure{
			Label: r.lang.Text("site.incidents"),
			Value: r.lang.Number(year.Incidents),
			Notes: []link{{Label: r.lang.Text("home.last_months", "number", before.Incidents)}},
		})
	}
	if s, notes := r.spread(&year.Resolve, &f.Dated.Resolve); s.Known() >= few {
		half := r.lang.Text("home.half_took", "from", r.lang.Duration(s.Lower), "to", r.lang.Duration(s.Upper))
		notes = append([]link{{Label: half}}, notes...)
		if s == &year.Resolve && before.Resolve.Known() >= few {
			notes = append(notes, link{Label: r.lang.Text("home.year_before", "duration", r.lang.Duration(before.Resolve.Median))})
		}
		list = append(list, keyFigure{r.lang.Text("home.median_resolve"), r.lang.Duration(s.Median), notes})
	}
	if s, notes := r.spread(&year.Notice, &f.Dated.Notice); s.Known() >= few {
		longest := r.lang.Text("home.longest", "duration", r.lang.Duration(s.Lengths[s.Known()-1]))
		notes = append([]link{{Label: longest}}, notes...)
		list = append(list, keyFigure{r.lang.Text("home.median_notice"), r.lang.Duration(s.Median), notes})
	}
	if all := f.Actions.Total(); all > 0 {
		list = append(list, r.openActions(f, all, actions))
	}
	if len(list) == 1 && year.Incidents+before.Incidents > 0 {
		return nil // the number of incidents alone, which stands above already
	}
	return list
}

// spread returns the lengths of the last twelve months or, where those are
// too few for a median, of all incidents, and says so.
func (r *Renderer) spread(year, all *figures.Spread) (*figures.Spread, []link) {
	if year.Known() >= few {
		return year, []link{{Label: r.lang.Count("home.of_incidents", year.Known())}}
	}
	return all, []link{{Label: r.lang.Count("home.of_all", all.Known())}}
}

func (r *Renderer) openActions(f *figures.Figures, all int, actions string) keyFigure {
	k := keyFigure{
		Label: r.lang.Text("home.actions_open"),
		Value: r.lang.Number(f.Actions.ToDo()),
		Notes: []link{{Label: r.lang.Text("home.actions_of", "number", all)}},
	}
	if n := f.Actions.Tally[figures.PastDue]; n > 0 {
		k.Notes = append(k.Notes, link{r.lang.Count("home.actions_due", n), actions})
	}
	if n := f.Actions.Tally[figures.Unowned]; n > 0 {
		k.Notes = append(k.Notes, link{r.lang.Count("home.actions_unowned", n), actions})
	}
	return k
}
