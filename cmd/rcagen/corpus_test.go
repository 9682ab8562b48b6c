package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCorpus makes a project of n RCAs in ten year folders: 350 to 900 words
// each, a table, two code blocks, links to earlier documents. The same n gives
// the same bytes.
func writeCorpus(t testing.TB, dir string, n int) {
	t.Helper()
	first := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC)
	days := 3652
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(i), 7))
		at := first.Add(time.Duration(i*days/n)*24*time.Hour + time.Duration(r.IntN(1440))*time.Minute)
		folder := filepath.Join(dir, "content", at.Format("2006"))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		text := rcaText(r, i, at)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-incident-%05d.md", at.Format(time.DateOnly), i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	corpusServices = []string{"APIv2", "SSO", "Search", "Automations", "Billing", "Exports", "Webhooks", "Reports"}
	corpusRegions  = []string{"West Europe", "East US", "Brazil South", "Southeast Asia", "Multiple Regions"}
	corpusWords    = strings.Fields(`the a of to and in for on with after before service request queue worker node
cluster region database replica index cache latency error timeout retry deploy rollback configuration certificate
connection pool memory disk network gateway proxy token session customer traffic alert dashboard engineer change
release version schema migration lock backlog consumer producer message load balancer health check probe limit
quota storage volume snapshot backup restore failover primary secondary zone provider incident mitigation cause`)
)

// rcaText writes one document.
func rcaText(r *rand.Rand, i int, at time.Time) string {
	service, region := corpusServices[r.IntN(len(corpusServices))], corpusRegions[r.IntN(len(corpusRegions))]
	id := fmt.Sprintf("%s-incident-%05d", at.Format(time.DateOnly), i)
	end := at.Add(time.Duration(10+r.IntN(300)) * time.Minute)
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\ntitle: RCA - Mitigated - %s - %s - %s no %d\nsidebar_label: %s, %s no %d\nstarted: %s\nstatus: mitigated\nservices: [%s]\nregions: [%s]\n---\n\n",
		id, service, region, at.Format("02-01-2006"), i, service, region, i, at.Format(time.RFC3339), service, region)
	words := 350 + r.IntN(551)
	fmt.Fprintf(&b, "## Impact summary\n\nOn %s, between %s UTC and %s UTC, customers of %s in %s saw errors. %s\n\n%s\n\n",
		at.Format("2 January 2006"), at.Format("15:04"), end.Format("15:04"), service, region, prose(r, words/6), prose(r, words/6))
	b.WriteString("| Time (UTC) | Event | Error rate |\n|---|---|---:|\n")
	for k := range 6 + r.IntN(6) {
		fmt.Fprintf(&b, "| %s | %s | %d %% |\n", at.Add(time.Duration(k*7)*time.Minute).Format("15:04"), prose(r, 8), r.IntN(100))
	}
	fmt.Fprintf(&b, "\n## RCA\n\n%s\n\n%s\n\n%s\n\n%s\n\n", prose(r, words/5), codeBlock(r, i), prose(r, words/5), codeBlock(r, i+3))
	b.WriteString("## Next steps\n\n")
	for range 3 {
		fmt.Fprintf(&b, "- [ ] %s (**%s** team, `INC-%d`)\n", prose(r, 12), service, r.IntN(100000))
	}
	fmt.Fprintf(&b, "\n%s\n", prose(r, words/8))
	return b.String()
}

// prose writes sentences of n words in all.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		word := corpusWords[r.IntN(len(corpusWords))]
		switch {
		case i == 0:
			word = strings.ToUpper(word[:1]) + word[1:]
		case r.IntN(25) == 0:
			word = "`" + word + "`"
		case r.IntN(40) == 0:
			word = "*" + word + "*"
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	b.WriteByte('.')
	return b.String()
}

// codeBlock writes 13 to 20 lines in one of five languages.
func codeBlock(r *rand.Rand, i int) string {
	var b strings.Builder
	word := func() string { return corpusWords[r.IntN(len(corpusWords))] }
	lang := []string{"yaml", "json", "bash", "go", "sql"}[i%5]
	b.WriteString("```" + lang + "\n")
	lines := 13 + r.IntN(8)
	if lang == "json" {
		b.WriteString("{\n")
	}
	for n := range lines {
		switch lang {
		case "yaml":
			fmt.Fprintf(&b, "%s%s: %q # %s\n", strings.Repeat("  ", n%3), word(), word(), word())
		case "json":
			fmt.Fprintf(&b, "  \"%s_%d\": {\"%s\": %d},\n", word(), n, word(), r.IntN(9999))
		case "bash":
			fmt.Fprintf(&b, "kubectl get pods -l app=%s | grep %s\n", word(), word())
		case "go":
			fmt.Fprintf(&b, "\tif err := %s(%q, %d); err != nil {\n", word(), word(), r.IntN(500))
		case "sql":
			fmt.Fprintf(&b, "SELECT %s FROM %s WHERE %s > %d; -- %s\n", word(), word(), word(), r.IntN(9999), word())
		}
	}
	if lang == "json" {
		b.WriteString("  \"end\": null\n}\n")
	}
	b.WriteString("```")
	return b.String()
}
