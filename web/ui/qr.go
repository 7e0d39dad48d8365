package ui

import (
	"html/template"
	"strconv"

	"kangma/internal/qr"
)

// quiet is the white border around a QR code, in modules (ISO/IEC 18004).
const quiet = 4

// QR draws text as a QR code of level M in SVG, one path of black runs on white, with the label that a screen reader says.
// It is black on white whatever the page's colours: scanners need that.
func QR(text, label string) (template.HTML, error) {
	modules, n, err := qr.Encode(text)
	if err != nil {
		return "", err
	}
	side := strconv.Itoa(n + 2*quiet)
	b := make([]byte, 0, 16<<10)
	b = append(b, `<svg class="qr-code" role="img" viewBox="0 0 `+side+` `+side+`" shape-rendering="crispEdges" aria-label="`...)
	b = append(b, template.HTMLEscapeString(label)...)
	b = append(b, `"><path fill="#fff" d="M0 0h`+side+`v`+side+`H0z"/><path fill="#000" d="`...)
	for y := range n {
		row := modules[y*n : y*n+n]
		for x := 0; x < n; x++ {
			run := 0
			for x+run < n && row[x+run] == 1 {
				run++
			}
			if run == 0 {
				continue
			}
			b = append(b, 'M')
			b = strconv.AppendInt(b, int64(x+quiet), 10)
			b = append(b, ' ')
			b = strconv.AppendInt(b, int64(y+quiet), 10)
			b = append(b, 'h')
			b = strconv.AppendInt(b, int64(run), 10)
			b = append(b, "v1h-"...)
			b = strconv.AppendInt(b, int64(run), 10)
			b = append(b, 'z')
			x += run
		}
	}
	b = append(b, `"/></svg>`...)
	return template.HTML(b), nil
}
