package node

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/oauth2"

	"github.com/coreos/go-oidc/v3/oidc"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/store"
)

// FaceValid is how long a look at somebody's face counts (SC-02).
const FaceValid = 10 * time.Minute

const ticketFace = "face"

// VerifyFace has the register look at the face of the account's own person again (SC-02): that of RealName, which compares it with the
// document. With an identity platform it is asked itself (BeginFace). No password of a payment is ever asked for.
func (n *Node) VerifyFace(ctx context.Context, c Caller) (until instant.Instant, err error) {
	if n.Identity != nil && n.RealName == nil {
		return 0, fault.New(fault.Conflict, "face.by_provider", "here the identity platform looks at faces; go there")
	}
	own, who, err := n.ownIdentity(ctx, c)
	if err != nil {
		return 0, err
	}
	if n.RealName != nil {
		if err := n.RealName.Check(ctx, who); err != nil {
			return 0, err
		}
	}
	return n.faceSeen(ctx, c, own)
}

// ownIdentity is the account's own person.
func (n *Node) ownIdentity(ctx context.Context, c Caller) (own id.ID, who person.Identity, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if own, err = linked(ctx, tx, c, id.ID{}, n.clock.Now()); err != nil {
			return err
		}
		p, err := tx.Person(ctx, own)
		if err != nil {
			return err
		}
		who, err = n.vault.Open(p.ID, p.Sealed)
		return err
	})
	return own, who, err
}

func (n *Node) faceSeen(ctx context.Context, c Caller, own id.ID) (until instant.Instant, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		until = at.Add(FaceValid)
		if err := tx.PutFace(ctx, c.Account, own, at); err != nil {
			return err
		}
		return n.record(ctx, tx, holderEntry(c, audit.FaceCheck, own, at))
	})
	return until, err
}

// BeginFace is where to send the browser so that the identity platform looks at the holder's face anew, and the binding that the browser keeps.
func (n *Node) BeginFace(ctx context.Context, c Caller) (address, binding string, err error) {
	if n.Identity == nil {
		return "", "", noIdentityProvider()
	}
	if _, _, err := n.ownIdentity(ctx, c); err != nil {
		return "", "", err
	}
	p, err := n.Identity.find(ctx)
	if err != nil {
		return "", "", fault.New(fault.Unavailable, "identity.unreachable", "the identity provider does not answer; try again later").Because(err)
	}
	binding, nonce, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	var state string
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		state, _, err = n.giveTicket(ctx, tx, ticketFace, c.Account, pendingIdentity{pendingLogin{nonce, verifier, digest(binding)}}, loginValid)
		return err
	})
	options := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0")}
	if len(n.Identity.Levels) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", n.Identity.Levels[0]))
	}
	return n.Identity.oauth(p).AuthCodeURL(state, options...), binding, err
}

// FinishFace takes what the browser brings back. The platform must have looked since the beginning, and at the account's own person: it
// binds nobody.
func (n *Node) FinishFace(ctx context.Context, c Caller, a OIDCAnswer, denied string) (until instant.Instant, err error) {
	if n.Identity == nil {
		return 0, noIdentityProvider()
	}
	var pending pendingIdentity
	account, err := n.takeTicket(ctx, ticketFace, a.State, &pending)
	switch {
	case fault.CodeOf(err) == fault.Unauthenticated:
		return 0, fault.New(fault.Conflict, "identity.over", "this verification has expired or was used; begin again")
	case err != nil:
		return 0, err
	case account != c.Account:
		return 0, fault.New(fault.Conflict, "identity.other_login", "somebody else began this verification; log in again and begin anew")
	case denied != "":
		return 0, fault.New(fault.Conflict, "face.denied", "it was broken off at the identity provider; begin again")
	}
	token, err := n.Identity.identify(ctx, a, pending.pendingLogin, n.clock.Now().Time)
	if err != nil {
		slog.WarnContext(ctx, "an answer of the identity provider was refused", "error", err)
		return 0, fault.New(fault.Conflict, "identity.answer", "the answer of the identity provider cannot be believed; begin again in this browser")
	}
	var fresh struct {
		AuthTime int64 `json:"auth_time"`
	}
	if err := token.Claims(&fresh); err != nil || fresh.AuthTime < n.clock.Now().Add(-loginValid).Unix() {
		return 0, fault.New(fault.Conflict, "face.stale", "the identity provider did not look anew; begin again")
	}
	claim, _, err := n.Identity.claim(token)
	if err != nil {
		return 0, err
	}
	r, err := n.parseClaim(claim, n.clock.Now())
	if err != nil {
		return 0, fault.New(fault.Conflict, "identity.incomplete", "the identity provider told a name or a document that cannot be")
	}
	own, who, err := n.ownIdentity(ctx, c)
	if err != nil {
		return 0, err
	}
	if n.vault.IndexDocument(r.Who.Document) != n.vault.IndexDocument(who.Document) {
		return 0, fault.New(fault.Conflict, "face.other", "the identity provider looked at somebody else than the person of this account")
	}
	return n.faceSeen(ctx, c, own)
}

// freshFace refuses who was not looked at within FaceValid.
func freshFace(ctx context.Context, tx *store.Tx, c Caller, own id.ID, at instant.Instant) (until instant.Instant, err error) {
	who, seen, err := tx.Face(ctx, c.Account)
	if err != nil {
		return 0, err
	}
	if seen == 0 || who != own || seen.Add(FaceValid) <= at {
		return 0, fault.New(fault.Forbidden, "face.needed", "verify your face first; it counts for %d minutes", int(FaceValid.Minutes()))
	}
	return seen.Add(FaceValid), nil
}

// FaceUntil is until when a look at the face of the account's own person counts, 0 if it does not.
func (n *Node) FaceUntil(ctx context.Context, c Caller) (until instant.Instant, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		own, err := linked(ctx, tx, c, id.ID{}, at)
		if err != nil {
			return err
		}
		until, err = freshFace(ctx, tx, c, own, at)
		if f, ok := fault.As(err); ok && f.Key == "face.needed" {
			return nil
		}
		return err
	})
	return until, err
}
