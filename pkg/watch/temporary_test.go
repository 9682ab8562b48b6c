package watch

import "testing"

func TestTemporary(t *testing.T) {
	for _, name := range []string{
		"post.md~", "~", ".post.md.swp", ".post.md.swo", ".post.md.swx", "post.md.bck", "post.md.tmp", "post.md.crswap", "video.mp4.part",
		"4913", "5036", ".#post.md", "#post.md#", "##",
		"post.md___jb_tmp___", "post.md___jb_old___", "post.md___jb_bak___",
		".goutputstream-4YHZ61", ".sb-1a2b3c4d-abcdef", ".~lock.sheet.ods#", ".syncthing.post.md.tmp", "~syncthing~post.md",
		".dropbox", ".dropbox.cache", ".DS_Store",
		"sedaB3xYz", "sed000000", "sedabcdeF",
		"content/2024/post.md~", "/content/4913",
	} {
		if !Temporary(name) {
			t.Errorf("Temporary(%q) = false", name)
		}
	}
	for _, name := range []string{
		"", ".", "post.md", "index.md", "tmp", "part", "swp", ".tmpl", "post.tmp.md", "a~b.md", "backup~/post.md",
		"4914", "49130", "5159", "4913.md", "#", "#1.md", "c#", ".well-known", "DS_Store", "sb-x", "dropbox.md",
		"sediment", "sedatives", "sedaB3xY", "sedaB3xYz0", "sedaB3xY.", "sed-B3xYz", "sedaB3xYz.md", "sed", "usedaB3xYz",
	} {
		if Temporary(name) {
			t.Errorf("Temporary(%q) = true", name)
		}
	}
}
