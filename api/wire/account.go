package wire

import "kangma/internal/id"

// Account is who is logged in, and whose codes the account shows.
type Account struct {
	ID       id.ID    `json:"id"`
	Phone    string   `json:"phone" doc:"masked"`
	Terms    string   `json:"terms" doc:"version of the terms now in force"`
	Accepted string   `json:"accepted,omitempty" doc:"version accepted"`
	People   []Person `json:"people" doc:"its own person first"`
}

// Person is somebody whose code an account shows.
type Person struct {
	ID       id.ID  `json:"id"`
	Relation string `json:"relation,omitempty" enum:"self,ward"`
	Name     string `json:"name" doc:"masked"`
	IDType   string `json:"id_type,omitempty"`
	Number   string `json:"number,omitempty" doc:"masked"`
	Birth    string `json:"birth,omitempty" doc:"masked"`
	Applied  bool   `json:"applied"`
}

// Terms are accepted by their version.
type Terms struct {
	Version string `json:"version" maxLength:"32"`
}

// Claim is an identity to be verified and bound to the account.
type Claim struct {
	Relation string `json:"relation" enum:"self,ward"`
	Name     string `json:"name" maxLength:"800"`
	IDType   string `json:"id_type" enum:"resident_id,passport,hk_macao_permit,taiwan_permit,foreign_residence,none"`
	Number   string `json:"id_number,omitempty" maxLength:"64" doc:"absent with none"`
	Birth    string `json:"birth,omitempty" maxLength:"10" doc:"YYYY-MM-DD, where the document states none"`
}

// Claimed says who it was.
type Claimed struct {
	Person id.ID `json:"person"`
}
