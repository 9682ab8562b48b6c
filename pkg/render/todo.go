package render

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// todoList is the section about what was promised and what became of it.
type todoList struct {
	content
	Actions []todo
	Bare    string // instead of actions: a sentence about those that the text says everything about
}

// todo is one action of a document.
type todo struct {
	Icon    string // names its shape, and its colour
	State   string // for those who do not see the icon
	Text    string
	Reason  string // why nobody is going to do it
	Tickets []link
	Owner   string // "" when it is done
	Unowned bool   // Owner says that there is none
	Due     string
	Late    bool
}

// The icons of actions, and the keys of the words for them, by state.
var actionIcons = [...]string{rca.Open: "open", rca.InProgress: "half", rca.Done: "ok", rca.Declined: "no"}
var actionStates = [...]string{rca.Open: "actions.open", rca.InProgress: "actions.doing", rca.Done: "actions.done", rca.Declined: "actions.declined"}

// todo returns the actions of a page's document, nil when it has none.
func (r *Renderer) todo(p *site.Page) *todoList {
	d := p.Document
	if len(d.Facts.Actions) == 0 {
		return nil
	}
	list := &todoList{content: addedSection(d, "Actions", r.lang.Text("actions.on_page"))}
	if !slices.ContainsFunc(d.Facts.Actions, moreThanText) {
		list.Bare = r.lang.Count("actions.bare", len(d.Facts.Actions))
		return list
	}
	for i := range d.Facts.Actions {
		list.Actions = append(list.Actions, r.todoOf(&d.Facts.Actions[i]))
	}
	return list
}

// moreThanText reports whether a list of actions tells more of one than the
// author's own text above it.
func moreThanText(a rca.Action) bool {
	return a.Stated || a.State != rca.Open || len(a.Owners) > 0 || len(a.Tickets) > 0 || !a.Due.IsZero() || a.DueText != ""
}

func (r *Renderer) todoOf(a *rca.Action) todo {
	t := todo{
		Icon:   actionIcons[a.State],
		State:  r.lang.Text(actionStates[a.State]),
		Text:   a.Text,
		Reason: a.Reason,
		Owner:  r.lang.List(a.Owners),
		Late:   a.Overdue(r.site.AsOf),

		Tickets: r.tickets(a),
	}
	if !a.IsOpen() {
		return t
	}
	if t.Owner == "" {
		t.Owner, t.Unowned = r.lang.Text("actions.no_owner"), true
	}
	t.Due = r.lang.Text("actions.no_date")
	if date := r.dueText(a); date != "" {
		t.Due = r.lang.Text("actions.due_on", "date", date)
	}
	return t
}

// tickets returns an action's tickets; Href is "" where it is not known.
func (r *Renderer) tickets(a *rca.Action) (list []link) {
	for _, ticket := range a.Tickets {
		list = append(list, link{ticketLabel(ticket), ticketAddress(ticket, r.site.Config.EditURL)})
	}
	return list
}

// ticketLabel returns a ticket as a page names it: of an address the end.
func ticketLabel(ticket string) string {
	if !isWeb(ticket) {
		return ticket
	}
	parts := strings.Split(strings.TrimRight(ticket, "/"), "/")
	n := len(parts)
	if n > 6 && (parts[n-2] == "issues" || parts[n-2] == "pull" || parts[n-2] == "merge_requests") {
		return parts[n-3] + "#" + parts[n-1]
	}
	if isNumber.MatchString(parts[n-1]) {
		return "#" + parts[n-1]
	}
	return parts[n-1]
}

var (
	isNumber     = regexp.MustCompile(`^[0-9]{1,9}$`)
	isRepository = regexp.MustCompile(`^[\w-][\w.-]*(?:/[\w-][\w.-]*)+$`)
)

// ticketAddress returns where a ticket is: at the address that it is, or in the
// repository whose files are edited at a prefix such as
// https://github.com/owner/repository/edit/main. It is "" when that is not
// known.
func ticketAddress(ticket, edit string) string {
	if isWeb(ticket) {
		return ticket
	}
	repository, number, ok := strings.Cut(ticket, "#")
	if !ok || !isNumber.MatchString(number) || repository != "" && !isRepository.MatchString(repository) || !isWeb(edit) {
		return ""
	}
	base, _, onLab := strings.Cut(edit, "/-/edit/") // GitLab
	onHub := false
	if !onLab {
		base, _, onHub = strings.Cut(edit, "/edit/") // GitHub
	}
	if parts := strings.Split(base, "/"); (onLab || onHub) && len(parts) >= 5 {
		if repository != "" {
			base = strings.Join(parts[:3], "/") + "/" + repository
		}
		if onLab {
			base += "/-"
		}
		return base + "/issues/" + number
	}
	return ""
}
