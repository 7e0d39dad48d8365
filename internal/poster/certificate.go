package poster

import (
	"fmt"
	"io"
	"strings"

	"kangma/internal/fault"
)

// Certificate is a paper that its holder shows, and that whoever receives him checks by the printed code (HB-12, WZ-15).
// Texts are Chinese where nothing else is said.
type Certificate struct {
	System, SystemEN string // whose it is: 温州健康码
	Title, TitleEN   string
	Says, SaysEN     []string // what it certifies, a sentence a line
	Rows             []Row
	Number           string
	Issuer           string // office and region
	Issued           string
	Until            string // "" if it does not end
	Link             string // where it is checked: what the QR code says
	Origin           string // how every genuine link begins
	Hotline          string
}

// Row is one line of what is certified.
type Row struct{ Name, NameEN, Value string }

// certificateFoot is what every certificate says at its end.
var certificateFoot = [...]string{
	"查验：扫描二维码，工作人员登录后即可看到本证明是否有效；网址必须以 %s/ 开头。请同时核对本人身份证件。",
	"To check: scan the code; staff who log in see whether it holds. The link must begin with %s/. Compare with an identity document.",
}

// WriteCertificate writes a PDF of one A4 page. A text with a character that the font lacks is refused.
func WriteCertificate(w io.Writer, font []byte, c Certificate) error {
	texts := append([]string{c.System, c.Title, c.Issuer, c.Hotline, c.Origin}, c.Says...)
	for _, r := range c.Rows {
		texts = append(texts, r.Name, r.Value)
	}
	if r := lacks(font, strings.Join(texts, "")); r != 0 {
		return fault.Secret("certificate", "has a character that the font has no sign for; write it otherwise").WithKey("poster.no_glyph")
	}
	pdf := document(font, A4, c.System+" "+c.Title)
	pdf.AddPage()
	s := sheet{pdf: pdf, scale: 1, latin: pdf.UnicodeTranslatorFromDescriptor("")}
	if err := s.certificate(c); err != nil {
		return err
	}
	if err := pdf.Error(); err != nil {
		return fmt.Errorf("poster: %w", err)
	}
	return pdf.Output(w)
}

// certificate lays the page out from top to bottom, in millimetres.
func (s sheet) certificate(c Certificate) error {
	const inner = width - 2*margin
	s.pdf.SetDrawColor(green.r, green.g, green.b)
	s.pdf.SetLineWidth(0.8)
	s.pdf.Rect(9, 9, width-18, height-18, "D")
	s.text(margin, 24, inner, 12, quiet, "C", c.System+"   "+c.SystemEN)
	s.bold(margin, 40, inner, 32, ink, "C", c.Title)
	s.text(margin, 52, inner, 12, quiet, "C", c.TitleEN)
	s.text(margin, 63, inner, 10.5, quiet, "C", "编号 No. "+c.Number)

	y := 76.0
	for i, line := range c.Says {
		s.text(margin+4, y, inner-8, 13.5, ink, "L", line)
		s.text(margin+4, y+5.6, inner-8, 8.5, quiet, "L", c.SaysEN[i])
		y += 14
	}
	y += 2
	for i, r := range c.Rows {
		if i%2 == 0 {
			s.box(margin, y-5.6, inner, 11.2, pale)
		}
		s.text(margin+4, y-1.6, 44, 12, quiet, "L", r.Name)
		s.text(margin+4, y+3, 44, 7, quiet, "L", r.NameEN)
		s.bold(margin+52, y, inner-56, 14, ink, "L", r.Value)
		y += 11.2
	}

	const side = 50.0
	y = max(y+6, 192)
	if err := s.code(margin, y, side, c.Link); err != nil {
		return err
	}
	s.bold(margin+side+10, y+8, inner-side-10, 15, ink, "L", c.Issuer)
	s.text(margin+side+10, y+18, inner-side-10, 12, ink, "L", "开具时间 Issued  "+c.Issued)
	if c.Until != "" {
		s.bold(margin+side+10, y+26, inner-side-10, 12, green, "L", "有效期至 Valid until  "+c.Until)
	}
	s.text(margin+side+10, y+36, inner-side-10, 10.5, quiet, "L", "热线 Hotline  "+c.Hotline)
	s.text(margin, 272, inner, 9.5, ink, "L", fmt.Sprintf(certificateFoot[0], c.Origin))
	s.text(margin, 278, inner, 7.2, quiet, "L", fmt.Sprintf(certificateFoot[1], c.Origin))
	return nil
}
