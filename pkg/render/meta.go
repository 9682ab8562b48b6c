package render

import (
	"time"

	"github.com/rcagen/rcagen/pkg/card"
	"github.com/rcagen/rcagen/pkg/feed"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// meta is what the head of a page tells programs: those that show a preview
// of a link (https://ogp.me), feed readers, search engines.
type meta struct {
	Title      string // the page's own
	Kind       string // of Open Graph
	Published  string // RFC 3339; "" when unknown
	Modified   string
	Image      *image
	Alternates []alternate
	Data       *linkedData // nil for a page that is no report
}

// image is the picture of a preview. Its address must be a full one.
type image struct {
	URL           string
	Width, Height int
	Text          string // in place of the picture
}

// alternate is the same in another form.
type alternate struct {
	Type  string
	Title string // of a list; "" when it is the page itself
	Href  string
}

// linkedData describes a report in the vocabulary of schema.org, as JSON-LD. A
// Report (https://schema.org/Report) is an Article with a number of its own,
// which an RCA is; a TechArticle is a guide.
//
// It stands in a script element with a type that is no script's: a data block,
// which a browser does not run and to which script-src does not apply
// (https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element
// asks for the policy after it has asked for the type).
type linkedData struct {
	Context     string   `json:"@context"`
	Type        string   `json:"@type"`
	URL         string   `json:"url,omitempty"`
	Number      string   `json:"reportNumber"`
	Headline    string   `json:"headline"`
	Description string   `json:"description,omitempty"`
	Published   string   `json:"datePublished,omitempty"`
	Modified    string   `json:"dateModified,omitempty"`
	Time        string   `json:"temporalCoverage,omitempty"` // of the impact
	Language    string   `json:"inLanguage"`
	Keywords    []string `json:"keywords,omitempty"`
	Authors     []thing  `json:"author,omitempty"`
	About       []thing  `json:"about,omitempty"` // the services
	PartOf      thing    `json:"isPartOf"`
}

type thing struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// framed is a view with a frame.
type framed interface{ around() *frame }

func (f *frame) around() *frame { return f }

// view returns what the output's template is given; a page's text is left out.
func (r *Renderer) view(o Output) (any, error) {
	v, err := r.content(o)
	if f, ok := v.(framed); ok && err == nil && o.kind != missingOutput && !r.site.Partial {
		f.around().Meta = r.meta(o, f.around())
	}
	return v, err
}

// meta returns what the head of an output tells programs.
func (r *Renderer) meta(o Output, f *frame) *meta {
	a := &meta{Title: f.Title, Kind: "website"}
	source := r.site.Root.List
	dir := ""
	if p := o.page; p != nil {
		d := p.Document
		a.Title, a.Kind = d.Title, "article"
		a.Published, a.Modified = reportDates(d)
		a.Alternates = []alternate{
			{Type: "text/markdown", Href: "./index.md"},
			{Type: "application/json", Href: "./index.json"},
		}
		a.Data = r.linkedData(p)
		if address := r.canonical(p.Address + cardName); address != "" {
			a.Image = &image{address, card.Width, card.Height, r.imageText(p)}
		}
	} else if o.list != nil && o.list.Group != r.site.Root {
		source, dir = o.list, o.list.Addresses[0]
	}
	title := r.listTitle(source)
	a.Alternates = append(a.Alternates,
		alternate{feed.AtomType, title, f.Root + site.Href(dir+"feed.xml")},
		alternate{feed.JSONType, title, f.Root + site.Href(dir+"feed.json")})
	return a
}

func (r *Renderer) linkedData(p *site.Page) *linkedData {
	d := p.Document
	data := &linkedData{
		Context: "https://schema.org", Type: "Report",
		URL: r.canonical(p.Address), Number: p.ID, Headline: d.Title, Description: d.Description,
		Time: interval(p.Incident.Impact), Language: r.lang.Tag(), Keywords: d.Meta.Tags,
		PartOf: thing{"WebSite", r.site.Config.Title, r.canonical("")},
	}
	data.Published, data.Modified = reportDates(d)
	for _, name := range d.Meta.Authors {
		data.Authors = append(data.Authors, thing{Type: "Person", Name: name})
	}
	for _, name := range p.Incident.Services {
		data.About = append(data.About, thing{Type: "Service", Name: name})
	}
	return data
}

// interval writes a window as ISO 8601 does; "" when no start is known.
func interval(w rca.Window) string {
	start := momentText(w.Start)
	if start == "" {
		return ""
	}
	if end := momentText(w.End); end != "" {
		return start + "/" + end
	}
	return start
}

// reportDates returns when a report was published and, when that was later,
// changed.
func reportDates(d *rca.Document) (first, last string) {
	if first, last = timeText(published(d)), timeText(changed(d)); first == last {
		last = ""
	}
	return first, last
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
