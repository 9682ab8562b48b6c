package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// takeShots writes the README's pictures: what a reader sees first of three
// pages.
func takeShots(t *testing.T, b *browser, d *demo, dir string) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p := b.tab(t)
	p.resize(1280)
	for name, page := range map[string]string{
		"screenshot.png":        d.url("2023/wakam-pricing-api/"),
		"screenshot-home.png":   d.url(""),
		"screenshot-search.png": d.url("search/") + "?q=azure+keys+out+of+synk",
	} {
		p.open(page)
		if name == "screenshot-search.png" {
			p.until("results", `document.querySelector(".hit mark") !== null`)
		}
		if err := os.WriteFile(filepath.Join(dir, name), perform(p, name, chromedp.CaptureScreenshot()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
