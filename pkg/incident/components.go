package incident

import "strings"

// componentNames returns the components of "Jobs (Exports, Imports) and API":
// those in the brackets, and those without any.
func componentNames(s string) (names []string) {
	for _, part := range parts(s) {
		open := strings.IndexByte(part, '(')
		if open > 0 && closing(part, open) == len(part)-1 && !strings.HasPrefix(part, "(") {
			names = append(names, parts(part[open+1:len(part)-1])...)
			continue
		}
		names = append(names, part)
	}
	return names
}

// parts divides "A, B (C, D) and E" where no bracket is open.
func parts(s string) (list []string) {
	depth, from := 0, 0
	take := func(end, next int) {
		if name := oneLine(strings.TrimPrefix(strings.TrimSpace(s[from:end]), "and ")); name != "" {
			list = append(list, name)
		}
		from = next
	}
	for k := 0; k < len(s); k++ {
		switch {
		case s[k] == '(':
			depth++
		case s[k] == ')':
			depth = max(0, depth-1)
		case depth > 0:
		case s[k] == ',':
			take(k, k+1)
		case strings.HasPrefix(s[k:], " and "):
			take(k, k+len(" and "))
		}
	}
	take(len(s), len(s))
	return list
}

// closing returns where the bracket at an offset is closed, or -1.
func closing(s string, open int) int {
	depth := 0
	for k := open; k < len(s); k++ {
		switch s[k] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return k
			}
		}
	}
	return -1
}
