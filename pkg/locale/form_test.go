package locale

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

// in is what a function returns in each language.
type in struct{ en, pt, de, fr, es, ja string }

// check holds what a function returns against what is wanted, with no-break
// spaces written as "~" and narrow ones as "^".
func (want in) check(t *testing.T, what string, got func(*Language) string) {
	t.Helper()
	for tag, want := range map[string]string{"en": want.en, "pt": want.pt, "de": want.de, "fr": want.fr, "es": want.es, "ja": want.ja} {
		text := strings.NewReplacer("\u00a0", "~", "\u202f", "^").Replace(got(find(t, tag)))
		if text != want {
			t.Errorf("%s, %s: got %q, want %q", tag, what, text, want)
		}
	}
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDates(t *testing.T) {
	day := at("2023-12-12T10:10:00+01:00")
	for what, test := range map[string]struct {
		want in
		got  func(*Language) string
	}{
		"Day": {in{"12 December 2023", "12 de dezembro de 2023", "12. Dezember 2023", "12 décembre 2023", "12 de diciembre de 2023", "2023年12月12日"},
			func(l *Language) string { return l.Day(day) }},
		"Day, the first": {in{"1 March 2021", "1 de março de 2021", "1. März 2021", "1er mars 2021", "1 de marzo de 2021", "2021年3月1日"},
			func(l *Language) string { return l.Day(at("2021-03-01T00:00:00Z")) }},
		"ShortDay": {in{"12 Dec", "12 dez.", "12. Dez.", "12 déc.", "12 dic", "12月12日"},
			func(l *Language) string { return l.ShortDay(day) }},
		"ShortDayYear": {in{"12 Dec 2023", "12 dez. 2023", "12. Dez. 2023", "12 déc. 2023", "12 dic 2023", "2023年12月12日"},
			func(l *Language) string { return l.ShortDayYear(day) }},
		"Month": {in{"December 2023", "dezembro de 2023", "Dezember 2023", "décembre 2023", "diciembre de 2023", "2023年12月"},
			func(l *Language) string { return l.Month(day) }},
		"ShortMonth": {in{"Dec 2023", "dez. 2023", "Dez. 2023", "déc. 2023", "dic 2023", "2023年12月"},
			func(l *Language) string { return l.ShortMonth(day) }},
		"MonthName": {in{"August", "Agosto", "August", "Août", "Agosto", "8月"},
			func(l *Language) string { return l.MonthName(time.August) }},
		"ShortMonthName": {in{"Sep", "set.", "Sept.", "sept.", "sept", "9月"},
			func(l *Language) string { return l.ShortMonthName(time.September) }},
		"Quarter": {in{"2023 Q4", "T4 2023", "Q4 2023", "T4 2023", "T4 2023", "2023年第4四半期"},
			func(l *Language) string { return l.Quarter(2023, 4) }},
		"ShortQuarter": {in{"Q2", "T2", "Q2", "T2", "T2", "第2四半期"},
			func(l *Language) string { return l.ShortQuarter(2) }},
		"Clock": {in{"09:10", "09:10", "09:10", "09:10", "09:10", "09:10"},
			func(l *Language) string { return l.Clock(day) }},
		"Moment": {in{"12 Dec 2023, 09:10", "12 dez. 2023, 09:10", "12. Dez. 2023, 09:10", "12 déc. 2023, 09:10", "12 dic 2023, 09:10", "2023年12月12日 09:10"},
			func(l *Language) string { return l.Moment(day) }},
	} {
		test.want.check(t, what, test.got)
	}
}

func TestRanges(t *testing.T) {
	for _, test := range []struct {
		start, end string
		want, days in
	}{
		{"2023-12-12T09:10:00Z", "2023-12-12T09:50:00Z",
			in{"12 Dec 2023, 09:10 to 09:50~UTC", "12 dez. 2023, 09:10 a 09:50~UTC", "12. Dez. 2023, 09:10 bis 09:50~UTC",
				"12 déc. 2023, 09:10 – 09:50~UTC", "12 dic 2023, 09:10 a 09:50~UTC", "2023年12月12日 09:10 ～ 09:50~UTC"},
			in{"12 December 2023", "12 de dezembro de 2023", "12. Dezember 2023", "12 décembre 2023", "12 de diciembre de 2023", "2023年12月12日"}},
		{"2021-06-30T14:16:00Z", "2021-07-01T12:00:00+02:00",
			in{"30 Jun 2021, 14:16 to 1 Jul, 10:00~UTC", "30 jun. 2021, 14:16 a 1 jul., 10:00~UTC", "30. Juni 2021, 14:16 bis 1. Juli, 10:00~UTC",
				"30 juin 2021, 14:16 – 1er juil., 10:00~UTC", "30 jun 2021, 14:16 a 1 jul, 10:00~UTC", "2021年6月30日 14:16 ～ 7月1日 10:00~UTC"},
			in{"30 June to 1 July 2021", "30 de junho a 1 de julho de 2021", "30. Juni bis 1. Juli 2021",
				"30 juin – 1er juillet 2021", "30 de junio a 1 de julio de 2021", "6月30日 ～ 2021年7月1日"}},
		{"2023-12-31T23:10:00Z", "2024-01-01T00:20:00Z",
			in{"31 Dec 2023, 23:10 to 1 Jan 2024, 00:20~UTC", "31 dez. 2023, 23:10 a 1 jan. 2024, 00:20~UTC", "31. Dez. 2023, 23:10 bis 1. Jan. 2024, 00:20~UTC",
				"31 déc. 2023, 23:10 – 1er janv. 2024, 00:20~UTC", "31 dic 2023, 23:10 a 1 ene 2024, 00:20~UTC", "2023年12月31日 23:10 ～ 2024年1月1日 00:20~UTC"},
			in{"31 December 2023 to 1 January 2024", "31 de dezembro de 2023 a 1 de janeiro de 2024", "31. Dezember 2023 bis 1. Januar 2024",
				"31 décembre 2023 – 1er janvier 2024", "31 de diciembre de 2023 a 1 de enero de 2024", "2023年12月31日 ～ 2024年1月1日"}},
	} {
		test.want.check(t, "Range", func(l *Language) string { return l.Range(at(test.start), at(test.end)).String() })
		test.days.check(t, "Days", func(l *Language) string { return l.Days(at(test.start), at(test.end)) })
	}
}

func TestDurations(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		d           time.Duration
		short, long in
	}{
		{0, in{"0~min", "0~min", "0~min", "0~min", "0~min", "0分"},
			in{"0 minutes", "0 minuto", "0 Minuten", "0 minute", "0 minutos", "0分"}},
		{45 * time.Second, in{"45~s", "45~s", "45~s", "45~s", "45~s", "45秒"},
			in{"45 seconds", "45 segundos", "45 Sekunden", "45 secondes", "45 segundos", "45秒"}},
		{59*time.Second + 700*time.Millisecond, in{"1~min", "1~min", "1~min", "1~min", "1~min", "1分"},
			in{"1 minute", "1 minuto", "1 Minute", "1 minute", "1 minuto", "1分"}},
		{40 * time.Minute, in{"40~min", "40~min", "40~min", "40~min", "40~min", "40分"},
			in{"40 minutes", "40 minutos", "40 Minuten", "40 minutes", "40 minutos", "40分"}},
		{59*time.Minute + 45*time.Second, in{"1~h", "1~h", "1~h", "1~h", "1~h", "1時間"},
			in{"1 hour", "1 hora", "1 Stunde", "1 heure", "1 hora", "1時間"}},
		{68 * time.Minute, in{"1~h~08~min", "1~h~08~min", "1~h~08~min", "1~h~08~min", "1~h~08~min", "1時間8分"},
			in{"1 hour 8 minutes", "1 hora e 8 minutos", "1 Stunde 8 Minuten", "1 heure 8 minutes", "1 hora y 8 minutos", "1時間8分"}},
		{435 * time.Minute, in{"7~h~15~min", "7~h~15~min", "7~h~15~min", "7~h~15~min", "7~h~15~min", "7時間15分"},
			in{"7 hours 15 minutes", "7 horas e 15 minutos", "7 Stunden 15 Minuten", "7 heures 15 minutes", "7 horas y 15 minutos", "7時間15分"}},
		{day, in{"1~d", "1~d", "1~Tag", "1~j", "1~d", "1日"},
			in{"1 day", "1 dia", "1 Tag", "1 jour", "1 día", "1日"}},
		{2*day + 3*time.Hour + 10*time.Minute, in{"2~d~3~h", "2~d~3~h", "2~Tage~3~h", "2~j~3~h", "2~d~3~h", "2日3時間"},
			in{"2 days 3 hours", "2 dias e 3 horas", "2 Tage 3 Stunden", "2 jours 3 heures", "2 días y 3 horas", "2日3時間"}},
		{-5 * time.Minute, in{"−5~min", "−5~min", "−5~min", "−5~min", "−5~min", "−5分"},
			in{"−5 minutes", "−5 minutos", "−5 Minuten", "−5 minutes", "−5 minutos", "−5分"}},
	} {
		test.short.check(t, "Duration "+test.d.String(), func(l *Language) string { return l.Duration(test.d) })
		test.long.check(t, "DurationLong "+test.d.String(), func(l *Language) string { return l.DurationLong(test.d) })
	}
	for _, d := range []time.Duration{math.MinInt64, math.MaxInt64} {
		if got := strings.ReplaceAll(strings.TrimPrefix(find(t, "en").Duration(d), "−"), "\u00a0", " "); got != "106,751 d 23 h" {
			t.Errorf("Duration(%d) is %q", d, got)
		}
	}
}

func TestAge(t *testing.T) {
	to := at("2025-01-14T00:00:00Z")
	for from, want := range map[string]in{
		"2025-01-14T00:00:00Z": {"0 days", "0 dia", "0 Tage", "0 jour", "0 días", "0日"},
		"2025-01-13T23:59:00Z": {"1 day", "1 dia", "1 Tag", "1 jour", "1 día", "1日"},
		"2024-10-28T10:00:00Z": {"78 days", "78 dias", "78 Tage", "78 jours", "78 días", "78日"},
		"2024-09-03T10:00:00Z": {"4 months", "4 meses", "4 Monate", "4 mois", "4 meses", "4か月"},
		"2023-01-15T10:00:00Z": {"23 months", "23 meses", "23 Monate", "23 mois", "23 meses", "23か月"},
		"2019-09-16T10:00:00Z": {"5 years", "5 anos", "5 Jahre", "5 ans", "5 años", "5年"},
		"2030-01-01T00:00:00Z": {"0 days", "0 dia", "0 Tage", "0 jour", "0 días", "0日"},
	} {
		want.check(t, "Age from "+from, func(l *Language) string { return l.Age(at(from), to) })
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]in{
		0:          {"0", "0", "0", "0", "0", "0"},
		999:        {"999", "999", "999", "999", "999", "999"},
		1234:       {"1,234", "1.234", "1.234", "1^234", "1234", "1,234"},
		10_000:     {"10,000", "10.000", "10.000", "10^000", "10.000", "10,000"},
		-1_234_567: {"−1,234,567", "−1.234.567", "−1.234.567", "−1^234^567", "−1.234.567", "−1,234,567"},
	} {
		want.check(t, fmt.Sprint("Number ", n), func(l *Language) string { return l.Number(n) })
	}
	in{"45%", "45%", "45~%", "45^%", "45~%", "45%"}.check(t, "Percent", func(l *Language) string { return l.Percent(0.454) })
}

func TestLists(t *testing.T) {
	for items, want := range map[string]in{
		"":      {"", "", "", "", "", ""},
		"A":     {"A", "A", "A", "A", "A", "A"},
		"A B":   {"A and B", "A e B", "A und B", "A et B", "A y B", "A、B"},
		"A B C": {"A, B and C", "A, B e C", "A, B und C", "A, B et C", "A, B y C", "A、B、C"},
	} {
		want.check(t, "List "+items, func(l *Language) string { return l.List(strings.Fields(items)) })
	}
}

func TestText(t *testing.T) {
	in{"Same provider: Azure.", "Mesmo fornecedor: Azure.", "Gleicher Anbieter: Azure.", "Même fournisseur~: Azure.", "Mismo proveedor: Azure.", "同じプロバイダー: Azure。"}.
		check(t, "related.provider", func(l *Language) string { return l.Text("related.provider", "name", "Azure") })
	in{"2 of 1,000 done", "2 de 1.000 concluídas", "2 von 1.000 erledigt", "2 sur 1^000 terminées", "2 de 1000 hechas", "1,000件中2件完了"}.
		check(t, "actions.of_done", func(l *Language) string { return l.Text("actions.of_done", "done", 2, "all", 1000) })
	in{"Search", "Pesquisa", "Suche", "Recherche", "Búsqueda", "検索"}.
		check(t, "search.title", func(l *Language) string { return l.Text("search.title") })
	if got := find(t, "en").Text("related.provider", "name", "{name} {count}"); got != "Same provider: {name} {count}." {
		t.Errorf("a value is read as a message: %q", got)
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]in{
		0:         {"0 incidents", "0 incidente", "0 Vorfälle", "0 incident", "0 incidentes", "0件のインシデント"},
		1:         {"1 incident", "1 incidente", "1 Vorfall", "1 incident", "1 incidente", "1件のインシデント"},
		2:         {"2 incidents", "2 incidentes", "2 Vorfälle", "2 incidents", "2 incidentes", "2件のインシデント"},
		10_001:    {"10,001 incidents", "10.001 incidentes", "10.001 Vorfälle", "10^001 incidents", "10.001 incidentes", "10,001件のインシデント"},
		1_000_001: {"1,000,001 incidents", "1.000.001 incidentes", "1.000.001 Vorfälle", "1^000^001 incidents", "1.000.001 incidentes", "1,000,001件のインシデント"},
	} {
		want.check(t, fmt.Sprint("list.incidents ", n), func(l *Language) string { return l.Count("list.incidents", n) })
	}
	in{"1 incident since June 2021", "1 incidente desde junho de 2021", "1 Vorfall seit Juni 2021", "1 incident depuis juin 2021", "1 incidente desde junio de 2021", "2021年6月以降、1件のインシデント"}.
		check(t, "list.since", func(l *Language) string {
			return l.Count("list.since", 1, "month", l.Month(at("2021-06-30T00:00:00Z")))
		})
	for _, n := range []int{math.MinInt, math.MaxInt} {
		if got := find(t, "en").Count("list.incidents", n); !strings.HasSuffix(got, " incidents") {
			t.Errorf("Count of %d is %q", n, got)
		}
	}
}

// TestMistakes calls what a program must not call.
func TestMistakes(t *testing.T) {
	l := find(t, "en")
	for name, call := range map[string]func(){
		"unknown key":       func() { l.Text("site.nothing") },
		"unknown count":     func() { l.Count("site.nothing", 1) },
		"text with forms":   func() { l.Text("list.incidents") },
		"count without":     func() { l.Count("site.skip", 1) },
		"no value":          func() { l.Text("related.provider") },
		"half a pair":       func() { l.Text("related.provider", "name") },
		"another name":      func() { l.Text("related.provider", "names", "Azure") },
		"one name too many": func() { l.Text("related.provider", "name", "Azure", "region", "Europe") },
		"a float":           func() { l.Text("related.provider", "name", 1.5) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}

func TestJSON(t *testing.T) {
	l := find(t, "pt")
	var got map[string]any
	if err := json.Unmarshal(l.JSON("search", "moved"), &got); err != nil {
		t.Fatal(err)
	}
	if got["search.title"] != "Pesquisa" || got["moved.title"] != "Esta página mudou de endereço" || got["site.skip"] != nil {
		t.Errorf("the messages are %v", got)
	}
	if forms, ok := got["search.results"].(map[string]any); !ok || forms["one"] != "{count} incidente" {
		t.Errorf("the forms of search.results are %v", got["search.results"])
	}
	if string(l.JSON("search")) != string(l.JSON("search")) || string(l.JSON()) != "{}" {
		t.Error("the same pages are not the same bytes")
	}
}

func BenchmarkText(b *testing.B) {
	l := find(b, "pt")
	b.ReportAllocs()
	for b.Loop() {
		l.Text("related.provider", "name", "Azure")
	}
}

func BenchmarkTextPlain(b *testing.B) {
	l := find(b, "pt")
	b.ReportAllocs()
	for b.Loop() {
		l.Text("facts.duration")
	}
}

func BenchmarkCount(b *testing.B) {
	l := find(b, "pt")
	b.ReportAllocs()
	for b.Loop() {
		l.Count("list.incidents", 10_000)
	}
}

func BenchmarkDuration(b *testing.B) {
	l := find(b, "pt")
	b.ReportAllocs()
	for b.Loop() {
		l.Duration(435 * time.Minute)
	}
}

func BenchmarkMoment(b *testing.B) {
	l := find(b, "pt")
	day := at("2023-12-12T09:10:00Z")
	b.ReportAllocs()
	for b.Loop() {
		l.Moment(day)
	}
}

func BenchmarkRead(b *testing.B) {
	src, err := files.ReadFile("languages/pt.json")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := read("pt", src); err != nil {
			b.Fatal(err)
		}
	}
}
