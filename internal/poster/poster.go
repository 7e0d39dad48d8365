package poster

import (
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"

	"kangma/internal/fault"
	"kangma/internal/qr"
)

// Size is a paper size.
type Size string

const (
	A4 Size = "A4" // 210 × 297 mm
	A3 Size = "A3" // 297 × 420 mm
)

// ParseSize reads a paper size; "" is A4.
func ParseSize(s string) (Size, error) {
	switch Size(s) {
	case "", A4:
		return A4, nil
	case A3:
		return A3, nil
	}
	return "", fault.Field("size", s, "is not A4 or A3")
}

// Poster is what one page says. Texts are Chinese where nothing else is said.
type Poster struct {
	System   string // whose code it is: 湖北省健康码
	SystemEN string
	Place    string
	Kind     string
	KindEN   string
	Address  string // "" if unknown
	Region   string
	Office   string // that answers for the place, "" if unknown
	Phone    string // the office's
	Number   string // of the place, to be compared with the page
	Version  int    // of its code
	Issued   string // day of issue
	Link     string // what the QR code says
	Origin   string // how every genuine link begins
	Hotline  string
	Days     int // for which visits are kept
}

// Write writes a PDF of one page a poster, at least one. A text with a character that the font lacks is refused.
func Write(w io.Writer, font []byte, size Size, posters []Poster) error {
	pdf := document(font, size, posters[0].System+" 场所码海报")
	latin := pdf.UnicodeTranslatorFromDescriptor("")
	scale := 1.0
	if size == A3 {
		scale = 297.0 / 210
	}
	for _, p := range posters {
		if c := lacks(font, p.System+p.Place+p.Kind+p.Address+p.Region+p.Office+p.Phone+p.Origin+p.Hotline); c != 0 {
			return fault.New(fault.Invalid, "poster.no_glyph", "%s: the font has no sign for %q; write it otherwise", p.Number, c)
		}
		pdf.AddPage()
		s := sheet{pdf: pdf, scale: scale, latin: latin}
		if err := s.draw(p); err != nil {
			return err
		}
	}
	if err := pdf.Error(); err != nil {
		return fmt.Errorf("poster: %w", err)
	}
	return pdf.Output(w)
}

// document begins a PDF whose pages are laid out by hand.
func document(font []byte, size Size, title string) *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", string(size), "")
	pdf.SetCompression(true)
	pdf.SetCreator("Kangma", true)
	pdf.SetTitle(title, true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.AddUTF8FontFromBytes(family, "", font)
	return pdf
}

const family = "zh"

// sheet is one page, measured as if it were A4.
type sheet struct {
	pdf   *fpdf.Fpdf
	scale float64
	latin func(string) string // into the encoding of Helvetica
}

type colour struct{ r, g, b int }

var (
	ink    = colour{24, 32, 40}
	quiet  = colour{92, 102, 112}
	green  = colour{0, 110, 70}
	pale   = colour{232, 244, 238}
	white  = colour{255, 255, 255}
	border = colour{196, 206, 214}
)

const (
	width, height = 210.0, 297.0
	margin        = 16.0
)

func (s sheet) mm(v float64) float64 { return v * s.scale }

func (s sheet) fill(c colour) { s.pdf.SetFillColor(c.r, c.g, c.b) }

func (s sheet) box(x, y, w, h float64, c colour) {
	s.fill(c)
	s.pdf.Rect(s.mm(x), s.mm(y), s.mm(w), s.mm(h), "F")
}

// card is a panel with round corners.
func (s sheet) card(x, y, w, h float64, c colour, style string) {
	s.fill(c)
	s.pdf.SetDrawColor(border.r, border.g, border.b)
	s.pdf.SetLineWidth(s.mm(0.35))
	s.pdf.RoundedRect(s.mm(x), s.mm(y), s.mm(w), s.mm(h), s.mm(3), "1234", style)
}

// text writes one line whose middle height is y, made smaller until it fits its width.
func (s sheet) text(x, y, w, points float64, c colour, align, line string) {
	s.write(x, y, w, points, c, align, line, "")
}

// bold writes a line heavily: Latin in its bold face, Chinese with a thin outline in its own colour, since that font has one weight.
func (s sheet) bold(x, y, w, points float64, c colour, align, line string) {
	s.pdf.SetDrawColor(c.r, c.g, c.b)
	s.pdf.SetLineWidth(s.mm(points * 0.009))
	s.write(x, y, w, points, c, align, line, "B")
}

func (s sheet) write(x, y, w, points float64, c colour, align, line, style string) {
	s.pdf.SetTextColor(c.r, c.g, c.b)
	parts := runs(line)
	size := points * s.scale
	total := s.measure(parts, style, size)
	if room := s.mm(w); total > room {
		size *= room / total
		total = room
	}
	at := s.mm(x)
	switch align {
	case "C":
		at += (s.mm(w) - total) / 2
	case "R":
		at += s.mm(w) - total
	}
	down := s.mm(y) + s.pdf.PointConvert(size)*0.36 // half the height of capitals
	for _, r := range parts {
		s.face(r, style, size)
		if style == "B" && !r.latin {
			s.pdf.SetTextRenderingMode(2)
		}
		s.pdf.Text(at, down, s.encoded(r))
		s.pdf.SetTextRenderingMode(0)
		at += s.pdf.GetStringWidth(s.encoded(r))
	}
}

func (s sheet) measure(parts []textRun, style string, size float64) (total float64) {
	for _, r := range parts {
		s.face(r, style, size)
		total += s.pdf.GetStringWidth(s.encoded(r))
	}
	return total
}

// face takes the font of a run up. The Chinese font has no Latin letters; every reader of PDF has Helvetica.
func (s sheet) face(r textRun, style string, size float64) {
	if r.latin {
		s.pdf.SetFont("Helvetica", style, size)
	} else {
		s.pdf.SetFont(family, "", size)
	}
}

func (s sheet) encoded(r textRun) string {
	if r.latin {
		return s.latin(r.text)
	}
	return r.text
}

// textRun is a piece of a line in one font.
type textRun struct {
	text  string
	latin bool
}

// runs divides a line into what Helvetica has and what is Chinese.
func runs(line string) (parts []textRun) {
	for _, c := range line {
		latin := c < 0x100
		if n := len(parts); n > 0 && parts[n-1].latin == latin {
			parts[n-1].text += string(c)
		} else {
			parts = append(parts, textRun{string(c), latin})
		}
	}
	return parts
}

// code draws the QR code with its quiet zone, each run of black one rectangle.
func (s sheet) code(x, y, side float64, text string) error {
	modules, n, err := qr.Encode(text)
	if err != nil {
		return err
	}
	s.box(x, y, side, side, white)
	s.fill(colour{})
	one := side / float64(n+8)
	for row := range n {
		for col := 0; col < n; col++ {
			run := 0
			for col+run < n && modules[row*n+col+run] == 1 {
				run++
			}
			if run > 0 {
				s.pdf.Rect(s.mm(x+float64(col+4)*one), s.mm(y+float64(row+4)*one), s.mm(float64(run)*one), s.mm(one), "F")
				col += run
			}
		}
	}
	return nil
}
