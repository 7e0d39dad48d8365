package poster

import "encoding/binary"

// lacks is the first character of a text that a TrueType font has no glyph for, so that nothing is printed with holes; 0 if none. It reads
// the font's character map of the basic plane (OpenType, cmap format 4), which is all that PDF embedding uses. Latin is not asked for.
func lacks(font []byte, text string) rune {
	m := charMap(font)
	for _, c := range text {
		if c >= 0x100 && !m.has(c) {
			return c
		}
	}
	return 0
}

// charMap4 is a table of format 4: ranges of characters, in four parallel arrays.
type charMap4 []byte

func charMap(font []byte) charMap4 {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	for i := range u16(4) {
		entry := 12 + 16*i
		if string(font[entry:entry+4]) != "cmap" {
			continue
		}
		table := u32(entry + 8)
		for j := range u16(table + 2) {
			at := table + u32(table+4+8*j+4)
			if u16(at) == 4 {
				return font[at : at+u16(at+2)]
			}
		}
	}
	return nil
}

func (m charMap4) has(c rune) bool {
	if m == nil || c > 0xffff {
		return false
	}
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(m[at:])) }
	segments := u16(6) / 2
	ends, starts := 14, 16+2*segments
	deltas, offsets := starts+2*segments, starts+4*segments
	for i := range segments {
		if int(c) > u16(ends+2*i) {
			continue
		}
		start, offset := u16(starts+2*i), u16(offsets+2*i)
		switch {
		case int(c) < start:
			return false
		case offset == 0:
			return (int(c)+u16(deltas+2*i))&0xffff != 0
		}
		at := offsets + 2*i + offset + 2*(int(c)-start)
		return at+2 <= len(m) && u16(at) != 0
	}
	return false
}
