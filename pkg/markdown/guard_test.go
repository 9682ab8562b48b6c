package markdown

// hardInputs are what fuzzing and measuring found.
var hardInputs = []string{
	"# ΣΣΣ",
	"[^1]\n\n[^1]:\n    - list",
	"> <details>\n> <summary>x",
}
