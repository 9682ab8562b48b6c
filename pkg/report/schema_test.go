package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/rcagen/rcagen/pkg/diag"
)

// validator returns a function that holds JSON against a schema.
func validator(t testing.TB, text []byte) func(document []byte) error {
	t.Helper()
	var s jsonschema.Schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return func(document []byte) error {
		var value any
		if err := json.Unmarshal(document, &value); err != nil {
			return err
		}
		return resolved.Validate(value)
	}
}

func schemaFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/schemas/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// sarifSchema is the standard's schema, in the dialect that the validator
// knows: the one it is written in has the same keywords as far as it uses them.
func sarifSchema(t testing.TB) []byte {
	text := schemaFile(t, "sarif-schema-2.1.0.json")
	text = bytes.Replace(text, []byte("http://json-schema.org/draft-04/schema#"), []byte("http://json-schema.org/draft-07/schema#"), 1)
	return bytes.Replace(text, []byte(`"id": "https://docs`), []byte(`"$id": "https://docs`), 1)
}

// runs are what the schemas are tried with.
func runs() map[string]*Run {
	failed := awkward()
	failed.Complete, failed.ExitCode = false, 3
	empty := awkward()
	empty.Files, empty.Found, empty.ExitCode = nil, nil, 0
	clean := awkward()
	clean.Found, clean.ExitCode = nil, 0
	return map[string]*Run{"awkward": awkward(), "failed": failed, "empty": empty, "clean": clean}
}

func TestReportsFollowTheirSchemas(t *testing.T) {
	schemas := map[string]func([]byte) error{
		"json":   validator(t, Schema()),
		"sarif":  validator(t, sarifSchema(t)),
		"gitlab": validator(t, schemaFile(t, "gitlab-code-quality.json")),
		"junit":  checkJUnit,
	}
	for name, run := range runs() {
		for format, validate := range schemas {
			if err := validate(written(t, format, run)); err != nil {
				t.Errorf("%s, %s: %v", name, format, err)
			}
		}
	}
}

// TestSchemasRefuse takes something away from each report that its readers
// need, to see that the schemas are not idle.
func TestSchemasRefuse(t *testing.T) {
	for _, test := range []struct {
		format, old, new string
		validate         func([]byte) error
	}{
		{"json", `"fingerprint"`, `"print"`, validator(t, Schema())},
		{"json", `"utf16": 6`, `"utf16": 0`, validator(t, Schema())},
		{"json", `"severity": "error"`, `"severity": "bad"`, validator(t, Schema())},
		{"sarif", `"startLine": 2`, `"startLine": 0`, validator(t, sarifSchema(t))},
		{"sarif", `"kind": "inSource"`, `"kind": "comment"`, validator(t, sarifSchema(t))},
		{"sarif", `"columnKind"`, `"columns"`, validator(t, sarifSchema(t))},
		{"gitlab", `"severity": "blocker"`, `"severity": "error"`, validator(t, schemaFile(t, "gitlab-code-quality.json"))},
		{"junit", ` classname=`, ` class=`, checkJUnit},
		{"junit", ` failures="5"`, ` failures="4"`, checkJUnit},
	} {
		report := written(t, test.format, awkward())
		changed := bytes.Replace(report, []byte(test.old), []byte(test.new), 1)
		if bytes.Equal(report, changed) {
			t.Errorf("%s: no %s", test.format, test.old)
		}
		if test.validate(changed) == nil {
			t.Errorf("%s: %s is accepted", test.format, test.new)
		}
	}
}

// TestJSONLines holds each line against its part of the schema.
func TestJSONLines(t *testing.T) {
	validate := validator(t, Schema())
	run := awkward()
	lines := bytes.Split(bytes.TrimSuffix(written(t, "jsonl", run), []byte("\n")), []byte("\n"))
	if len(lines) != len(run.Found)+1 {
		t.Fatalf("%d lines for %d findings", len(lines), len(run.Found))
	}
	last := lines[len(lines)-1]
	whole := fmt.Appendf(nil, `%s,"diagnostics":[%s]}`, bytes.TrimSuffix(last, []byte("}")), bytes.Join(lines[:len(lines)-1], []byte(",")))
	if err := validate(whole); err != nil {
		t.Error(err)
	}
	var fromLines, fromJSON jsonRun
	if err := errors.Join(json.Unmarshal(whole, &fromLines), json.Unmarshal(written(t, "json", run), &fromJSON)); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(fromLines)
	b, _ := json.Marshal(fromJSON)
	if !bytes.Equal(a, b) {
		t.Errorf("json and jsonl differ:\n%s\n%s", a, b)
	}
}

// TestSARIFForGitHub checks what code scanning demands beyond the standard.
func TestSARIFForGitHub(t *testing.T) {
	run := awkward()
	var log sarifLog
	if err := json.Unmarshal(written(t, "sarif", run), &log); err != nil {
		t.Fatal(err)
	}
	rules := log.Runs[0].Tool.Driver.Rules
	for _, rule := range rules {
		if rule.ID == "" || rule.Short.Text == "" || rule.Full.Text == "" || rule.Help.Text == "" {
			t.Errorf("%s: an empty text in %+v", rule.ID, rule)
		}
		if secret := strings.HasPrefix(rule.ID, "leak/"); secret != (rule.Properties.SecuritySeverity != "") {
			t.Errorf("%s: security-severity %q", rule.ID, rule.Properties.SecuritySeverity)
		}
	}
	if len(log.Runs[0].Results) != len(run.Found) {
		t.Errorf("%d results for %d findings", len(log.Runs[0].Results), len(run.Found))
	}
	for _, result := range log.Runs[0].Results {
		at := result.Locations[0].Physical
		if result.Message.Text == "" || at.Artifact.URI == "" || at.Region.EndColumn == 0 || result.Fingerprints["primaryLocationLineHash"] == "" {
			t.Errorf("%s: something is missing in %+v", result.RuleID, result)
		}
		if rules[result.RuleIndex].ID != result.RuleID {
			t.Errorf("%s: rule %d is %s", result.RuleID, result.RuleIndex, rules[result.RuleIndex].ID)
		}
	}
}

func TestSARIFIsCut(t *testing.T) {
	run := &Run{Rules: func(string) Rule { return Rule{} }, Open: files{}.open}
	for i := range mostSARIFResults + 3 {
		severity := diag.Error
		if i%1000 == 0 {
			severity = diag.Info
		}
		run.Found = append(run.Found, diag.Diagnostic{Rule: "a/b", Severity: severity, Message: "m", Path: "a.md"})
	}
	var log sarifLog
	if err := json.Unmarshal(written(t, "sarif", run), &log); err != nil {
		t.Fatal(err)
	}
	infos := 0
	for _, result := range log.Runs[0].Results {
		if result.Level == "note" {
			infos++
		}
	}
	notes := log.Runs[0].Invocations[0].Notifications
	if len(log.Runs[0].Results) != mostSARIFResults || infos != 26-3 || len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, "3 of 25003 findings") {
		t.Errorf("%d results, %d notes, %+v", len(log.Runs[0].Results), infos, notes)
	}
}

// checkJUnit checks what readers of JUnit's format need: the elements and
// attributes that they know, those that they demand, and right numbers.
func checkJUnit(report []byte) error {
	known := map[string]string{ // attributes by element; those with "!" are demanded
		"testsuites": "name tests! failures! errors",
		"testsuite":  "name! tests! failures! errors",
		"testcase":   "name! classname! file line",
		"failure":    "type! message!",
	}
	inside := map[string]string{"testsuites": "", "testsuite": "testsuites", "testcase": "testsuite", "failure": "testcase"}
	var path []string
	counts := map[string]int{} // of elements in all, and in the suite
	claims := map[string]int{} // by attribute
	d := xml.NewDecoder(bytes.NewReader(report))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			name := e.Name.Local
			parent := ""
			if len(path) > 0 {
				parent = path[len(path)-1]
			}
			attributes, ok := known[name]
			if !ok || inside[name] != parent {
				return fmt.Errorf("<%s> in <%s>", name, parent)
			}
			if err := checkAttributes(e, strings.Fields(attributes)); err != nil {
				return err
			}
			if strings.HasPrefix(name, "testsuite") {
				for _, a := range e.Attr {
					if n, err := strconv.Atoi(a.Value); err == nil && a.Name.Local != "name" {
						claims[name+" "+a.Name.Local] += n
					}
				}
			}
			counts[name]++
			path = append(path, name)
		case xml.EndElement:
			path = path[:len(path)-1]
			for _, count := range []struct{ claim, element string }{{" tests", "testcase"}, {" failures", "failure"}} {
				if strings.HasPrefix(e.Name.Local, "testsuite") && claims[e.Name.Local+count.claim] != counts[count.element] {
					return fmt.Errorf("%s: %d%s, in truth %d", e.Name.Local, claims[e.Name.Local+count.claim], count.claim, counts[count.element])
				}
			}
		}
	}
	if len(path) > 0 || counts["testsuites"] != 1 {
		return errors.New("no root element")
	}
	return nil
}

func checkAttributes(e xml.StartElement, known []string) error {
	values := map[string]bool{}
	for _, a := range e.Attr {
		values[a.Name.Local] = true
	}
	for _, k := range known {
		name, demanded := strings.CutSuffix(k, "!")
		if demanded && !values[name] {
			return fmt.Errorf("<%s> has no %s", e.Name.Local, name)
		}
		delete(values, name)
	}
	for name := range values {
		return fmt.Errorf("<%s> has %s, which nobody knows", e.Name.Local, name)
	}
	return nil
}

// FuzzFormats checks that whatever stands in a document, XML and JSON are
// sound and an annotation is one line, which the runner reads as it was meant.
func FuzzFormats(f *testing.F) {
	f.Add("a b.md", "100% ::x, y\r\nz", "\x00\ufffe\xff]]>", 0, 3)
	f.Add(":,%.md", "::error file=x::m", "&lt;<![CDATA[", 2, 2)
	f.Add("", "%0A%25", "\U0010ffff\ud7ff", -3, 900)
	validate := validator(f, Schema())
	f.Fuzz(func(t *testing.T, path, message, text string, start, end int) {
		span := diag.Span{Start: start, End: end}
		open := func(path string) (*diag.File, error) { return &diag.File{Path: path, Bytes: []byte(text)}, nil }
		run := &Run{
			Files: []string{path}, Open: open, Rules: func(string) Rule { return Rule{Finds: message} },
			Found: []diag.Diagnostic{{
				Rule: "a/" + message, Severity: diag.Warning, Message: message + "!", Path: path, Span: span, Label: text, Help: []string{message},
				Related: []diag.Related{{Path: message, Span: span, Label: text}},
				Fix:     &diag.Fix{Title: message, Edits: []diag.Edit{{Span: span, Text: text}}},
			}},
		}
		if err := checkJUnit(written(t, "junit", run)); err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{"json", "sarif", "gitlab", "rdjson"} {
			if report := written(t, format, run); !json.Valid(report) {
				t.Fatalf("%s: no JSON: %s", format, report)
			}
		}
		if err := validate(written(t, "json", run)); err != nil {
			t.Fatal(err)
		}
		checkAnnotation(t, written(t, "github", run), visible(run.inRepository(path)), visible(message)+"!")
	})
}

// checkAnnotation reads a command as the runner does
// (actions/runner, src/Runner.Common/ActionCommand.cs).
func checkAnnotation(t *testing.T, line []byte, path, message string) {
	t.Helper()
	command, ok := strings.CutSuffix(string(line), "\n")
	if strings.ContainsAny(command, "\r\n") || !ok {
		t.Fatalf("not one line: %q", line)
	}
	command, ok = strings.CutPrefix(command, "::")
	head, data, found := strings.Cut(command, "::")
	if !ok || !found {
		t.Fatalf("no command: %q", line)
	}
	name, properties, _ := strings.Cut(head, " ")
	if name != "warning" {
		t.Fatalf("command %q", name)
	}
	values := map[string]string{}
	for property := range strings.SplitSeq(properties, ",") {
		key, value, _ := strings.Cut(property, "=")
		values[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	if path != "." && values["file"] != path {
		t.Fatalf("file %q, want %q", values["file"], path)
	}
	data = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)
	if got, _, _ := strings.Cut(data, "\n"); got != message {
		t.Fatalf("message %q, want %q", got, message)
	}
}
