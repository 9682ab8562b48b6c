package rca

import "strings"

// ActionKind says what an action does about incidents of its kind: the four
// things that Google's post-mortem template tells apart, by plainer names.
type ActionKind uint8

// Kinds of actions.
const (
	NoKind  ActionKind = iota
	Prevent            // that it happens again
	Detect             // it sooner
	Limit              // what it does
	Respond            // to it better
)

var actionKinds = [...]string{"", "prevent", "detect", "limit", "respond"}

// String returns the name that machines know; "" for none.
func (k ActionKind) String() string { return actionKinds[k] }

var kindNames = map[string]ActionKind{
	"prevent": Prevent, "prevention": Prevent, "preventive": Prevent, "preventative": Prevent, "corrective": Prevent, "fix": Prevent,
	"detect": Detect, "detection": Detect, "monitoring": Detect, "alerting": Detect, "observability": Detect,
	"limit": Limit, "mitigate": Limit, "mitigation": Limit, "mitigative": Limit, "containment": Limit, "resilience": Limit,
	"respond": Respond, "response": Respond, "process": Respond, "communication": Respond, "documentation": Respond, "runbook": Respond, "recovery": Respond,
}

// kindOf reads the name of a kind.
func kindOf(text string) ActionKind {
	if len(text) > 20 {
		return NoKind
	}
	return kindNames[strings.ToLower(strings.Trim(text, " \t*_"))]
}
