package node

import (
	"cmp"
	"context"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/store"
)

// Signed is a login that worked.
type Signed struct {
	Token   string // bearer, short-lived
	Until   instant.Instant
	Refresh string // "" if the login was not to be remembered (NA-01)
	Now     instant.Instant
}

// RequestCode sends a one-time code to a phone (WZ-01). It answers the same for phones that are known and those that are not.
func (n *Node) RequestCode(ctx context.Context, phone string) error {
	p, err := person.ParsePhone(phone)
	if err != nil {
		return err
	}
	var code person.Code
	var refused error
	err = n.store.Write(ctx, func(tx *store.Tx) (err error) {
		at := n.clock.Now()
		if code, refused, err = person.RequestCode(ctx, tx, n.vault, p, at); err != nil || refused != nil {
			return err
		}
		return n.text(ctx, tx, loginText, p, codeText(code), at.Add(person.CodeValid), at)
	})
	return cmp.Or(err, refused)
}

func codeText(c person.Code) string {
	return "【康码】验证码 " + c.Reveal() + "，3分钟内有效。工作人员不会索要验证码。 Kangma code " + c.Reveal() + ", valid 3 minutes; nobody will ask you for it."
}

// Login exchanges a one-time code for a session of a door. remember gives a refresh token: 30 days for holders, a shift
// for staff.
func (n *Node) Login(ctx context.Context, phone, code string, door person.Door, remember bool) (Signed, error) {
	p, err := person.ParsePhone(phone)
	if err != nil {
		return Signed{}, err
	}
	typed, err := person.ParseCode(code)
	if err != nil {
		return Signed{}, err
	}
	if door == person.StaffDoor && n.NoCodes {
		return Signed{}, fault.New(fault.Forbidden, "login.no_codes", "staff log in with their authority's account or a passkey here, not with codes")
	}
	var out Signed
	var refused error
	err = n.store.Write(ctx, func(tx *store.Tx) (err error) {
		at := n.clock.Now()
		if refused, err = person.TryCode(ctx, tx, n.vault, p, typed, at); err != nil || refused != nil {
			return err
		}
		account, err := person.OpenAccount(ctx, tx, n.vault, person.Contact{Phone: p}, at)
		if err != nil {
			return err
		}
		session, refresh, err := person.OpenSession(ctx, tx, account.ID, door, remember, at)
		if err != nil {
			return err
		}
		out = n.signed(session, refresh, at)
		return n.record(ctx, tx, audit.Entry{At: at, Actor: accountActor(account, door), Action: audit.SessionBegin,
			Object: audit.Object{Kind: "session", ID: session.ID.String()}})
	})
	if err != nil || refused != nil {
		return Signed{}, cmp.Or(err, refused)
	}
	return out, nil
}

func accountActor(a person.Account, door person.Door) audit.Actor {
	if door == person.StaffDoor {
		return audit.Actor{Kind: audit.Staff, ID: a.ID.String()}
	}
	return audit.Actor{Kind: audit.Holder, ID: a.ID.String()}
}

func (n *Node) signed(s person.Session, refresh string, at instant.Instant) Signed {
	token, until := n.mint.Issue(s, at)
	return Signed{Token: token, Until: until, Refresh: refresh, Now: at}
}

// Refresh exchanges a refresh token for a new bearer token and the next refresh token.
func (n *Node) Refresh(ctx context.Context, refresh string) (Signed, error) {
	var out Signed
	var refused error
	err := n.store.Write(ctx, func(tx *store.Tx) (err error) {
		at := n.clock.Now()
		s, next, no, err := person.Refresh(ctx, tx, refresh, at)
		if refused = no; err != nil || no != nil {
			return err
		}
		out = n.signed(s, next, at)
		return nil
	})
	if err != nil || refused != nil {
		return Signed{}, cmp.Or(err, refused)
	}
	return out, nil
}

// Logout ends the caller's session. It may be repeated.
func (n *Node) Logout(ctx context.Context, c Caller) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		if err := person.EndSession(ctx, tx, c.Account, c.Session, at); err != nil {
			return err
		}
		return n.record(ctx, tx, audit.Entry{At: at, Actor: accountActor(person.Account{ID: c.Account}, c.Door), Action: audit.SessionEnd,
			Object: audit.Object{Kind: "session", ID: c.Session.String()}})
	})
}
