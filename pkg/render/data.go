package render

import (
	"io"
	"slices"
	"strings"
)

// data is a kind of output that programs read. No template makes it.
type data struct {
	name  string                                         // the file's
	write func(r *Renderer, w io.Writer, o Output) error // in pieces
	shown func(r *Renderer, b []byte, o Output) []byte   // appends what the output shows, for its key
}

// addData appends the outputs for programs.
func (r *Renderer) addData(outputs []Output) []Output {
	s := r.site
	if s.Partial {
		return outputs
	}
	for _, name := range s.Figures {
		outputs = append(outputs, Output{Address: s.Trends + name, kind: dataOutput, data: figureData(name)})
	}
	return outputs
}

// findData completes an output for programs.
func (r *Renderer) findData(o *Output) bool {
	s := r.site
	name, below := strings.CutPrefix(o.Address, s.Trends)
	if s.Partial || !below || !slices.Contains(s.Figures, name) {
		return false
	}
	o.kind, o.data = dataOutput, figureData(name)
	return true
}
