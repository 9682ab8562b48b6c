package render

import (
	"bufio"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// metrics writes the figures of all incidents in the text format of Prometheus,
// version 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
// They are gauges: an incident may be withdrawn, an action closed. An incident
// of several services counts for each of them, so that the families by service
// must not be added up.
func (r *Renderer) metrics(w io.Writer, _ Output) error {
	m := metricsWriter{bufio.NewWriter(w)}
	all := r.figures()
	var states [rca.Declined + 1]int
	years := map[string]int{}
	for p := range r.site.Listed {
		if date := p.Document.Date; !date.IsZero() {
			years[date.UTC().Format("2006")]++
		}
		for i := range p.Document.Facts.Actions {
			states[p.Document.Facts.Actions[i].State]++
		}
	}
	m.family("rcagen_incidents", "Incidents that have a report.")
	m.sample("rcagen_incidents", "", "", float64(all.Incidents))
	// The list of a year may hold the index of its folder, which has no date.
	m.family("rcagen_incidents_by_year", "Incidents by the year in which they began, UTC.")
	for _, year := range slices.Sorted(maps.Keys(years)) {
		m.sample("rcagen_incidents_by_year", "year", year, float64(years[year]))
	}
	for _, by := range []struct {
		property site.PropertyName
		help     string
	}{
		{site.Severities, "Incidents by severity."},
		{site.Services, "Incidents by service that was hit; one that hit several counts for each."},
	} {
		name := "rcagen_incidents_by_" + string(by.property)
		m.family(name, by.help)
		facets := slices.SortedFunc(slices.Values(r.site.Property(by.property).Facets), func(x, y *site.Facet) int { return strings.Compare(x.Value, y.Value) })
		for _, f := range facets {
			m.sample(name, string(by.property), f.Value, float64(len(f.Pages)))
		}
	}
	m.family("rcagen_actions", "Actions that reports promise, by state.")
	for state, n := range states {
		m.sample("rcagen_actions", "state", rca.ActionState(state).String(), float64(n))
	}
	if !r.asOf().IsZero() {
		m.family("rcagen_actions_overdue", "Actions to be done whose date is past.")
		m.sample("rcagen_actions_overdue", "", "", float64(all.Actions.Tally[figures.PastDue]))
	}
	for _, length := range []struct {
		name, help string
		spread     *figures.Spread
	}{
		{"rcagen_time_to_resolve_median_seconds", "Median time from the start of the impact to its end.", &all.Dated.Resolve},
		{"rcagen_time_to_notice_median_seconds", "Median time from the start of the impact until somebody noticed.", &all.Dated.Notice},
		{"rcagen_time_to_tell_median_seconds", "Median time from the start of the impact to the first public notice.", &all.Dated.Tell},
	} {
		if length.spread.Known() > 0 { // the median of nothing is no number
			m.family(length.name, length.help)
			m.sample(length.name, "", "", length.spread.Median.Seconds())
		}
	}
	return m.Flush()
}

// metricsWriter writes families of samples. Its Flush returns the first error.
type metricsWriter struct{ *bufio.Writer }

func (m metricsWriter) family(name, help string) {
	m.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n")
}

func (m metricsWriter) sample(name, label, value string, number float64) {
	m.WriteString(name)
	if label != "" {
		m.WriteString("{" + label + `="` + labelEscapes.Replace(strings.ToValidUTF8(value, "\uFFFD")) + `"}`)
	}
	m.WriteString(" " + strconv.FormatFloat(number, 'f', -1, 64) + "\n")
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
