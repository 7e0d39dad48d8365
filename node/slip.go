package node

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/passage"
	"kangma/store"
)

// SlipResult is what became of one queued passage: a gate forgets it unless it may come again.
type SlipResult struct {
	ID     id.ID
	Stored bool         // now, or before: then Repeated
	Again  bool         // refused for now; keep it and send it again
	Fault  *fault.Fault // why it was refused, nil if stored
	Repeat bool
}

// MaxSlips is how many queued passages a gate sends at a time.
const MaxSlips = 200

// Upload stores passages that a gate made without a network: signed by its device, verified as of when they were made,
// each once (PS-4, PS-5).
func (n *Node) Upload(ctx context.Context, c Caller, slips []passage.Slip) ([]SlipResult, error) {
	if len(slips) > MaxSlips {
		return nil, fault.New(fault.TooLarge, "slips.too_many", "at most %d passages at a time, not %d", MaxSlips, len(slips))
	}
	results := make([]SlipResult, len(slips))
	group := make([]*scan, 0, len(slips))
	place := make([]int, 0, len(slips))
	for i, s := range slips {
		results[i].ID = s.ID
		err := n.verifySlip(ctx, c, s)
		if err != nil {
			if results[i].Fault, _ = fault.As(err); results[i].Fault == nil {
				return nil, err
			}
			continue
		}
		one := &scan{caller: c, at: s.At, offline: true, request: ScanRequest{ID: s.ID, Point: s.Point, Token: s.Token, Temperature: s.Temperature}}
		shown, manual, err := passage.ParseShown(s.Token)
		if err == nil && manual {
			one.manual = &shown
			one.written, err = n.openRegister(shown)
		} else if err == nil {
			one.answer, err = n.verify(ctx, s.Token, s.Point, s.At)
		}
		if err != nil {
			if results[i].Fault, _ = fault.As(err); results[i].Fault == nil {
				return nil, err
			}
			continue
		}
		one.answer.Outcome = s.Gate // what the collector saw and acted on
		group = append(group, one)
		place = append(place, i)
	}
	if err := n.storeScans(ctx, group); err != nil {
		return nil, err
	}
	for j, s := range group {
		r := &results[place[j]]
		if s.err != nil {
			if r.Fault, _ = fault.As(s.err); r.Fault == nil {
				return nil, s.err
			}
			r.Again = r.Fault.Key == "passage.clock_ahead"
			continue
		}
		r.Stored, r.Repeat = true, !s.stored
	}
	return results, nil
}

func (n *Node) verifySlip(ctx context.Context, c Caller, s passage.Slip) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		d, err := tx.Device(ctx, s.Device)
		if err != nil {
			return err
		}
		if d.Collector != c.Account {
			return fault.New(fault.Forbidden, "passage.device", "this device is registered to another collector; log in as that one")
		}
		return s.Verify(d)
	})
}
