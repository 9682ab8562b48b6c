package rca

import (
	"regexp"
	"strconv"
	"strings"
)

// titlePattern reads a title such as "RCA - Mitigated - SSO - Multiple
// Regions - 30-06-2021".
type titlePattern struct {
	form  *regexp.Regexp
	names []string // of the groups
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// newTitlePattern compiles a pattern like "RCA - {status} - {service}". White
// space in it stands for any white space; an empty pattern matches nothing.
func newTitlePattern(pattern string) *titlePattern {
	if pattern == "" {
		return &titlePattern{}
	}
	t := &titlePattern{}
	var form strings.Builder
	form.WriteString(`(?i)^\s*(?:\d+\.\s+)?`)
	rest := pattern
	for rest != "" {
		m := placeholder.FindStringSubmatchIndex(rest)
		literal := rest
		if m != nil {
			literal = rest[:m[0]]
		}
		for i, word := range strings.Fields(literal) {
			if i > 0 {
				form.WriteString(`\s+`)
			} else if literal[0] == ' ' {
				form.WriteString(`\s+`)
			}
			form.WriteString(regexp.QuoteMeta(word))
		}
		if m == nil {
			break
		}
		if strings.HasSuffix(literal, " ") {
			form.WriteString(`\s+`)
		}
		t.names = append(t.names, rest[m[2]:m[3]])
		form.WriteString(`(.+?)`)
		rest = rest[m[1]:]
	}
	form.WriteString(`\s*$`)
	t.form = regexp.MustCompile(form.String())
	return t
}

// match returns the parts of a title by name, or nil when it has another form.
func (t *titlePattern) match(title string) map[string]string {
	if t.form == nil {
		return nil
	}
	m := t.form.FindStringSubmatch(title)
	if m == nil {
		return nil
	}
	parts := map[string]string{}
	for i, name := range t.names {
		parts[name] = strings.TrimSpace(m[i+1])
	}
	return parts
}

var leadingNumber = regexp.MustCompile(`^\s*(\d{1,4})(?:[.)]|\s+[-–])\s+(\S.*)$`)

// orderNumber takes the order off a label such as "4. RCA - Mitigated" or "04 -
// Checkout". "2024 outage" and "3.5 release" are names.
func orderNumber(label string) (order float64, rest string, ok bool) {
	m := leadingNumber.FindStringSubmatch(label)
	if m == nil {
		return 0, label, false
	}
	order, err := strconv.ParseFloat(m[1], 64)
	return order, m[2], err == nil
}
