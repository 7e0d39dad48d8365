package node

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/store"
)

// Kinds of tickets: what is given out at the beginning of a login and taken back, once, at its end (NO-12).
const (
	ticketOIDC     = "oidc"
	ticketRegister = "passkey.register"
	ticketPasskey  = "passkey.login"
	ticketEnrol    = "enrol"
)

// loginValid is how long somebody may take between the beginning of a login and its end.
const loginValid = 5 * time.Minute

// giveTicket makes a ticket over what is to be remembered until it comes back.
func (n *Node) giveTicket(ctx context.Context, tx *store.Tx, kind string, account id.ID, remember any, valid time.Duration) (text string, until instant.Instant, err error) {
	var b [32]byte
	rand.Read(b[:])
	document, err := json.Marshal(remember)
	if err != nil {
		return "", 0, err
	}
	text = base64.RawURLEncoding.EncodeToString(b[:])
	at := n.clock.Now()
	hash := sha256.Sum256([]byte(text))
	until = at.Add(valid)
	return text, until, tx.InsertTicket(ctx, store.Ticket{Hash: hash[:], Kind: kind, Account: account, Document: string(document), Until: until}, at)
}

// takeTicket takes one back in a transaction of its own: it is used up even if what follows fails.
func (n *Node) takeTicket(ctx context.Context, kind, text string, remembered any) (account id.ID, err error) {
	hash := sha256.Sum256([]byte(text))
	var k store.Ticket
	err = n.store.Write(ctx, func(tx *store.Tx) (err error) {
		k, err = tx.TakeTicket(ctx, hash[:], kind, n.clock.Now())
		return err
	})
	if fault.CodeOf(err) == fault.NotFound {
		return id.ID{}, fault.New(fault.Unauthenticated, "login.ticket", "this login has expired or was used; begin again")
	}
	if err != nil {
		return id.ID{}, err
	}
	return k.Account, json.Unmarshal([]byte(k.Document), remembered)
}

// staffSession begins a shift's session of an account that has shown by a way that it is itself.
func (n *Node) staffSession(ctx context.Context, tx *store.Tx, account id.ID, way string) (Signed, error) {
	at := n.clock.Now()
	if err := person.CountEntry(ctx, tx, n.vault, account, at); err != nil {
		return Signed{}, err
	}
	session, refresh, err := person.OpenSession(ctx, tx, account, person.StaffDoor, true, at)
	if err != nil {
		return Signed{}, err
	}
	return n.signed(session, refresh, at), n.record(ctx, tx, audit.Entry{At: at, Actor: accountActor(person.Account{ID: account}, person.StaffDoor),
		Action: audit.SessionBegin, Object: audit.Object{Kind: "session", ID: session.ID.String()}, Detail: audit.Detail{}.With("by", way)})
}
