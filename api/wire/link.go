package wire

import "kangma/internal/id"

// LinkAsk is which codes of other nodes a holder wants to see here.
type LinkAsk struct {
	By     string `json:"by" enum:"phone,identity" doc:"phone: everybody's registered under the account's phone (WZ-02); identity: one person's, by his document"`
	Person id.ID  `json:"person,omitzero" doc:"whose, by identity; the account's own if absent"`
	Issuer string `json:"issuer,omitempty" maxLength:"12" doc:"region code of the node to ask; absent: in the order of choice"`
}

// LinkedCode is a code of another node that is shown here.
type LinkedCode struct {
	Person   id.ID  `json:"person"`
	Issuer   string `json:"issuer"`
	Name     Text   `json:"name" doc:"of its authority; empty if it is no member any more"`
	How      string `json:"how" doc:"phone, identity, face, passport"`
	Status   string `json:"status" doc:"ok; timeout: the node did not answer in time; missing: it has none"`
	Colour   string `json:"colour,omitempty"`
	Reason   string `json:"reason,omitempty" doc:"the rule's id, as its authority publishes it"`
	Since    Time   `json:"since,omitzero" format:"date-time"`
	Heard    Time   `json:"heard,omitzero" format:"date-time"`
	LinkedAt Time   `json:"linked_at" format:"date-time"`
}

// LinkedCodes are those of all people of an account, the worst colour first.
type LinkedCodes struct {
	Items    []LinkedCode `json:"items" nullable:"false"`
	NoAnswer []string     `json:"no_answer,omitempty" doc:"nodes that were asked and did not answer in time"`
	Left     int          `json:"left,omitempty" doc:"people found who cannot be shown by this account"`
}
