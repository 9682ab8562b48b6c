package diag

// SafeFix returns a fix that leaves what the text says, and where its page
// stands, as they are.
func SafeFix(title string, edits ...Edit) *Fix {
	if len(edits) == 0 {
		return nil
	}
	return &Fix{Title: title, Edits: edits}
}

// UnsafeFix returns a fix that somebody should look at.
func UnsafeFix(title string, edits ...Edit) *Fix {
	f := SafeFix(title, edits...)
	if f != nil {
		f.Unsafe = true
	}
	return f
}

// Replace returns the edit that writes a text in place of a span.
func Replace(s Span, text string) Edit { return Edit{Span: s, Text: text} }

// Insert returns the edit that writes a text before the byte at an offset.
func Insert(offset int, text string) Edit {
	return Edit{Span: Span{Start: offset, End: offset}, Text: text}
}
