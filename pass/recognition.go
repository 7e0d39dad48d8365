package pass

import (
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// Recognition is whose codes count at a node's gates besides its own, and what they mean there: what a gate needs of the
// node's matrix (package federation), and part of its signed trust list (BY-15, HB-09). Immutable.
type Recognition struct {
	Home region.Code  // the node's own issuer, whose codes mean what they say
	Else Outcome      // Unknown or Ask: the answer to a genuine code that nothing here recognises
	Rows []Recognised // in any order: where several apply, the strictest counts
}

// Recognised says that codes of one issuer count, where and how long, and what each of its colours means. A colour that is
// not among its meanings is not recognised: so a region refuses another's red.
type Recognised struct {
	Issuer region.Code
	Use    Use             // UsePass: shown codes; UsePaper: codes on paper, which have no colour
	From   instant.Instant // whole seconds
	Until  instant.Instant
	In     []region.Code // where the gate stands; none: anywhere
	Places []string      // kinds of its place (package passage); none: any
	Means  []Meaning     // of UsePass
}

// Meaning is what a colour of another issuer is worth here, at least: never better than the code says itself (PA-9).
type Meaning struct {
	Colour Colour
	States []uint16 // of the issuer's policy; none: any
	Gate   Outcome  // at least: Pass leaves the code's own
	Shown  Colour   // what it counts as here: the same or a worse one
	Note   Text     // to who stands at the gate; may be empty
}

// Place is where a gate stands.
type Place struct {
	Region region.Code
	Kind   string // of its place; "" if it belongs to none
}

// Here is what a recognised code means at this gate.
type Here struct {
	Colour Colour  `json:"colour"`
	Gate   Outcome `json:"gate"`
	Note   Text    `json:"note,omitzero"`
}

// bounds of a list that is read.
const (
	maxRows     = 4096
	maxNote     = 500 // bytes in each language
	maxMeanings = 64
)

// badness orders colours from good to bad; none says as little as gray.
var badness = [...]int{Green: 0, None: 1, Gray: 1, Yellow: 2, Red: 3}

// Worse is the worse of two colours, worst first red, yellow, gray or none, green.
func Worse(a, b Colour) Colour {
	if badness[b] > badness[a] {
		return b
	}
	return a
}

// Here says what a genuine code of another issuer means at a place and an instant; ok is false if nothing recognises it.
// It keeps PA-9: every row that applies can only make it stricter, and what is not green never passes.
func (r *Recognition) Here(c *Claims, where Place, at instant.Instant) (h Here, ok bool) {
	use := UsePass
	if c.Paper {
		use = UsePaper
	}
	h = Here{Colour: c.Colour, Gate: c.Gate}
	if c.Colour != Green {
		h.Gate = stricter(h.Gate)
	}
	for _, row := range r.Rows {
		if row.Issuer != c.Issuer || row.Use != use || !row.holds(where, at) {
			continue
		}
		if c.Paper {
			return h, true
		}
		for _, m := range row.Means {
			if m.Colour != c.Colour || len(m.States) > 0 && !slices.Contains(m.States, c.State) {
				continue
			}
			if was := h; !ok || m.Gate > was.Gate || badness[m.Shown] > badness[was.Colour] {
				h.Note = m.Note
			}
			h.Gate, h.Colour, ok = max(h.Gate, m.Gate), Worse(h.Colour, m.Shown), true
		}
	}
	return h, ok
}

func (w *Recognised) holds(where Place, at instant.Instant) bool {
	return w.From <= at && at < w.Until &&
		(len(w.In) == 0 || slices.ContainsFunc(w.In, func(c region.Code) bool { return !where.Region.IsZero() && c.Contains(where.Region) })) &&
		(len(w.Places) == 0 || slices.Contains(w.Places, where.Kind))
}

// Check refuses what no trust list may say.
func (r *Recognition) Check() error {
	switch {
	case r.Home.IsZero():
		return fault.Missing("home")
	case r.Else != Unknown && r.Else != Ask:
		return fault.Field("else", r.Else.String(), "is not one of unknown, ask")
	case len(r.Rows) > maxRows:
		return fault.Field("rows", len(r.Rows), "are more than %d", maxRows)
	}
	for i := range r.Rows {
		if err := r.Rows[i].check(r.Home); err != nil {
			return err
		}
	}
	return nil
}

func (w *Recognised) check(home region.Code) error {
	switch {
	case w.Issuer.IsZero():
		return fault.Missing("issuer")
	case w.Issuer == home:
		return fault.Field("issuer", w.Issuer.String(), "is the node's own: its codes need no recognition")
	case w.Use != UsePass && w.Use != UsePaper:
		return fault.Field("use", string(w.Use), "is not one of pass, paper")
	case w.From != second(w.From) || w.Until != second(w.Until) || w.From < 0 || w.Until.Unix() > maxSeconds:
		return fault.Field("from", w.From, "and until are not whole seconds between 1970 and 9999")
	case w.Until <= w.From:
		return fault.Field("until", w.Until, "is not after from")
	case (w.Use == UsePaper) != (len(w.Means) == 0):
		return fault.Field("means", len(w.Means), "must be given of shown codes, and of those alone")
	case len(w.Means) > maxMeanings:
		return fault.Field("means", len(w.Means), "are more than %d", maxMeanings)
	}
	for _, m := range w.Means {
		switch {
		case m.Colour > Gray || m.Shown > Gray:
			return fault.Field("colour", uint8(max(m.Colour, m.Shown)), "is no colour")
		case m.Gate < Pass || m.Gate > Stop:
			return fault.Field("gate", m.Gate.String(), "is not one of pass, ask, stop")
		case badness[m.Shown] < badness[m.Colour]:
			return fault.Field("shown", m.Shown.String(), "is better than %s, which the code itself says", m.Colour)
		case m.Colour != Green && m.Gate == Pass:
			return fault.Field("gate", m.Gate.String(), "is better than ask, and %s is not green", m.Colour)
		case len(m.Note.ZH) > maxNote || len(m.Note.EN) > maxNote:
			return fault.Field("note", len(m.Note.ZH), "is longer than %d bytes", maxNote)
		}
	}
	return nil
}
