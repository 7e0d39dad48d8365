package webtest

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"kangma/internal/qr"
)

// Scene is how a code is seen: by an angle, out of focus, in poor light, behind a crack.
type Scene struct {
	Name          string
	Width, Height int
	Side          float64 // of the code, in pixels
	Angle         float64 // degrees
	Blur          int     // pixels
	Dark          float64 // 0 is full light, 0.9 nearly none
	Pale          float64 // 0 is black on white, 0.9 nearly one gray
	Noise         int     // of the sensor, in steps of gray
	Crack         bool
}

// Picture paints a code into a scene, in gray.
func (s Scene) Picture(t *testing.T, text string) *image.Gray {
	t.Helper()
	rows, err := modules(text)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rect(0, 0, s.Width, s.Height))
	sin, cos := math.Sincos(s.Angle * math.Pi / 180)
	n := float64(len(rows))
	for y := range s.Height {
		for x := range s.Width {
			dx, dy := float64(x)-float64(s.Width)/2, float64(y)-float64(s.Height)/2
			u, v := (dx*cos+dy*sin)/s.Side*n+n/2, (dy*cos-dx*sin)/s.Side*n+n/2
			light := 150.0 // the wall behind
			if u >= 0 && v >= 0 && u < n && v < n {
				light = 245
				if rows[int(v)][int(u)] {
					light = 15
				}
				light += (130 - light) * s.Pale
			}
			if s.Crack && math.Abs(float64(x-y)-float64(s.Width-s.Height)/2+20*math.Sin(float64(y)/17)) < 3 {
				light = 200
			}
			img.SetGray(x, y, color.Gray{uint8(light * (1 - s.Dark))})
		}
	}
	return noisy(blurred(img, s.Blur), s.Noise)
}

// noisy adds what a sensor adds in poor light, the same each time.
func noisy(img *image.Gray, steps int) *image.Gray {
	if steps == 0 {
		return img
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i, p := range img.Pix {
		img.Pix[i] = uint8(min(255, max(0, int(p)+r.IntN(2*steps+1)-steps)))
	}
	return img
}

// blurred averages over a square, rows then columns.
func blurred(img *image.Gray, r int) *image.Gray {
	if r == 0 {
		return img
	}
	b := img.Bounds()
	pass := func(from *image.Gray, dx, dy int) *image.Gray {
		to := image.NewGray(b)
		for y := range b.Dy() {
			for x := range b.Dx() {
				sum, n := 0, 0
				for k := -r; k <= r; k++ {
					if p := image.Pt(x+k*dx, y+k*dy); p.In(b) {
						sum, n = sum+int(from.GrayAt(p.X, p.Y).Y), n+1
					}
				}
				to.SetGray(x, y, color.Gray{uint8(sum / n)})
			}
		}
		return to
	}
	return pass(pass(img, 1, 0), 0, 1)
}

// File writes the scene as a PNG.
func (s Scene) File(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, s.Picture(t, text)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Film writes scenes one after the other as a Y4M film of so many a second for Chromium's fake camera, which plays it in a loop.
func Film(t *testing.T, rate int, frames ...*image.Gray) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "camera.y4m")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	size := frames[0].Bounds().Size()
	fmt.Fprintf(w, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n", size.X, size.Y, rate)
	chroma := bytes.Repeat([]byte{128}, size.X*size.Y/2)
	for _, img := range frames {
		w.WriteString("FRAME\n")
		w.Write(img.Pix)
		w.Write(chroma)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// FakeCamera are the flags of a browser whose camera plays a film.
func FakeCamera(film string) []any {
	return []any{"use-fake-device-for-media-stream", true, "use-fake-ui-for-media-stream", true, "use-file-for-fake-video-capture", film}
}

const quiet = 4 // modules of white around a code

// modules is a QR code as rows of booleans, quiet zone included.
func modules(text string) ([][]bool, error) {
	all, n, err := qr.Encode(text)
	if err != nil {
		return nil, err
	}
	rows := make([][]bool, n+2*quiet)
	for y := range rows {
		rows[y] = make([]bool, n+2*quiet)
	}
	for i, b := range all {
		rows[i/n+quiet][i%n+quiet] = b == 1
	}
	return rows, nil
}
