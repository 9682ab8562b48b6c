package site

import (
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// nameAssets gives every file below the content folder the address that it
// would have in the site: assets/, its name, the beginning of its hash. Files
// with the same name and content are one asset.
func (b *builder) nameAssets() {
	hashes := map[string]string{} // by address
	byAddress := map[string]*Asset{}
	for _, file := range sortedKeys(b.in.Files) {
		if b.site.assets[file] != nil {
			continue
		}
		f := b.in.Files[file]
		address := assetAddress(file, f.Hash, 8)
		if known, taken := hashes[address]; taken && known != f.Hash {
			address = assetAddress(file, f.Hash, len(f.Hash))
		}
		a := byAddress[address]
		if a == nil {
			a = &Asset{File: file, Address: address, Width: f.Width, Height: f.Height, Size: f.Size, Active: f.Active}
			byAddress[address], hashes[address] = a, f.Hash
		}
		b.site.assets[file] = a
	}
}

// maxAssetName is how many bytes of a file's name its address keeps.
const maxAssetName = 60

// assetAddress makes an address of a file's name and the first digits of its hash.
func assetAddress(file, hash string, digits int) string {
	base := strings.ToLower(path.Base(file))
	ext := path.Ext(base)
	name := strings.Trim(collapseDashes(strings.Map(func(r rune) rune {
		if r < 0x80 && isURLSafe(byte(r)) {
			return r
		}
		return '-'
	}, strings.TrimSuffix(base, ext))), "-.")
	if len(name) > maxAssetName {
		name = name[:maxAssetName]
	}
	if name == "" {
		name = "file"
	}
	if strings.ContainsFunc(ext, func(r rune) bool { return r >= 0x80 || !isURLSafe(byte(r)) }) {
		ext = ""
	}
	return "assets/" + name + "-" + hash[:min(digits, len(hash))] + ext
}

// collectAssets finds the files that pages show or link to, each once.
func (b *builder) collectAssets() {
	s := b.site
	used := map[*Asset]bool{}
	for _, p := range s.Pages {
		for _, l := range p.Document.Links {
			b.collect(p, l, used)
		}
		if image := p.Document.Meta.Image; image != "" {
			b.collect(p, markdown.Link{Kind: markdown.Image, Target: image}, used)
		}
	}
	for _, file := range sortedKeys(b.in.Files) {
		if s.isContent(file) && !strings.HasPrefix(file, StaticDir+"/") && !used[s.assets[file]] {
			s.Unused = append(s.Unused, file)
		}
	}
	slices.SortFunc(s.Assets, func(x, y Asset) int { return strings.Compare(x.Address, y.Address) })
}

func (b *builder) collect(p *Page, l markdown.Link, used map[*Asset]bool) {
	t, _ := b.site.locate(p, l)
	if t.Asset == nil || used[t.Asset] || strings.HasPrefix(t.Asset.File, StaticDir+"/") {
		return
	}
	used[t.Asset] = true
	if taken, ok := b.claims.take(claim{address: t.Asset.Address, source: t.Asset.File}); !ok {
		b.report(collision("id/collision", "asset", t.Asset.File, diag.Span{}, t.Asset.Address, taken))
		return
	}
	b.site.Assets = append(b.site.Assets, *t.Asset)
}

// pictureExtensions are those of files that browsers show as pictures.
var pictureExtensions = []string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"}

// Pictures lists the files of the project that a page can show, by path from the
// project's root.
func (s *Site) Pictures() (list []string) {
	for _, file := range s.files {
		if slices.Contains(pictureExtensions, strings.ToLower(path.Ext(file))) {
			list = append(list, file)
		}
	}
	slices.Sort(list)
	return list
}
