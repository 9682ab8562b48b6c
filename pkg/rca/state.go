package rca

import "strings"

// signs stand in front of an action or behind it.
var signs = []struct {
	sign  string
	state ActionState
}{{"✅", Done}, {"☑️", Done}, {"☑", Done}, {"✔️", Done}, {"✔", Done}, {"✓", Done}, {"🚧", InProgress}, {"⏳", InProgress}}

var stateNames = map[string]ActionState{
	"done": Done, "closed": Done, "complete": Done, "completed": Done, "resolved": Done, "fixed": Done, "finished": Done,
	"implemented": Done, "shipped": Done, "✅": Done, "✔": Done, "✓": Done, "☑": Done,
	"in progress": InProgress, "in-progress": InProgress, "wip": InProgress, "ongoing": InProgress, "started": InProgress,
	"doing": InProgress, "in review": InProgress, "work in progress": InProgress, "🚧": InProgress,
	"declined": Declined, "won't do": Declined, "wont do": Declined, "won't fix": Declined, "wontfix": Declined,
	"rejected": Declined, "cancelled": Declined, "canceled": Declined, "dropped": Declined, "not planned": Declined, "obsolete": Declined,
	"open": Open, "todo": Open, "to do": Open, "not started": Open, "planned": Open, "backlog": Open,
}

// stateOf reads a state such as "done", "WIP" or "declined: too costly".
func stateOf(text string) (state ActionState, reason string, ok bool) {
	if text == "" || len(text) > 200 {
		return Open, "", false
	}
	text = strings.ReplaceAll(strings.Trim(text, " \t.*_[]()"), "’", "'")
	if state, ok = stateNames[strings.ToLower(text)]; ok {
		return state, "", true
	}
	for _, sign := range []string{":", ",", " - ", " – ", " — ", " because "} {
		if name, behind, found := strings.Cut(text, sign); found {
			if state, ok = stateNames[strings.ToLower(strings.TrimSpace(name))]; ok && state == Declined {
				return state, strings.TrimSpace(behind), true
			}
		}
	}
	return Open, "", false
}
