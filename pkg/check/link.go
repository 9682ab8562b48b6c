package check

import (
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/site"
)

// linkRules are about links and about what was meant to be one.
var linkRules = []*Rule{
	{
		Name:     "link/broken",
		Severity: diag.Error,
		Finds:    "A link to a document or a file that does not exist.",
		Why:      "Readers get an error page in place of what they were promised.",
		Fix:      "Correct the path. It starts from the folder of the document with the link; `/` at its head stands for the content folder.",
		Page:     linkBroken,
	},
	{
		Name:     "link/broken-anchor",
		Severity: diag.Error,
		Finds:    "A link to a heading that the page does not have.",
		Why:      "The link leads to the top of the page, and readers search for the rest by themselves.",
		Fix:      "Use the anchor of the heading: its text in lower case, with `-` for spaces and without punctuation, or what stands in `{#…}` behind it.",
		Page:     linkBrokenAnchor,
	},
	{
		Name:     "link/to-draft",
		Severity: diag.Error,
		Finds:    "A link to a document that is not published because it is a draft.",
		Why:      "The address does not exist on the site until the draft is published.",
		Fix:      "Publish the other document first, or take the link out until then.",
		Page:     linkToDraft,
	},
	{
		Name:     "link/outside-root",
		Severity: diag.Error,
		Finds:    "A link whose path leads out of the project.",
		Why:      "Nothing outside is published, and what lies there differs from one computer to the next.",
		Fix:      "Copy the file beside the document and link to the copy.",
		Page:     linkOutsideRoot,
	},
	{
		Name:     "link/case",
		Severity: diag.Error,
		Finds:    "A path that differs from the file's name in capital and small letters.",
		Why:      "It works on the author's computer when that does not tell them apart, and nowhere else.",
		Fix:      "Write the path as the file is named.",
		Page:     linkCase,
	},
	{
		Name:     "link/absolute-path",
		Severity: diag.Warning,
		Finds:    "A link to a page that starts with the path at which the site is published, such as `/docs/2023/checkout/`.",
		Why:      "It breaks when the site is published somewhere else, or the document gets another address; a link to the file is adjusted.",
		Fix:      "Link to the document's file, relative to this one: `../2023/checkout.md`.",
		Page:     linkAbsolutePath,
	},
	{
		Name:     "link/undefined-reference",
		Severity: diag.Warning,
		Finds:    "A reference `[text][label]` whose label is defined nowhere in the file.",
		Why:      "It is no link: readers see the brackets.",
		Fix:      "Add a line `[label]: https://…`, or correct the label.",
		Document: undefinedReference,
	},
	{
		Name:     "link/unused-definition",
		Severity: diag.Info,
		Finds:    "A definition `[label]: https://…` that no reference uses.",
		Why:      "It is not shown anywhere; often the reference to it was misspelt.",
		Fix:      "Use it or remove it.",
		Document: unusedDefinition,
	},
	{
		Name:     "link/empty",
		Severity: diag.Error,
		Finds:    "A link or an image without a target, such as `[the ticket]()`.",
		Why:      "It looks like a link and leads nowhere.",
		Fix:      "Write the target, or remove the brackets.",
		Page:     linkEmpty,
	},
	{
		Name:     "link/dangerous-scheme",
		Severity: diag.Error,
		Finds:    "A link that is neither a path nor starts with `http:`, `https:`, `mailto:` or `tel:`.",
		Why:      "Addresses such as `javascript:` and `data:` can run a stranger's code with the reader's rights, so none of them is published.",
		Fix:      "Link to a web page, or to a file beside the document. Put an address that is only to be read in backquotes.",
		Page:     dangerousScheme,
	},
	{
		Name:     "link/local-path",
		Severity: diag.Error,
		Finds:    "A link to a place on the author's computer, such as `file:///C:/…` or `/Users/…`.",
		Why:      "It works for its author alone, and shows everybody else how their computer is set up.",
		Fix:      "Copy the file beside the document and link to the copy.",
		Page:     localPath,
	},
	{
		Name:     "link/reversed",
		Severity: diag.Warning,
		Finds:    "A link with its brackets the wrong way round: `(text)[address]`.",
		Why:      "It is no link: readers see the brackets.",
		Fix:      "Write `[text](address)`.",
		Document: reversed,
	},
	{
		Name:     "link/space",
		Severity: diag.Warning,
		Finds:    "A target with a space in it: `[report](my report.pdf)`.",
		Why:      "The space ends the target, so this is no link: readers see the brackets.",
		Fix:      "Put the target in angle brackets, `(<my report.pdf>)`, or write `%20` for each space.",
		Document: spaceInTarget,
	},
	{
		Name:     "link/insecure",
		Severity: diag.Off,
		Finds:    "A link to an address that starts with `http:`.",
		Why:      "Others on the way can read and change what the reader gets.",
		Fix:      "Write `https:`, after trying whether the server offers it.",
		Document: linkInsecure,
	},
	{
		Name:     "link/bare-url",
		Severity: diag.Off,
		Finds:    "An address in the text that is not marked as a link.",
		Why:      "rcagen makes a link of it, other tools may not; and an address says less than a few words do.",
		Fix:      "Write `[words](address)`, or `<address>`.",
		Document: bareURL,
	},
}

// siteLink is a link of a page, and what is wrong with it.
type siteLink struct {
	markdown.Link
	page    *site.Page
	problem site.Problem
}

// brokenLinks asks the site about every link of some pages, as the renderer does.
func brokenLinks(s *site.Site, pages []*site.Page) []siteLink {
	var links []siteLink
	for _, page := range pages {
		for _, l := range page.Document.Links {
			if t := s.Resolve(page, l); t.Problem.Kind != site.NoProblem {
				links = append(links, siteLink{Link: l, page: page, problem: t.Problem})
			}
		}
	}
	return links
}

// reportLinks reports the links with a problem of that kind, at their targets.
// describe fills in the rest; an empty message means no finding.
func reportLinks(p *SitePass, kind site.ProblemKind, describe func(siteLink) diag.Diagnostic) {
	for _, l := range p.links() {
		if l.problem.Kind != kind {
			continue
		}
		d := describe(l)
		if d.Message == "" {
			continue
		}
		d.Path = l.page.Document.File
		if d.Span == (diag.Span{}) {
			d.Span = l.TargetSpan
		}
		p.Report(d)
	}
}

// didYouMean is the help that names the target that was probably meant, or
// else the other one.
func didYouMean(l siteLink, otherwise string) []string {
	if l.problem.Suggestion != "" {
		return []string{fmt.Sprintf("did you mean `%s`?", l.problem.Suggestion)}
	}
	if otherwise == "" {
		return nil
	}
	return []string{otherwise}
}

// notThere says where a file was looked for.
func notThere(l siteLink) string {
	if l.problem.Path == "" {
		return "no such file"
	}
	dir := path.Dir(l.problem.Path)
	if dir == "." {
		return fmt.Sprintf("no file `%s` in the project's folder", path.Base(l.problem.Path))
	}
	return fmt.Sprintf("no file `%s` in `%s/`", path.Base(l.problem.Path), dir)
}

func linkBroken(p *SitePass) {
	reportLinks(p, site.Missing, func(l siteLink) diag.Diagnostic {
		if l.Kind == markdown.Image {
			return diag.Diagnostic{} // image/missing
		}
		return diag.Diagnostic{
			Message: fmt.Sprintf("link target `%s` does not exist", diag.Excerpt(l.Target)),
			Label:   notThere(l),
			Help:    didYouMean(l, "correct the path; it starts from the folder of this document"),
			Fix:     retargeted(l, diag.UnsafeFix),
		}
	})
}

func linkBrokenAnchor(p *SitePass) {
	reportLinks(p, site.MissingAnchor, func(l siteLink) diag.Diagnostic {
		_, anchor, _ := strings.Cut(l.Target, "#")
		span := l.TargetSpan
		if span != l.Span {
			span.Start = max(span.Start, span.End-len(anchor)-1)
		}
		where := "this page"
		if l.problem.Path != l.page.Document.File {
			where = fmt.Sprintf("`%s`", l.problem.Path)
		}
		return diag.Diagnostic{
			Message: fmt.Sprintf("%s has no heading with the anchor `#%s`", where, diag.Excerpt(anchor)),
			Span:    span,
			Label:   "no such heading",
			Help:    didYouMean(l, "use the heading's text in lower case, with `-` for spaces and without punctuation"),
			Fix:     retargeted(l, diag.UnsafeFix),
		}
	})
}

func linkToDraft(p *SitePass) {
	reportLinks(p, site.ToDraft, func(l siteLink) diag.Diagnostic {
		return diag.Diagnostic{
			Message: fmt.Sprintf("link target `%s` is a draft, which is not published", diag.Excerpt(l.Target)),
			Label:   "not part of the site",
			Help:    []string{"publish that document first, or take the link out until then"},
		}
	})
}

func linkOutsideRoot(p *SitePass) {
	reportLinks(p, site.OutsideRoot, func(l siteLink) diag.Diagnostic {
		return diag.Diagnostic{
			Message: fmt.Sprintf("link target `%s` is outside the content folder", diag.Excerpt(l.Target)),
			Label:   "not part of the site",
			Help:    didYouMean(l, "copy the file beside this document and link to the copy"),
		}
	})
}

func linkCase(p *SitePass) {
	reportLinks(p, site.WrongCase, func(l siteLink) diag.Diagnostic {
		return diag.Diagnostic{
			Message: fmt.Sprintf("`%s` differs in capital and small letters from the file `%s`", diag.Excerpt(l.Target), l.problem.Path),
			Label:   "not found on most servers",
			Help:    []string{fmt.Sprintf("write `%s`", cmp.Or(l.problem.Suggestion, l.problem.Path))},
			Fix:     retargeted(l, diag.SafeFix),
		}
	})
}

func linkAbsolutePath(p *SitePass) {
	reportLinks(p, site.AbsolutePath, func(l siteLink) diag.Diagnostic {
		return diag.Diagnostic{
			Message: fmt.Sprintf("`%s` holds the path at which the site is published", diag.Excerpt(l.Target)),
			Label:   "breaks when the site moves",
			Help:    didYouMean(l, "link to the document's file, relative to this one"),
			Fix:     retargeted(l, diag.UnsafeFix),
		}
	})
}

func linkEmpty(p *SitePass) {
	reportLinks(p, site.EmptyTarget, func(l siteLink) diag.Diagnostic {
		what := "link"
		if l.Kind == markdown.Image {
			what = "image"
		}
		return diag.Diagnostic{
			Message: what + " has no target",
			Span:    l.Span,
			Label:   "leads nowhere",
			Help:    []string{"write the target in the parentheses, or remove the brackets"},
		}
	})
}

func dangerousScheme(p *SitePass) {
	reportLinks(p, site.DangerousScheme, func(l siteLink) diag.Diagnostic {
		d := diag.Diagnostic{
			Message: fmt.Sprintf("`%s:` links are not published", diag.Excerpt(l.problem.Path)),
			Span:    l.TargetSpan,
			Label:   "left out of the page",
			Help:    []string{"expected http, https, mailto, tel, or the path of a file"},
		}
		if l.Kind == markdown.Image {
			d.Message = fmt.Sprintf("`%s:` images are not published", diag.Excerpt(l.problem.Path))
			d.Help = []string{"save the image as a file beside the document"}
		}
		// The address may be a whole file; what matters is how it starts.
		if scheme := len(l.problem.Path) + len(":"); (l.Kind == markdown.Autolink || d.Span != l.Span) && d.Span.Len() > scheme {
			d.Span.End = d.Span.Start + scheme
		}
		return d
	})
}

func localPath(p *SitePass) {
	reportLinks(p, site.LocalPath, func(l siteLink) diag.Diagnostic {
		return diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is a path on somebody's computer", diag.Excerpt(l.Target)),
			Label:   "not there for anybody else",
			Help:    []string{"copy the file beside the document and link to the copy"},
		}
	})
}

func linkInsecure(p *DocumentPass) {
	for _, l := range p.Body.Links {
		if len(l.Target) < 5 || !strings.EqualFold(l.Target[:5], "http:") {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is not encrypted", diag.Excerpt(l.Target)),
			Span:    l.TargetSpan,
			Help:    []string{"write `https:` when the server offers it"},
		})
	}
}

func bareURL(p *DocumentPass) {
	for _, l := range p.Body.Links {
		if l.Kind != markdown.Autolink || l.Span.Start > 0 && p.Source.Bytes[l.Span.Start-1] == '<' {
			continue
		}
		var fix *diag.Fix
		if strings.Contains(l.Text, "://") && p.text(l.Span) == l.Text && !strings.ContainsAny(l.Text, "<> ") {
			fix = diag.SafeFix("write it in angle brackets", diag.Insert(l.Span.Start, "<"), diag.Insert(l.Span.End, ">"))
		}
		p.Report(diag.Diagnostic{
			Fix:     fix,
			Message: fmt.Sprintf("`%s` is not marked as a link", diag.Excerpt(l.Text)),
			Span:    l.Span,
			Help:    []string{fmt.Sprintf("write `<%s>`, or better `[words](%s)`", diag.Excerpt(l.Text), diag.Excerpt(l.Text))},
		})
	}
}
