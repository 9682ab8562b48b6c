package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// hostile are texts that try to leave their place, or that XML cannot hold.
var hostile = []string{
	"]]>", "<![CDATA[", "</title><script>alert(1)</script>", `" onclick="`, "&amp;&lt;&#x3c;", "<!--", "?>", "&bogus;",
	"a\x00b\x01\x1f\x7f", "\xed\xa0\x80 half a pair", "\xff\xfe", "\u202eright to left", "\u2028\u2029", "\ufffe\uffff", "line\nfeed\r\n\ttab", "",
	"🦀", strings.Repeat("x", 5000),
}

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

// sample returns a feed; text is every text in it.
func sample(text string) *Feed {
	return &Feed{
		ID: "https://rca.example.com/", Title: text, Subtitle: text, Language: "en",
		Home: "https://rca.example.com/", Self: "https://rca.example.com/feed.xml",
		Entries: []Entry{
			{ID: "https://rca.example.com/a/", Title: text, Address: "https://rca.example.com/a/", Published: at("2023-01-02"), Updated: at("2023-01-05"),
				Summary: text, Tags: []string{text, "b"}, Authors: []string{text}},
			{ID: ID("b"), Title: "b", Address: "../b/%C3%A9/", Published: at("2022-12-31")},
			{ID: ID("c"), Title: "c", Address: "c/"},
		},
	}
}

func TestFeedsFollowTheirRules(t *testing.T) {
	for _, text := range append(hostile, "plain") {
		var b bytes.Buffer
		if err := sample(text).Atom(&b); err != nil {
			t.Fatal(err)
		}
		if err := checkAtom(b.Bytes()); err != nil {
			t.Errorf("%q: %v\n%s", text, err, b.Bytes())
		}
		b.Reset()
		if err := sample(text).JSON(&b); err != nil {
			t.Fatal(err)
		}
		if err := checkJSONFeed(b.Bytes()); err != nil {
			t.Errorf("%q: %v\n%s", text, err, b.Bytes())
		}
	}
	var b bytes.Buffer
	if err := (&Feed{ID: ID(""), Title: "empty", Home: "./", Self: "./feed.xml"}).Atom(&b); err != nil {
		t.Fatal(err)
	}
	if err := checkAtom(b.Bytes()); err != nil {
		t.Errorf("without entries: %v", err)
	}
}

func TestTextsArriveAsWritten(t *testing.T) {
	for _, text := range hostile {
		want := readable(text)
		var b bytes.Buffer
		if err := sample(text).Atom(&b); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Title   string `xml:"title"`
			Entries []struct {
				Title      string `xml:"title"`
				Summary    string `xml:"summary"`
				Categories []struct {
					Term string `xml:"term,attr"`
				} `xml:"category"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if e := got.Entries[0]; got.Title != want || e.Title != want || e.Summary != want || e.Categories[0].Term != want {
			t.Errorf("%q arrives as %q, %q, %q, %q", text, got.Title, e.Title, e.Summary, e.Categories[0].Term)
		}
	}
}

// readable is what XML 1.0 can hold of a text (section 2.2).
func readable(text string) string {
	var b strings.Builder
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || r == utf8.RuneError && size == 1 {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}

func TestFeedIsAsNewAsItsNewestEntry(t *testing.T) {
	var b bytes.Buffer
	if err := sample("x").Atom(&b); err != nil {
		t.Fatal(err)
	}
	if head, _, _ := strings.Cut(b.String(), "<entry>"); !strings.Contains(head, "<updated>2023-01-05T00:00:00Z</updated>") {
		t.Error(head)
	}
	if !strings.Contains(b.String(), "<updated>2022-12-31T00:00:00Z</updated>") || !strings.Contains(b.String(), "<updated>1970-01-01T00:00:00Z</updated>") {
		t.Error(b.String())
	}
}

func TestIDs(t *testing.T) {
	form := regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for i := range 1000 {
		id := ID(fmt.Sprint(i))
		if !form.MatchString(id) || seen[id] {
			t.Fatal(id)
		}
		seen[id] = true
	}
	// It must never change: readers would show every entry again.
	if got := ID("2023/2023-12-12-apiv2"); got != goldenID {
		t.Errorf("the id is %s, and was %s", got, goldenID)
	}
}

// node is an element of XML.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []node     `xml:",any"`
}

func (n node) all(name string) (list []node) {
	for _, c := range n.Children {
		if c.XMLName.Local == name {
			list = append(list, c)
		}
	}
	return list
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// parseXML reads a whole document strictly.
func parseXML(text []byte) (root node, err error) {
	if !utf8.Valid(text) {
		return root, errors.New("not UTF-8")
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	if err = decoder.Decode(&root); err != nil {
		return root, err
	}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return root, nil
		}
		if data, isText := token.(xml.CharData); err != nil || !isText || len(bytes.TrimSpace(data)) > 0 {
			return root, fmt.Errorf("more behind the root: %v %v", token, err)
		}
	}
}

const atomNamespace = "http://www.w3.org/2005/Atom"

// checkAtom holds a feed against RFC 4287, sections 4.1.1 and 4.1.2.
func checkAtom(text []byte) error {
	root, err := parseXML(text)
	if err != nil {
		return err
	}
	if root.XMLName != (xml.Name{Space: atomNamespace, Local: "feed"}) {
		return fmt.Errorf("root %v", root.XMLName)
	}
	allowed := map[string][2]int{"id": {1, 1}, "title": {1, 1}, "subtitle": {0, 1}, "updated": {1, 1}, "author": {1, 99}, "link": {1, 99}, "generator": {0, 1}, "entry": {0, 1e9}}
	if err := checkElements(root, allowed); err != nil {
		return err
	}
	ids := map[string]bool{}
	for _, e := range root.all("entry") {
		inEntry := map[string][2]int{"id": {1, 1}, "title": {1, 1}, "updated": {1, 1}, "published": {0, 1}, "author": {0, 99}, "link": {1, 99}, "category": {0, 99}, "summary": {0, 1}}
		if err := checkElements(e, inEntry); err != nil {
			return err
		}
		if id := e.all("id")[0].Text; ids[id] {
			return fmt.Errorf("id %s twice", id)
		} else {
			ids[id] = true
		}
	}
	alternates := 0
	for _, l := range root.all("link") {
		if l.attr("rel") == "alternate" {
			alternates++
		}
	}
	if alternates != 1 {
		return fmt.Errorf("%d alternates of one type", alternates)
	}
	return nil
}

// checkElements holds the children of a feed or an entry against how often each
// may stand there, and their values against their form.
func checkElements(n node, allowed map[string][2]int) error {
	count := map[string]int{}
	for _, c := range n.Children {
		name := c.XMLName.Local
		count[name]++
		if _, known := allowed[name]; !known || c.XMLName.Space != atomNamespace {
			return fmt.Errorf("%s in %s", name, n.XMLName.Local)
		}
		switch name {
		case "id":
			if u, err := url.Parse(c.Text); err != nil || !u.IsAbs() {
				return fmt.Errorf("id %q", c.Text)
			}
		case "updated", "published":
			if _, err := time.Parse(time.RFC3339, c.Text); err != nil {
				return err
			}
		case "link":
			if _, err := url.Parse(c.attr("href")); err != nil || c.attr("href") == "" {
				return fmt.Errorf("link %q", c.attr("href"))
			}
		case "author":
			if len(c.all("name")) != 1 {
				return errors.New("an author without a name")
			}
		case "category":
			if !slices.ContainsFunc(c.Attrs, func(a xml.Attr) bool { return a.Name.Local == "term" }) {
				return errors.New("a category without a term")
			}
		}
	}
	for name, limits := range allowed {
		if count[name] < limits[0] || count[name] > limits[1] {
			return fmt.Errorf("%d × %s in %s", count[name], name, n.XMLName.Local)
		}
	}
	return nil
}

// checkJSONFeed holds a feed against JSON Feed 1.1: what is required, the types,
// the dates, and no name that the format does not know.
func checkJSONFeed(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var f struct {
		Version     *string `json:"version"`
		Title       *string `json:"title"`
		Home        string  `json:"home_page_url"`
		Self        string  `json:"feed_url"`
		Description string  `json:"description"`
		Language    string  `json:"language"`
		Items       *[]struct {
			ID        *string                 `json:"id"`
			URL       string                  `json:"url"`
			Title     string                  `json:"title"`
			Text      *string                 `json:"content_text"`
			Published *string                 `json:"date_published"`
			Modified  *string                 `json:"date_modified"`
			Authors   []struct{ Name string } `json:"authors"`
			Tags      []string                `json:"tags"`
		} `json:"items"`
	}
	if err := decoder.Decode(&f); err != nil {
		return err
	}
	if decoder.More() || !utf8.Valid(text) {
		return errors.New("more behind the feed, or no UTF-8")
	}
	if f.Version == nil || *f.Version != "https://jsonfeed.org/version/1.1" || f.Title == nil || f.Items == nil {
		return errors.New("version, title or items are missing")
	}
	ids := map[string]bool{}
	for _, item := range *f.Items {
		if item.ID == nil || *item.ID == "" || ids[*item.ID] || item.Text == nil {
			return errors.New("an item without an id of its own, or without content")
		}
		ids[*item.ID] = true
		for _, date := range []*string{item.Published, item.Modified} {
			if date != nil {
				if _, err := time.Parse(time.RFC3339, *date); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// goldenID is an id that was given away.
const goldenID = "urn:uuid:dab85f8f-4c0a-5a46-8ecb-1157678b2ea7"
