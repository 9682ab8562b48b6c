package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/chart"
	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// actionsSize is the number of actions on one page of the tracker.
const actionsSize = 200

// actionOf is an action with the incident that it is from.
type actionOf struct {
	page     *site.Page
	action   *rca.Action
	standing figures.Standing
}

// allActions returns the actions of all incidents in the order of the tracker:
// by how they stand; then the oldest date first, those without one last; then
// the newest incident first.
func (r *Renderer) allActions() (list []actionOf) {
	for p := range r.site.Listed {
		for i := range p.Document.Facts.Actions {
			a := &p.Document.Facts.Actions[i]
			list = append(list, actionOf{p, a, figures.StandingOf(a, r.site.AsOf)})
		}
	}
	slices.SortStableFunc(list, func(x, y actionOf) int {
		dx, dy := x.action.Due, y.action.Due
		switch {
		case x.standing != y.standing:
			return cmp.Compare(x.standing, y.standing)
		case dx.IsZero() != dy.IsZero():
			if dx.IsZero() {
				return 1
			}
			return -1
		}
		return dx.Compare(dy)
	})
	return list
}

// actionParts returns the number of pages of the tracker; there is always one.
func (r *Renderer) actionParts() int {
	return max(1, (len(r.actions())+actionsSize-1)/actionsSize)
}

// actionsAddress returns the address of a page of the tracker, counted from 0.
func (r *Renderer) actionsAddress(part int) string {
	if part == 0 {
		return r.site.Actions
	}
	return fmt.Sprintf("%spage/%d/", r.site.Actions, part+1)
}

// isActionsPart completes the output of a further page of the tracker.
func (r *Renderer) isActionsPart(o *Output) bool {
	number, ok := strings.CutPrefix(o.Address, r.site.Actions+"page/")
	n, err := strconv.Atoi(strings.TrimSuffix(number, "/"))
	if !ok || err != nil || n < 2 || n > r.actionParts() || o.Address != r.actionsAddress(n-1) {
		return false
	}
	o.part = n - 1
	return true
}

// actionsView is a page of the tracker.
type actionsView struct {
	frame
	Heading string
	Lead    string
	Note    string       // which day due dates are compared with; "" when there is none
	Kinds   []kindBar    // on the first page
	HasKind bool         // any action says its kind
	Jumps   []jump       // where each standing begins; only when there are several pages
	Groups  []actionRows // of this page
	Never   []announced  // on the last page: reports that did not follow
	Part    string       // "Page 2 of 7"; "" for a tracker of one page
	Earlier string       // lead to the page before and the page after; "" at the ends
	Later   string
}

// announced is a report that was announced and did not follow.
type announced struct {
	Text string
	actionFrom
}

// kindBar says how the actions of a kind stand.
type kindBar struct {
	Label   string
	Picture template.HTML // made by pkg/chart
	Text    string        // "2 of 7 done, 2 late"
}

type jump struct {
	Label, Href, Count string
	Current            bool
}

// actionRows are actions that stand alike.
type actionRows struct {
	ID, Label, Count string
	Rows             []actionRow
}

type actionRow struct {
	Text   string
	Reason string // why it was declined
	actionFrom
	State   string
	Icon    string
	Done    bool
	Kind    string
	Owner   string // "" for nobody
	Due     *due   // nil when there is none
	Age     string // "" when there is nothing left to do
	Tickets []link // Href is "" for a ticket whose address is not known
}

// actionFrom names the incident of an action: words, a link, and words with
// the incident's date.
type actionFrom struct {
	From     string
	Incident link
	Day      string
}

// due is a date as it is written, where it names no day.
type due struct {
	ISO, Text string // ISO is "" where no day is known
	Late      bool
}

// standings are the words, ids and icons of how actions stand.
var standings = [figures.Standings]struct{ key, id string }{
	figures.PastDue: {"actions.past_due", "past-due"}, figures.Unowned: {"actions.unowned", "nobody"}, figures.Open: {"actions.open", "open"},
	figures.InProgress: {"actions.doing", "in-progress"}, figures.Done: {"actions.done", "done"}, figures.Declined: {"actions.declined", "declined"},
}

func (r *Renderer) actionsPage(o Output) (*actionsView, error) {
	root := site.Root(o.Address)
	v := &actionsView{Heading: r.lang.Text("actions.title")}
	title := v.Heading
	if parts := r.actionParts(); parts > 1 {
		v.Part = r.lang.Text("list.page", "page", o.part+1, "pages", parts)
		v.Jumps = r.jumps(o.part, root)
		if o.part > 0 {
			title += ", " + v.Part
			v.Earlier = root + site.Href(r.actionsAddress(o.part-1))
		}
		if o.part+1 < parts {
			v.Later = root + site.Href(r.actionsAddress(o.part+1))
		}
	}
	v.frame = r.frame(o.Address, title)
	v.Here, v.Description = "actions", r.lang.Text("actions.lead")
	v.Lead = r.actionsLead()
	kinds := r.kindBars()
	if v.HasKind = len(kinds) > 0; o.part == 0 {
		v.Kinds = kinds
	}
	if asOf := r.asOf(); !asOf.IsZero() {
		v.Note = r.lang.Text("actions.compared", "date", r.lang.Day(asOf))
	}
	v.Groups = r.actionRows(o.part, root)
	if v.Later == "" {
		for _, a := range r.site.NotFollowed() {
			if !a.Page.Unlisted {
				v.Never = append(v.Never, announced{a.Promise.Text, r.from(a.Page, root)})
			}
		}
	}
	return v, nil
}

// actionsLead says how many actions there are and how they stand.
func (r *Renderer) actionsLead() string {
	a := &r.figures().Actions
	if a.Total() == 0 {
		return r.lang.Text("actions.none")
	}
	lead := r.lang.Count("actions.promised", a.Total(), "from", r.lang.Count("actions.from_incidents", a.Incidents)) + " "
	if a.ToDo() == 0 {
		return lead + r.lang.Text("actions.none_open")
	}
	var parts []string
	late, unowned := a.Tally[figures.PastDue], a.Tally[figures.Unowned]
	if late > 0 {
		parts = append(parts, r.lang.Count("actions.lead_due", late))
	}
	if unowned > 0 {
		key := "actions.lead_unowned"
		if late > 0 {
			key = "actions.lead_more" // those past due may be nobody's too
		}
		parts = append(parts, r.lang.Count(key, unowned))
	}
	open := r.lang.Count("actions.still_open", a.ToDo())
	if len(parts) == 0 {
		return lead + r.lang.Text("actions.open_alone", "open", open)
	}
	return lead + r.lang.Text("actions.open_parts", "open", open, "parts", r.lang.List(parts))
}

// kindBars returns a bar for each kind of actions; nil when no action says its
// kind. Declined actions are nobody's to do and count in no bar.
func (r *Renderer) kindBars() (list []kindBar) {
	kinds := &r.figures().Actions.Kinds
	keys := [...]string{rca.NoKind: "actions.other", rca.Prevent: "actions.prevent", rca.Detect: "actions.detect", rca.Limit: "actions.limit", rca.Respond: "actions.respond"}
	longest := 0
	for i := range kinds {
		longest = max(longest, kinds[i].Total()-kinds[i][figures.Declined])
	}
	for _, kind := range []rca.ActionKind{rca.Prevent, rca.Detect, rca.Limit, rca.Respond, rca.NoKind} {
		tally := &kinds[kind]
		all := tally.Total() - tally[figures.Declined]
		if all == 0 || kind == rca.NoKind && len(list) == 0 {
			continue
		}
		late := tally[figures.PastDue]
		text := r.lang.Text("actions.of_done", "done", tally[figures.Done], "all", all)
		if late > 0 {
			text = r.lang.Text("actions.done_late", "done", text, "late", r.lang.Count("actions.late", late))
		}
		list = append(list, kindBar{r.lang.Text(keys[kind]), picture(chart.Split(tally[figures.Done], tally.ToDo()-late, late, longest)), text})
	}
	return list
}

// jumps leads to where each standing begins.
func (r *Renderer) jumps(part int, root string) (list []jump) {
	at := 0
	for standing, n := range r.figures().Actions.Tally {
		if n > 0 {
			begins := at / actionsSize
			href := root + site.Href(r.actionsAddress(begins)) + "#" + standings[standing].id
			list = append(list, jump{r.lang.Text(standings[standing].key), href, r.lang.Number(n), begins == part})
		}
		at += n
	}
	return list
}

// actionRows returns the actions of one page, by how they stand.
func (r *Renderer) actionRows(part int, root string) (groups []actionRows) {
	all := r.actions()
	start := part * actionsSize
	for i := start; i < min(start+actionsSize, len(all)); i++ {
		a := all[i]
		if i == start || a.standing != all[i-1].standing {
			g := actionRows{ID: standings[a.standing].id, Label: r.lang.Text(standings[a.standing].key), Count: r.lang.Number(r.figures().Actions.Tally[a.standing])}
			if i > 0 && a.standing == all[i-1].standing {
				g.ID += "-continued"
				g.Label = r.lang.Text("actions.continued", "state", g.Label)
			}
			groups = append(groups, g)
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, r.actionRow(a, root))
	}
	return groups
}

func (r *Renderer) actionRow(of actionOf, root string) actionRow {
	a, d := of.action, of.page.Document
	row := actionRow{
		Text: a.Text, actionFrom: r.from(of.page, root),
		Kind: r.kindName(a.Kind), Owner: r.lang.List(a.Owners), Due: r.due(of), Done: a.State == rca.Done,
		State: r.lang.Text(actionStates[a.State]), Icon: actionIcons[a.State], Tickets: r.tickets(a),
	}
	if a.State == rca.Declined && a.Reason != "" {
		row.Reason = r.lang.Text("actions.declined_because", "reason", a.Reason)
	}
	if a.IsOpen() && !d.Date.IsZero() && !r.figures().AsOf.IsZero() {
		row.Age = r.lang.Age(d.Date, r.figures().AsOf)
	}
	return row
}

func (r *Renderer) from(p *site.Page, root string) actionFrom {
	d := p.Document
	const mark = "\x00" // where the link stands
	text := r.lang.Text("actions.from_undated", "incident", mark)
	if !d.Date.IsZero() {
		text = r.lang.Text("actions.from", "incident", mark, "date", r.lang.ShortDayYear(d.Date))
	}
	before, after, _ := strings.Cut(text, mark)
	return actionFrom{before, link{d.ShortTitle, root + site.Href(p.Address)}, after}
}

// kindName returns the name of a kind of actions, "" for none.
func (r *Renderer) kindName(k rca.ActionKind) string {
	if k == rca.NoKind {
		return ""
	}
	return r.lang.Text("actions." + k.String())
}

// due returns an action's date; nil when it has none.
func (r *Renderer) due(of actionOf) *due {
	a := of.action
	text := r.dueText(a)
	if text == "" {
		return nil
	}
	d := &due{Text: text, Late: of.standing == figures.PastDue}
	if !a.Due.IsZero() && !a.Approximate {
		d.ISO = a.Due.Format("2006-01-02")
	}
	return d
}

// dueText returns an action's date, as it is written where that names no day.
func (r *Renderer) dueText(a *rca.Action) string {
	if a.Due.IsZero() || a.Approximate {
		return a.DueText
	}
	return r.lang.ShortDayYear(a.Due)
}
