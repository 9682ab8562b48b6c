package build

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// StateFacts works out what becomes of a document when the facts that its text
// gives, and its front matter lacks, are written into the front matter. Facts
// that are not certain are left out. It writes nothing; [Project.Replace]
// does. Findings is the number of facts; 0 says that there is nothing to do.
// The error says why the document cannot be changed.
func (p *Project) StateFacts(d *rca.Document) (FixedFile, error) {
	file := FixedFile{Path: d.File}
	var lines strings.Builder
	for _, f := range d.List() {
		if _, there := d.Keys[f.Name]; !there && f.Sure { // a value that cannot be read is the author's to correct
			fmt.Fprintf(&lines, "%s: %s\n", f.Name, yamlOf(f))
			file.Findings++
		}
	}
	if file.Findings == 0 {
		return file, nil
	}
	if reason := p.leftAlone(d.File, nil); reason != "" {
		return file, fmt.Errorf("%s", reason)
	}
	source, err := p.source(d.File)
	if err != nil {
		return file, err
	}
	closing := closingLine(source.Bytes[:min(d.Body, len(source.Bytes))])
	if len(d.Keys) == 0 || closing < 0 || d.Broken {
		return file, fmt.Errorf("%s has no front matter to write facts into", d.File)
	}
	file.Before = source.Bytes
	file.After, _ = fix.Apply(source.Bytes, []diag.Diagnostic{{Path: d.File, Fix: diag.SafeFix("state the facts", diag.Insert(closing, lines.String()))}}, false)
	return file, nil
}

// closingLine returns where the line `---` begins that ends a text, or -1 when
// it ends otherwise.
func closingLine(head []byte) int {
	head = bytes.TrimRight(head, " \t\r\n")
	start := bytes.LastIndexAny(head, "\r\n") + 1
	if string(head[start:]) != "---" || start == 0 {
		return -1
	}
	return start
}

// moment are the facts whose values are dates, which need no quotes.
var moment = map[string]bool{"started": true, "detected": true, "mitigated": true, "resolved": true, "published": true}

// yamlOf writes a fact's value, quoted where YAML would read something else.
func yamlOf(f rca.Fact) string {
	quoted := make([]string, len(f.Values))
	for i, v := range f.Values {
		quoted[i] = yaml.Text(v)
		if moment[f.Name] {
			quoted[i] = v
		}
	}
	if f.List {
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return quoted[0]
}
