package check_test

import (
	"testing"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// ordinary is a document of about 5 KB, as most are: prose, a timeline, code,
// a list of actions.
func ordinary() []byte { return []byte(ordinaryText) }

// BenchmarkDocument shows what one ordinary document costs: its Markdown
// alone, the whole model, and all rules on top of it. Checking should take
// less than the parsing before it.
func BenchmarkDocument(b *testing.B) {
	cfg := config.Default()
	parser := rca.NewParser(cfg)
	f := &diag.File{Path: "content/2023-12-12-checkout.md", Bytes: ordinary()}
	body := parser.Parse(f, "2023-12-12-checkout.md").Document.Body
	b.Run("markdown", func(b *testing.B) {
		b.SetBytes(int64(len(f.Bytes)))
		for b.Loop() {
			markdown.Parse(f.Bytes, body, parser.Limits())
		}
	})
	b.Run("model", func(b *testing.B) {
		b.SetBytes(int64(len(f.Bytes)))
		for b.Loop() {
			parser.Parse(f, "2023-12-12-checkout.md")
		}
	})
	b.Run("model and rules", func(b *testing.B) {
		b.SetBytes(int64(len(f.Bytes)))
		for b.Loop() {
			check.Document(parser.Parse(f, "2023-12-12-checkout.md"), cfg)
		}
	})
}
