package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// takeShots writes pictures of the sample of pages for a person to look at.
func takeShots(t *testing.T, b *browser, d *demo, dir string) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p := b.tab(t)
	write := func(name string, picture chromedp.Action[[]byte]) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), perform(p, name, picture), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const lossless = 100
	for _, page := range d.sample() {
		name := strings.ReplaceAll(nameOfPage(page), "/", "-")
		for _, scheme := range []string{"light", "dark"} {
			p.media("", "prefers-color-scheme", scheme)
			for _, width := range []int64{1440, 820, 390} {
				p.resize(width)
				p.open(d.url(page))
				p.loadImages()
				write(fmt.Sprintf("%s-%d-%s.png", name, width, scheme), chromedp.FullScreenshot(lossless))
				if width == 1440 {
					write(fmt.Sprintf("%s-%d-%s-first.png", name, width, scheme), chromedp.CaptureScreenshot())
				}
			}
		}
		p.media("print")
		p.resize(700) // about A4 with its margins
		write(name+"-print.png", chromedp.FullScreenshot(lossless))
	}
}
