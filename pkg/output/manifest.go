package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
)

const (
	manifestPath = own + "/manifest.json"
	journalPath  = own + "/pending.json"

	manifestVersion = 1
	manifestLimit   = 256 << 20 // bytes; about two million files
)

// entry is what the manifest says about one file.
type entry struct {
	Size int64
	Sum  [sha256.Size]byte
}

// unknown is the entry of a file that is rcagen's but whose bytes may be
// either of two versions.
var unknown = entry{Size: -1}

type manifestJSON struct {
	Version int        `json:"version"`
	Files   []fileJSON `json:"files"`
}

type fileJSON struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// encodeManifest lists the files by path, one a line.
func encodeManifest(files map[string]file) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"version\":%d,\"files\":[", manifestVersion)
	separator := "\n"
	for _, address := range slices.Sorted(maps.Keys(files)) {
		f := files[address]
		line, err := json.Marshal(fileJSON{address, f.Size, hex.EncodeToString(f.Sum[:])})
		if err != nil {
			return nil, err
		}
		b.WriteString(separator)
		b.Write(line)
		separator = ",\n"
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// decodeManifest reads what encodeManifest wrote. The file is as open to
// edits as the rest of the output folder, so nothing in it is believed.
func decodeManifest(data []byte) (map[string]entry, error) {
	var m manifestJSON
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m.Version != manifestVersion {
		return nil, fmt.Errorf("version is %d, expected %d", m.Version, manifestVersion)
	}
	entries := make(map[string]entry, len(m.Files))
	for _, f := range m.Files {
		if err := checkAddress(f.Path); err != nil {
			return nil, err
		}
		if _, ok := entries[f.Path]; ok {
			return nil, fmt.Errorf("%s is listed twice", quote(f.Path))
		}
		sum, err := hex.DecodeString(f.SHA256)
		if err != nil || len(sum) != sha256.Size {
			return nil, fmt.Errorf("%s has no valid hash", quote(f.Path))
		}
		e := entry{Size: f.Size}
		copy(e.Sum[:], sum)
		entries[f.Path] = e
	}
	return entries, nil
}

// history is what earlier runs wrote into the output folder.
type history struct {
	entries map[string]entry // every file that is rcagen's
	folders map[string]bool  // their parents
	raw     []byte           // the manifest as it is on disk
	// interrupted says that a run died while it replaced files one by one.
	interrupted bool
	// none says that there is neither a manifest nor a journal.
	none bool
}

func (h history) has(address string) bool {
	_, ok := h.entries[address]
	return ok
}

// readHistory reads manifest and journal. Files that the two disagree about
// are rcagen's, in a version that must be found out.
func readHistory(site *os.Root) (history, error) {
	h := history{entries: map[string]entry{}, folders: map[string]bool{}}
	raw, listed, err := readManifest(site, manifestPath)
	if err != nil {
		return h, err
	}
	pendingRaw, pending, err := readManifest(site, journalPath)
	if err != nil {
		return h, err
	}
	h.raw = raw
	h.interrupted = pendingRaw != nil
	h.none = raw == nil && pendingRaw == nil
	maps.Copy(h.entries, listed)
	if h.interrupted {
		for address := range listed {
			if pending[address] != listed[address] {
				h.entries[address] = unknown
			}
		}
		for address := range pending {
			if _, ok := listed[address]; !ok {
				h.entries[address] = unknown
			}
		}
	}
	for address := range h.entries {
		for parent := range parents(address) {
			h.folders[parent] = true
		}
	}
	return h, nil
}

// readManifest returns nil bytes where there is no such file.
func readManifest(site *os.Root, name string) ([]byte, map[string]entry, error) {
	fail := func(err error) ([]byte, map[string]entry, error) {
		return nil, nil, fmt.Errorf("%s is damaged: %w; delete the output folder to start afresh", quote(name), err)
	}
	f, err := site.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return fail(reason(err))
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, manifestLimit))
	if err != nil {
		return fail(reason(err))
	}
	entries, err := decodeManifest(raw)
	if err != nil {
		return fail(err)
	}
	return raw, entries, nil
}
