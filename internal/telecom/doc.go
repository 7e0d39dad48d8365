// Package telecom asks a telecom operator about the itinerary of a phone: a code to the phone, then 1 or 0 (docs/itinerary.md).
//
// Rules:
//
//	TE-1  A request names a phone once, when its code is asked for, and never a person; what follows names the operator's ticket.
//	TE-2  An answer is read strictly: one with anything in it that the protocol does not name is refused whole, so that no place can come along with it (WZ-08).
//	TE-3  No error of this package holds a number, a code, a ticket, or the operator's answer, which could repeat them.
//	TE-4  Risk cities are sent once, as a list for everybody, and named by their digest from then on: nobody can be asked about with a list of his own.
//
// It keeps nothing and decides nothing: what an answer means, and how long it is valid, is the node's.
package telecom

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Operator answers for itineraries. It is safe for concurrent use; each call may be slow.
type Operator interface {
	// Name is what the operator is called as a source of evidence.
	Name() string
	// RequestCode has the operator send a one-time code to a phone. Faults: TooMany, Unavailable; Invalid of the field phone if
	// the operator does not serve the number.
	RequestCode(ctx context.Context, r Request) (Ticket, error)
	// Publish tells the operator the cities that count as risk areas. It may be repeated.
	Publish(ctx context.Context, l List) error
	// Query asks for the statement. Faults: Invalid of the field code (itinerary.code_wrong, itinerary.code_void); NoList if the
	// operator does not know the list: Publish it and ask again; Unavailable.
	Query(ctx context.Context, q Query) (Answer, error)
}

// Request asks for a code.
type Request struct {
	Phone     string          // E.164
	Consented instant.Instant // when its holder consented to being asked about
}

// Ticket is under what the operator knows a question.
type Ticket struct {
	ID        string
	CodeUntil instant.Instant // until when the code is good
	Until     instant.Instant // until when the operator answers under it without another code, once the code was right
}

// List is cities that count as risk areas, as codes of 6 digits in order, each once, and the digest that names them.
type List struct {
	Digest string
	Cities []string
}

// Query asks for a statement: with the code first, without it while the operator is still analysing.
type Query struct {
	Ticket string
	Code   string
	List   string // digest
}

// Answer is all that an operator says.
type Answer struct {
	State State
	Risk  bool // 1: in a city of the list within 14 days
	Left  bool // the city was left within 14 days
}

// State says whether there is an answer.
type State string

const (
	Done      State = "done"
	Analysing State = "analysing" // ask again under the same ticket
	Unknown   State = "unknown"   // no data, or a number that is too new
)

// NoList is the key of the fault that says that the operator does not know the list.
const NoList = "itinerary.list_unknown"

func unreachable(format string, args ...any) *fault.Fault {
	return fault.New(fault.Unavailable, "itinerary.unreachable", format, args...)
}
