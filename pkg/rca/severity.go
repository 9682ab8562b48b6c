package rca

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Severity is how bad an incident was. The zero value means that nobody said.
type Severity struct {
	Level SeverityLevel // that the word stands for
	Word  string        // as the author wrote it, the first letter a capital one
}

// SeverityLevel orders severities, the worst first.
type SeverityLevel uint8

// Levels of severity.
const (
	NotRated SeverityLevel = iota // no word, or one that stands for no level
	Critical
	Major
	Minor
	Notice
)

var severityLevels = [...]string{"unrated", "critical", "major", "minor", "notice"}

// String returns the name that style sheets and machines know.
func (l SeverityLevel) String() string { return severityLevels[l] }

// severityWords are the names of levels that teams use. Numbers start at the
// worst, as they do in incident response.
var severityWords = map[string]SeverityLevel{
	"critical": Critical, "emergency": Critical, "blocker": Critical, "outage": Critical, "major outage": Critical,
	"major": Major, "high": Major, "serious": Major, "partial outage": Major,
	"minor": Minor, "medium": Minor, "moderate": Minor, "low": Minor, "degraded": Minor, "degraded performance": Minor,
	"notice": Notice, "info": Notice, "informational": Notice, "maintenance": Notice, "none": Notice, "cosmetic": Notice,
}

// severityNumbers are the levels of SEV1, P1, S1 or plain 1.
var severityNumbers = map[string]SeverityLevel{"0": Critical, "1": Critical, "2": Major, "3": Minor, "4": Minor, "5": Notice}

// newSeverity reads the word for a severity.
func newSeverity(word string) Severity {
	if word == "" {
		return Severity{}
	}
	first, size := utf8.DecodeRuneInString(word)
	s := Severity{Word: string(unicode.ToUpper(first)) + word[size:]}
	name := strings.ToLower(word)
	s.Level = severityWords[name]
	number := name
	for _, prefix := range []string{"severity", "sev", "priority", "prio", "p", "s"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			number = strings.Trim(rest, " -_")
			break
		}
	}
	if level, ok := severityNumbers[number]; ok {
		s.Level = level
	}
	return s
}
