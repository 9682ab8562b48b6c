package locale

import (
	"math"
	"strconv"
	"strings"
)

// numbers says how numbers are written.
type numbers struct {
	Group     string  `json:"group"`      // between groups of three digits
	GroupFrom int     `json:"group_from"` // digits that a grouped number has at least
	Percent   message `json:"percent"`    // {number}
}

// Number returns a number with its digits in groups: "10,000", "10.000".
func (l *Language) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	if len(digits) < l.numbers.GroupFrom || len(digits) < 4 {
		return sign + digits
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(l.numbers.Group)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// Percent returns a share from 0 to 1 as a whole percentage: "45%", "45 %".
func (l *Language) Percent(share float64) string {
	return l.numbers.Percent.fill("number", l.Number(int(math.Round(share*100))))
}

// list says how the items of a list are joined.
type list struct {
	Comma string `json:"comma"`
	Last  string `json:"last"` // before the last item
}

// List returns items as a part of a sentence: "A, B and C".
func (l *Language) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], l.list.Comma) + l.list.Last + items[last]
}
