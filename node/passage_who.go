package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/staff"
	"kangma/store"
)

// PassageRef names one passage as a list of passages shows it: by these three, none of which names a person.
type PassageRef struct {
	ID    id.ID
	Point id.ID
	At    instant.Instant
}

// Passed is who passed: masked, as in every look of staff. Of somebody whose identity was destroyed only the id is left.
type Passed struct {
	Held
	Passage passage.Passage
}

// WhoPassed resolves a passage to its person (PS-2): for staff who may, in the region of the point, with a purpose and a case, while
// the day's key exists. The person reads that it was done, by whom and why (BY-06); whoever asks for a passage that he
// may not, or that does not exist, is answered alike.
func (n *Node) WhoPassed(ctx context.Context, c Caller, ref PassageRef, purpose staff.Purpose) (Passed, error) {
	var out Passed
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		out = Passed{}
		if _, err := n.permitSomewhere(ctx, tx, c, staff.PassageResolve, purpose); err != nil {
			return err
		}
		at := n.clock.Now()
		point, err := tx.Point(ctx, ref.Point)
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return err
		}
		if err != nil {
			return noPassage()
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageResolve, Region: point.Region, Purpose: purpose})
		if outOfReach(err) {
			return noPassage()
		}
		if err != nil {
			return err
		}
		const enough = 1000 // of one point in one microsecond
		found, err := tx.Passages(ctx, passage.Query{Region: point.Region, Point: point.ID, From: ref.At, Until: ref.At + 1, Limit: enough})
		if err != nil {
			return err
		}
		i := slices.IndexFunc(found, func(p passage.Passage) bool { return p.ID == ref.ID })
		if i < 0 {
			return noPassage()
		}
		out.Passage = found[i]
		if issuer := out.Passage.Issuer; !issuer.IsZero() { // a name that its issuer alone can read (HB-09)
			return fault.New(fault.Conflict, "passage.foreign", "the code was issued by %s, which alone can say whose it is; ask it, naming the code %s",
				issuer, out.Passage.Token)
		}
		who, err := passage.Who(ctx, tx, n.ring, out.Passage.Day, out.Passage.Pseudonym)
		if err != nil {
			return err
		}
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		out.Held = Held{ID: p.ID, Birth: p.Birth}
		known, err := n.identity(p)
		if err != nil {
			return err
		}
		if known != nil {
			out.Held.Who = *known
		}
		e := o.entry(audit.PassageResolve, point.Region, at)
		e.Subject, e.Object = p.ID, audit.Object{Kind: "passage", ID: ref.ID.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}

func noPassage() error {
	return fault.New(fault.NotFound, "passage.not_found", "there is no such passage in your region; name it by id, point and time as the list of passages shows them")
}
