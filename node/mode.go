package node

import (
	"context"
	"slices"
	"strings"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// SwitchMode switches a mode of the jurisdiction on for an interval (HB-11, WH-07), or off where until is not after from.
// Staff propose it as a case of kind mode_switch, which another approves; alone only who has the machine switches.
func (n *Node) SwitchMode(ctx context.Context, c Caller, s policy.Switch) (policy.Switch, error) {
	s, err := n.checkSwitch(s)
	if err != nil {
		return s, err
	}
	err = n.write(ctx, c, &s, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.ModeSwitch, Region: s.Region})
		if err != nil {
			return err
		}
		if !c.itself {
			return fault.New(fault.Forbidden, "mode.two_people", "switching a mode takes two people: propose it as a case of kind mode_switch, and another approves it")
		}
		s, err = n.switchMode(ctx, tx, o, s, n.clock.Now())
		return err
	})
	return s, err
}

// checkSwitch refuses what cannot be switched here.
func (n *Node) checkSwitch(s policy.Switch) (policy.Switch, error) {
	if !slices.Contains(policy.Modes, s.Mode) {
		return s, fault.Field("mode", s.Mode, "is not one of %s", strings.Join(policy.Modes, ", "))
	}
	if s.Region.IsZero() {
		s.Region = n.region
	}
	if err := n.Regions().Check(s.Region); err != nil {
		f, _ := fault.As(err)
		return s, fault.Field("region", s.Region.String(), "%s", f.Detail)
	}
	if s.Region != n.region {
		return s, fault.Field("region", s.Region.String(), "is not the region of this node, %s: modes are of a jurisdiction", n.region)
	}
	if strings.TrimSpace(s.Reason) == "" {
		return s, fault.Missing("reason")
	}
	return s, nil
}

// switchMode begins a new regime with the switch: everybody is decided anew.
func (n *Node) switchMode(ctx context.Context, tx *store.Tx, o office, s policy.Switch, at instant.Instant) (policy.Switch, error) {
	if s.From < at {
		s.From = at // the past has been decided under what was known then
	}
	s.ID, s.RecordedAt, s.By = id.New(at), at, o.by()
	if err := tx.InsertSwitch(ctx, s); err != nil {
		return s, err
	}
	now, _, err := tx.Regime(ctx)
	if err != nil {
		return s, err
	}
	now.Number, now.From, now.Modes = now.Number+1, at, now.Modes+1
	if err := n.begin(ctx, tx, now, nil, redecide{}); err != nil {
		return s, err
	}
	action := audit.ModeSet
	if s.Until <= s.From {
		action = audit.ModeEnd
	}
	e := o.entry(action, s.Region, at)
	e.Object = audit.Object{Kind: "mode", ID: s.Mode}
	e.Detail = e.Detail.With("from", s.From).With("until", s.Until).With("regime", now.Number)
	return s, n.record(ctx, tx, e)
}

// Modes lists the intervals of modes as they stand.
func (n *Node) Modes() []policy.Mode { return n.regime.Load().modes }

// Regime is what is in force: its number and pack.
func (n *Node) Regime() (policy.Regime, *policy.Pack) {
	r := n.regime.Load()
	return r.Regime, r.pack
}
