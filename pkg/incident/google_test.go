package incident

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzGoogleJSON(f *testing.F) { fuzz(f, "google-json") }

func TestFirstSentence(t *testing.T) {
	filler := strings.Repeat("and more of it ", 20)
	tests := []struct{ name, text, want string }{
		{"one", "Some users cannot open attachments. It is slow " + filler, "Some users cannot open attachments"},
		{"question", "Are attachments not opening? Yes. " + filler, "Are attachments not opening?"},
		{"abbreviation", "Some products, e.g. mail, are slow today. We " + filler, "Some products, e.g. mail, are slow today"},
		{"none", filler, strings.Repeat("and more of it ", 10) + "and more…"},
		{"one word", strings.Repeat("é", 200), strings.Repeat("é", 160)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := firstSentence(test.text)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if n := utf8.RuneCountInString(got); n > longestDescription+1 {
				t.Errorf("a title of %d runes", n)
			}
		})
	}
}

// TestGoogleAddress: the dashboard that a file came from has the pages of its
// incidents; without an address the service tells.
func TestGoogleAddress(t *testing.T) {
	tests := []struct{ from, service, uri, want string }{
		{"", "Multiple Products", "incidents/a_B-1", "https://status.cloud.google.com/incidents/a_B-1"},
		{"", "Gmail", "incidents/a", "https://www.google.com/appsstatus/dashboard/incidents/a"},
		{"https://www.google.com/appsstatus/dashboard/incidents.json", "New Thing", "/incidents/a", "https://www.google.com/appsstatus/dashboard/incidents/a"},
		{"https://status.cloud.google.com/incidents.json", "Gmail", "incidents/a", "https://status.cloud.google.com/incidents/a"},
		{"", "Multiple Products", "", ""},
		{"", "Multiple Products", "//example.com/incidents/a", ""},
	}
	for _, test := range tests {
		r := &reader{Source: &Source{Address: test.from}}
		v := &value{kind: object, fields: []field{
			{"service_name", &value{kind: text, text: test.service}},
			{"uri", &value{kind: text, text: test.uri}},
		}}
		if got := r.googleAddress(v); got != test.want {
			t.Errorf("%+v: got %q", test, got)
		}
	}
}
