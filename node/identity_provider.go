package node

import (
	"cmp"
	"context"
	"log/slog"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/pass"
	"kangma/person"
	"kangma/store"
)

// IdentityProvider says who a holder is: a national identity platform, or another that speaks OpenID Connect as those of eIDAS do (WH-02).
// It looks at face or document in its own way; no password of ours or of a payment is asked for (SC-02).
type IdentityProvider struct {
	OIDC
	Name   pass.Text // as its users know it
	Claims IdentityClaims
	Levels []string // values of acr that are good enough; none: all
}

// IdentityClaims are the names of the provider's claims, and what its kinds of documents are called here.
type IdentityClaims struct {
	Name   string            // "" is name
	Number string            // of the document; "" is id_number
	Type   string            // of the document; "" where all are Default
	Types  map[string]string // from the provider's words to ours, as in resident_id
	Kind   string            // of documents where Type is ""; "" is resident_id
	Birth  string            // "" is birthdate
	Phone  string            // "" is phone_number; where it is told, it must be the account's
}

// pendingIdentity is what is remembered while somebody is at the provider.
type pendingIdentity struct{ pendingLogin }

const ticketIdentity = "identity"

func noIdentityProvider() error {
	return fault.New(fault.NotFound, "identity.no_provider", "this node has no identity provider; write name and document instead")
}

// BeginIdentity is where to send the browser of somebody who is logged in, so that the provider says who he is, and the binding that the
// browser keeps and brings back.
func (n *Node) BeginIdentity(ctx context.Context, c Caller) (address, binding string, err error) {
	if n.Identity == nil {
		return "", "", noIdentityProvider()
	}
	p, err := n.Identity.find(ctx)
	if err != nil {
		return "", "", fault.New(fault.Unavailable, "identity.unreachable", "the identity provider does not answer; try again later").Because(err)
	}
	binding, nonce, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	var state string
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		state, _, err = n.giveTicket(ctx, tx, ticketIdentity, c.Account, pendingIdentity{pendingLogin{nonce, verifier, digest(binding)}}, loginValid)
		return err
	})
	options := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)}
	if len(n.Identity.Levels) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", n.Identity.Levels[0]))
	}
	return n.Identity.oauth(p).AuthCodeURL(state, options...), binding, err
}

// FinishIdentity takes what the browser brings back, and makes the person whom the provider names the account's own. What failed is said:
// each refusal has its own key (WH-02). denied is the provider's error, "" if there is none.
func (n *Node) FinishIdentity(ctx context.Context, c Caller, a OIDCAnswer, denied string) (id.ID, error) {
	if n.Identity == nil {
		return id.ID{}, noIdentityProvider()
	}
	var pending pendingIdentity
	account, err := n.takeTicket(ctx, ticketIdentity, a.State, &pending)
	switch {
	case fault.CodeOf(err) == fault.Unauthenticated:
		return id.ID{}, fault.New(fault.Conflict, "identity.over", "this verification has expired or was used; begin again")
	case err != nil:
		return id.ID{}, err
	case account != c.Account:
		return id.ID{}, fault.New(fault.Conflict, "identity.other_login", "somebody else began this verification; log in again and begin anew")
	case denied == "access_denied":
		return id.ID{}, fault.New(fault.Conflict, "identity.denied", "it was broken off at the identity provider; begin again, or write name and document")
	case denied != "":
		return id.ID{}, fault.New(fault.Unavailable, "identity.unreachable", "the identity provider could not verify now; try again later")
	}
	token, err := n.Identity.identify(ctx, a, pending.pendingLogin, n.clock.Now().Time)
	if err != nil {
		slog.WarnContext(ctx, "an answer of the identity provider was refused", "error", err)
		return id.ID{}, fault.New(fault.Conflict, "identity.answer", "the answer of the identity provider cannot be believed; begin again in this browser")
	}
	claim, phone, err := n.Identity.claim(token)
	if err != nil {
		return id.ID{}, err
	}
	r, err := n.parseClaim(claim, n.clock.Now())
	if err != nil {
		slog.WarnContext(ctx, "the identity provider told what is no identity", "error", err)
		return id.ID{}, fault.New(fault.Conflict, "identity.incomplete", "the identity provider told a name or a document that cannot be; ask it to correct it, or go to a service desk")
	}
	r.Who.Phone = phone
	return n.bindPerson(ctx, c, r, false)
}

// claim is the identity that a token states, and the phone if it states one.
func (p *IdentityProvider) claim(token *oidc.IDToken) (out Claim, phone person.Phone, err error) {
	var all map[string]any
	if err := token.Claims(&all); err != nil {
		return out, phone, err
	}
	said := func(name, usual string) string {
		s, _ := all[cmp.Or(name, usual)].(string)
		return s
	}
	if len(p.Levels) > 0 && !slices.Contains(p.Levels, said("", "acr")) {
		return out, phone, fault.New(fault.Conflict, "identity.level", "the identity provider did not verify strictly enough; choose face or document there")
	}
	out = Claim{Name: said(p.Claims.Name, "name"), Number: said(p.Claims.Number, "id_number"), Birth: said(p.Claims.Birth, "birthdate"),
		IDType: cmp.Or(p.Claims.Kind, string(person.ResidentID))}
	if p.Claims.Type != "" {
		out.IDType = p.Claims.Types[said(p.Claims.Type, "")]
	}
	if out.Name == "" || out.Number == "" || out.IDType == "" {
		return out, phone, fault.New(fault.Conflict, "identity.incomplete", "the identity provider told no name or no document; verify there with your document, or write both here")
	}
	if number := said(p.Claims.Phone, "phone_number"); number != "" {
		if phone, err = person.ParsePhone(number); err != nil {
			return out, phone, fault.New(fault.Conflict, "identity.incomplete", "the identity provider told a phone that is none")
		}
	}
	return out, phone, nil
}
