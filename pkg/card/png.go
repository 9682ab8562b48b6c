package card

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/zlib"
)

// encoder writes the file (PNG, W3C Recommendation, third edition). The
// standard library's image/png asks for each pixel of a picture of 4 bits
// through an interface: it alone takes five times as long as a whole card.
type encoder struct {
	out  bytes.Buffer
	zlib *zlib.Writer
}

// heads are what stands before the pixels, for each severity.
var heads = func() (all [severities][]byte) {
	for s := range all {
		var colours []byte
		for _, c := range palette(Severity(s)) {
			colours = append(colours, c.R, c.G, c.B)
		}
		header := binary.BigEndian.AppendUint32(nil, Width)
		header = binary.BigEndian.AppendUint32(header, Height)
		header = append(header, 4, 3, 0, 0, 0) // 4 bits, palette, deflate, filters, not interlaced
		head := appendChunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", header)
		all[s] = appendChunk(head, "PLTE", colours)
	}
	return all
}()

var end = appendChunk(nil, "IEND", nil)

// appendChunk appends a chunk: length, type, content, checksum.
func appendChunk(file []byte, name string, content []byte) []byte {
	file = binary.BigEndian.AppendUint32(file, uint32(len(content)))
	start := len(file)
	file = append(append(file, name...), content...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(file[start:]))
}

// writePNG writes the picture with the colours of a severity.
func (p *canvas) writePNG(w io.Writer, s Severity) error {
	e := &p.file
	e.out.Reset()
	e.out.Write(heads[s])
	start := e.out.Len()
	e.out.WriteString("\x00\x00\x00\x00IDAT")
	if e.zlib == nil {
		z, err := zlib.NewWriterLevel(&e.out, zlib.BestSpeed)
		if err != nil {
			return err
		}
		e.zlib = z
	} else {
		e.zlib.Reset(&e.out)
	}
	if _, err := e.zlib.Write(p.rows[:]); err != nil {
		return err
	}
	if err := e.zlib.Close(); err != nil {
		return err
	}
	chunk := e.out.Bytes()[start:]
	binary.BigEndian.PutUint32(chunk, uint32(len(chunk)-8))
	sum := crc32.ChecksumIEEE(chunk[4:])
	e.out.Write(binary.BigEndian.AppendUint32(nil, sum))
	e.out.Write(end)
	_, err := w.Write(e.out.Bytes())
	return err
}
