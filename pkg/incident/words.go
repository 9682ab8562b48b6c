package incident

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// statusWords are the words for people of what formats call the state of an
// incident, of an update or of a component, in lower case and with blanks, where
// a capital letter does not make one.
var statusWords = map[string]string{
	"postmortem": "Post-mortem", "post mortem": "Post-mortem",
	"inprogress": "In progress", "notstartedyet": "Scheduled",
	"service information": "Information",
	"service disruption":  "Disruption",
	"service outage":      "Outage",
	"available":           "Resolved",
	"degradedperformance": "Degraded performance",
	"minoroutage":         "Minor outage", "partialoutage": "Partial outage", "majoroutage": "Major outage",
	"under maintenance": "Maintenance", "undermaintenance": "Maintenance",
}

// statusWord returns a state as a word for people: "IN_PROGRESS" is "In
// progress".
func statusWord(state string) string {
	key := strings.ToLower(strings.Join(strings.FieldsFunc(state, func(c rune) bool { return c == '_' || c == '-' || unicode.IsSpace(c) }), " "))
	if word, ok := statusWords[key]; ok {
		return word
	}
	return capital(key)
}

// capital returns a text with a capital first letter.
func capital(s string) string {
	c, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(c)) + s[size:]
}

// isReport reports whether an update's state says that it is the post-mortem.
func isReport(state string) bool { return statusWord(state) == "Post-mortem" }

// oneLine returns a text in one line without characters that cannot be seen.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsControl(c), unicode.In(c, unicode.Cf):
			return -1
		}
		return c
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// isStatus reports whether a line is a state of Statuspage's and nothing else.
func isStatus(s string) bool {
	switch word := statusWord(s); word {
	case "Investigating", "Identified", "Monitoring", "Resolved", "Update", "Post-mortem":
		return true
	default:
		return isPlanned(word)
	}
}

// isPlanned reports whether a state is one of Statuspage's of a maintenance.
func isPlanned(status string) bool {
	return slices.Contains([]string{"Scheduled", "In progress", "Verifying", "Completed"}, status)
}
