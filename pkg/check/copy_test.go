package check_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

const checkoutDown = `## Impact

On 16 November 2023, from 09:10 to 09:50 UTC, the checkout of Fabrikam refused every card. About one order in
five was lost. The customers of the Danish shop were told by mail the next morning, and their vouchers stay valid
for another month.

## RCA

The certificate of the payment gateway had expired during the night. The job that renews it had been moved to
another cluster in spring, where it may not write to the store from which the gateway reads. Its failures went to
a mailbox that nobody has opened since the team was renamed.

| Time | Event |
|---|---|
| 09:10 | first refused card |
| 09:31 | support was told by a customer |
| 09:50 | certificate renewed by hand |

## Next steps

- Let the job write to the store, and raise an alarm when a certificate has less than two weeks left.
- Send the failures of all jobs to the channel of the team on call.
`

// gatewayAgain is another incident of the same service, by the same author.
const gatewayAgain = `## Impact

On 4 March 2024, from 11:05 to 12:15 UTC, one card payment in three failed in the checkout of Fabrikam. Customers
could try again, and most did; the shop lost about forty orders.

## RCA

The payment gateway ran out of connections to the bank. A new version of its client opens one for each request and
closes it after a minute, which nobody saw in the test environment because there is no load. The certificate of the
payment gateway was renewed on the same day and had nothing to do with it.

| Time | Event |
|---|---|
| 11:05 | first failed payment |
| 11:20 | support was told by a customer |
| 12:15 | old version of the client back in place |

## Next steps

- Limit the number of connections, and raise an alarm when it is nearly reached.
- Run the load test of the checkout before each new version of the client.
`

// retold is checkoutDown with another date, other times and another customer.
var retold = strings.NewReplacer("16 November 2023", "Monday, 5 February 2024", "09:10", "14:02", "09:50", "2:40 pm",
	"Fabrikam", "Contoso", "Danish", "Polish", "one order in\nfive", "one order in\nsix").Replace(checkoutDown)

// threeSections returns a document of three sections; an empty text stands for one
// that is like no other.
func threeSections(name, impact, cause, next string) string {
	other := func(text, about string) string {
		if text != "" {
			return text
		}
		random, words := rand.New(rand.NewPCG(uint64(len(name)), uint64(name[0])<<8+uint64(name[1])+uint64(about[0])<<16)), make([]string, 50)
		for i := range words {
			words[i] = inventedWord(random.IntN(5000))
		}
		return strings.Join(words, " ") + "."
	}
	return "## Impact\n\n" + other(impact, "impact") + "\n\n## RCA\n\n" + other(cause, "cause") + "\n\n## Next steps\n\n" + other(next, "next") + "\n"
}

// inventedWord writes a number as a word without digits.
func inventedWord(n int) string {
	return string([]byte{'k', 'a' + byte(n%26), 'a' + byte(n/26%26), 'a' + byte(n/676)})
}

// part returns what stands below a heading of checkoutDown.
func part(heading string) string {
	_, rest, _ := strings.Cut(checkoutDown, "## "+heading+"\n\n")
	text, _, _ := strings.Cut(rest, "\n\n## ")
	return text
}

const standing = "We take every incident seriously and keep improving our monitoring, our processes and the training of our teams, so that our customers can rely on us at any time of the day, in all the countries where we have shops or warehouses of our own."

// TestCopies shows what counts as a copy and what does not. Documents are
// published unless they say otherwise.
func TestCopies(t *testing.T) {
	tests := map[string]struct {
		documents map[string]string
		want      []string
	}{
		"another title over the same text": {
			map[string]string{"a.md": checkoutDown, "b.md": "---\ntitle: Search was slow\n---\n" + checkoutDown},
			[]string{"content/b.md copy/same-report: text repeats that of `content/a.md` (similarity 100 %)"},
		},
		"changed dates and names": {
			map[string]string{"2023-11-16-checkout.md": checkoutDown, "2024-02-05-checkout.md": retold},
			[]string{"content/2024-02-05-checkout.md copy/same-report: text repeats that of `content/2023-11-16-checkout.md` (similarity SOME %)"},
		},
		"the younger one is the copy": {
			map[string]string{"z.md": checkoutDown, "a.md": retold},
			[]string{"content/a.md copy/same-report: text repeats that of `content/z.md` (similarity SOME %)"},
		},
		"two incidents of one service": {map[string]string{"a.md": checkoutDown, "b.md": gatewayAgain}, nil},
		"four equal documents": {
			map[string]string{"a.md": checkoutDown, "b.md": checkoutDown, "c.md": checkoutDown, "d.md": checkoutDown},
			[]string{
				"content/b.md copy/same-report: text repeats that of `content/a.md` (similarity 100 %)",
				"content/c.md copy/same-report: text repeats that of `content/a.md` (similarity 100 %)",
				"content/d.md copy/same-report: text repeats that of `content/a.md` (similarity 100 %)",
			},
		},
		"short documents": {map[string]string{"a.md": "## RCA\n\nA key had expired.\n", "b.md": "## RCA\n\nA key had expired.\n"}, nil},
		"a draft":         {map[string]string{"a.md": checkoutDown, "b.md": "---\ndraft: true\n---\n" + checkoutDown}, nil},
		"an unlisted document": {
			map[string]string{"a.md": checkoutDown, "b.md": "---\nunlisted: true\n---\n" + checkoutDown},
			[]string{"content/b.md copy/same-report: text repeats that of `content/a.md` (similarity 100 %)"},
		},
		"a text without spaces": {
			map[string]string{"a.md": japanese, "b.md": "---\ntitle: 検索\n---\n" + japanese},
			[]string{"content/b.md copy/same-report: text repeats that of `content/a.md` (similarity 100 %)"},
		},

		"one section": {
			map[string]string{"a.md": checkoutDown, "b.md": threeSections("bb", "", part("RCA"), "")},
			[]string{"content/b.md copy/same-section: section `RCA` repeats a section of `content/a.md` (similarity 100 %)"},
		},
		"a section below another heading": {
			map[string]string{"a.md": checkoutDown, "b.md": threeSections("bb", part("RCA"), "", "")},
			[]string{"content/b.md copy/same-section: section `Impact` repeats a section of `content/a.md` (similarity 100 %)"},
		},
		"a short section":       {map[string]string{"a.md": threeSections("aa", "", "A key had expired.", ""), "b.md": threeSections("bb", "", "A key had expired.", "")}, nil},
		"twice in one document": {map[string]string{"a.md": threeSections("aa", part("RCA"), part("RCA"), "")}, nil},
		"a section in a draft":  {map[string]string{"a.md": checkoutDown, "b.md": "---\ndraft: true\n---\n" + threeSections("bb", "", part("RCA"), "")}, nil},
		"three have the section": {sharingLast(3, part("RCA")), []string{
			"content/b.md copy/same-section: section `Next steps` repeats a section of `content/a.md` (similarity 100 %)",
			"content/c.md copy/same-section: section `Next steps` repeats a section of `content/a.md` (similarity 100 %)",
		}},
		"five have it nearly": {map[string]string{
			"a.md": threeSections("aa", "", "", standing+" A."), "b.md": threeSections("bb", "", "", standing+" B."), "c.md": threeSections("cc", "", "", standing+" C."),
			"d.md": threeSections("dd", "", "", standing+" D."), "e.md": threeSections("ee", "", "", standing+" E."),
		}, nil},
		"five have it word for word": {sharingLast(5, standing), []string{
			"content/a.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/b.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/c.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/d.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/e.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
		}},
		"five have it, and say more": {map[string]string{
			"a.md": threeSections("aa", "", "", standing+"\n\nAdd a limit."), "b.md": threeSections("bb", "", "", standing+"\n\nAdd an alarm."), "c.md": threeSections("cc", "", "", standing+"\n\nWrite a test."),
			"d.md": threeSections("dd", "", "", standing+"\n\n![the plan](d.png)"), "e.md": threeSections("ee", "", "", standing+"\n\n```\nlimit: 5\n```\n"),
		}, nil},
		"two have it, and say little more": {map[string]string{
			"a.md": threeSections("aa", "", "", standing+"\n\nAdd a limit."), "b.md": threeSections("bb", "", "", standing+"\n\nAdd a limit."),
			"c.md": threeSections("cc", "", "", standing+"\n\n"+part("Impact")), "d.md": threeSections("dd", "", "", standing+"\n\n"+part("RCA")),
		}, nil},
		"two have it twice": {sharingLast(2, standing+"\n\n"+standing), []string{
			"content/b.md copy/same-section: section `Next steps` repeats a section of `content/a.md` (similarity 100 %)",
		}},
		"five say that there is nothing": {sharingLast(5, "There are none."), nil},

		"text of a template": {
			map[string]string{"template.md": threeSections("tt", "", "", "Each step with a name and a day."), "b.md": threeSections("bb", "", "", "Each step with a name and a day.\n\n- Ann: a limit")},
			[]string{"content/b.md copy/template-text: paragraph is unchanged from the template `content/template.md`"},
		},
		"text of a template that is a draft": {
			map[string]string{"rca_Template.md": "---\ndraft: true\n---\n" + threeSections("tt", "", "", "- Anna raises the limit of the gateway."), "b.md": threeSections("bb", "", "", "- Anna raises the limit of the gateway.")},
			[]string{"content/b.md copy/template-text: paragraph is unchanged from the template `content/rca_Template.md`"},
		},
		"a few words of a template": {map[string]string{"template.md": threeSections("tt", "", "", "All times in UTC."), "b.md": threeSections("bb", "", "", "All times in UTC.\n\n- Ann: a limit")}, nil},
		"a report about templates": {map[string]string{
			"2024-03-04-mail-template.md": threeSections("tt", "", "", "Each step with a name and a day."), "b.md": threeSections("bb", "", "", "Each step with a name and a day."),
		}, nil},
		"a template's text that some keep": {withDocuments(
			withDocuments(sharingLast(4, "Each step with a name and a day."), "template.md", threeSections("tt", "", "", "Each step with a name and a day.")),
			"m.md", checkoutDown, "n.md", gatewayAgain, "o.md", japanese, "p.md", "A key had expired.\n"), []string{
			"content/a.md copy/template-text: paragraph is unchanged from the template `content/template.md`",
			"content/b.md copy/template-text: paragraph is unchanged from the template `content/template.md`",
			"content/c.md copy/template-text: paragraph is unchanged from the template `content/template.md`",
			"content/d.md copy/template-text: paragraph is unchanged from the template `content/template.md`",
		}},
		"a template's text that all keep": {withDocuments(sharingLast(5, standing+"\n\nMore to come."), "template.md", threeSections("tt", "", "", standing)), []string{
			"content/a.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/b.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/c.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/d.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
			"content/e.md copy/boilerplate-section: section `Next steps` holds only text that 4 other documents have too",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			documents := parsedAll(t, tt.documents)
			want := slices.Clone(tt.want)
			got := copiesIn(documents)
			for i := range want {
				if i < len(got) && strings.Contains(want[i], "SOME") {
					var share int
					_, after, _ := strings.Cut(got[i], "similarity ")
					if _, err := fmt.Sscanf(after, "%d", &share); err != nil || share < 80 || share > 97 {
						t.Errorf("%s: expected a similarity from 80 to 97 %%", got[i])
					}
					want[i] = strings.Replace(want[i], "SOME", fmt.Sprint(share), 1)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for range 5 { // whatever the order of the documents
				rand.Shuffle(len(documents), func(i, j int) { documents[i], documents[j] = documents[j], documents[i] })
				if diff := cmp.Diff(got, copiesIn(documents)); diff != "" {
					t.Fatalf("another order of documents (-before +after):\n%s", diff)
				}
			}
		})
	}
}

var japanese = "## 原因\n\n" + strings.Join([]string{
	"決済ゲートウェイの証明書が夜間に失効し、すべてのカードが拒否されました。",
	"証明書を更新するジョブは春に別のクラスタへ移されており、保存先に書き込む権限がありませんでした。",
	"失敗の通知は、改名前のチームのメールボックスに届いており、誰も開いていませんでした。",
}, "") + "\n"

// sharingLast returns as many documents, from a.md on, that share their last section
// alone.
func sharingLast(n int, next string) map[string]string {
	documents := map[string]string{}
	for i := range n {
		name := string(rune('a' + i))
		documents[name+".md"] = threeSections(name+name, "", "", next)
	}
	return documents
}

// withDocuments adds documents, given as path and text.
func withDocuments(documents map[string]string, more ...string) map[string]string {
	for pair := range slices.Chunk(more, 2) {
		documents[pair[0]] = pair[1]
	}
	return documents
}

func parsedAll(tb testing.TB, texts map[string]string) []*rca.Document {
	tb.Helper()
	parser := rca.NewParser(config.Default())
	var documents []*rca.Document
	for path, text := range texts {
		documents = append(documents, parser.Parse(&diag.File{Path: "content/" + path, Bytes: []byte(text)}, path).Document)
	}
	return documents
}

// copiesIn returns what the rules about copies find, in order.
func copiesIn(documents []*rca.Document) []string {
	cfg := config.Default()
	cfg.Content = "content"
	found := check.Site(site.New(site.Input{Config: cfg, Documents: documents, Production: true}))
	diag.Sort(found)
	var list []string
	for _, d := range found {
		if strings.HasPrefix(d.Rule, "copy/") || d.Rule == "internal/panic" {
			list = append(list, d.Path+" "+d.Rule+": "+d.Message)
		}
	}
	return list
}

// TestCopiesOfMany: a thousand copies, each with words of its own, among as
// many other reports, are each found once.
func TestCopiesOfMany(t *testing.T) {
	texts := map[string]string{}
	for i := range 1000 {
		texts[fmt.Sprintf("copy/%d.md", i)] = checkoutDown + "\n- Tell " + inventedWord(i) + " of it.\n"
		texts[fmt.Sprintf("own/%d.md", i)] = generatedReport(uint64(i))
	}
	found := copiesIn(parsedAll(t, texts))
	if len(found) != 999 {
		t.Errorf("found %d copies, expected 999", len(found))
	}
	for _, f := range found {
		if !strings.HasPrefix(f, "content/copy/") || !strings.Contains(f, "copy/same-report: text repeats that of `content/copy/0.md`") {
			t.Error(f)
		}
	}
}

// generatedReport returns a report of about 5 KB that shares a standing paragraph
// and phrases with all others.
func generatedReport(seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	for _, heading := range []string{"Impact", "Timeline", "RCA", "Detection", "Mitigation", "Next steps"} {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", heading, standing)
		for range 4 {
			for range 5 {
				b.WriteString("the team on call was told that ")
				for range 4 {
					b.WriteString(inventedWord(random.IntN(17000)) + " ")
				}
			}
			b.WriteString("\n\n")
		}
	}
	return b.String()
}

// BenchmarkCopies looks for copies among 10,000 documents of about 5 KB, a
// tenth of which are copies.
func BenchmarkCopies(b *testing.B) {
	texts := map[string]string{}
	for i := range 10_000 {
		seed := uint64(i)
		if i%10 == 0 {
			seed = uint64(i / 100)
		}
		texts[fmt.Sprintf("%d.md", i)] = generatedReport(seed)
	}
	s := site.New(site.Input{Config: config.Default(), Documents: parsedAll(b, texts), Production: true})
	b.ResetTimer()
	for b.Loop() {
		check.Copies(s)
	}
}
