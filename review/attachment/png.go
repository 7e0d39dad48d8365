package attachment

import (
	"encoding/binary"
	"errors"
	"slices"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

var errPNG = errors.New("not a PNG (RFC 2083)")

// drawn are the chunks that a picture is drawn with. Texts, times and EXIF are not among them.
var drawn = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs"}

// cleanPNG copies a PNG without its metadata and without what stands behind its end (AT-4).
func cleanPNG(b []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(b)), pngSignature...)
	for i := len(pngSignature); ; {
		if len(b)-i < 12 {
			return nil, errPNG
		}
		n := binary.BigEndian.Uint32(b[i:])
		if uint64(n)+12 > uint64(len(b)-i) {
			return nil, errPNG
		}
		kind, end := string(b[i+4:i+8]), i+12+int(n)
		if slices.Contains(drawn, kind) {
			out = append(out, b[i:end]...)
		}
		i = end
		if kind == "IEND" {
			return out, nil
		}
	}
}
