package check_test
import ("testing";"fmt";"os";"strings";"github.com/rcagen/rcagen/pkg/report";"github.com/rcagen/rcagen/pkg/diag")
func TestRateX(t *testing.T) {
	docs := readShared(t, "corpus")
	for k,v := range readShared(t,"seeds") { docs[k]=v }
	for _, d := range checked(docs) {
		if !strings.HasPrefix(d.Rule, os.Getenv("RULE")) { continue }
		report.Text{}.Write(os.Stdout, []diag.Diagnostic{d}, func(p string) (*diag.File, error) { s:=docs[strings.Replace(p,"content/","../../../shared/",1)]; return &diag.File{Path:p, Bytes: []byte(s)}, nil })
	}
	fmt.Println()
}
