package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/node"
	"kangma/pass"
	"kangma/passage"
)

// scanCode verifies a code and stores its passage (WH-12).
func (a *API) scanCode(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	var in wire.Scan
	err := decode(r, &in)
	request := node.ScanRequest{ID: in.ID, Point: in.Point, Token: in.Text}
	if err == nil && in.Temperature != 0 {
		request.Temperature, err = passage.ParseTemperature(in.Temperature)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	s, err := a.node.Scan(ctx, c, request)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	v := a.verdict(s)
	v.Stored, v.Repeated = s.Stored, !s.Stored
	answer(w, func(b []byte) []byte { return appendVerdict(b, &v) })
}

// checkCode answers for a code with the newest state of its holder (BY-13, BY-14).
func (a *API) checkCode(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	var in wire.Check
	err := decode(r, &in)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	s, err := a.node.Check(ctx, c, in.Point, in.Text)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	v := a.verdict(s)
	answer(w, func(b []byte) []byte { return appendVerdict(b, &v) })
}

// verdict is all that a gate learns (HB-08).
func (a *API) verdict(s node.Scanned) wire.Verdict {
	v := wire.Verdict{Answer: s.Answer.Outcome.String(), Reason: string(s.Answer.Reason), Message: wire.Text{Zh: s.Answer.Text.ZH, En: s.Answer.Text.EN},
		Scheme: s.Answer.Scheme, Issuer: s.Answer.Issuer, Name: s.Name, Number: s.Number, Now: wire.Time(a.node.Now())}
	if n := s.Answer.IssuerName; n != (pass.Text{}) {
		v.IssuerName = &wire.Text{Zh: n.ZH, En: n.EN}
	}
	if claims := s.Answer.Claims; claims != nil {
		v.Issued, v.Until = wire.Time(claims.IssuedAt), wire.Time(claims.Expires)
		if s.Answer.Reason != pass.NotRecognised { // what does not count here has no colour here
			v.Colour, v.Mark = claims.Colour.String(), claims.Mark.String()
			v.State = int(claims.State) // its number, as in the token: the name would tell a reason
		}
		if _, pack := a.node.Regime(); claims.Issuer == a.node.Region {
			for _, state := range pack.States {
				if state.Number == int(claims.State) {
					note := text(state.AtGate)
					v.Note = &note
				}
			}
		}
	}
	return v
}

// appendVerdict writes a wire.Verdict.
func appendVerdict(b []byte, v *wire.Verdict) []byte {
	o := begin(b)
	o.text("answer", v.Answer)
	o.text("reason", v.Reason)
	o.both("message", v.Message)
	o.text("scheme", v.Scheme)
	o.some("issuer", v.Issuer)
	if v.IssuerName != nil {
		o.both("issuer_name", *v.IssuerName)
	}
	o.some("colour", v.Colour)
	o.some("mark", v.Mark)
	o.count("state", v.State)
	if v.Note != nil {
		o.both("note", *v.Note)
	}
	o.some("name", v.Name)
	o.some("number", v.Number)
	if v.Until != 0 {
		o.time("issued", v.Issued)
		o.time("until", v.Until)
	}
	o.yes("stored", v.Stored)
	o.yes("repeated", v.Repeated)
	o.time("now", v.Now)
	return o.end()
}
