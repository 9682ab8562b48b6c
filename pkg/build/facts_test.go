package build

import (
	"testing"

	"github.com/rcagen/rcagen/pkg/rca"
)

func TestYAMLOf(t *testing.T) {
	for _, test := range []struct {
		fact rca.Fact
		want string
	}{
		{rca.Fact{Name: "started", Values: []string{"2024-01-10T10:00:00Z"}}, "2024-01-10T10:00:00Z"},
		{rca.Fact{Name: "started", Values: []string{"2024-01-10"}}, "2024-01-10"},
		{rca.Fact{Name: "status", Values: []string{"2024-01-10"}}, `"2024-01-10"`},
		{rca.Fact{Name: "status", Values: []string{"no"}}, `"no"`},
		{rca.Fact{Name: "status", Values: []string{"Mitigated: #1"}}, `"Mitigated: #1"`},
		{rca.Fact{Name: "provider", Values: []string{"Microsoft Azure"}}, "Microsoft Azure"},
		{rca.Fact{Name: "regions", Values: []string{"us-east-1", "Zürich [core]", "A, B"}, List: true}, `[us-east-1, "Zürich [core]", "A, B"]`},
	} {
		if got := yamlOf(test.fact); got != test.want {
			t.Errorf("%s %q: got %s, want %s", test.fact.Name, test.fact.Values, got, test.want)
		}
	}
}
