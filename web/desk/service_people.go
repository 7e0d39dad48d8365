package desk

import (
	"context"

	"kangma/node"
	"kangma/staff"
)

// People are whom somebody looks at, one look at a time.
type People interface {
	// OpenLook finds a person in scope, with a purpose. NotFound "person.not_found" for whoever is unknown or out of reach,
	// TooMany "person.misses" after many of them; faults name the field id_number, phone, purpose or note.
	OpenLook(ctx context.Context, b Bearer, sought node.Sought, why staff.Purpose) (node.Look, error)
	// PersonFile is the record of a look. NotFound "look.over" when it is over.
	PersonFile(ctx context.Context, b Bearer, look string) (node.PersonFile, error)
	// Reveal shows the identity in full for a while: the look that does so. Faults name the field reason.
	Reveal(ctx context.Context, b Bearer, look, reason string) (node.Look, error)
}
