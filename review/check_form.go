package review

import (
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/strict"
	"kangma/person"
	"kangma/region"
)

// CheckForm is the form of WZ-10. The report of a nucleic-acid test is attached to the case.
type CheckForm struct {
	Name        string      `json:"name"`
	IDNumber    string      `json:"id_number"` // that it is his own is for the node to say
	Phone       string      `json:"phone"`
	LeftCity    bool        `json:"left_city"`             // within 14 days
	From        region.Code `json:"from_region,omitzero"`  // the province or city that he came from
	Visitor     bool        `json:"visitor,omitempty"`     // then residence is where he goes
	Residence   region.Code `json:"residence"`             // street or town where known, else county: who answers for it gets the form
	Address     string      `json:"address"`               // below the street
	Explanation string      `json:"explanation,omitempty"` //
	OwnGreen    bool        `json:"own_green"`             // the own code is green
	RiskArea    bool        `json:"risk_area"`             // in a medium or high-risk area within 14 days before returning
	Abroad      bool        `json:"abroad"`                // within 28 days before
	Promise     bool        `json:"promise"`               // signed: what is said here is true
	Measures    []Measure   `json:"measures,omitempty"`    // by the grid worker, the newest last
}

// Measure is a control as the grass roots put it into force. Place, responsible person and number are for the holder and
// for who works on the case: they are kept in the sealed form and not in the evidence.
type Measure struct {
	Kind        evidence.Kind `json:"kind"` // of the evidence: one of the four controls
	Region      region.Code   `json:"region,omitzero"`
	Place       string        `json:"place"`
	Responsible string        `json:"responsible"`
	Phone       string        `json:"phone"`
}

// Controls are the kinds of evidence that a measure may be.
var Controls = []evidence.Kind{evidence.ControlCentral, evidence.ControlHome, evidence.ControlObservation, evidence.ControlMonitoring}

// Where is the region whose grid worker gets the form.
func (f CheckForm) Where() region.Code { return f.Residence }

func parseCheck(body []byte, regions Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f CheckForm
	f.Name = parsed(o, "name", person.ParseName)
	f.IDNumber = private(o, "id_number")
	f.Phone = parsed(o, "phone", person.ParsePhone)
	f.LeftCity = said(o, "left_city")
	f.From = place(o, "from_region", regions)
	f.Visitor, _ = o.Bool("visitor")
	o.Require("residence")
	f.Residence = place(o, "residence", regions)
	f.Address = parsed(o, "address", person.ParseAddress)
	f.Explanation = optional(o, "explanation")
	f.OwnGreen, f.RiskArea, f.Abroad = said(o, "own_green"), said(o, "risk_area"), said(o, "abroad")
	f.Promise = promised(o)
	if f.LeftCity && f.From.IsZero() {
		o.Missing("from_region")
	}
	if o.Err() == nil && f.Residence.Level() < region.LevelCounty {
		o.Fail("residence", f.Residence.String(), "is larger than a county: name the street or town, or the county")
	}
	if measures, ok := o.Objects("measures"); ok {
		for _, m := range measures {
			f.Measures = append(f.Measures, readMeasure(m, regions))
		}
	}
	return f, o.Done()
}

func readMeasure(o *strict.Object, regions Regions) (m Measure) {
	o.Require("kind")
	if s, ok := o.Text("kind"); ok {
		m.Kind, _ = evidence.KindOf(s)
		if !slices.Contains(Controls, m.Kind) {
			o.Fail("kind", s, "is not one of control.central, control.home, control.observation, control.monitoring")
		}
	}
	m.Region = place(o, "region", regions)
	m.Place, m.Responsible = private(o, "place"), parsed(o, "responsible", person.ParseName)
	m.Phone = private(o, "phone") // a landline too
	o.Done()
	return m
}

// addMeasure is the form with one measure more; what the holder filled in stays.
func addMeasure(old Form, body []byte, regions Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	f, _ := old.(CheckForm)
	m := readMeasure(o, regions)
	if len(f.Measures) == maxMeasures {
		return nil, fault.New(fault.Conflict, "case.measures", "this check has had %d measures; close it and open another", maxMeasures)
	}
	f.Measures = append(f.Measures[:len(f.Measures):len(f.Measures)], m)
	return f, o.Done()
}

const maxMeasures = 20
