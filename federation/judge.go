package federation

import (
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// Foreign is what somebody's code is elsewhere, as a node gets to know it: by its token, or by asking. It says no more than
// issuer, colour and reason code (RC-5).
type Foreign struct {
	Issuer region.Code // whose code it is
	Signer region.Code // who says so; another than the issuer counts for nothing (RC-2)
	Use    Use
	Colour pass.Colour
	Gate   pass.Outcome
	State  uint16
	Reason string // the code of the rule that gives the colour, "" if it is not known
}

// Judgement is what a foreign code means here.
type Judgement struct {
	Known  bool // something recognises it; else Gate is what the matrix says of all others, and Colour is gray
	Colour pass.Colour
	Gate   pass.Outcome
	Note   pass.Text
}

// Judge says what a foreign code means to a node at a place and an instant. It keeps RC-1, RC-2 and RC-3.
func (m *Matrix) Judge(home region.Code, f Foreign, where pass.Place, at instant.Instant, stopped ...string) Judgement {
	unknown := Judgement{Colour: pass.Gray, Gate: m.Else}
	if f.Signer != f.Issuer || f.Issuer == home || at < m.From || at >= m.Until {
		return unknown
	}
	as := pass.UsePass
	if f.Use == OnPaper {
		as = pass.UsePaper
	}
	r := m.rowsFor(home, map[Use]pass.Use{f.Use: as}, stopped, f.Reason)
	h, ok := r.Here(&pass.Claims{Issuer: f.Issuer, Colour: f.Colour, Gate: f.Gate, State: f.State, Paper: f.Use == OnPaper}, where, at)
	if !ok {
		return unknown
	}
	return Judgement{Known: true, Colour: h.Colour, Gate: h.Gate, Note: h.Note}
}
