package render

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

var (
	metricName   = regexp.MustCompile(`^[a-zA-Z_:][a-zA-Z0-9_:]*$`)
	metricSample = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"\})? (\S+)$`)
)

// parseMetrics reads the text format of Prometheus strictly: each family has one
// HELP and one TYPE line, in this order and before its samples, and its samples
// stand together and differ.
func parseMetrics(text string) (map[string]float64, error) {
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") {
		return nil, fmt.Errorf("not UTF-8, or the last line does not end")
	}
	samples := map[string]float64{}
	helped, typed := map[string]bool{}, map[string]bool{}
	family := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch words := strings.SplitN(line, " ", 4); {
		case strings.HasPrefix(line, "# HELP "):
			if family = words[2]; helped[family] || !metricName.MatchString(family) || len(words) < 4 {
				return nil, fmt.Errorf("line %q", line)
			}
			helped[family] = true
		case strings.HasPrefix(line, "# TYPE "):
			if words[2] != family || typed[family] || words[3] != "gauge" {
				return nil, fmt.Errorf("line %q", line)
			}
			typed[family] = true
		default:
			m := metricSample.FindStringSubmatch(line)
			if m == nil || m[1] != family || !typed[family] {
				return nil, fmt.Errorf("line %q", line)
			}
			value, err := strconv.ParseFloat(m[4], 64)
			if err != nil {
				return nil, err
			}
			key := m[1]
			if m[2] != "" {
				key += "{" + strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n").Replace(m[3]) + "}"
			}
			if _, twice := samples[key]; twice {
				return nil, fmt.Errorf("%s twice", key)
			}
			samples[key] = value
		}
	}
	return samples, nil
}

func TestMetrics(t *testing.T) {
	dataSites(t, func(t *testing.T, r *Renderer) {
		text := renderAt(t, r, "metrics.txt")
		got, err := parseMetrics(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for name, want := range map[string]float64{
			"rcagen_incidents":                               13, // the unlisted one does not count
			"rcagen_incidents_by_year{2024}":                 1,
			"rcagen_incidents_by_severity{critical}":         2,
			"rcagen_incidents_by_service{Checkout}":          2,
			"rcagen_incidents_by_service{Pay\\ments \"EU\"}": 2,
		} {
			if value, known := got[name]; !known || value != want {
				t.Errorf("%s is %v (%v), want %v", name, value, known, want)
			}
		}
		open, late := 0, 0
		for p := range r.site.Listed {
			for _, a := range p.Document.Facts.Actions {
				if a.State == rca.Open {
					open++
				}
				if a.Overdue(r.site.AsOf) {
					late++
				}
			}
		}
		if got["rcagen_actions{open}"] != float64(open) || got["rcagen_actions_overdue"] != float64(late) || open < 2 || late < 2 {
			t.Errorf("%d open, %d late actions in\n%s", open, late, text)
		}
		if got["rcagen_time_to_notice_median_seconds"] < 600 {
			t.Errorf("no median in\n%s", text)
		}
	})
}

// The undated index of a year's folder began in no year.
func TestMetricsByYear(t *testing.T) {
	index := newDocument("index", "About 2024", "")
	index.Path = "2024/index.md"
	s := newSite(t, index, newDocument("a", "A", "2024-01-01"))
	if n := len(s.Facet(site.Years, "2024").Pages); n != 2 {
		t.Fatalf("the list of 2024 has %d pages, want 2", n)
	}
	got, err := parseMetrics(renderAt(t, newRenderer(t, s), "metrics.txt"))
	if err != nil || got["rcagen_incidents_by_year{2024}"] != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestLLMs reads llms.txt as its proposal has it: a title, a quote, text, and
// sections with nothing but links in them.
func TestLLMs(t *testing.T) {
	link := regexp.MustCompile(`^- \[((?:[^\[\]\\]|\\.)+)\]\(([^()\s]+)\)(?:: .+)?$`)
	dataSites(t, func(t *testing.T, r *Renderer) {
		text := renderAt(t, r, "llms.txt")
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if !strings.HasPrefix(lines[0], "# ") || !strings.HasPrefix(lines[2], "> ") {
			t.Fatalf("it begins with %q", lines[:3])
		}
		in, links := "", 0
		for _, line := range lines[4:] {
			switch {
			case strings.HasPrefix(line, "## "):
				in = line
			case line == "":
			case in == "" && strings.HasPrefix(line, "Reports about"):
			case in != "" && link.MatchString(line):
				links++
				to := link.FindStringSubmatch(line)[2]
				if local, ok := strings.CutPrefix(to, "./"); ok || strings.HasPrefix(to, "https://rca.example.com/kb/") {
					if !ok {
						local = strings.TrimPrefix(to, "https://rca.example.com/kb/")
					}
					if _, found, _ := r.Output(local); !found {
						t.Errorf("nothing is at %s", to)
					}
				} else {
					t.Errorf("a link to %s", to)
				}
			default:
				t.Errorf("line %q in %q", line, in)
			}
		}
		if links != 3+13 {
			t.Errorf("%d links", links)
		}
	})
}
