package check_test

import (
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// ordinaryRCA is a document of about 5 KB that gives nothing away.
var ordinaryRCA = "---\nid: 2023-12-12-checkout\ntitle: Checkout rejected cards\n---\n\n## Impact summary\n\n" +
	strings.Repeat("From 09:10 to 09:50 UTC on 12 December 2023, one payment in five failed with `HTTP 502`; see [the dashboard](../img/errors.png).\n\n"+
		"- 09:10 The certificate of `payments-gateway` expired (version 4.12.1-rc3, commit 3f9c2ab).\n"+
		"- 09:50 The on-call engineer deployed a new one: `kubectl apply -f deploy/gateway.yaml --namespace=payments`.\n\n", 15) +
	"## Next steps\n\n- Renew certificates a month before they expire.\n"

// BenchmarkLeaks measures the pass over a document without leaks.
func BenchmarkLeaks(b *testing.B) {
	source := []byte(ordinaryRCA)
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		if check.Secrets(source) != nil {
			b.Fatal("found a secret")
		}
	}
}

// BenchmarkParse is what BenchmarkLeaks is held against.
func BenchmarkParse(b *testing.B) {
	source := []byte(ordinaryRCA)
	cfg := config.Default()
	parser := rca.NewParser(cfg)
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		parser.Parse(&diag.File{Path: "content/a.md", Bytes: source}, "a.md")
	}
}
