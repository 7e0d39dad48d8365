package wire

import "kangma/internal/id"

// Recognition is whose codes count at a node, as what, and by what right (BY-15).
type Recognition struct {
	Name      string           `json:"name,omitempty" doc:"name@version of the matrix in force; absent: none, nobody is recognised"`
	Digest    string           `json:"digest,omitempty"`
	Title     Text             `json:"title,omitzero"`
	Authority Text             `json:"authority,omitzero"`
	From      Time             `json:"from,omitzero" format:"date-time"`
	Until     Time             `json:"until,omitzero" format:"date-time"`
	Else      string           `json:"unrecognised" enum:"unknown,ask" doc:"what a gate answers where nothing recognises"`
	Rows      []RecognisedRow  `json:"rows"`
	Papers    []RecognisedFrom `json:"certificates"`
	Stopped   []string         `json:"stopped,omitempty" doc:"issuers that count no more since; an empty text: all"`
}

// RecognisedRow is one agreement.
type RecognisedRow struct {
	Issuers []string  `json:"issuers"`
	Uses    []string  `json:"uses" doc:"pass: shown codes; paper; link"`
	In      []string  `json:"in,omitempty" doc:"where in this region; absent: everywhere"`
	Places  []string  `json:"places,omitempty" doc:"kinds of place; absent: all"`
	From    Time      `json:"from" format:"date-time"`
	Until   Time      `json:"until" format:"date-time"`
	Basis   string    `json:"basis"`
	Means   []Meaning `json:"means"`
	Refuses []string  `json:"refuses,omitempty" doc:"reason codes of the issuer that are not recognised"`
}

// Meaning is what a colour counts as here.
type Meaning struct {
	Colour string `json:"colour"`
	States []int  `json:"states,omitempty"`
	Gate   string `json:"gate" enum:"pass,ask,stop"`
	Shown  string `json:"shown"`
	Note   *Text  `json:"note,omitempty"`
}

// RecognisedFrom are certificates of other states that count here.
type RecognisedFrom struct {
	Countries []string `json:"countries"`
	Kinds     []string `json:"kinds"`
	Uses      []string `json:"uses"`
	Rules     string   `json:"rules,omitempty" doc:"country whose business rules apply"`
	Gate      string   `json:"gate" enum:"pass,ask"`
	From      Time     `json:"from" format:"date-time"`
	Until     Time     `json:"until" format:"date-time"`
	Basis     string   `json:"basis"`
	Note      *Text    `json:"note,omitempty"`
}

// Edition is one version of a matrix, or of keys or rules of certificates, on its way into force.
type Edition struct {
	ID        id.ID  `json:"id"`
	Kind      string `json:"kind" enum:"recognition,signers,rules"`
	Name      string `json:"name"`
	Digest    string `json:"digest"`
	Standing  string `json:"standing" enum:"proposed,withdrawn,approved,begun,ended"`
	From      Time   `json:"from,omitzero" format:"date-time" doc:"once it is approved"`
	Until     Time   `json:"until" format:"date-time"`
	Reason    string `json:"reason"`
	Proposed  Act    `json:"proposed"`
	Approved  *Act   `json:"approved,omitempty"`
	Withdrawn *Act   `json:"withdrawn,omitempty"`
	Stops     []Stop `json:"stops,omitempty"`
}

// Stop is that an issuer counts no more.
type Stop struct {
	Issuer string `json:"issuer" doc:"empty: all of the edition"`
	Act
}

// StopRecognising asks for it.
type StopRecognising struct {
	Issuer string `json:"issuer,omitempty" maxLength:"12" doc:"a region or country; absent: all of the edition"`
	Reason string `json:"reason" maxLength:"2000"`
}

// ForeignCertificate is a certificate of another state, as its QR code says it (NA-13).
type ForeignCertificate struct {
	Person id.ID  `json:"person,omitzero" doc:"the account's own if absent"`
	Text   string `json:"text" maxLength:"4296" doc:"HC1:…"`
}

// HelpedCertificate is one that a helper takes from who stands before him.
type HelpedCertificate struct {
	Person  id.ID   `json:"person"`
	Text    string  `json:"text" maxLength:"4296" doc:"HC1:…"`
	Purpose Purpose `json:"purpose"`
}

// Presented is what became of it.
type Presented struct {
	Accepted bool     `json:"accepted"`
	Reason   string   `json:"reason" enum:"accepted,not_recognised,signer_unknown,signature,signer_expired,key_usage,not_yet,expired,other_disease,not_counting,rules,holder" doc:"holder: the name is not the person's as far as a program can tell"`
	Failed   []string `json:"failed,omitempty" doc:"business rules that do not say true"`
	Country  string   `json:"country"`
	Kind     string   `json:"kind" enum:"vaccination,test,recovery"`
	Evidence id.ID    `json:"evidence,omitzero" doc:"that it became"`
	Case     id.ID    `json:"case,omitzero" doc:"in which somebody compares it with the passport"`
}
