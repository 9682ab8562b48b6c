package check_test

import (
	"testing"

	"github.com/rcagen/rcagen/pkg/check"
)

func TestActiveContent(t *testing.T) {
	tests := []struct {
		name, content string
		partial       bool
		want          string
	}{
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><title>One = two</title><path d="M0 0"/></svg>`, false, ""},
		{"a.svg", `<svg><script>alert(1)</script></svg>`, false, "a script"},
		{"A.SVG", "<svg><x:Script\nhref='a.js'/></svg>", false, "a script"},
		{"a.svg", `<svg onload="alert(1)"/>`, false, "a handler of events"},
		{"a.svg", `<svg><rect width="1"onclick = 'a()'/></svg>`, false, "a handler of events"},
		{"a.svg", `<svg><foreignObject/></svg>`, false, "foreign content"},
		{"a.svg", `<svg><a href="java&#x73;cript:alert(1)"/></svg>`, false, "an address that is a script"},
		{"a.svg", "<svg><a href='java\nscript:alert(1)'/></svg>", false, "an address that is a script"},
		{"a.svg", `<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>`, false, "an entity"},
		{"a.svg", "\xff\xfe<\x00s\x00", false, "an encoding other than UTF-8, in which a script could hide"},
		{"a.svg", `<svg>`, true, "more than the 0 KiB that are searched for scripts"},
		{"a.png", "\x89PNG\r\n\x1a\n<script>", false, ""},
		{"a.png", " <html><body>", false, "the content of a web page under the name of an image"},
		{"a.jpg", "<svg/>", true, "the content of a web page under the name of an image"},
		{"a.html", "<p>The report</p>", false, ""},
		{"a.html", "<body onload=a()>", false, "a handler of events"},
		{"a.txt", "<script>", false, ""},
		{"a.log", "", true, ""},
	}
	for _, tt := range tests {
		if got := check.ActiveContent(tt.name, []byte(tt.content), !tt.partial); got != tt.want {
			t.Errorf("ActiveContent(%q, %q) = %q, want %q", tt.name, tt.content, got, tt.want)
		}
	}
}
