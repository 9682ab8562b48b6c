// Package incident reads incidents out of what other tools publish about them:
// status pages, their feeds, what somebody copied from one, post-mortems in
// plain text.
//
// [Read] recognises the format by the content and returns every [Incident] in
// the form that all formats share. Nothing is invented: what a source does not
// say stays at zero. Nothing is lost either: what has no field of its own is in
// Notes, in the source's words.
//
// # Formats
//
// The table [Formats] has them all, in the order in which they are tried: the
// most particular first, plain text last, which everything is that is text. A
// format is a name, a function that recognises it, and one that reads it. Each
// has a file with the shape that it reads, and where that is documented.
//
// # Text
//
// Bodies are Markdown that can be put anywhere in a document: HTML became
// Markdown, entities and needless escapes became the characters that they stand
// for, invisible characters are gone ([markdownBody], [htmlBody]). They are as
// untrusted as before.
//
// # What is wrong
//
// Sources are anybody's. What cannot be read is a diagnostic of the family
// import with its place in the source; everything else is still returned. No
// input makes this package panic, and the time it takes is linear in its size.
package incident

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// Source is one file, one answer of a server, or standard input.
type Source struct {
	File    *diag.File // its Path is what messages call it: a path, or an address
	Name    string     // of the file in the folder that is imported, with slashes, else its base name; "" for what came from a server
	Address string     // that it came from; "" for what came from no server
}

// Incident is what a source says about one incident. Times are in the zone that
// the source gives them in; where it has an abbreviation for it, that is the
// name of the zone. A zero time is not known.
type Incident struct {
	ID       string // in its source, where it has one; tells it from the others there
	Address  string // of its page, absolute; "" when not known
	Title    string // in one line
	Status   string // of the incident, as a word for people: "Resolved"
	Severity string // "critical", "major", "minor", "none"
	Services []string
	Regions  []string
	Provider string

	// As the source counts, which is not always as the text of the report does.
	Started   time.Time
	Detected  time.Time
	Resolved  time.Time
	Published time.Time     // of the report
	Length    time.Duration // that the source states beside them; 0 for none

	Updates []Update // what was told in public, oldest first; the report is not one of them
	Report  string   // post-mortem, in Markdown; "" for none
	Head    string   // front matter that the report brought along, as lines of YAML; "" for none
	Notes   []string // what the source says beyond that, in Markdown, a paragraph each

	Maintenance bool // it was planned

	Span diag.Span // where it stands in the source
}

// Update is what was told in public at one time.
type Update struct {
	Time   time.Time
	Status string // as a word for people: "Investigating"; "" where the source has none
	Body   string // Markdown; may be ""
}

// Page is what a source says about itself.
type Page struct {
	Name    string // of the company or product: "GitHub"
	Address string // absolute; "" when not known
}

// Result is what was read.
type Result struct {
	Format    *Format
	Page      Page
	Incidents []Incident // in the order of the source
	Found     []diag.Diagnostic
}

// Format is a form in which incidents are published.
type Format struct {
	Name  string // for people and flags: "statuspage-json"
	Title string // "Atlassian Statuspage, incidents.json"

	is   func(*reader) bool
	read func(*reader)
}

// Formats are the formats in the order in which they are tried.
var Formats = []*Format{
	{"statuspage-json", "Atlassian Statuspage: incidents.json", isStatuspageJSON, readStatuspageJSON},
	{"google-json", "Google Cloud and Workspace: incidents.json", isGoogleJSON, readGoogleJSON},
	{"instatus-json", "Instatus: summary.json, and incidents of its API", isInstatusJSON, readInstatusJSON},
	{"betterstack-json", "Better Stack: index.json, and incidents of its API", isBetterStackJSON, readBetterStackJSON},
	{"cstate", "cState: an issue in Markdown, and its JSON", isCState, readCState},
	{"stactus", "stactus: incident/v1", isStactus, readStactus},
	{"statuspage-atom", "Atlassian Statuspage: history.atom, and Atom of others", isAtom, readFeed},
	{"statuspage-rss", "Atlassian Statuspage: history.rss, and RSS of others", isRSS, readFeed},
	{"statuspage-html", "Atlassian Statuspage: an incident's page, saved", isStatuspageHTML, readStatuspageHTML},
	{"statuspage-text", "Atlassian Statuspage: an incident's page, copied as text", isStatuspageText, readStatuspageText},
	{"pingoru", "Pingoru: an incident's page, copied as text", isPingoru, readPingoru},
	{"pagerduty", "PagerDuty: a post-mortem as text", isPagerDuty, readPagerDuty},
	{"markdown", "Markdown", isMarkdown, readMarkdown},
	{"text", "plain text", isText, readText},
}

// Find returns the format of that name, or nil.
func Find(name string) *Format {
	for _, f := range Formats {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Context is what a source does not say.
type Context struct {
	temporal.Context                        // zone and order of day and month where a source leaves them open
	Heading          func(text string) bool // reports whether a line is the heading of a section
}

// Read reads a source: as the format that is given, or else as the first that
// recognises it. Nil is returned as the format of what is in none; a diagnostic
// says why.
func Read(s *Source, format *Format, ctx Context) *Result {
	r := &reader{Source: s, ctx: ctx, Result: &Result{}}
	if !r.readable() {
		return r.Result
	}
	given := format != nil
	if format == nil {
		for _, f := range Formats {
			if f.is(r) {
				format = f
				break
			}
		}
	}
	if format == nil {
		r.unknown()
		return r.Result
	}
	r.Format = format
	format.read(r)
	if given && len(r.Incidents)+len(r.Found) == 0 && !format.is(r) {
		r.report("unknown-format", diag.Span{}, "no incident is in this source, read as "+format.Title, "leave `--from` out, so that the content decides")
	}
	return r.Result
}

// unknown says what a source is that is in none of the formats.
func (r *reader) unknown() {
	switch {
	case len(r.Found) > 0: // why it could not be read is said
	case r.isJSON():
		r.report("unknown-format", r.root().span, "this JSON holds no incidents that rcagen knows how to read", "expected one of "+titles())
	case title.MatchString(r.text):
		name := oneLine(title.FindStringSubmatch(r.text)[1])
		r.report("unknown-format", diag.Span{}, fmt.Sprintf("this is the web page `%s`, and no incident is on it that rcagen knows how to read", diag.Excerpt(name)),
			"give the address of the status page or of its history, or copy the incident's text into a file")
	default:
		r.report("unknown-format", diag.Span{}, "this is in no format that rcagen knows", "expected one of "+titles())
	}
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.{0,200}?)</title`)

// titles lists the formats for people.
func titles() string {
	var list []string
	for _, f := range Formats {
		list = append(list, f.Title)
	}
	return strings.Join(list, "; ")
}

// reader is one run of Read.
type reader struct {
	*Source
	*Result
	ctx  Context
	text string // of the file

	unread []string // values of the incident that is being read, which could not be: notes

	json    *value // of the whole file, when it was asked for
	jsonErr bool
}

// report adds a diagnostic of the family import and returns it to be completed.
// The pointer is valid until the next one.
func (r *reader) report(rule string, s diag.Span, message string, help ...string) *diag.Diagnostic {
	r.Found = append(r.Found, diag.Diagnostic{Rule: "import/" + rule, Path: r.File.Path, Span: s, Message: message, Help: help})
	return &r.Found[len(r.Found)-1]
}

// add adds an incident. Whatever its format puts into them, its names are in one
// line and hold nothing that cannot be seen; services and regions are named
// once.
func (r *reader) add(i Incident) {
	for _, s := range []*string{&i.ID, &i.Address, &i.Title, &i.Status, &i.Severity, &i.Provider} {
		*s = oneLine(*s)
	}
	for k := range i.Updates {
		i.Updates[k].Status = oneLine(i.Updates[k].Status)
	}
	i.Services, i.Regions = unique(i.Services), unique(i.Regions)
	i.Notes, r.unread = append(i.Notes, r.unread...), nil
	r.Incidents = append(r.Incidents, i)
}
