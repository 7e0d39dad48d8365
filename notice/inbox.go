package notice

import (
	"context"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
)

// Box is one receiver's notices as one reader reads them.
type Box struct {
	To     Receiver
	Reader id.ID // an account of staff; zero for a person's
}

// OfPeople are the boxes of persons.
func OfPeople(persons []id.ID) []Box {
	boxes := make([]Box, len(persons))
	for i, p := range persons {
		boxes[i] = Box{To: ToPerson(p)}
	}
	return boxes
}

// OfStaff are the boxes of a member of staff: his own, and those of the offices that he holds at an instant (NT-5).
func OfStaff(s staff.Standing, at instant.Instant) []Box {
	boxes := []Box{{ToStaff(s.Staff), s.Staff}}
	for _, a := range s.Appointments {
		b := Box{ToOffice(a.Role, a.Region), s.Staff}
		if a.InForce(at) && !slices.Contains(boxes, b) {
			boxes = append(boxes, b)
		}
	}
	return boxes
}

// Inbox lists the notices of several boxes as one list, newest first; next is the cursor of the next page, zero at the end.
func Inbox(ctx context.Context, tx Tx, boxes []Box, q Query) (list []Notice, next id.ID, err error) {
	for _, b := range boxes {
		found, err := tx.Notices(ctx, b.To, b.Reader, q)
		if err != nil {
			return nil, id.ID{}, err
		}
		list = append(list, found...)
		if b.To.Person.IsZero() {
			continue
		}
		changes, err := tx.CodeChanges(ctx, b.To.Person, q.At.Add(-Kept), q)
		if err != nil {
			return nil, id.ID{}, err
		}
		for _, c := range changes {
			list = append(list, c.notice(b.To))
		}
	}
	slices.SortFunc(list, func(a, b Notice) int { return slices.Compare(b.ID[:], a.ID[:]) })
	if len(list) >= q.Limit {
		list = list[:q.Limit]
		next = list[q.Limit-1].ID
	}
	return list, next, nil
}

// notice tells a change of code (NT-4). Where the colour changed, the mark that changed with it is on the code page.
func (c Change) notice(to Receiver) Notice {
	n := Notice{ID: c.Decision, To: to, Kind: ColourChanged, About: About{"decision", c.Decision}, At: c.At, Until: c.At.Add(Kept), Read: c.ReadBefore,
		Values: Values{"from": Colour(c.From), "to": Colour(c.To)}}
	if c.From == c.To {
		n.Kind, n.Values = MarkChanged, Values{"from": Mark(c.Was), "to": Mark(c.Is)}
	}
	return n
}

// Unread counts what Inbox would list as not read yet.
func Unread(ctx context.Context, tx Tx, boxes []Box, at instant.Instant) (all int, err error) {
	for _, b := range boxes {
		n, err := tx.UnreadNotices(ctx, b.To, b.Reader, at, at.Add(-Kept))
		if err != nil {
			return 0, err
		}
		all += n
	}
	return all, nil
}

// Read notes that a notice in one of the boxes was read (NT-6). It may be repeated. What is in none of them is not found, whether or
// not it is somebody else's.
func Read(ctx context.Context, tx Tx, boxes []Box, notice id.ID, at instant.Instant) error {
	for _, b := range boxes {
		has, err := tx.HasNotice(ctx, b.To, notice)
		if err != nil {
			return err
		}
		if has {
			return tx.ReadNotice(ctx, b.To, b.Reader, notice, at)
		}
	}
	return fault.New(fault.NotFound, "notice.not_found", "there is no such notice")
}
