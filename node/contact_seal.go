package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/passage"
	"kangma/staff"
	"kangma/store"
)

// EvaluationsADay is how many documents one account may have made into keyed identifiers in a day: more than any carrier sells
// tickets, and far fewer than there are documents to try (SC-04).
const EvaluationsADay = 3_000_000

// ContactKey is the matching body's public key, for carriers and health authorities to compare.
func (n *Node) ContactKey() []byte { return n.matching.Public() }

// EvaluateContacts is the matching body's part of making keyed identifiers: it learns nothing of the documents, and who asks cannot
// make any without it. Each account's use is counted.
func (n *Node) EvaluateContacts(ctx context.Context, c Caller, blinded [][]byte) (evaluated [][]byte, proof []byte, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		o, err := n.permitSomewhere(ctx, tx, c, staff.ContactImport, staff.Purpose{})
		if fault.CodeOf(err) == fault.Forbidden {
			o, err = n.permitSomewhere(ctx, tx, c, staff.EvidenceImport, staff.Purpose{})
		}
		if err != nil {
			return err
		}
		used, err := tx.CountContactUse(ctx, c.Account, passage.DayOf(at), "evaluate", int64(len(blinded)))
		if err != nil {
			return err
		}
		if used > EvaluationsADay {
			return fault.New(fault.TooMany, "contact.evaluations", "an account may have %d documents evaluated a day", EvaluationsADay)
		}
		if used > int64(len(blinded)) { // one entry a day and account says that it began; the sum stands in contact_uses
			return nil
		}
		return n.record(ctx, tx, o.entry(audit.ContactKey, o.Region, at))
	})
	if err != nil {
		return nil, nil, err
	}
	return n.matching.Evaluate(blinded)
}
