package markdown

import (
	"bytes"
	"os"
	"testing"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// typical is a document of ordinary size and content.
func typical(tb testing.TB) []byte {
	source, err := os.ReadFile("testdata/typical.md")
	if err != nil {
		tb.Fatal(err)
	}
	return source
}

func BenchmarkParse(b *testing.B) {
	source := typical(b)
	b.ReportAllocs()
	for b.Loop() {
		Parse(source, 0, testLimits)
	}
}

func BenchmarkRender(b *testing.B) {
	source := typical(b)
	for _, bench := range []struct {
		name   string
		memory *Memory
	}{{"cold", nil}, {"remembered", &Memory{}}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			var out []byte
			for b.Loop() {
				out, _, _ = Render(out[:0], source, 0, RenderOptions{Link: allowed, Limits: testLimits, Memory: bench.memory})
			}
		})
	}
}

// BenchmarkGoldmark measures what the same document costs with the libraries
// as they are usually put together; the figures above are judged by it.
func BenchmarkGoldmark(b *testing.B) {
	source := typical(b)
	extensions := goldmark.WithExtensions(extension.GFM, extension.Footnote)
	ids := goldmark.WithParserOptions(parser.WithAutoHeadingID())
	b.Run("parse", func(b *testing.B) {
		md := goldmark.New(extensions, ids)
		b.ReportAllocs()
		for b.Loop() {
			md.Parser().Parse(text.NewReader(source))
		}
	})
	b.Run("render", func(b *testing.B) {
		md := goldmark.New(extensions, ids)
		root := md.Parser().Parse(text.NewReader(source))
		b.ReportAllocs()
		var out bytes.Buffer
		for b.Loop() {
			out.Reset()
			if err := md.Renderer().Render(&out, source, root); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("chroma", func(b *testing.B) {
		md := goldmark.New(extensions, ids, goldmark.WithRendererOptions(
			renderer.WithNodeRenderers(util.Prioritized(chromaRenderer{chromahtml.New(chromahtml.WithClasses(true))}, 100))))
		b.ReportAllocs()
		var out bytes.Buffer
		for b.Loop() {
			out.Reset()
			if err := md.Convert(source, &out); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// chromaRenderer writes code blocks with chroma's own HTML formatter.
type chromaRenderer struct{ formatter *chromahtml.Formatter }

func (r chromaRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		block := n.(*ast.FencedCodeBlock)
		lexer := lexers.Get(string(block.Language(source)))
		if lexer == nil {
			lexer = lexers.Fallback
		}
		tokens, err := chroma.Coalesce(lexer).Tokenise(nil, string(block.Lines().Value(source)))
		if err != nil {
			return ast.WalkStop, err
		}
		return ast.WalkContinue, r.formatter.Format(w, styles.Fallback, tokens)
	})
}
