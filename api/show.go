package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/policy"
)

// showCode shows a code (亮码): the one that is still valid, or a new one (NA-06, WH-06).
func (a *API) showCode(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	var in wire.ShowRequest
	if err := decode(r, &in); err != nil {
		a.refuse(w, r, err)
		return
	}
	shown, err := a.shown(ctx, c, in)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	answer(w, func(b []byte) []byte { return appendCode(b, &shown) })
}

func (a *API) shown(ctx context.Context, c node.Caller, in wire.ShowRequest) (node.Shown, error) {
	if in.Commitment == "" {
		return a.node.Show(ctx, c, in.Person, in.Fresh)
	}
	var commitment pass.Link
	if err := commitment.UnmarshalText([]byte(in.Commitment)); err != nil {
		return node.Shown{}, fault.Field("commitment", in.Commitment, "is not 32 hexadecimal digits")
	}
	return a.node.ShowLive(ctx, c, in.Person, commitment)
}

// appendCode writes a wire.Code.
func appendCode(b []byte, s *node.Shown) []byte {
	d := &s.Decision
	o := begin(b)
	o.text("person", s.Person.String())
	o.text("name", s.Name)
	o.some("number", s.Number)
	o.text("token", s.Token)
	o.text("colour", string(d.Colour))
	o.some("mark", string(d.Mark))
	o.name("labels")
	o.b = append(o.b, '[')
	for i, l := range d.Labels {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = quoted(o.b, l)
	}
	o.b = append(o.b, ']')
	o.text("state", d.State)
	o.both("title", text(s.State.Title))
	o.text("gate", string(d.Gate))
	o.both("guidance", text(s.State.Holder))
	o.text("policy", d.Policy)
	o.time("issued", wire.Time(s.Issued))
	o.time("until", wire.Time(s.Until))
	o.time("next_review", wire.Time(d.NextReview))
	o.time("now", wire.Time(s.Now))
	return o.end()
}

func text(t policy.Text) wire.Text { return wire.Text{Zh: t.Zh, En: t.En} }

// never is for times that were left out and mean an end that is not known.
const never = instant.Never
