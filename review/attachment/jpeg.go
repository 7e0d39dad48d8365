package attachment

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var errJPEG = errors.New("not a JPEG (ITU-T T.81)")

// Markers of ITU-T T.81, table B.1.
const (
	soi   = 0xD8
	eoi   = 0xD9
	sos   = 0xDA
	rst0  = 0xD0
	rst7  = 0xD7
	tem   = 0x01
	app0  = 0xE0
	app2  = 0xE2
	app14 = 0xEE
	app15 = 0xEF
	com   = 0xFE
)

// cleanJPEG copies a JPEG without its metadata and without what stands behind its end (AT-4). Of the application
// segments those stay that say how its colours are read.
func cleanJPEG(b []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(b)), 0xFF, soi)
	for i := 2; ; {
		marker, at, err := nextMarker(b, i)
		if err != nil {
			return nil, err
		}
		i = at
		switch {
		case marker == eoi:
			return append(out, 0xFF, eoi), nil
		case marker == tem || marker >= rst0 && marker <= rst7 || marker == soi:
			return nil, errJPEG // none of them stands between segments
		}
		if len(b)-i < 2 {
			return nil, errJPEG
		}
		n := int(binary.BigEndian.Uint16(b[i:]))
		if n < 2 || len(b)-i < n {
			return nil, errJPEG
		}
		if segment := b[i+2 : i+n]; kept(marker, segment) {
			out = append(out, 0xFF, marker)
			out = append(out, b[i:i+n]...)
		}
		i += n
		if marker == sos {
			end := scanEnd(b, i)
			out = append(out, b[i:end]...)
			i = end
		}
	}
}

// nextMarker reads a marker and gives what follows it. Fill bytes may stand before it.
func nextMarker(b []byte, i int) (marker byte, next int, err error) {
	if i >= len(b) || b[i] != 0xFF {
		return 0, 0, errJPEG
	}
	for i < len(b) && b[i] == 0xFF {
		i++
	}
	if i >= len(b) || b[i] == 0 {
		return 0, 0, errJPEG
	}
	return b[i], i + 1, nil
}

// scanEnd is where the coded data of a scan end: at the next marker that is none of restarting.
func scanEnd(b []byte, i int) int {
	for ; i+1 < len(b); i++ {
		if b[i] == 0xFF && b[i+1] != 0 && b[i+1] != 0xFF && (b[i+1] < rst0 || b[i+1] > rst7) {
			return i
		}
	}
	return len(b)
}

// kept says whether a segment is needed to draw the picture: APP0 is JFIF's, APP2 may hold a colour profile, APP14 says
// how Adobe's colours are meant. EXIF and XMP stand in APP1, IPTC in APP13, further pictures in other APP2.
func kept(marker byte, segment []byte) bool {
	switch {
	case marker == app0:
		return bytes.HasPrefix(segment, []byte("JFIF\x00")) // JFXX holds a thumbnail
	case marker == app2:
		return bytes.HasPrefix(segment, []byte("ICC_PROFILE\x00"))
	case marker == app14:
		return bytes.HasPrefix(segment, []byte("Adobe"))
	}
	return marker != com && (marker < app0 || marker > app15)
}
