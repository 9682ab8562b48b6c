package check

import (
	"fmt"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// sidebarRules are about the navigation.
var sidebarRules = []*Rule{
	{
		Name:     "sidebar/position-type",
		Severity: diag.Error,
		Finds:    "`sidebar_position` is not a number.",
		Why:      "The page cannot be put in its place, and stands wherever its date puts it.",
		Fix:      "Write a number, without quotes: `sidebar_position: 4`.",
	},
	{
		Name:     "sidebar/duplicate-position",
		Severity: diag.Warning,
		Finds:    "Two pages side by side have the same `sidebar_position`.",
		Why:      "Which one comes first is then left to their dates, not to the number that was written to decide it.",
		Fix:      "Give one of them another number; 4.5 goes between 4 and 5.",
		Site:     duplicatePositions,
	},
	{
		Name:     "sidebar/number-in-label",
		Severity: diag.Info,
		Finds:    "`sidebar_label` starts with a number that is meant as the order.",
		Why:      "The number is left out of the navigation, and orders pages only while every neighbour has one.",
		Fix:      "Take the number out of the label and write it as `sidebar_position`.",
		Document: numberInLabel,
	},
	{
		Name:     "sidebar/duplicate-label",
		Severity: diag.Warning,
		Finds:    "Two pages side by side have the same label and the same date.",
		Why:      "Readers cannot tell them apart in the navigation, and open the wrong one half of the time.",
		Fix:      "Say in `sidebar_label` what tells them apart: the service, the region, the hour.",
		Site:     duplicateLabels,
	},
	{
		Name:     "sidebar/unknown-pagination",
		Severity: diag.Warning,
		Finds:    "`pagination_next` or `pagination_prev` names a document that does not exist.",
		Why:      "The link at the foot of the page is left out, and readers who follow the series stop there.",
		Fix:      "Write the document's id with its folder, for instance `pagination_next: 2023/checkout`; `null` means no link.",
	},
}

// siblings calls visit for the pages of each group of the sidebar.
func siblings(s *site.Site, visit func([]*site.Page)) {
	for _, group := range append([]*site.Group{s.Root}, s.Groups...) {
		var pages []*site.Page
		for _, item := range group.Items {
			if item.Page != nil {
				pages = append(pages, item.Page)
			}
		}
		visit(pages)
	}
}

func duplicatePositions(p *SitePass) {
	siblings(p.Site, func(pages []*site.Page) {
		first := map[float64]*site.Page{}
		for _, page := range pages {
			position := page.Document.Meta.SidebarPosition
			if position == nil {
				continue
			}
			if other := first[*position]; other != nil {
				p.Report(diag.Diagnostic{
					Message: fmt.Sprintf("position %v is also used by `%s`", *position, other.Document.File),
					Path:    page.Document.File,
					Span:    page.Document.Keys["sidebar_position"],
					Related: []diag.Related{{Path: other.Document.File, Span: other.Document.Keys["sidebar_position"]}},
					Help:    []string{"give one of them another number"},
				})
				continue
			}
			first[*position] = page
		}
	})
}

func numberInLabel(p *DocumentPass) {
	order := p.Document.Order
	if order == nil {
		return
	}
	number, _, _ := strings.Cut(strings.TrimSpace(p.Document.Meta.SidebarLabel), " ")
	d := diag.Diagnostic{
		Message: fmt.Sprintf("label starts with the number `%s`", number),
		Span:    p.Document.Keys["sidebar_label"],
		Help:    []string{fmt.Sprintf("take it out of the label and write `sidebar_position: %g`", *order)},
	}
	if p.Document.Meta.SidebarPosition != nil {
		d.Help = []string{"take it out of the label: `sidebar_position` says the order"}
	}
	d.Fix = numberFix(p, *order)
	p.Report(d)
}

// numberFix moves the number of a label to a key of its own.
func numberFix(p *DocumentPass, order float64) *diag.Fix {
	span := p.Document.Keys["sidebar_label"]
	_, rest, ok := strings.Cut(strings.TrimSpace(p.Document.Meta.SidebarLabel), " ")
	if rest = strings.TrimSpace(rest); !ok || rest == "" || strings.ContainsAny(p.text(span), "\r\n") {
		return nil
	}
	edits := []diag.Edit{diag.Replace(span, yaml.Quote(rest))}
	if p.Document.Meta.SidebarPosition == nil {
		edits = append(edits, diag.Insert(lineStop(p.Source.Bytes, span.End), fmt.Sprintf("\nsidebar_position: %g", order)))
	}
	return diag.UnsafeFix("move the number out of the label", edits...)
}

func duplicateLabels(p *SitePass) {
	type look struct{ label, day string }
	siblings(p.Site, func(pages []*site.Page) {
		first := map[look]*site.Page{}
		for _, page := range pages {
			doc := page.Document
			key := look{strings.ToLower(doc.Label), doc.Date.Format(time.DateOnly)}
			if other := first[key]; other != nil {
				p.Report(diag.Diagnostic{
					Message: fmt.Sprintf("label \"%s\" is also used by `%s`", doc.Label, other.Document.File),
					Path:    doc.File,
					Span:    doc.Keys["sidebar_label"],
					Related: []diag.Related{{Path: other.Document.File, Span: other.Document.Keys["sidebar_label"]}},
					Help:    []string{"say in one of the labels what tells it from the other"},
				})
				continue
			}
			first[key] = page
		}
	})
}
