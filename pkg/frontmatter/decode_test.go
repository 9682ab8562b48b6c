package frontmatter

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecode(t *testing.T) {
	text := `---
id: 2023-12-12
title: " Checkout: down "
sidebar_label: 0123
slug: /checkout
sidebar_position: "-1.5"
description: ""
tags: [database, {label: DNS, permalink: /dns}, 5]
draft: yes
unlisted: "false"
aliases: old
authors: [Ann, {name: Bob, url: x}]
status: Mitigated
severity: SEV1
services:
  - APIv2
  - SSO
regions: [West Europe]
provider: Azure
started: 2023-12-12
detected: 2023-12-12T09:10:00Z
mitigated: "2023-12-12T09:50:00.5+01:00"
resolved:
source: https://example.com/#1
audience: customers
hide_title: true
hide_table_of_contents: TRUE
toc_min_heading_level: 2
toc_max_heading_level: "4"
pagination_label: P
pagination_next: null
pagination_prev: other
custom_edit_url: ""
parse_number_prefixes: false
image: /a.png
keywords: [a, b]
sidebar_class_name: {anything: [goes]}
last_update: {date: 2023-12-12}
---
`
	position, none, other := -1.5, "", "other"
	want := Meta{
		ID: "2023-12-12", Title: "Checkout: down", SidebarLabel: "0123", Slug: "/checkout", HasDescription: true,
		SidebarPosition: &position, Draft: true, Tags: []string{"database", "DNS", "5"}, Aliases: []string{"old"},
		Authors: []string{"Ann", "Bob"}, Status: "Mitigated", Severity: "SEV1", Services: []string{"APIv2", "SSO"},
		Regions: []string{"West Europe"}, Provider: "Azure", Started: "2023-12-12", Detected: "2023-12-12T09:10:00Z",
		Mitigated: "2023-12-12T09:50:00.5+01:00", Source: Origin{Address: "https://example.com/#1"}, Audience: "customers",
		HideTitle: true, HideTableOfContents: true, TOCMinLevel: 2, TOCMaxLevel: 4, PaginationLabel: "P",
		PaginationNext: &none, PaginationPrev: &other, CustomEditURL: &none, KeepNumberPrefix: true, Image: "/a.png",
		Keywords: []string{"a", "b"},
	}
	_, got, ds, f := read(text)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wantFound := []string{
		"front-matter/yaml-surprise 2:5 \"2023-12-12\" `id: 2023-12-12` is the text \"2023-12-12\" here, but a date in other YAML tools | quote it: `\"2023-12-12\"`",
		"front-matter/yaml-surprise 4:16 \"0123\" `sidebar_label: 0123` is the text \"0123\" here, but an octal number in other YAML tools | quote it: `\"0123\"`",
	}
	if diff := cmp.Diff(wantFound, showAll(f, ds)); diff != "" {
		t.Error(diff)
	}
}

// TestEveryKeyIsDecoded keeps the table and Meta together: each key but
// Docusaurus' own and the settings has a field, and no two share one.
func TestEveryKeyIsDecoded(t *testing.T) {
	var m Meta
	fields := map[any]string{}
	for _, key := range Keys {
		if key.Doc == "" || strings.Count(key.Doc, "\n") > 0 {
			t.Errorf("%s: no documentation in one line", key.Name)
		}
		if key.Type == Any || key.Type == Settings {
			continue
		}
		field := key.field(&m)
		if first, taken := fields[field]; taken {
			t.Errorf("%s and %s go to the same field", first, key.Name)
		}
		fields[field] = key.Name
	}
}

func TestFindings(t *testing.T) {
	tests := []struct {
		name, lines string // the lines after the three required keys
		want        []string
	}{
		{"unknown key", "serverity: major\n", []string{
			"front-matter/unknown-key 5:1 \"serverity\" unknown key `serverity` | did you mean `severity`?"}},
		{"unknown key in another case", "Hide-Title: true\n", []string{
			"front-matter/unknown-key 5:1 \"Hide-Title\" unknown key `Hide-Title` | did you mean `hide_title`?"}},
		{"number", "sidebar_position: first\n", []string{
			"sidebar/position-type 5:19 \"first\" `sidebar_position` must be a number, but is `first` | write for instance `sidebar_position: 3`"}},
		{"number in a list", "sidebar_position: [1]\n", []string{
			"sidebar/position-type 5:19 \"[1]\" `sidebar_position` must be a number, but is a list | write for instance `sidebar_position: 3`"}},
		{"infinite number", "sidebar_position: Infinity\n", []string{
			"sidebar/position-type 5:19 \"Infinity\" `sidebar_position` must be a number, but is `Infinity` | write for instance `sidebar_position: 3`"}},
		{"empty number", "sidebar_position:\n", []string{
			"front-matter/empty-value 5:1 \"sidebar_position\" `sidebar_position` is empty | write a value, or delete the line"}},
		{"boolean", "draft: maybe\n", []string{
			"front-matter/wrong-type 5:8 \"maybe\" `draft` must be true or false, but is `maybe`"}},
		{"level", "toc_min_heading_level: 7\n", []string{
			"front-matter/wrong-type 5:24 \"7\" `toc_min_heading_level` must be a whole number from 2 to 6, but is `7`"}},
		{"text", "status:\n  - Open\n  - Closed\n", []string{
			"front-matter/wrong-type 6:3 \"- Open\" `status` must be text, but is a list"}},
		{"tags", "tags: database, dns\n", []string{
			"front-matter/wrong-type 5:7 \"database, dns\" `tags` must be a list, but is `database, dns` | write `tags: [database, dns]`"}},
		{"items", "tags: [a, [b], \"\", {x: y}, ]\nservices:\n  -\n", []string{
			"front-matter/wrong-type 5:11 \"[b]\" an item of `tags` must be text, but is a list",
			"front-matter/empty-value 5:16 \"\\\"\\\"\" an item of `tags` is empty | write a value, or delete the item",
			"front-matter/wrong-type 5:20 \"{x: y}\" an item of `tags` must be text, but is a map",
			"front-matter/empty-value 6:1 \"services\" an item of `services` is empty | write a value, or delete the item"}},
		{"blank is the same as no key", "status:\nseverity: ~\nresolved:\ntags:\ndescription:\n", nil},
		{"empty", "slug: \"\"\nimage:\n", []string{
			"front-matter/empty-value 5:7 \"\\\"\\\"\" `slug` is empty | write a value, or delete the line",
			"front-matter/empty-value 6:1 \"image\" `image` is empty | write a value, or delete the line"}},
		{"date", "started: 30-06-2021\n", []string{
			"front-matter/date-format 5:10 \"30-06-2021\" `started` must be a date as `2021-06-30` or `2021-06-30T09:10:00Z`, but is `30-06-2021` | did you mean `2021-06-30`?"}},
		{"ambiguous date", "started: 03/04/2021\n", []string{
			"front-matter/date-format 5:10 \"03/04/2021\" `started` must be a date as `2021-06-30` or `2021-06-30T09:10:00Z`, but is `03/04/2021` | did you mean `2021-04-03` or `2021-03-04`?"}},
		{"no such day", "started: 2021-02-30\n", []string{
			"front-matter/date-format 5:10 \"2021-02-30\" `started` must be a date as `2021-06-30` or `2021-06-30T09:10:00Z`, but is `2021-02-30`"}},
		{"month by name", "started: June 30, 2021\n", []string{
			"front-matter/date-format 5:10 \"June 30, 2021\" `started` must be a date as `2021-06-30` or `2021-06-30T09:10:00Z`, but is `June 30, 2021` | did you mean `2021-06-30`?"}},
		{"time without a zone", "started: 2021-06-30 09:10\n", []string{
			"front-matter/date-format 5:10 \"2021-06-30 09:10\" `started` must be a date as `2021-06-30` or `2021-06-30T09:10:00Z`, but is `2021-06-30 09:10` | did you mean `2021-06-30T09:10:00Z`?"}},
		{"language tag of POSIX", "lang: pt_br.UTF-8\n", []string{
			"front-matter/language-tag 5:7 \"pt_br.UTF-8\" `lang` must be a language tag such as `pt` or `pt-BR`, but is `pt_br.UTF-8` | did you mean `pt-BR`?"}},
		{"no language tag", "lang: \"Portuguese (Brazil)\"\n", []string{
			"front-matter/language-tag 5:7 \"\\\"Portuguese (Brazil)\\\"\" `lang` must be a language tag such as `pt` or `pt-BR`, but is `Portuguese (Brazil)`"}},
		{"language tag that is a boolean elsewhere", "lang: no\n", []string{
			"front-matter/yaml-surprise 5:7 \"no\" `lang: no` is the text \"no\" here, but `false` in other YAML tools | quote it: `\"no\"`"}},
		{"language tag in a list", "lang: [pt]\n", []string{
			"front-matter/wrong-type 5:7 \"[pt]\" `lang` must be a language tag, but is a list"}},
		{"date in a list", "started: [2021-06-30]\n", []string{
			"front-matter/wrong-type 5:10 \"[2021-06-30]\" `started` must be a date, but is a list"}},
		{"cut", "status: Fix #12 and #13\n", []string{
			"front-matter/value-cut 5:13 \"#12 and #13\" ` #` starts a comment, so `status` is only \"Fix\" | quote the value: `\"Fix #12 and #13\"`"}},
		{"cut to nothing", "slug: #12\n", []string{
			"front-matter/value-cut 5:7 \"#12\" `#` starts a comment, so `slug` is empty | quote the value: `\"#12\"`"}},
		{"cut item", "services:\n  - a #1\n", []string{
			"front-matter/value-cut 6:7 \"#1\" ` #` starts a comment, so `services` is only \"a\" | quote the value: `\"a #1\"`"}},
		{"a comment", "status: Open # for now\ndraft: false #x\nseverity: \"a\" #1\nprovider: a#b\n", nil},
		{"surprises", "status: no\nseverity: 1.10\nprovider: 1_000\naudience: 12:30\ntags: [on, 2021-6-30, 1e3, 0x1F]\n", []string{
			"front-matter/yaml-surprise 5:9 \"no\" `status: no` is the text \"no\" here, but `false` in other YAML tools | quote it: `\"no\"`",
			"front-matter/yaml-surprise 6:11 \"1.10\" `severity: 1.10` is the text \"1.10\" here, but a number in other YAML tools | quote it: `\"1.10\"`",
			"front-matter/yaml-surprise 7:11 \"1_000\" `provider: 1_000` is the text \"1_000\" here, but a number in other YAML tools | quote it: `\"1_000\"`",
			"front-matter/yaml-surprise 8:11 \"12:30\" `audience: 12:30` is the text \"12:30\" here, but a number in base 60 in other YAML tools | quote it: `\"12:30\"`",
			"front-matter/yaml-surprise 9:8 \"on\" `tags: on` is the text \"on\" here, but `true` in other YAML tools | quote it: `\"on\"`",
			"front-matter/yaml-surprise 9:12 \"2021-6-30\" `tags: 2021-6-30` is the text \"2021-6-30\" here, but a date in other YAML tools | quote it: `\"2021-6-30\"`",
			"front-matter/yaml-surprise 9:23 \"1e3\" `tags: 1e3` is the text \"1e3\" here, but a number in other YAML tools | quote it: `\"1e3\"`",
			"front-matter/yaml-surprise 9:28 \"0x1F\" `tags: 0x1F` is the text \"0x1F\" here, but a number in another base in other YAML tools | quote it: `\"0x1F\"`"}},
		{"no surprise", "status: 12\nseverity: \"no\"\nprovider: 1.5\naudience: 30-06-2021\nsource: don't\n", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, ds, f := read("---\n" + keys + test.lines + "---\n")
			if diff := cmp.Diff(test.want, showAll(f, ds)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRequiredKeys(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"titel: T\nid: x\nsidebar_lable: L\n", []string{
			"front-matter/required-key 2:1 \"titel\" front matter has no `title` | did you mean `title`?",
			"front-matter/required-key 4:1 \"sidebar_lable\" front matter has no `sidebar_label` | did you mean `sidebar_label`?"}},
		{"Title: T\nID: x\nsidebar-label: L\n", []string{
			"front-matter/required-key 3:1 \"ID\" front matter has no `id` | did you mean `id`?",
			"front-matter/required-key 2:1 \"Title\" front matter has no `title` | did you mean `title`?",
			"front-matter/required-key 4:1 \"sidebar-label\" front matter has no `sidebar_label` | did you mean `sidebar_label`?"}},
		{"id: x\ntitle:\nsidebar_label: ''\n", []string{
			"front-matter/empty-value 3:1 \"title\" `title` is empty | write a value, or delete the line",
			"front-matter/empty-value 4:16 \"''\" `sidebar_label` is empty | write a value, or delete the line"}},
		{"id: x\ntitle: &t T\nsidebar_label: *t\n", []string{
			"front-matter/alias-or-tag 3:8 \"&t\" anchor `&t` is not allowed here | write the value out | if it is meant as text, quote it: `title: \"&t T\"`",
			"front-matter/alias-or-tag 4:16 \"*t\" alias `*t` is not allowed here | write the value out | if it is meant as text, quote it: `sidebar_label: \"*t\"`"}},
		{"id: x\ntitle: T\ntitel: U\nsidebar_label: L\n", []string{
			"front-matter/unknown-key 4:1 \"titel\" unknown key `titel` | did you mean `title`?"}},
	}
	for _, test := range tests {
		_, _, ds, f := read("---\n" + test.text + "---\n")
		if diff := cmp.Diff(test.want, showAll(f, ds)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestUnknownKeyFarFromAllListsThem(t *testing.T) {
	_, _, ds, _ := read("---\n" + keys + "zzzzzzzzzzzz: 1\n---\n")
	if len(ds) != 1 || len(ds[0].Help) != 1 || !strings.HasPrefix(ds[0].Help[0], "expected one of id, title, sidebar_label, ") {
		t.Errorf("got %+v", ds)
	}
}

func TestTooLong(t *testing.T) {
	_, m, ds, f := read("---\nid: x\ntitle: " + strings.Repeat("é", 101) + "\nsidebar_label: " + strings.Repeat("é", 60) + "\n---\n")
	want := []string{"front-matter/too-long 3:8 \"" + strings.Repeat("é", 101) + "\" `title` has 101 characters; lists show about 100"}
	if diff := cmp.Diff(want, showAll(f, ds)); diff != "" {
		t.Error(diff)
	}
	if len(m.Title) != 202 {
		t.Error("the title was cut")
	}
}
