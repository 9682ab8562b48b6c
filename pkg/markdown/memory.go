package markdown

import "sync"

// Memory remembers highlighted code blocks: colouring is three quarters of
// the work of rendering a page, and most blocks do not change between two
// renderings. The zero value is ready and safe for concurrent use.
type Memory struct {
	mu     sync.Mutex
	blocks map[memoryKey]string
	size   int
}

type memoryKey struct{ info, code string }

// maxMemory bounds the bytes held, so that memory does not grow with the site.
const maxMemory = 4 << 20

func (m *Memory) get(key memoryKey) (string, bool) {
	if m == nil {
		return "", false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	html, ok := m.blocks[key]
	return html, ok
}

func (m *Memory) put(key memoryKey, html string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	size := len(key.info) + len(key.code) + len(html)
	if m.blocks == nil || m.size+size > maxMemory {
		m.blocks, m.size = map[memoryKey]string{}, 0
	}
	m.blocks[key] = html
	m.size += size
}
