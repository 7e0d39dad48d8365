package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// report is a picture that stands for a test report: a sheet with lines of writing and a round stamp, nobody's.
func report() []byte {
	sheet := image.NewGray(image.Rect(0, 0, 420, 594))
	for y := range 594 {
		for x := range 420 {
			shade := uint8(255)
			dx, dy := x-310, y-470
			switch r := dx*dx + dy*dy; {
			case r > 48*48 && r < 54*54:
				shade = 120
			case y > 110 && y < 420 && y%26 < 6 && x > 50 && x < 370-(y*7)%90:
				shade = 170
			case y > 50 && y < 72 && x > 120 && x < 300:
				shade = 60
			}
			sheet.SetGray(x, y, color.Gray{Y: shade})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, sheet); err != nil {
		panic(err) // a buffer takes all
	}
	return b.Bytes()
}
