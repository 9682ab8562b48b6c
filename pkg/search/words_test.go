package search

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// texts are what the tokenizers are held against: here, in the fuzz test, and
// in the client.
var texts = []string{
	"",
	"The gateway answered 502 Bad Gateway.",
	"Zürich, São Paulo, Ångström, naïve café, Łódź",
	"Zu\u0308rich and cafe\u0301",
	"ＦＵＬＬ ｗｉｄｔｈ, ﬁle, ½ km², № 7, ① ② K (kelvin)",
	"INC-11975 db-ap3-21.internal eu-west-1 0x80070005 v1.2.3 a--1 x_-1 -1- 3.",
	"non-digit-compound snake_case dotted.name",
	"ΟΔΥΣΣΕΥΣ Οδυσσευς σίγμα ς",
	"İstanbul Iğdır STRASSE Straße",
	"Привет, ёлка и йод",
	"障害対応を行いました。データベースの接続 東京リージョンAPI障害2件",
	"ｶﾞｯｺｳ ガッコウ スーパー 々",
	"서버 장애가 발생했습니다. 한국어1",
	"中 a中b 中-1 a-中",
	"हिन्दी में ภาษาไทย שָׁלוֹם مَرْحَبًا",
	"⚠️ 🚨 co\u00adoperate zero\u200bwidth 👩\u200d💻",
	"𠀀𠀁 𝐀𝐁 \uffff \U0010ffff",
	"x\xffy \xc3( \xed\xa0\x80",
	strings.Repeat("long", 20) + " " + strings.Repeat("ab-", 20) + "1",
	"l'été \u2019tis don't e-mail",
	"\u0301lonely \u0928\u0941 ǰ ΐ ŉ ᾳ",
}

func emitted(s string) []string {
	var list []string
	words(s, func(word string, letters int) { list = append(list, word) })
	return list
}

func TestWords(t *testing.T) {
	tests := []struct {
		text string
		want string
	}{
		{"Gateway db-ap3-21", "gateway db ap3 21 db-ap3-21"},
		{"snake_case", "snake case"},
		{"Zürich ＦＵＬＬ", "zurich full"},
		{"v1.2.3.", "v1 2 3 v1.2.3"},
		{"障害対応API", "障害 害対 対応 api"},
		{"中", "中"},
		{"ガ", "ガ"},
		{"Οδυσσεύς", "οδυσσευσ"},
	}
	for _, test := range tests {
		if got := strings.Join(emitted(fold(test.text)), " "); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
	for _, text := range texts {
		checkWords(t, text)
	}
}

func FuzzWords(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(checkWords)
}

func checkWords(t *testing.T, text string) {
	t.Helper()
	text = strings.ToValidUTF8(text, "\ufffd")
	folded := fold(text)
	if want := oracleFold(text); folded != want {
		t.Fatalf("%q folds to %q, want %q", text, folded, want)
	}
	want, _ := oracleWords(folded)
	got := emitted(folded)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%q:\n%s", text, diff)
	}
}

// TestFoldEveryRune compares with the oracle for every character by itself.
func TestFoldEveryRune(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if s := string(r); fold(s) != oracleFold(s) {
			t.Errorf("%U folds to %q, want %q", r, fold(s), oracleFold(s))
		}
	}
}

func TestCompareUTF16(t *testing.T) {
	sorted := []string{"", "a", "ab", "b", "é", "\ud7ff", "\U00010000", "\U0010ffff", "\ue000", "\uffff"}
	for i, x := range sorted {
		for j, y := range sorted {
			if got := compareUTF16(x, y); got != max(-1, min(1, i-j)) {
				t.Errorf("%q and %q: %d", x, y, got)
			}
		}
	}
}

func TestBorder(t *testing.T) {
	for _, test := range [][3]string{
		{"", "abc", "a"}, {"ab", "abc", "abc"}, {"abc", "abde", "abd"}, {"zz", "äa", "ä"},
		{"中国", "中文字", "中文"}, {"a\U00010000b", "a\ue000b", "a\ue000"},
	} {
		if got := border(test[0], test[1]); got != test[2] || compareUTF16(got, test[0]) <= 0 {
			t.Errorf("between %q and %q: %q, want %q", test[0], test[1], got, test[2])
		}
	}
}
