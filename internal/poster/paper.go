package poster

import (
	"fmt"
	"io"

	"kangma/internal/fault"
)

// Paper is what a code on paper says. The name is masked by whoever gives it.
type Paper struct {
	System   string // whose code it is: 湖北省健康码
	SystemEN string
	Name     string // masked; left out if the font has no sign for it
	Document string // its number, masked
	Number   string // of the paper
	Issued   string // day
	Until    string // day
	Code     string // what the QR code says
	Hotline  string
}

// uses are how a paper code is used, in large type for the old.
var uses = [...][2]string{
	{"出入时出示本纸和身份证件", "Show this paper and your identity document at the gate"},
	{"本纸不显示颜色，工作人员扫码查询当前状态", "It shows no colour: staff scan it to see the state of now"},
	{"遗失请马上挂失，旧纸永久作废，可换领新纸", "Lost it? Report it at once: the old one is void for good, a new one is issued"},
}

// WritePaper writes a PDF of one A4 page: the code in large, and a card to cut out and carry.
func WritePaper(w io.Writer, font []byte, p Paper) error {
	if c := lacks(font, p.Name); c != 0 {
		p.Name = ""
	}
	if c := lacks(font, p.System+p.Hotline); c != 0 {
		return fault.New(fault.Invalid, "poster.no_glyph", "%s: the font has no sign for %q; write it otherwise", p.System, c)
	}
	pdf := document(font, A4, p.System+" 纸质码")
	pdf.AddPage()
	s := sheet{pdf: pdf, scale: 1, latin: pdf.UnicodeTranslatorFromDescriptor("")}
	if err := s.paper(p); err != nil {
		return err
	}
	if err := pdf.Error(); err != nil {
		return fmt.Errorf("poster: %w", err)
	}
	return pdf.Output(w)
}

func (s sheet) paper(p Paper) error {
	const inner = width - 2*margin
	s.box(0, 0, width, 30, green)
	s.bold(margin, 12, inner, 28, white, "C", p.System+" 纸质码")
	s.text(margin, 23, inner, 12, white, "C", p.SystemEN+" on paper")

	const side = 84.0
	s.card(margin, 38, side+4, side+4, white, "FD")
	if err := s.code(margin+2, 40, side, p.Code); err != nil {
		return err
	}
	const x, column = margin + side + 12, width - margin - (margin + side + 12)
	y := 46.0
	for _, row := range [][3]string{{"姓名", "Name", p.Name}, {"证件号码", "Document", p.Document}, {"纸质码编号", "Number", p.Number}, {"有效期至", "Valid until", p.Until}} {
		if row[2] == "" {
			continue
		}
		s.text(x, y, column, 11, quiet, "L", row[0]+"  "+row[1])
		s.bold(x, y+8.5, column, 22, ink, "L", row[2])
		y += 21
	}

	y = 140.0
	for i, use := range uses {
		s.fill(green)
		s.pdf.Circle(margin+5, y+1.4, 5, "F")
		s.bold(margin, y+1.4, 10, 15, white, "C", fmt.Sprint(i+1))
		s.text(margin+14, y-0.8, inner-14, 20, ink, "L", use[0])
		s.text(margin+14, y+6, inner-14, 10.5, quiet, "L", use[1])
		y += 17
	}
	s.card(margin-2, 189, inner+4, 22, pale, "F")
	s.bold(margin+2, 196.5, inner-4, 22, green, "L", "挂失、求助热线  Hotline  "+p.Hotline)
	s.text(margin+2, 205.5, inner-4, 10.5, ink, "L", "没有手机也可以通行。工作人员从不索要银行卡、密码或钱。  No phone is needed. Staff never ask for cards, passwords or money.")
	return s.wallet(p, margin+inner/2-cardWidth/2, 219)
}

const cardWidth, cardHeight = 100.0, 62.0

// wallet is the same on a card to cut out, large enough for the code to be scanned well.
func (s sheet) wallet(p Paper, x, y float64) error {
	s.pdf.SetDashPattern([]float64{1.5, 1.5}, 0)
	s.card(x, y, cardWidth, cardHeight, white, "D")
	s.pdf.SetDashPattern(nil, 0)
	s.text(0, y+cardHeight+4, width, 8, quiet, "C", "沿虚线剪下随身携带  Cut along the dashed line and carry it")
	const side = 46.0
	if err := s.code(x+2, y+12, side, p.Code); err != nil {
		return err
	}
	s.bold(x+4, y+6.5, cardWidth-8, 12, green, "L", p.System+" 纸质码")
	at := x + side + 4
	const column = cardWidth - side - 7
	s.bold(at, y+19, column, 15, ink, "L", p.Name)
	s.text(at, y+27, column, 11, ink, "L", p.Document)
	s.text(at, y+34, column, 11, ink, "L", "No. "+p.Number)
	s.text(at, y+41, column, 11, ink, "L", "至 "+p.Until)
	s.text(at, y+48, column, 11, ink, "L", "热线 "+p.Hotline)
	s.text(at, y+55, column, 8.5, quiet, "L", "请核对身份证件 check ID")
	return nil
}
