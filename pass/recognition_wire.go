package pass

import (
	"kangma/internal/fault"
	"kangma/region"
)

// The forms of a recognition in a trust list: CBOR, which is signed, and JSON for pages (docs/token.md section 6).

type wireRecognition struct {
	Home string    `cbor:"1,keyasint"`
	Else uint8     `cbor:"2,keyasint"`
	Rows []wireRow `cbor:"3,keyasint"`
}

type wireRow struct {
	Issuer string        `cbor:"1,keyasint"`
	Use    string        `cbor:"2,keyasint"`
	From   int64         `cbor:"3,keyasint"`
	Until  int64         `cbor:"4,keyasint"`
	In     []string      `cbor:"5,keyasint"`
	Places []string      `cbor:"6,keyasint"`
	Means  []wireMeaning `cbor:"7,keyasint"`
}

type wireMeaning struct {
	_      struct{} `cbor:",toarray"`
	Colour Colour
	States []uint16
	Gate   Outcome
	Shown  Colour
	Note   Text
}

type jsonRecognition struct {
	Home string    `json:"home"`
	Else Outcome   `json:"else"`
	Rows []jsonRow `json:"rows"`
}

type jsonRow struct {
	Issuer string        `json:"issuer"`
	Use    Use           `json:"use"`
	From   int64         `json:"from"`
	Until  int64         `json:"until"`
	In     []string      `json:"in"`
	Places []string      `json:"places"`
	Means  []jsonMeaning `json:"means"`
}

type jsonMeaning struct {
	Colour Colour   `json:"colour"`
	States []uint16 `json:"states"`
	Gate   Outcome  `json:"gate"`
	Shown  Colour   `json:"shown"`
	Note   Text     `json:"note"`
}

func (r *Recognition) wire() *wireRecognition {
	if r == nil {
		return nil
	}
	w := &wireRecognition{Home: r.Home.String(), Else: uint8(r.Else), Rows: []wireRow{}}
	for _, row := range r.Rows {
		wr := wireRow{Issuer: row.Issuer.String(), Use: string(row.Use), From: row.From.Unix(), Until: row.Until.Unix(),
			In: []string{}, Places: append([]string{}, row.Places...), Means: []wireMeaning{}}
		for _, c := range row.In {
			wr.In = append(wr.In, c.String())
		}
		for _, m := range row.Means {
			wr.Means = append(wr.Means, wireMeaning{Colour: m.Colour, States: append([]uint16{}, m.States...), Gate: m.Gate, Shown: m.Shown, Note: m.Note})
		}
		w.Rows = append(w.Rows, wr)
	}
	return w
}

func (w *wireRecognition) read() (r *Recognition, err error) {
	r = &Recognition{Else: Outcome(w.Else)}
	if r.Home, err = region.ParseCode(w.Home); err != nil {
		return nil, fault.At("home", err)
	}
	for _, wr := range w.Rows {
		row := Recognised{Use: Use(wr.Use), Places: wr.Places}
		if row.Issuer, err = region.ParseCode(wr.Issuer); err != nil {
			return nil, fault.At("issuer", err)
		}
		if row.From, err = seconds(wr.From); err != nil {
			return nil, err
		}
		if row.Until, err = seconds(wr.Until); err != nil {
			return nil, err
		}
		for _, s := range wr.In {
			c, err := region.ParseCode(s)
			if err != nil {
				return nil, fault.At("in", err)
			}
			row.In = append(row.In, c)
		}
		for _, m := range wr.Means {
			row.Means = append(row.Means, Meaning{m.Colour, m.States, m.Gate, m.Shown, m.Note})
		}
		r.Rows = append(r.Rows, row)
	}
	return r, nil // checked by who takes it into a list
}

func (r *Recognition) json() *jsonRecognition {
	w := r.wire()
	if w == nil {
		return nil
	}
	j := &jsonRecognition{Home: w.Home, Else: r.Else, Rows: []jsonRow{}}
	for _, wr := range w.Rows {
		jr := jsonRow{wr.Issuer, Use(wr.Use), wr.From, wr.Until, wr.In, wr.Places, []jsonMeaning{}}
		for _, m := range wr.Means {
			jr.Means = append(jr.Means, jsonMeaning{m.Colour, m.States, m.Gate, m.Shown, m.Note})
		}
		j.Rows = append(j.Rows, jr)
	}
	return j
}

func (j *jsonRecognition) wire() *wireRecognition {
	w := &wireRecognition{Home: j.Home, Else: uint8(j.Else), Rows: []wireRow{}}
	for _, jr := range j.Rows {
		wr := wireRow{jr.Issuer, string(jr.Use), jr.From, jr.Until, jr.In, jr.Places, []wireMeaning{}}
		for _, m := range jr.Means {
			wr.Means = append(wr.Means, wireMeaning{Colour: m.Colour, States: m.States, Gate: m.Gate, Shown: m.Shown, Note: m.Note})
		}
		w.Rows = append(w.Rows, wr)
	}
	return w
}
