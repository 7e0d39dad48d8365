package person

import (
	"fmt"
	"log/slog"
)

// Identity is what is sealed about a person. Any part may be missing: a feed that names a person by document alone
// registers him without a name. It prints masked.
type Identity struct {
	Name     Name
	Document Document
	Phone    Phone // the bound phone of the real-name register, not the account's
	Reach    Phone // under which he said at his first application that he can be reached (NA-02)
	Address  Address
}

// Masked is the checking information that a gate and a desk show (HB-08, NA-03).
func (w Identity) Masked() string {
	return "{" + w.Name.Masked() + " " + w.Document.Masked() + " " + w.Phone.Masked() + "}"
}

// String, Format and LogValue show Masked; JSON shows each part masked.
func (w Identity) String() string             { return w.Masked() }
func (w Identity) Format(f fmt.State, _ rune) { format(f, w) }
func (w Identity) LogValue() slog.Value       { return logged(w) }

// Contact is what is sealed about an account: its phone, and the name of a member of staff who was appointed by phone (WH-08).
type Contact struct {
	Phone Phone
	Name  Name
}

// Masked, String, Format and LogValue show it masked.
func (c Contact) Masked() string             { return "{" + c.Name.Masked() + " " + c.Phone.Masked() + "}" }
func (c Contact) String() string             { return c.Masked() }
func (c Contact) Format(f fmt.State, _ rune) { format(f, c) }
func (c Contact) LogValue() slog.Value       { return logged(c) }
