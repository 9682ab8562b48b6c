package render

import (
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/site"
	builtin "github.com/rcagen/rcagen/templates"
)

// diagrams is what a page with diagrams loads.
type diagrams struct {
	Style, Script string
	Frame         string // the page that they are drawn in
}

func newDiagrams(root string) *diagrams {
	a := diagramAssets()
	return &diagrams{Style: root + a[0].address, Script: root + a[1].address, Frame: root + a[2].address}
}

// diagramAssets returns the style sheet, the script and the frame of pages with
// diagrams.
var diagramAssets = sync.OnceValue(func() []asset {
	return []asset{
		newAsset("diagram.css", mermaidFile("diagram.css")),
		newAsset("diagram.js", mermaidFile("diagram.js")),
		newAsset("diagram.html", drawingFrame()),
	}
})

func mermaidFile(name string) []byte {
	text, err := fs.ReadFile(builtin.Mermaid, "mermaid/"+name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return text
}

// drawingFrame returns the page that diagrams are drawn in. It is sandboxed and
// so has no origin, and a browser that opened the site from a folder gives such
// a page no file: its scripts stand in it, named in its policy by their digest.
func drawingFrame() []byte {
	script := string(mermaidFile("mermaid.js")) + "\n" + string(mermaidFile("frame.js"))
	// These would end the script element or change how it is read; they stand in
	// strings and patterns of JavaScript alone.
	script = strings.NewReplacer("<!--", `\x3C!--`, "</script", `\x3C/script`, "<script", `\x3Cscript`).Replace(script)
	sum := sha256.Sum256([]byte(script))
	return []byte(strings.NewReplacer(
		"{{hash}}", "sha256-"+base64.StdEncoding.EncodeToString(sum[:]),
		"{{script}}", script,
	).Replace(string(mermaidFile("frame.html"))))
}

// IsFrame reports whether the output is the page that diagrams are drawn in.
func (o Output) IsFrame() bool { return o.asset != nil && o.asset.name == "diagram.html" }

// hasDiagrams reports whether any page of the site has a diagram.
func (r *Renderer) hasDiagrams() bool {
	return slices.ContainsFunc(r.site.Pages, func(p *site.Page) bool { return p.Document.Diagrams })
}

// diagramAsset returns the file for diagrams at an address; nil when there is
// none.
func (r *Renderer) diagramAsset(address string) *asset {
	if !strings.HasPrefix(address, "assets/diagram.") || !r.hasDiagrams() {
		return nil
	}
	assets := diagramAssets()
	if i := slices.IndexFunc(assets, func(a asset) bool { return a.address == address }); i >= 0 {
		return &assets[i]
	}
	return nil
}

// addDiagrams adds the files for diagrams when a page has one.
func (r *Renderer) addDiagrams(outputs []Output) []Output {
	if r.hasDiagrams() {
		assets := diagramAssets()
		for i := range assets {
			outputs = append(outputs, Output{Address: assets[i].address, kind: assetOutput, asset: &assets[i]})
		}
	}
	return outputs
}
