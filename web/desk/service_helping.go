package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/pass"
	"kangma/staff"
)

// Helping is what staff do for who has no phone: a declaration entered on site, and a code on paper (NA-12, BY-09).
type Helping interface {
	// EnterOnSite registers who stands before a helper, with his declaration, and opens a look at him; fresh says that he was
	// not known before. Faults name name, id_type, number, birth, region, address, phone, purpose, status, contact, symptoms,
	// temperature, seen, consent; Conflict "onsite.own_account".
	EnterOnSite(ctx context.Context, b Bearer, in OnSite) (look node.Look, fresh bool, err error)
	// Papers are a person's codes on paper, the newest first. Forbidden for who may not help him.
	Papers(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) ([]pass.Paper, error)
	// IssuePaper makes a new one, from then on the only one that counts. Conflict "paper.not_applied".
	IssuePaper(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) error
	// LosePaper ends the one that counts for good. Conflict "paper.none".
	LosePaper(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) error
	// PrintPaper is one of them as PDF. Conflict "paper.ended".
	PrintPaper(ctx context.Context, b Bearer, who, which id.ID, why staff.Purpose) ([]byte, error)
}

// OnSite is what a helper enters, as it was typed.
type OnSite struct {
	Name, IDType, Number, Birth     string
	Region, Address, Phone, Purpose string
	Status, Contact, Stayed         string
	Symptoms                        []string
	Temperature                     string
	Seen, Consent                   string
}

// Calling is calls that are announced, so that who is called can check them (EP-04).
type Calling interface {
	// AnnounceCall tells a person that the reader's office will call, and gives the number that both compare.
	AnnounceCall(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) error
	// CallsTo are those to one person that can still be checked. Forbidden for who may not call him.
	CallsTo(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) ([]staff.Call, error)
	// Calls are those of the offices of a region (code or name; "": where the reader calls from), the newest first, before one.
	// They name nobody who is called. Faults name region.
	Calls(ctx context.Context, b Bearer, region string, before id.ID) (CallList, error)
}

// CallList is a page of announced calls.
type CallList struct {
	Region Division
	List   []staff.Call
	Next   id.ID // zero at the end
}
