package attachment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"kangma/internal/fault"
)

func drawing() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for x := range 40 {
		m.Set(x, x%30, color.RGBA{uint8(6 * x), 90, 200, 255})
	}
	return m
}

func asJPEG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawing(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, drawing()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func segment(marker byte, content string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(content)+2))
	return append(b, content...)
}

func chunk(kind, content string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, kind...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func samePicture(t *testing.T, a, b []byte) {
	t.Helper()
	one, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	two, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for y := range one.Bounds().Dy() {
		for x := range one.Bounds().Dx() {
			if one.At(x, y) != two.At(x, y) {
				t.Fatalf("another point at %d,%d", x, y)
			}
		}
	}
}

// AT-4 (WZ-10): where a picture was taken, its comments and thumbnails, and what was hung on behind its end do not stay; the picture does.
func TestMetadataIsCut(t *testing.T) {
	j, p := asJPEG(t), asPNG(t)
	secret := "GPS 30.5728 114.2789"
	profile := segment(app2, "ICC_PROFILE\x00\x01\x01the colours")
	for name, dirty := range map[string][]byte{
		"jpeg": slices.Concat(j[:2], segment(0xE1, "Exif\x00\x00"+secret), segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00"+secret),
			segment(0xED, secret), segment(app2, "MPF\x00"+secret), segment(com, secret), profile, []byte{0xFF}, j[2:], []byte("PK\x03\x04"+secret)),
		"png": slices.Concat(p[:33], chunk("tEXt", "Location\x00"+secret), chunk("eXIf", secret), p[33:], []byte(secret)),
	} {
		if !bytes.Contains(dirty, []byte(secret)) {
			t.Fatal("nothing to cut")
		}
		f, err := Read(bytes.NewReader(dirty))
		if err != nil {
			t.Fatal(name, err)
		}
		if bytes.Contains(f.Content, []byte(secret)) || bytes.Contains(f.Content, []byte("Exif")) {
			t.Errorf("%s: metadata stay", name)
		}
		if name == "jpeg" && !bytes.Contains(f.Content, []byte("the colours")) {
			t.Error("the colour profile was lost")
		}
		samePicture(t, f.Content, dirty)
	}
	again, err := Read(bytes.NewReader(asJPEG(t)))
	if err != nil || !bytes.Equal(again.Content, j) {
		t.Error("a picture without metadata is kept as it is:", err)
	}
}

// AT-4: a thumbnail in the head of a JPEG goes; which side is up stays, alone, since without it the picture lies on its side.
func TestWhichSideIsUp(t *testing.T) {
	j, secret := asJPEG(t), "GPS 30.5728 114.2789"
	thumb := "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01thumb" // JFIF's head says 1 by 1 points, then comes what is none
	exif := func(order binary.AppendByteOrder, mark string, side uint16) string {
		b := append([]byte("Exif\x00\x00"), mark...)
		b = order.AppendUint32(order.AppendUint16(b, 42), 8)
		b = order.AppendUint16(b, 2)
		b = append(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x010F), 2), 20), "make"...)
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0112), 3), 1)
		b = order.AppendUint16(order.AppendUint16(b, side), 0)
		return string(order.AppendUint32(b, 0)) + secret
	}
	for name, c := range map[string]struct {
		exif string
		side []byte
	}{
		"turned":             {exif(binary.LittleEndian, "II", 6), []byte{0, 6, 0, 0}},
		"turned, big endian": {exif(binary.BigEndian, "MM", 8), []byte{0, 8, 0, 0}},
		"as it is":           {exif(binary.LittleEndian, "II", 1), nil},
		"no such side":       {exif(binary.LittleEndian, "II", 9), nil},
		"cut off":            {exif(binary.LittleEndian, "II", 6)[:20], nil},
	} {
		dirty := slices.Concat(j[:2], segment(app0, thumb), segment(app1, c.exif), j[2:])
		f, err := Read(bytes.NewReader(dirty))
		if err != nil {
			t.Fatal(name, err)
		}
		if bytes.Contains(f.Content, []byte("thumb")) || bytes.Contains(f.Content, []byte(secret)) || bytes.Contains(f.Content, []byte("make")) {
			t.Errorf("%s: metadata stay", name)
		}
		if i := bytes.Index(f.Content, []byte("Exif")); i < 0 != (c.side == nil) || i >= 0 && !bytes.Equal(f.Content[i+24:i+28], c.side) {
			t.Errorf("%s: % x", name, f.Content[:60])
		}
		samePicture(t, f.Content, dirty)
		if again, err := Read(bytes.NewReader(f.Content)); err != nil || !bytes.Equal(again.Content, f.Content) {
			t.Errorf("%s: read again it is another: %v", name, err)
		}
	}
}

// AT-1: the content tells, and a refusal names field and reason.
func TestWhatIsRefused(t *testing.T) {
	j, p := asJPEG(t), asPNG(t)
	bomb := slices.Clone(p)
	binary.BigEndian.PutUint32(bomb[16:], 60_000)
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	for name, c := range map[string]struct {
		content []byte
		key     string
	}{
		"a script called .jpg":     {[]byte("#!/bin/sh\nrm -rf /\n"), "attachment.type"},
		"HTML":                     {[]byte("<html><script>alert(1)</script>"), "attachment.type"},
		"SVG":                      {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "attachment.type"},
		"GIF":                      {[]byte("GIF89a..."), "attachment.type"},
		"ZIP":                      {[]byte("PK\x03\x04"), "attachment.type"},
		"a script behind three":    {append([]byte{0xFF, 0xD8, 0xFF}, "#!/bin/sh"...), "attachment.broken"},
		"half a JPEG":              {j[:len(j)/2], "attachment.broken"},
		"a JPEG of its head":       {slices.Concat(j[:2], []byte{0xFF, eoi}), "attachment.broken"},
		"half a PNG":               {p[:len(p)/2], "attachment.broken"},
		"a PNG signature":          {[]byte(pngSignature), "attachment.broken"},
		"a PDF without an end":     {[]byte("%PDF-1.7\n1 0 obj"), "attachment.broken"},
		"a bomb (AT-3)":            {bomb, "attachment.dimensions"},
		"nothing":                  {nil, "field.missing"},
		"a script, then a picture": {append([]byte("<?php ?>"), j...), "attachment.type"},
	} {
		_, err := Read(bytes.NewReader(c.content))
		if f, ok := fault.As(err); !ok || f.Key != c.key || f.Field != "file" || f.Detail == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPDF(t *testing.T) {
	f, err := Read(strings.NewReader("%PDF-1.4\n%…\ntrailer\n%%EOF\n"))
	if err != nil || f.Type != PDF || f.Type.Extension() != ".pdf" {
		t.Error(f, err)
	}
}

// AT-2: of 200 MB no more than the limit is read, and memory does not grow with what is sent.
func TestLongFile(t *testing.T) {
	sent := &endless{left: 200 << 20}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(sent)
	runtime.ReadMemStats(&after)
	if f, ok := fault.As(err); !ok || f.Code != fault.TooLarge || f.Field != "file" {
		t.Error(err)
	}
	if read := 200<<20 - sent.left; read > MaxSize+64<<10 {
		t.Errorf("read on to %d bytes", read)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8*MaxSize {
		t.Errorf("took %d bytes of memory in all", grown)
	}
}

type endless struct{ left int }

func (e *endless) Read(b []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(b), e.left)
	copy(b, bytes.Repeat([]byte{0xFF, 0xD8, 0xFF, 0xE0}, n/4+1)[:n])
	e.left -= n
	return n, nil
}

// Whatever comes is taken or refused by a fault; what is taken is a picture that can be drawn, and reading it again changes nothing.
func FuzzRead(f *testing.F) {
	f.Add(asJPEG(f))
	f.Add(asPNG(f))
	f.Add([]byte("%PDF-1.4\n%%EOF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Read(bytes.NewReader(b))
		if err != nil {
			var ff *fault.Fault
			if !errors.As(err, &ff) {
				t.Fatal("not a fault:", err)
			}
			return
		}
		again, err := Read(bytes.NewReader(file.Content))
		if err != nil || again.SHA256 != file.SHA256 || again.Type != file.Type {
			t.Fatal("read again it is another:", err)
		}
	})
}
