package node

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/store"
)

// Passkeys say where passkeys of staff are good: the domain, and the origins of the pages that use them.
type Passkeys struct {
	Domain  string
	Origins []string
}

const (
	maxPasskeys    = 10 // of one account
	maxPasskeyName = 60 // characters
	enrolmentValid = 24 * time.Hour
)

// relyingParty is this node as browsers know it.
func (n *Node) relyingParty() (*webauthn.WebAuthn, error) {
	if n.Passkeys.Domain == "" {
		return nil, fault.New(fault.NotFound, "login.no_passkeys", "this node takes no passkeys")
	}
	return webauthn.New(&webauthn.Config{RPID: n.Passkeys.Domain, RPDisplayName: n.Name.ZH, RPOrigins: n.Passkeys.Origins})
}

// keyholder is an account as package webauthn wants it. It is known by its id alone: a browser keeps no name of it.
type keyholder struct {
	account id.ID
	label   string
	keys    []webauthn.Credential
}

func (k keyholder) WebAuthnID() []byte                         { return k.account[:] }
func (k keyholder) WebAuthnName() string                       { return k.label }
func (k keyholder) WebAuthnDisplayName() string                { return k.label }
func (k keyholder) WebAuthnCredentials() []webauthn.Credential { return k.keys }

func (n *Node) keyholder(ctx context.Context, tx *store.Tx, account id.ID) (keyholder, []store.Passkey, error) {
	k := keyholder{account: account, label: n.Name.ZH + " " + account.String()[:8]}
	list, err := tx.Passkeys(ctx, account)
	if err != nil {
		return k, nil, err
	}
	for _, p := range list {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(p.Document), &c); err != nil {
			return k, nil, err
		}
		k.keys = append(k.keys, c)
	}
	return k, list, nil
}

// Challenge is what a browser is to answer, once, within five minutes (NO-12).
type Challenge struct {
	Ticket  string
	Options []byte // JSON of navigator.credentials.create or get
	Until   instant.Instant
}

// Enrol gives a code with which somebody else, whom the caller may manage, makes his first passkey within a day: for whoever
// has no login yet. It is told to him by the caller, and good once.
func (n *Node) Enrol(ctx context.Context, c Caller, account id.ID) (code string, until instant.Instant, err error) {
	err = n.changeLogin(ctx, c, account, audit.LoginLink, func(tx *store.Tx, e *audit.Entry) error {
		if _, err := n.relyingParty(); err != nil {
			return err
		}
		e.Detail = e.Detail.With("by", "enrolment")
		code, until, err = n.giveTicket(ctx, tx, ticketEnrol, account, true, enrolmentValid)
		return err
	})
	return code, until, err
}

// BeginPasskey begins a registration: of the caller, or of whoever brings the code of an enrolment.
func (n *Node) BeginPasskey(ctx context.Context, c Caller, enrolment string) (out Challenge, err error) {
	party, err := n.relyingParty()
	if err != nil {
		return out, err
	}
	account := c.Account
	if enrolment != "" {
		var yes bool
		if account, err = n.takeTicket(ctx, ticketEnrol, strings.TrimSpace(enrolment), &yes); err != nil {
			return out, err
		}
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		if enrolment == "" {
			if _, err := n.stand(ctx, tx, c); err != nil {
				return err
			}
		}
		user, list, err := n.keyholder(ctx, tx, account)
		if err != nil {
			return err
		}
		if err := room(list); err != nil {
			return err
		}
		known := make([]protocol.CredentialDescriptor, len(user.keys))
		for i, k := range user.keys {
			known[i] = k.Descriptor()
		}
		options, session, err := party.BeginRegistration(user, webauthn.WithExclusions(known), webauthn.WithAuthenticatorSelection(
			protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}))
		if err != nil {
			return err
		}
		out, err = n.challenge(ctx, tx, ticketRegister, account, session, options)
		return err
	})
	return out, err
}

// room refuses one passkey more than an account may have.
func room(list []store.Passkey) error {
	if len(list) >= maxPasskeys {
		return fault.New(fault.Conflict, "login.many_passkeys", "an account has at most %d passkeys; remove one first", maxPasskeys)
	}
	return nil
}

func (n *Node) challenge(ctx context.Context, tx *store.Tx, kind string, account id.ID, session *webauthn.SessionData, options any) (out Challenge, err error) {
	if out.Options, err = json.Marshal(options); err != nil {
		return out, err
	}
	out.Ticket, out.Until, err = n.giveTicket(ctx, tx, kind, account, session, loginValid)
	return out, err
}

// FinishPasskey ends a registration with what the browser answered: the account has one more passkey.
func (n *Node) FinishPasskey(ctx context.Context, ticket, name string, answer []byte) (out store.Passkey, err error) {
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > maxPasskeyName {
		return out, fault.Secret("name", "is not of 1 to %d characters", maxPasskeyName)
	}
	party, err := n.relyingParty()
	if err != nil {
		return out, err
	}
	var session webauthn.SessionData
	account, err := n.takeTicket(ctx, ticketRegister, ticket, &session)
	if err != nil {
		return out, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return out, badPasskey(ctx, err)
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		user, list, err := n.keyholder(ctx, tx, account)
		if err != nil {
			return err
		}
		if err := room(list); err != nil { // several may have been begun at once
			return err
		}
		credential, err := party.CreateCredential(user, session, parsed)
		if err != nil {
			return badPasskey(ctx, err)
		}
		document, err := json.Marshal(credential)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		out = store.Passkey{ID: id.New(at), Account: account, Credential: credential.ID, Name: name, Document: string(document), CreatedAt: at, UsedAt: at}
		if err := tx.InsertPasskey(ctx, out); err != nil {
			return err
		}
		return n.recordPasskey(ctx, tx, account, out.ID, audit.LoginLink, at)
	})
	return out, err
}

func (n *Node) recordPasskey(ctx context.Context, tx *store.Tx, account, passkey id.ID, action audit.Action, at instant.Instant) error {
	return n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.Staff, ID: account.String()}, Action: action,
		Object: audit.Object{Kind: "passkey", ID: passkey.String()}})
}

func badPasskey(ctx context.Context, err error) error {
	slog.WarnContext(ctx, "a passkey was refused", "error", err)
	return fault.New(fault.Unauthenticated, "login.passkey", "this passkey does not open anything here").Because(err)
}

// BeginPasskeyLogin begins a login. It asks for any passkey of this node, so it tells nothing of anybody's account.
func (n *Node) BeginPasskeyLogin(ctx context.Context) (out Challenge, err error) {
	party, err := n.relyingParty()
	if err != nil {
		return out, err
	}
	options, session, err := party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return out, err
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		out, err = n.challenge(ctx, tx, ticketPasskey, id.ID{}, session, options)
		return err
	})
	return out, err
}

// FinishPasskeyLogin ends a login with what the browser answered. A passkey whose counter went back may have been copied:
// it is refused, and so it stays until it is removed.
func (n *Node) FinishPasskeyLogin(ctx context.Context, ticket string, answer []byte) (out Signed, err error) {
	party, err := n.relyingParty()
	if err != nil {
		return out, err
	}
	var session webauthn.SessionData
	if _, err := n.takeTicket(ctx, ticketPasskey, ticket, &session); err != nil {
		return out, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return out, badPasskey(ctx, err)
	}
	var list []store.Passkey
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		list = nil
		user, credential, err := party.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
			if len(handle) != len(id.ID{}) {
				return nil, protocol.ErrBadRequest
			}
			k, keys, err := n.keyholder(ctx, tx, id.ID(handle))
			list = keys
			return k, err
		}, session, parsed)
		if err != nil {
			return badPasskey(ctx, err)
		}
		if credential.Authenticator.CloneWarning {
			return fault.New(fault.Unauthenticated, "login.passkey_copied", "this passkey may have been copied; remove it, and tell your administrator")
		}
		i := slices.IndexFunc(list, func(p store.Passkey) bool { return slices.Equal(p.Credential, credential.ID) })
		document, err := json.Marshal(credential)
		if err != nil {
			return err
		}
		list[i].Document, list[i].UsedAt = string(document), n.clock.Now()
		if err := tx.UsePasskey(ctx, list[i]); err != nil {
			return err
		}
		out, err = n.staffSession(ctx, tx, id.ID(user.WebAuthnID()), "passkey")
		return err
	})
	if i := slices.IndexFunc(list, func(p store.Passkey) bool { return slices.Equal(p.Credential, parsed.RawID) }); i >= 0 && fault.CodeOf(err) == fault.Unauthenticated {
		err = cmp.Or(n.store.Write(ctx, func(tx *store.Tx) error { // who tries a passkey that is known tries too often in the end
			return person.CountEntry(ctx, tx, n.vault, list[i].Account, n.clock.Now())
		}), err)
	}
	return out, err
}

// OwnPasskeys are those of the caller.
func (n *Node) OwnPasskeys(ctx context.Context, c Caller) (list []store.Passkey, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.stand(ctx, tx, c); err != nil {
			return err
		}
		list, err = tx.Passkeys(ctx, c.Account)
		return err
	})
	return list, err
}

// RemovePasskey removes one of the caller's.
func (n *Node) RemovePasskey(ctx context.Context, c Caller, passkey id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		if _, err := n.stand(ctx, tx, c); err != nil {
			return err
		}
		if err := tx.DeletePasskey(ctx, c.Account, passkey); err != nil {
			return err
		}
		return n.recordPasskey(ctx, tx, c.Account, passkey, audit.LoginUnlink, n.clock.Now())
	})
}

// Passkey is a public key with which an account logs in.
type Passkey = store.Passkey
