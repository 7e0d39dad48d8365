package node

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/store"
)

// OIDC is the provider of an authority's own accounts, with which its staff log in. It says who somebody is; what he may
// do are his appointments here.
type OIDC struct {
	Issuer   string
	ClientID string
	Secret   string
	Redirect string       // where the provider sends the browser back to
	Scopes   []string     // asked for beside openid
	ByPhone  bool         // an account without a link is also found by a phone_number that the provider calls verified
	HTTP     *http.Client // nil: the default

	mu       sync.Mutex
	provider *oidc.Provider
}

// pendingLogin is what is remembered while somebody is at the provider.
type pendingLogin struct {
	Nonce, Verifier, Binding string
}

// find reads the provider's description, once.
func (o *OIDC) find(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	p, err := oidc.NewProvider(context.WithoutCancel(o.with(ctx)), o.Issuer) // it keeps the context for fetching keys
	if err != nil {
		return nil, fault.New(fault.Unavailable, "login.provider", "the provider of logins does not answer").Because(err)
	}
	o.provider = p
	return p, nil
}

func (o *OIDC) with(ctx context.Context) context.Context {
	if o.HTTP != nil {
		ctx = oidc.ClientContext(ctx, o.HTTP)
	}
	return ctx
}

func (o *OIDC) oauth(p *oidc.Provider) *oauth2.Config {
	scopes := append([]string{oidc.ScopeOpenID}, o.Scopes...)
	if o.ByPhone {
		scopes = append(scopes, "phone")
	}
	return &oauth2.Config{ClientID: o.ClientID, ClientSecret: o.Secret, Endpoint: p.Endpoint(), RedirectURL: o.Redirect, Scopes: scopes}
}

// BeginOIDC is where to send a browser for a login, and the binding that it must keep and bring back: without it, a login
// that somebody else began cannot be ended in this browser.
func (n *Node) BeginOIDC(ctx context.Context) (address, binding string, err error) {
	if n.OIDC == nil {
		return "", "", noProvider()
	}
	p, err := n.OIDC.find(ctx)
	if err != nil {
		return "", "", err
	}
	binding, nonce, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	var state string
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		state, _, err = n.giveTicket(ctx, tx, ticketOIDC, id.ID{}, pendingLogin{nonce, verifier, digest(binding)}, loginValid)
		return err
	})
	return n.OIDC.oauth(p).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), binding, err
}

func digest(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func noProvider() error {
	return fault.New(fault.NotFound, "login.no_provider", "this node has no provider of logins")
}

// OIDCAnswer is what a browser brings back from the provider.
type OIDCAnswer struct {
	State, Code, Binding string
	Issuer               string // RFC 9207; "" if the provider does not say
}

// FinishOIDC ends such a login. Whatever is wrong with it, the answer is the same, and its state is used up.
func (n *Node) FinishOIDC(ctx context.Context, a OIDCAnswer) (out Signed, err error) {
	if n.OIDC == nil {
		return out, noProvider()
	}
	var pending pendingLogin
	if _, err := n.takeTicket(ctx, ticketOIDC, a.State, &pending); err != nil {
		return out, err
	}
	token, err := n.OIDC.identify(ctx, a, pending, n.clock.Now().Time)
	if err != nil {
		slog.WarnContext(ctx, "a login by the provider was refused", "error", err)
		return out, n.refuseLogin(ctx, "oidc")
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		account, err := n.accountOfToken(ctx, tx, token)
		if err != nil {
			return err
		}
		out, err = n.staffSession(ctx, tx, account, "oidc")
		return err
	})
	if fault.CodeOf(err) == fault.NotFound {
		return Signed{}, n.refuseLogin(ctx, "oidc")
	}
	return out, err
}

// refuseLogin leaves a trace of a login that failed.
func (n *Node) refuseLogin(ctx context.Context, way string) error {
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		return n.record(ctx, tx, audit.Entry{At: n.clock.Now(), Actor: audit.Actor{Kind: audit.System, ID: "login"}, Action: audit.SessionRefuse,
			Detail: audit.Detail{}.With("by", way)})
	})
	return errors.Join(fault.New(fault.Unauthenticated, "login.refused", "this login is not known here; ask your administrator"), err)
}

// identify trades the code for an ID token and checks it: signature, issuer, audience, expiry by go-oidc; nonce and
// binding here.
func (o *OIDC) identify(ctx context.Context, a OIDCAnswer, pending pendingLogin, now func() time.Time) (*oidc.IDToken, error) {
	if subtle.ConstantTimeCompare([]byte(digest(a.Binding)), []byte(pending.Binding)) != 1 {
		return nil, errors.New("another browser began it")
	}
	if a.Issuer != "" && a.Issuer != o.Issuer {
		return nil, errors.New("it comes from another issuer")
	}
	p, err := o.find(ctx)
	if err != nil {
		return nil, err
	}
	ctx = o.with(ctx)
	tokens, err := o.oauth(p).Exchange(ctx, a.Code, oauth2.VerifierOption(pending.Verifier))
	if err != nil {
		return nil, err
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := p.Verifier(&oidc.Config{ClientID: o.ClientID, Now: now}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(pending.Nonce)) != 1 {
		return nil, errors.New("the nonce is another")
	}
	return token, nil
}

// accountOfToken is the account that an administrator linked, or that a verified phone names where that is configured.
// It never makes an account.
func (n *Node) accountOfToken(ctx context.Context, tx *store.Tx, token *oidc.IDToken) (id.ID, error) {
	account, err := tx.LinkedAccount(ctx, token.Issuer, token.Subject)
	if fault.CodeOf(err) != fault.NotFound || !n.OIDC.ByPhone {
		return account, err
	}
	var claims struct {
		Phone    string `json:"phone_number"`
		Verified bool   `json:"phone_number_verified"`
	}
	if no := token.Claims(&claims); no != nil || !claims.Verified {
		return id.ID{}, err
	}
	phone, no := person.ParsePhone(claims.Phone)
	if no != nil {
		return id.ID{}, err
	}
	a, err := tx.AccountByPhone(ctx, n.vault.IndexPhone(phone))
	return a.ID, err
}

// LinkLogin lets a subject of the provider log in as an account that the caller may manage, never as his own: who links
// himself would take over what another appointed.
func (n *Node) LinkLogin(ctx context.Context, c Caller, account id.ID, subject string) error {
	return n.changeLogin(ctx, c, account, audit.LoginLink, func(tx *store.Tx, e *audit.Entry) error {
		switch {
		case n.OIDC == nil:
			return noProvider()
		case subject == "" || len(subject) > 255:
			return fault.Secret("subject", "is not a subject of 1 to 255 bytes")
		}
		return tx.PutLoginLink(ctx, store.LoginLink{Issuer: n.OIDC.Issuer, Subject: subject, Account: account, At: e.At, By: c.Account})
	})
}

// UnlinkLogin takes the provider's logins from an account.
func (n *Node) UnlinkLogin(ctx context.Context, c Caller, account id.ID) error {
	return n.changeLogin(ctx, c, account, audit.LoginUnlink, func(tx *store.Tx, _ *audit.Entry) error { return tx.DeleteLoginLinks(ctx, account) })
}

// changeLogin changes how an account of somebody else logs in, by who may manage it.
func (n *Node) changeLogin(ctx context.Context, c Caller, account id.ID, action audit.Action, change func(*store.Tx, *audit.Entry) error) error {
	if account == c.Account && !c.itself {
		return fault.New(fault.Forbidden, "staff.himself", "nobody gives himself a login")
	}
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		if _, err := n.managed(ctx, tx, c, account); err != nil {
			return err
		}
		e := office{Caller: c}.entry(action, 0, n.clock.Now())
		e.Object = audit.Object{Kind: "staff", ID: account.String()}
		if err := change(tx, &e); err != nil {
			return err
		}
		return n.record(ctx, tx, e)
	})
}
