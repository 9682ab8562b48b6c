package report

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// JUnit's report, as Jenkins and GitLab read it.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a suite for each document, in which each finding is a test
// that fails. A document without findings has a test that passes: a report
// without tests looks like a job that did not run.
func writeJUnit(w *bufio.Writer, r *Run) error {
	found := counted(r.Found)
	byPath := map[string][]diag.Diagnostic{}
	paths := append([]string(nil), r.Files...)
	for _, path := range paths {
		byPath[path] = nil
	}
	for _, d := range found {
		if _, known := byPath[d.Path]; !known {
			paths = append(paths, d.Path)
		}
		byPath[d.Path] = append(byPath[d.Path], d)
	}

	all := junitSuites{Name: "rcagen"}
	files := sources{open: r.Open}
	for _, path := range paths {
		suite := files.junitSuite(path, byPath[path])
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Suites = append(all.Suites, suite)
	}
	w.WriteString(xml.Header)
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(all); err != nil {
		return err
	}
	return w.WriteByte('\n')
}

func (s *sources) junitSuite(path string, found []diag.Diagnostic) junitSuite {
	s.turnTo(path)
	name := cmp.Or(path, "the project")
	suite := junitSuite{Name: name, Tests: max(1, len(found)), Failures: len(found)}
	if len(found) == 0 {
		suite.Cases = []junitCase{{Name: "no findings", Class: name, File: path}}
	}
	for _, d := range found {
		p := s.place(path, d.Span)
		lines := []string{fmt.Sprintf("%s%s: %s", d.Severity, spoken(path, p), d.Message)}
		if d.Label != "" {
			lines = append(lines, "here: "+d.Label)
		}
		for _, help := range d.Help {
			lines = append(lines, "help: "+help)
		}
		lines = append(lines, "more: rcagen explain "+d.Rule)
		suite.Cases = append(suite.Cases, junitCase{
			Name: d.Rule, Class: name, File: path, Line: p.start.Line,
			Failure: &junitFailure{Type: d.Severity.String(), Message: d.Message, Text: strings.Join(lines, "\n")},
		})
	}
	return suite
}
