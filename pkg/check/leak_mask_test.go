package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/report"
)

// entangled is a document that has a secret wherever a rule may quote it.
func entangled(secret string) string {
	return strings.ReplaceAll(`---
id: "KEY"
title: KEY
sidebar_label: KEY
tilte: KEY
date: KEY
slug: KEY
tags: {KEY: KEY}
---

KEY

##KEY

#### KEY

#### KEY

[a](KEY.md) [a](KEY) [a](<b KEY c.md>) [a](#KEY) ![](KEY.png) [a][KEY] (a)[KEY] [a](b KEY c)

[^KEY] <Tab name="KEY"> {KEY} <KEY>

- • KEY
• KEY

`+"```KEY"+`
KEY
`+"```"+`

KEY
---

[KEY]: KEY
`, "KEY", secret)
}

// TestNothingShowsSecrets reports everything that is found about documents with
// a secret of each kind in the most unfortunate places, with all rules on and
// with those about leaks off.
func TestNothingShowsSecrets(t *testing.T) {
	for _, checks := range []string{"", "checks: {leak/*: off}\n"} {
		for _, s := range invented() {
			dir := t.TempDir()
			writeProject(t, dir, []check.ExampleFile{
				{Path: "content/a.md", Text: entangled(s.text)},
				{Path: "content/b.md", Text: "# B\n\n" + s.text + "\n"},
				{Path: "content/_category_.yml", Text: "label: {" + strings.ReplaceAll(s.text, "\n", " ") + "}\n"},
			})
			if err := os.WriteFile(filepath.Join(dir, "rcagen.yaml"), []byte(checks), 0o644); err != nil {
				t.Fatal(err)
			}
			text := reportOfAll(t, dir)
			if strings.Count(text, "\n") < 20 {
				t.Fatalf("hardly anything was found:\n%s", text)
			}
			if shown := shownPart(text, s.value); shown != "" {
				t.Errorf("%s: the report shows %q:\n%s", s.rule, shown, text)
			}
		}
	}
}

// shownPart returns the longest-standing part of a value that a text shows: the
// whole of a short one, 12 bytes of a long one.
func shownPart(text, value string) string {
	text = strings.ToLower(text)
	for _, line := range strings.Split(value, "\n") {
		if strings.HasPrefix(line, "---") {
			continue // the marks around a key are no secret
		}
		line = strings.ToLower(line)
		for i := 0; i+6 <= len(line); i += 12 {
			if part := line[i:min(len(line), i+12)]; len(part) > 5 && strings.Contains(text, part) {
				return part
			}
		}
	}
	return ""
}

func reportOfAll(t *testing.T, dir string) string {
	t.Helper()
	project, ofConfig, err := build.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer project.Close()
	var b strings.Builder
	if err := (report.Text{}).Write(&b, findings(t, project, ofConfig), project.Masked); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestWordsStay shows that a short password, which is a word, is not taken out
// of what is said about other places.
func TestWordsStay(t *testing.T) {
	dir := t.TempDir()
	writeProject(t, dir, []check.ExampleFile{
		{Path: "content/a.md", Text: "# A\n\n[a](postgres://app:root@db/a.md) [b](root.md)\n"},
	})
	text := reportOfAll(t, dir)
	if !strings.Contains(text, "`root.md`") || strings.Contains(text, "app:root@") {
		t.Errorf("the report is\n%s", text)
	}
}

// TestConfigurationSecrets shows that a mistake in rcagen.yaml is reported
// without the password in it.
func TestConfigurationSecrets(t *testing.T) {
	dir := t.TempDir()
	password := random(7, 14, letters)
	writeProject(t, dir, []check.ExampleFile{
		{Path: "rcagen.yaml", Text: "url: https://ci:" + password + "@acme.com/\n"},
		{Path: "content/a.md", Text: "# A\n"},
	})
	text := reportOfAll(t, dir)
	if !strings.Contains(text, "config/bad-value") || shownPart(text, password) != "" {
		t.Errorf("the report is\n%s", text)
	}
}
