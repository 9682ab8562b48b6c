package starter

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/importer"
	"github.com/rcagen/rcagen/pkg/temporal"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// defaultContent is the folder of the documents where nothing else is configured.
const defaultContent = "content"

// settings are the keys that a new configuration sets.
type settings struct {
	plan   *Plan
	values map[string]string // see [config.Commented]
}

// set sets a key to a text, and says so.
func (s *settings) set(key, value, why string) {
	s.values[key] = yaml.Text(value)
	s.plan.say("%s: %s%s", key, value, why)
}

// learn sets what the folder tells. It reports whether it holds no documents to
// begin with.
func (s *settings) learn(ctx context.Context) (empty bool, err error) {
	root, err := os.OpenRoot(s.plan.place.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer root.Close()
	documents, err := survey(ctx, root.FS())
	if err != nil {
		return false, err
	}
	docusaurus, err := importer.ReadSite(root.FS(), ".")
	if err != nil {
		return false, Refusal(fmt.Sprintf("%v; nothing was written", err))
	}
	switch found := reports(documents); {
	case docusaurus != nil:
		s.docusaurus(docusaurus, documents)
	case len(found) > 0:
		s.plain(documents, found)
	default:
		return true, s.fresh(root, documents)
	}
	s.output(root)
	return false, s.settle(ctx)
}

// fresh sets the folders of a project that begins beside other files.
func (s *settings) fresh(root *os.Root, documents []document) error {
	s.output(root)
	if len(documents) > 0 {
		s.plan.say("found %s, of which none looks like an RCA", plural(len(documents), "Markdown file"))
	}
	if len(below(documents, defaultContent)) == 0 {
		return nil
	}
	for _, name := range []string{"rcas", "incidents", "postmortems"} {
		if _, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			s.set("content", name, ", because content/ holds other documents")
			return nil
		}
	}
	return Refusal("content/ holds documents of which none looks like an RCA; choose another folder for the project: rcagen init rcas")
}

// docusaurus sets what a Docusaurus project's configuration says.
func (s *settings) docusaurus(d *importer.Site, documents []document) {
	inside := below(documents, d.Content)
	s.plan.say("found a Docusaurus project with %s", plural(len(inside), "document"))
	s.set("content", d.Content, "")
	for _, known := range d.Settings {
		s.set(known.Key, known.Value, "")
	}
	s.values["sidebar.group"], s.values["sidebar.order"] = "folder", "label"
	s.plan.say("sidebar: by folder, each by label, as Docusaurus has it")
	if d.Ordered {
		s.plan.say("the sidebars put documents in an order of their own: write sidebar_position into the documents where that matters")
	}
	for _, f := range d.Found {
		s.plan.say("%s:%d: %s", f.Path, lineOf(d.Read, f), f.Message)
	}
	s.dates(inside)
	s.pages(inside, d.Content)
}

// mostPages is the number of patterns up to which pages are told from reports.
const mostPages = 30

// pages lets documents that are no reports be without the sections of one.
func (s *settings) pages(documents []document, folder string) {
	var lines []string
	for _, pattern := range pages(documents, folder) {
		if !strings.ContainsAny(pattern[:len(pattern)-len("**")], `*?[]{}\`) {
			lines = append(lines, fmt.Sprintf("- {files: %s, checks: {section/missing: off}}", yaml.Quote(pattern)))
		}
	}
	if len(lines) == 0 || len(lines) > mostPages {
		return
	}
	s.plan.say("overrides: pages that are no RCAs need no sections of one (%s)", plural(len(lines), "pattern"))
	s.values["overrides"] = "# These are no RCAs.\n" + strings.Join(lines, "\n")
}

// lineOf returns the line that a finding is in.
func lineOf(files []*diag.File, d diag.Diagnostic) int {
	for _, f := range files {
		if f.Path == d.Path {
			return f.Position(d.Span.Start).Line
		}
	}
	return 1
}

// plain sets what fits a folder of post-mortems.
func (s *settings) plain(documents, found []document) {
	folder := home(found)
	inside := below(found, folder)
	s.plan.say("found %s that %s in %s", plural(len(inside), "document"), looks(len(inside)), folderName(folder))
	if rest := len(found) - len(inside); rest > 0 {
		s.plan.say("%s more that %s elsewhere and are no part of the project", plural(rest, "document"), looks(rest))
	}
	if others := len(below(documents, folder)) - len(inside); others > 0 {
		s.plan.say("%s in %s: pages too, but where the name begins with _", plural(others, "other document"), folderName(folder))
	}
	if folder != defaultContent {
		s.set("content", folder, "")
	}
	s.dates(inside)
	s.sections(inside)
}

func looks(n int) string {
	if n == 1 {
		return "looks like an RCA"
	}
	return "look like RCAs"
}

func folderName(folder string) string {
	if folder == "." {
		return "this folder"
	}
	return folder + "/"
}

// dates sets the order of day and month where the documents decide it.
func (s *settings) dates(documents []document) {
	count := map[temporal.Order]int{}
	for _, d := range documents {
		count[d.order]++
	}
	days, months := count[temporal.DayFirst], count[temporal.MonthFirst]
	switch {
	case days > 0 && months == 0:
		s.set("date_order", string(temporal.DayFirst), fmt.Sprintf(", as the dates in %s can be read in no other way", plural(days, "document")))
	case months > 0 && days == 0:
		s.set("date_order", string(temporal.MonthFirst), fmt.Sprintf(", as the dates in %s can be read in no other way", plural(months, "document")))
	}
}

// fewest is the number of reports that make a habit.
const fewest = 3

// sections sets the sections that the reports have, where those differ from the
// built-in ones: a required one that more than half of them lack is not
// required, and a heading that two thirds of them share is a section too.
func (s *settings) sections(reports []document) {
	if len(reports) < fewest {
		return
	}
	has, shares := map[string]int{}, map[string]int{}
	spelling := map[string]string{}
	for _, d := range reports {
		for _, name := range d.sections {
			has[name]++
		}
		for _, heading := range d.others {
			if _, seen := spelling[strings.ToLower(heading)]; !seen {
				spelling[strings.ToLower(heading)] = heading
			}
			shares[strings.ToLower(heading)]++
		}
	}
	list := config.Default().Sections
	var lacking, own []string
	for k := range list {
		if list[k].Required && 2*has[list[k].Name] < len(reports) {
			list[k].Required = false
			lacking = append(lacking, list[k].Name)
		}
	}
	for folded, n := range shares {
		if 3*n >= 2*len(reports) {
			own = append(own, spelling[folded])
		}
	}
	if slices.Sort(own); len(own) == 0 && len(lacking) == 0 || len(lacking) == 3 && len(own) == 0 {
		return
	}
	var comments []string
	say := func(format, name string) {
		line := fmt.Sprintf(format, name)
		s.plan.say("sections: %s", line)
		comments = append(comments, "# "+line)
	}
	for _, name := range own {
		list = append(list, config.Section{Name: name, Required: true})
		say("`%s` is required, as most of the documents that were there have it", name)
	}
	for _, name := range lacking {
		say("`%s` is not required, as most of the documents that were there lack it", name)
	}
	s.values["sections"] = strings.Join(append(comments, config.SectionLines(list)...), "\n")
}

// output chooses the folder that the site is written to: one that nobody else
// writes to.
func (s *settings) output(root *os.Root) {
	const usual = "public"
	for _, name := range []string{usual, "site", "rcagen-site"} {
		if !isTaken(root, name) {
			if name != usual {
				s.set("output", name, ", because "+usual+"/ holds something else")
			}
			return
		}
	}
}

// isTaken reports whether a folder holds files that rcagen has not made.
func isTaken(root *os.Root, name string) bool {
	if _, err := root.Stat(path.Join(name, ".rcagen", "manifest.json")); err == nil {
		return false
	}
	if _, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	entries, err := fs.ReadDir(root.FS(), name)
	return err != nil || len(entries) > 0
}

// mostRounds bounds the checks that settling takes: one for each rule that comes
// up only where another is quiet.
const mostRounds = 5

// settle turns the rules that find errors in the documents down, until none does.
func (s *settings) settle(ctx context.Context) error {
	project, _, err := build.Open(s.plan.place.dir)
	if err != nil {
		return err
	}
	defer project.Close()
	quiet := map[string]int{} // rules with their findings
	for range mostRounds {
		found, err := s.errors(ctx, project)
		if err != nil {
			return err
		}
		for rule, n := range found.rules {
			quiet[rule] += n
		}
		s.turnDown(quiet)
		if len(found.rules) == 0 {
			for _, rule := range sortedRules(quiet) {
				s.plan.say("checks: %s is a warning for now (%s)", rule, plural(quiet[rule], "finding"))
			}
			if found.secrets > 0 {
				s.plan.say("secrets: %s would be published; `rcagen check` names the places, and fails until they are gone", plural(found.secrets, "secret"))
			}
			if found.lost > 0 {
				s.plan.say("pages: %s would have no page; `rcagen check` says why, and fails until that is put right", plural(found.lost, "document"))
			}
			return nil
		}
	}
	return nil
}

func sortedRules(rules map[string]int) (names []string) {
	for name := range rules {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// turnDown writes the rules that are to be warnings.
func (s *settings) turnDown(rules map[string]int) {
	var lines []string
	for _, rule := range sortedRules(rules) {
		lines = append(lines, fmt.Sprintf("# %s in the documents that were there; take this away when they are fixed.", plural(rules[rule], "finding")), rule+": warning")
	}
	if len(lines) > 0 {
		s.values["checks"] = strings.Join(lines, "\n")
	}
}

// errorCounts are the errors in the documents that were there.
type errorCounts struct {
	rules   map[string]int // by rule: those that can wait
	secrets int
	lost    int // documents that the site would have no page of
}

// errors counts the errors in the documents, with the settings so far. What keeps a
// document from having a page is not counted by its rule: as a warning, it would let
// the page be missing without a word.
func (s *settings) errors(ctx context.Context, project *build.Project) (counts errorCounts, err error) {
	c, found := config.Load(build.ConfigName, config.Commented(s.values))
	if len(found) > 0 {
		return counts, Refusal(fmt.Sprintf("no configuration fits this folder: %s", found[0].Message))
	}
	if c.Content == "" {
		c.Content = defaultContent
	}
	project.Config = c
	result, err := build.New(project).Check(ctx)
	if errors.Is(err, build.ErrProject) {
		err = Refusal(fmt.Sprintf("%v; nothing was written", err))
	}
	if err != nil {
		return counts, err
	}
	lost := map[string]bool{}
	for _, d := range result.Documents {
		lost[d] = result.Site.Page(project.ContentPath(d)) == nil
	}
	for _, d := range result.Site.Drafts() {
		lost[d.File] = false
	}
	counts.rules = map[string]int{}
	for _, d := range result.Found {
		switch {
		case d.Severity != diag.Error || d.Suppressed != nil:
		case check.IsLeak(d):
			counts.secrets++
		case !lost[d.Path] && !build.IsIncomplete(d):
			counts.rules[d.Rule]++
		}
	}
	for _, is := range lost {
		if is {
			counts.lost++
		}
	}
	return counts, nil
}
