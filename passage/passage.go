package passage

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// Passage is one scan at a point. Its key is Day, Pseudonym and ID. It is never changed (PS-1, PS-4).
type Passage struct {
	ID          id.ID     // chosen by the gate
	Pseudonym   Pseudonym // zero if the code could not be attributed to a person of this node
	Day         Day       // DayOf(At)
	Region      region.Code
	Place       id.ID // zero if the point belongs to none
	Point       id.ID
	Collector   id.ID // the account
	At          instant.Instant
	Temperature Temperature
	Gate        pass.Outcome // what the gate showed the collector (BY-13)
	Token       pass.CTI     // zero if no token could be read; then Colour and State say nothing
	Issuer      region.Code  // whose token it was, if not this node's own: it alone can tell who passed (HB-09); zero else
	Colour      pass.Colour
	State       uint16 // the policy's number of the state, as in the token
	Offline     bool
	RecordedAt  instant.Instant
}

// Feverish says whether the passage is a finding for review (PS-6).
func (p Passage) Feverish() bool { return p.Temperature.Feverish() }

// Read says whether a token was read.
func (p Passage) Read() bool { return p.Token != pass.CTI{} }

// Pseudonym is a person's id under the key of a day.
type Pseudonym [16]byte

// IsZero says whether it stands for nobody.
func (p Pseudonym) IsZero() bool { return p == Pseudonym{} }

func (p Pseudonym) String() string { return hex.EncodeToString(p[:]) }

// Value and Scan store the 16 bytes, all zeros for nobody: the column is part of the key and never NULL.
func (p Pseudonym) Value() (driver.Value, error) { return p[:], nil }

func (p *Pseudonym) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(p) {
		return fmt.Errorf("passage: cannot read %T as a pseudonym", src)
	}
	copy(p[:], b)
	return nil
}
