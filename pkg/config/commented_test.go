package config

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// behind matches a line with a value that does not hold.
var behind = regexp.MustCompile(`^( *)#([^ ].*)$`)

// TestCommented compares the file with the one in testdata.
func TestCommented(t *testing.T) {
	golden := filepath.Join("testdata", "commented.yaml")
	if *update {
		if err := os.WriteFile(golden, Commented(nil), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(Commented(nil))); diff != "" {
		t.Error(diff)
	}
}

// TestCommentedMeansDefault loads the file as it is.
func TestCommentedMeansDefault(t *testing.T) {
	c, ds := Load("rcagen.yaml", Commented(nil))
	if len(ds) > 0 {
		t.Error(ds)
	}
	if diff := cmp.Diff(Default(), c, byFields...); diff != "" {
		t.Error(diff)
	}
}

// TestCommentedKeys takes the "#" away, of each line by itself and of all, and
// expects each key that the table has to be stated by a line of its own.
func TestCommentedKeys(t *testing.T) {
	lines := strings.Split(string(Commented(nil)), "\n")
	stated := map[string]bool{}
	all := slices.Clone(lines)
	for i, line := range lines {
		m := behind.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		all[i] = m[1] + m[2]
		one := slices.Clone(lines)
		one[i] = all[i]
		c, ds := Load("rcagen.yaml", []byte(strings.Join(one, "\n")))
		if len(ds) > 0 || len(c.stated) == 0 {
			t.Errorf("%s: %v, states %v", all[i], ds, c.stated)
		}
		for key := range c.stated {
			stated[key] = true
		}
	}
	c, ds := Load("rcagen.yaml", []byte(strings.Join(all, "\n")))
	if len(ds) > 0 {
		t.Errorf("all of them: %v", ds)
	}
	if diff := cmp.Diff(Default().Limits, c.Limits); diff != "" {
		t.Errorf("limits: %s", diff)
	}
	sections := slices.Clone(Default().Sections)
	if diff := cmp.Diff(sections, c.Sections); diff != "" {
		t.Errorf("sections: %s", diff)
	}
	eachKey(keys, "", func(path string) {
		if !stated[path] {
			t.Errorf("no line sets %s", path)
		}
	})
}

func eachKey(keys []key, prefix string, visit func(path string)) {
	for _, k := range keys {
		visit(prefix + k.name)
		eachKey(k.keys, prefix+k.name+".", visit)
	}
}

// TestCommentedValues gives every key a value.
func TestCommentedValues(t *testing.T) {
	values := map[string]string{
		"title": "Our incidents", "date_order": "mdy", "sidebar.order": "label", "limits.findings": "5",
		"checks":       "# 3 findings\nsection/missing: warning\nlink/*: off",
		"sections":     "- {name: \"Cause\"}",
		"public_names": "- example.org\n- 10.0.0.0/8",
		"overrides":    "- {files: \"a/**\", checks: {a/b: off}}",
	}
	c, ds := Load("rcagen.yaml", Commented(values))
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	if c.Title != "Our incidents" || c.DateOrder != "mdy" || c.Sidebar.Order != "label" || c.Sidebar.Group != "auto" || c.Limits.Findings != 5 ||
		len(c.Checks) != 2 || len(c.Sections) != 1 || len(c.PublicNames) != 2 || len(c.Overrides) != 1 {
		t.Errorf("read as %+v", c)
	}
}
