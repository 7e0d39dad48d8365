package demo

import (
	"context"
	"encoding/json"
	"fmt"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
)

// story is one case: who opens it, with what, and what is done to it afterwards.
type story struct {
	kind   string
	by     string // phone of the member of staff who opens it; "": its holder
	open   string // the move that opens it, if it is not open
	reason string // that opens it
	form   func(*filling, someone) any
	cites  bool   // it is about all that colours him
	attach []byte // a file
	then   []step
	past   bool   // it was asked for days ago
	later  []step // what is done today to one of days ago
}

// step is one move: by a member of staff, or by the holder where no phone is named.
type step struct {
	by, move, reason string
	form             any
}

// tell opens the cases of people and of the node's own affairs, of long ago or of today, and brings each to where it is to stand.
func (h *filling) tell(ctx context.Context, past bool) error {
	for _, p := range append(h.people, someone{stories: h.affairs}) {
		for _, s := range p.stories {
			if s.past != past {
				continue
			}
			if err := h.live(ctx, p, s); err != nil {
				return fmt.Errorf("%s of %s: %w", s.kind, p.phone, err)
			}
		}
	}
	return nil
}

// goOn does today what is left to do to cases of days ago.
func (h *filling) goOn(ctx context.Context) error {
	for _, p := range h.people {
		for _, s := range p.stories {
			for _, t := range s.later {
				desk, err := h.asStaff(ctx, t.by)
				if err != nil {
					return err
				}
				k, err := desk.DeskCase(ctx, h.told[p.phone+s.kind]) // as it stands: the office above may have been told
				if err != nil {
					return err
				}
				if _, err := h.step(ctx, p, k.CaseRow, t); err != nil {
					return fmt.Errorf("%s of %s: %s: %w", s.kind, p.phone, t.move, err)
				}
			}
		}
	}
	return nil
}

// forgotten are who has his data deleted: what was open about him ends.
func (h *filling) forgotten(ctx context.Context) error {
	for _, p := range h.people {
		if !p.forgets {
			continue
		}
		c, err := h.login(ctx, p.phone, wire.HolderDoor)
		if err != nil {
			return err
		}
		a, err := c.Account(ctx)
		if err != nil {
			return err
		}
		if err := c.Forget(ctx, a.People[0].ID); err != nil {
			return fmt.Errorf("%s is not forgotten: %w", p.phone, err)
		}
	}
	return nil
}

// live lets one story happen.
func (h *filling) live(ctx context.Context, p someone, s story) error {
	c, err := h.open(ctx, p, s)
	if err != nil {
		return err
	}
	h.told[p.phone+s.kind] = c.ID
	if s.attach != nil {
		holder, err := h.login(ctx, p.phone, wire.HolderDoor)
		if err != nil {
			return err
		}
		if _, err := holder.Attach(ctx, c.ID, reader(s.attach)); err != nil {
			return err
		}
	}
	for _, t := range s.then {
		if c, err = h.step(ctx, p, c, t); err != nil {
			return fmt.Errorf("%s: %w", t.move, err)
		}
	}
	return nil
}

func (h *filling) open(ctx context.Context, p someone, s story) (c wire.CaseRow, err error) {
	in := wire.NewCase{Kind: s.kind}
	if s.form != nil {
		if in.Form, err = json.Marshal(s.form(h, p)); err != nil {
			return c, err
		}
	}
	if s.cites {
		if in.Evidence, err = h.colouring(ctx, p); err != nil {
			return c, err
		}
	}
	if s.by == "" {
		holder, err := h.login(ctx, p.phone, wire.HolderDoor)
		if err != nil {
			return c, err
		}
		return holder.OpenCase(ctx, in)
	}
	desk, err := h.asStaff(ctx, s.by)
	if err != nil {
		return c, err
	}
	all := wire.NewDeskCase{NewCase: in, Move: s.open, Reason: s.reason}
	if p.number != "" {
		all.Whom = &wire.Whom{IDType: "resident_id", Number: p.number}
	}
	return desk.OpenDeskCase(ctx, all)
}

// colouring is the evidence that somebody's colour stands on.
func (h *filling) colouring(ctx context.Context, p someone) (all []id.ID, err error) {
	holder, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return nil, err
	}
	why, err := holder.Why(ctx, id.ID{}, 0)
	for _, r := range why.Reasons {
		for _, e := range r.Evidence {
			v, err := id.Parse(e.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
	}
	return all, err
}

func (h *filling) step(ctx context.Context, p someone, c wire.CaseRow, t step) (wire.CaseRow, error) {
	m := wire.CaseMove{Move: t.move, Version: c.Version, Reason: t.reason}
	if t.form != nil {
		var err error
		if m.Form, err = json.Marshal(t.form); err != nil {
			return c, err
		}
	}
	var who *client.Client
	var err error
	if t.by == "" {
		if who, err = h.login(ctx, p.phone, wire.HolderDoor); err != nil {
			return c, err
		}
		return who.MoveCase(ctx, c.ID, m)
	}
	if who, err = h.asStaff(ctx, t.by); err != nil {
		return c, err
	}
	return who.MoveDeskCase(ctx, c.ID, wire.DeskMove{CaseMove: m})
}
