package feed

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// checkSitemap holds a sitemap or an index of sitemaps against the protocol.
func checkSitemap(text []byte, root, element string) (addresses []string, err error) {
	n, err := parseXML(text)
	if err != nil {
		return nil, err
	}
	if n.XMLName != (xml.Name{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", Local: root}) {
		return nil, fmt.Errorf("root %v", n.XMLName)
	}
	if len(text) > 50<<20 || len(n.Children) > 50_000 {
		return nil, errors.New("too large")
	}
	for _, c := range n.Children {
		if c.XMLName.Local != element || len(c.all("loc")) != 1 || len(c.all("lastmod")) > 1 || len(c.Children) > 2 {
			return nil, fmt.Errorf("%v", c)
		}
		loc := c.all("loc")[0].Text
		if u, err := url.Parse(loc); err != nil || !u.IsAbs() || u.Host == "" || len(loc) >= 2048 {
			return nil, fmt.Errorf("address %q", loc)
		}
		for _, m := range c.all("lastmod") {
			if _, err := time.Parse(time.DateOnly, m.Text); err != nil {
				return nil, err
			}
		}
		addresses = append(addresses, loc)
	}
	return addresses, nil
}

func TestSitemapFollowsTheProtocol(t *testing.T) {
	pages := []Location{
		{"https://rca.example.com/a/?b=c&d=e", at("2023-01-02")}, {"https://rca.example.com/%C3%A9'%22/", time.Time{}}, {"https://rca.example.com/<>", time.Time{}},
	}
	var want []string
	for _, p := range pages {
		want = append(want, p.URL)
	}
	var b bytes.Buffer
	if err := Sitemap(&b, slices.Values(pages)); err != nil {
		t.Fatal(err)
	}
	if got, err := checkSitemap(b.Bytes(), "urlset", "url"); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v\n%s", err, got, b.Bytes())
	}
	b.Reset()
	if err := SitemapIndex(&b, slices.Values(pages)); err != nil {
		t.Fatal(err)
	}
	if got, err := checkSitemap(b.Bytes(), "sitemapindex", "sitemap"); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v\n%s", err, got, b.Bytes())
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestErrorsOfTheWriterAreReturned(t *testing.T) {
	f := sample("x")
	for name, err := range map[string]error{
		"Atom": f.Atom(brokenWriter{}), "JSON": f.JSON(brokenWriter{}), "Robots": Robots(brokenWriter{}, ""),
		"Sitemap": Sitemap(brokenWriter{}, slices.Values([]Location{{URL: strings.Repeat("x", 10_000)}})),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRobots reads robots.txt as RFC 9309 has it: groups of user-agent lines and
// rules, and lines that belong to no group.
func TestRobots(t *testing.T) {
	for _, sitemap := range []string{"", "https://rca.example.com/kb/sitemap.xml"} {
		var b bytes.Buffer
		if err := Robots(&b, sitemap); err != nil {
			t.Fatal(err)
		}
		var agents, rules, sitemaps []string
		lines := bufio.NewScanner(&b)
		for lines.Scan() {
			line := lines.Text()
			if line == "" {
				continue
			}
			key, value, ok := strings.Cut(line, ": ")
			switch {
			case ok && key == "User-agent" && len(rules) == 0:
				agents = append(agents, value)
			case ok && (key == "Allow" || key == "Disallow") && len(agents) > 0 && strings.HasPrefix(value, "/"):
				rules = append(rules, key+value)
			case ok && key == "Sitemap":
				sitemaps = append(sitemaps, value)
			default:
				t.Errorf("line %q", line)
			}
		}
		if !slices.Equal(agents, []string{"*"}) || !slices.Equal(rules, []string{"Allow/"}) || strings.Join(sitemaps, " ") != sitemap {
			t.Errorf("%v %v %v", agents, rules, sitemaps)
		}
	}
}
