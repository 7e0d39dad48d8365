package wire

import "kangma/internal/id"

// Paper is a code on paper, for people without a phone (BY-09, NA-12). What it says is printed: GET …/papers/{id}/pdf.
type Paper struct {
	ID      id.ID  `json:"id"`
	Person  id.ID  `json:"person"`
	Number  string `json:"number" doc:"printed on it"`
	Issued  Time   `json:"issued" format:"date-time"`
	Until   Time   `json:"until" format:"date-time"`
	By      string `json:"by" enum:"holder,staff"`
	Counts  bool   `json:"counts" doc:"it may be shown now"`
	Ended   string `json:"ended,omitempty" enum:"lost,replaced,forgotten" doc:"why it counts no more"`
	EndedAt Time   `json:"ended_at,omitzero" format:"date-time"`
}

// OfPaper says whose paper code is issued or was lost.
type OfPaper struct {
	Person id.ID `json:"person,omitzero" doc:"the account's own if absent"`
}

// OfHelped says the same, for staff: of whom, and why.
type OfHelped struct {
	Person id.ID `json:"person"`
	Purpose
}

// OnSite is a registration with a declaration that a helper enters for who has no phone (NA-12).
type OnSite struct {
	Name    string  `json:"name" maxLength:"200"`
	IDType  string  `json:"id_type" maxLength:"32" doc:"resident_id, passport, hk_macao_permit, taiwan_permit, foreign_residence or none"`
	Number  string  `json:"id_number,omitempty" maxLength:"64" doc:"absent with none"`
	Birth   string  `json:"birth,omitempty" maxLength:"10" doc:"YYYY-MM-DD, where the number states none"`
	Why     string  `json:"why" maxLength:"32" doc:"resident, returning, visiting or staying"`
	Region  string  `json:"region" maxLength:"12" doc:"county or community code"`
	Address string  `json:"address" maxLength:"2000"`
	Phone   string  `json:"phone,omitempty" maxLength:"64" doc:"of somebody who reaches the person"`
	Health  Health  `json:"health"`
	Seen    string  `json:"seen" enum:"document,vouched" doc:"by what the helper knows who the person is"`
	Consent string  `json:"consent" enum:"signed,spoken,guardian"`
	Purpose Purpose `json:"purpose"`
}

// EnteredOnSite says what came of it.
type EnteredOnSite struct {
	Applied
	New bool `json:"new" doc:"nobody was known by this document before"`
}
