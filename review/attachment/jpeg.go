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
	app1  = 0xE1
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
		if segment, ok := kept(marker, b[i+2:i+n]); ok {
			out = append(out, 0xFF, marker)
			out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
			out = append(out, segment...)
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

// kept is what of a segment is needed to draw the picture: APP0 is JFIF's, APP1 may say in EXIF which side is up, APP2 may
// hold a colour profile, APP14 says how Adobe's colours are meant. XMP stands in APP1 too, IPTC in APP13, further pictures
// in other APP2.
func kept(marker byte, segment []byte) (part []byte, ok bool) {
	switch marker {
	case app0:
		return withoutThumbnail(segment)
	case app1:
		return orientation(segment)
	case app2:
		return segment, bytes.HasPrefix(segment, []byte("ICC_PROFILE\x00"))
	case app14:
		return segment, bytes.HasPrefix(segment, []byte("Adobe"))
	}
	return segment, marker != com && (marker < app0 || marker > app15)
}

// withoutThumbnail is JFIF's segment (ITU-T T.871, 10.1) as far as the size of the thumbnail, which is nothing then. The
// other segments of APP0, JFXX, are thumbnails whole.
func withoutThumbnail(segment []byte) ([]byte, bool) {
	const size = 12 // where it stands
	if len(segment) < size+2 || !bytes.HasPrefix(segment, []byte("JFIF\x00")) {
		return nil, false
	}
	return append(bytes.Clone(segment[:size]), 0, 0), true
}

// orientation is an EXIF segment that says nothing but which side of the picture is up, as the one given does: a
// telephone that was held upright lays its pictures on their side and says so there. None if it says none, or says "as it is".
func orientation(segment []byte) ([]byte, bool) {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return nil, false
	}
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	const entry = 12
	at := uint64(order.Uint32(tiff[4:])) // of the first directory (TIFF 6.0, section 2)
	if at+2 > uint64(len(tiff)) {
		return nil, false
	}
	fields := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(fields) >= entry; n, fields = n-1, fields[entry:] {
		const orientation, short = 0x0112, 3
		if order.Uint16(fields) != orientation || order.Uint16(fields[2:]) != short {
			continue
		}
		if side := order.Uint16(fields[8:]); side > 1 && side <= 8 {
			return []byte{'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, short, 0, 0, 0, 1, 0, byte(side), 0, 0, 0, 0, 0, 0}, true
		}
	}
	return nil, false
}
