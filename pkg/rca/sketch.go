package rca

import "slices"

// Sketch stands for the set of a text's shingles: the smallest of their hashes
// in ascending order, each once. (A bottom-k sketch: Cohen and Kaplan,
// "Summarizing data using bottom-k sketches", 2007.)
type Sketch struct {
	Hashes []uint32
	Whole  bool // these are all there are
}

// Similarity estimates the Jaccard similarity of the two sets, from 0 to 1: of
// the shingles that stand in either text, the share that stands in both. It is
// exact when both sketches are whole, and 0 when one is empty. What is below
// least is 0 too, which is soon known of two texts that have little in common.
func (s Sketch) Similarity(other Sketch, least float64) float64 {
	a, b := s.Hashes, other.Hashes
	limit := len(a) + len(b)
	if !s.Whole || !other.Whole {
		limit = max(len(a), len(b))
	}
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	either, both := 0, 0
	spare := int((1-least)*float64(limit)) + 1 // hashes that may stand in one text alone
	for ; either < limit && (len(a) > 0 || len(b) > 0); either++ {
		if either-both > spare {
			return 0
		}
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			a = a[1:]
		case len(a) == 0 || b[0] < a[0]:
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
			both++
		}
	}
	if share := float64(both) / float64(either); share >= least {
		return share
	}
	return 0
}

// sketchBuilder keeps the smallest hashes of those that it is given.
type sketchBuilder struct {
	size    int
	hashes  []uint32
	dropped bool // some were too many
}

func (b *sketchBuilder) add(hash uint32) {
	full := len(b.hashes) == b.size
	if full && hash > b.hashes[b.size-1] {
		b.dropped = true
		return
	}
	i, found := slices.BinarySearch(b.hashes, hash)
	if found {
		return
	}
	if full {
		b.hashes = b.hashes[:b.size-1]
		b.dropped = true
	}
	b.hashes = slices.Insert(b.hashes, i, hash)
}

// sketch returns a sketch that does not change any more.
func (b *sketchBuilder) sketch() Sketch { return Sketch{slices.Clone(b.hashes), !b.dropped} }

func (b *sketchBuilder) reset() { b.hashes, b.dropped = b.hashes[:0], false }
