// Package yaml reads YAML into a tree in which every key and value knows its
// place in the file.
package yaml

import "github.com/rcagen/rcagen/pkg/diag"

// Kind tells the shape of a node.
type Kind uint8

// Kinds of nodes.
const (
	Null   Kind = iota // nothing, ~ or null
	Scalar             // text, number, boolean, date: always kept as written
	List
	Map
)

// Node is a value. Scalars keep their source text: a date never becomes a
// localised string, and `no` stays "no" until someone asks for a boolean.
type Node struct {
	Kind    Kind
	Text    string // of a scalar, quotes removed and escapes resolved
	Quoted  bool   // the scalar was quoted or a block value: it can only mean text
	Span    diag.Span
	Items   []*Node // of a list
	Entries []Entry // of a map, in source order, keys unique
}

// Entry is one `key: value` of a map.
type Entry struct {
	Key     string
	KeySpan diag.Span
	Value   *Node // never nil; Kind Null when nothing is written
}

// Get returns the entry with the key, or nil.
func (n *Node) Get(key string) *Entry {
	if n == nil {
		return nil
	}
	for i := range n.Entries {
		if n.Entries[i].Key == key {
			return &n.Entries[i]
		}
	}
	return nil
}
