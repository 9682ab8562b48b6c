package render

import (
	"io"
	"strings"

	"github.com/rcagen/rcagen/pkg/card"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// cardName is the picture of an incident, for previews of links. They want its
// address in full, so that there is none where that is not known.
const cardName = "card.png"

var cardSeverities = map[rca.SeverityLevel]card.Severity{
	rca.Critical: card.Critical, rca.Major: card.Major, rca.Minor: card.Minor, rca.Notice: card.Notice,
}

// card writes the picture of a page.
func (r *Renderer) card(w io.Writer, o Output) error {
	p := o.page
	i := &p.Incident
	c := card.Card{
		Site: r.site.Config.Title, Title: p.Document.ShortTitle, Facts: r.cardFacts(p),
		Severity: cardSeverities[i.Severity.Level], Ribbon: cardRibbon(i),
	}
	if i.Severity.Word != "" {
		c.Word = r.severity(i.Severity).Word
	}
	return c.PNG(w)
}

// cardFacts returns what the picture says below the title.
func (r *Renderer) cardFacts(p *site.Page) (facts []string) {
	if d := p.Document.Date; !d.IsZero() {
		facts = append(facts, r.lang.Day(d.UTC()))
	}
	if p.Incident.ToResolve.Known {
		facts = append(facts, r.elapsed(p.Incident.ToResolve))
	}
	if s := r.status(p.Incident.Status); s != nil {
		facts = append(facts, s.Text)
	}
	if p.Document.Title == p.Document.ShortTitle { // otherwise the title names them
		facts = append(facts, p.Incident.Services...)
	}
	return facts
}

// imageText says what the picture shows.
func (r *Renderer) imageText(p *site.Page) string {
	return strings.Join(append([]string{p.Document.ShortTitle}, r.cardFacts(p)...), ", ")
}

// cardRibbon draws the impact in the middle three fifths of the time axis, and in it
// how long nobody knew.
func cardRibbon(i *rca.Incident) []card.Segment {
	const start, width = 0.2, 0.6
	if !i.ToResolve.Known || i.ToResolve.Length <= 0 {
		return nil
	}
	whole := card.Segment{Start: start, End: start + width, Kind: card.Impact}
	if i.ToResolve.Approximate {
		whole.Kind = card.Approximate
	}
	segments := []card.Segment{whole}
	if i.ToNotice.Known && i.ToNotice.Length > 0 {
		share := min(1, float64(i.ToNotice.Length)/float64(i.ToResolve.Length))
		segments = append(segments, card.Segment{Start: start, End: start + width*share, Kind: card.Unnoticed})
	}
	return segments
}

func (r *Renderer) appendCard(b []byte, o Output) []byte {
	b = appendDocument(b, o.page)
	return appendValue(appendValue(b, r.site.Config.Title), r.lang.Tag())
}
