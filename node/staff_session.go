package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/staff"
	"kangma/store"
)

// Sessions lists the logins of an account that live, oldest first: one's own (the zero id), or of somebody whom the
// caller could suspend.
func (n *Node) Sessions(ctx context.Context, c Caller, account id.ID) (list []person.Session, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		account, err := n.managed(ctx, tx, c, account)
		if err != nil {
			return err
		}
		list, err = tx.SessionsOf(ctx, account, n.clock.Now())
		list = slices.DeleteFunc(list, func(s person.Session) bool { return s.Door != person.StaffDoor })
		return err
	})
	return list, err
}

// EndSessions ends logins of an account: the one named, or all of them if none is. It works at the account's next
// request (NO-11), and may be repeated.
func (n *Node) EndSessions(ctx context.Context, c Caller, account, session id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		account, err := n.managed(ctx, tx, c, account)
		if err != nil {
			return err
		}
		ended, err := endSessions(ctx, tx, account, session, at)
		if err != nil || ended == 0 {
			return err
		}
		e := office{Caller: c}.entry(audit.SessionEnd, 0, at)
		e.Object = audit.Object{Kind: "staff", ID: account.String()}
		e.Detail = e.Detail.With("sessions", ended)
		return n.record(ctx, tx, e)
	})
}

// managed is the account that the caller may manage: his own if none is named.
func (n *Node) managed(ctx context.Context, tx *store.Tx, c Caller, account id.ID) (id.ID, error) {
	s, err := n.stand(ctx, tx, c)
	if err != nil {
		return id.ID{}, err
	}
	if account.IsZero() {
		account = c.Account
	}
	who, err := staff.Stand(ctx, tx, account)
	if err != nil {
		return id.ID{}, err
	}
	return account, s.Manage(who, n.clock.Now())
}

// endSessions ends the live sessions of an account, or the one named, and counts them.
func endSessions(ctx context.Context, tx *store.Tx, account, session id.ID, at instant.Instant) (ended int, err error) {
	live, err := tx.SessionsOf(ctx, account, at)
	if err != nil {
		return 0, err
	}
	known := session.IsZero()
	for _, s := range live {
		if s.Door != person.StaffDoor || !session.IsZero() && s.ID != session {
			continue
		}
		known = true
		if err := person.EndSession(ctx, tx, account, s.ID, at); err != nil {
			return ended, err
		}
		ended++
	}
	if !known {
		return 0, fault.New(fault.NotFound, "session.not_found", "there is no such login of this account")
	}
	return ended, nil
}
