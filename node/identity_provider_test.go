package node_test

import (
	"net/url"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/person"
)

func openIdentity(t *testing.T, levels ...string) (*hubei, *provider) {
	var p *provider
	h := openDesk(t, func(c *node.Config) {
		cl := &clock{now: c.Now()}
		c.Now = cl.Now
		p = newProvider(t, cl)
		c.Identity = &node.IdentityProvider{OIDC: node.OIDC{Issuer: p.URL, ClientID: "kangma", Secret: "s", Redirect: "https://jkm.example/identity/back"},
			Claims: node.IdentityClaims{Name: "real_name", Number: "cert_no", Type: "cert_type", Types: map[string]string{"01": "resident_id", "02": "passport"}}, Levels: levels}
	})
	h.clock = p.clock
	p.edit = claimed(nil)
	return h, p
}

// claimed are claims of the user whom the provider knows, changed for a test.
func claimed(change map[string]any) func(map[string]any) {
	return func(claims map[string]any) {
		claims["real_name"], claims["cert_no"], claims["cert_type"], claims["acr"] = zhang.Name, zhang.Number, "01", "high"
		for k, v := range change {
			claims[k] = v
		}
	}
}

// goes is what the holder's browser does at the provider.
func (p *provider) goes(h *hubei, c node.Caller) node.OIDCAnswer {
	h.t.Helper()
	address, binding, err := h.BeginIdentity(h.t.Context(), c)
	h.ok(err)
	u, err := url.Parse(address)
	h.ok(err)
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("redirect_uri") != "https://jkm.example/identity/back" || q.Get("state") == "" {
		h.t.Fatal(address)
	}
	p.challenge, p.nonce = q.Get("code_challenge"), q.Get("nonce")
	return node.OIDCAnswer{State: q.Get("state"), Code: "the code", Binding: binding, Issuer: p.URL}
}

// WH-02, SC-02: the person whom a real provider names becomes the account's own, without anything being typed; typing alone is believed no more.
func TestIdentityByProvider(t *testing.T) {
	h, p := openIdentity(t, "high")
	ctx := t.Context()
	c := h.login("13800138000", person.HolderDoor)
	_, err := h.Verify(ctx, c, zhang)
	h.refused(err, "identity.by_provider")
	p.edit = claimed(map[string]any{"phone_number": "+8613800138000"})
	who, err := h.FinishIdentity(ctx, c, p.goes(h, c), "")
	h.ok(err)
	a, err := h.Account(ctx, c)
	h.ok(err)
	if len(a.People) != 1 || a.People[0].ID != who || a.People[0].Who.Name.Reveal() != zhang.Name || a.People[0].Who.Document.Reveal() != zhang.Number {
		t.Errorf("%+v", a)
	}
	ward := grandmother
	ward.Ward = true
	if _, err := h.Verify(ctx, c, ward); err != nil {
		t.Errorf("who has no login there is still entered by hand: %v", err)
	}
}

// WH-02: each failure says which condition failed; whatever is not genuine binds nobody.
func TestIdentityIsRefused(t *testing.T) {
	h, p := openIdentity(t, "high")
	ctx := t.Context()
	c := h.login("13800138000", person.HolderDoor)
	other := h.login("13800138001", person.HolderDoor)
	for key, change := range map[string]map[string]any{
		"identity.level":         {"acr": "low"},
		"identity.incomplete":    {"cert_no": nil},
		"person.phone_not_bound": {"phone_number": "+8613800138009"},
		"identity.answer":        {"nonce": "another"},
	} {
		p.edit = claimed(change)
		_, err := h.FinishIdentity(ctx, c, p.goes(h, c), "")
		h.refused(err, key)
	}
	p.edit = claimed(map[string]any{"cert_type": "99"})
	_, err := h.FinishIdentity(ctx, c, p.goes(h, c), "")
	h.refused(err, "identity.incomplete")
	p.edit = claimed(map[string]any{"aud": "somebody else"})
	_, err = h.FinishIdentity(ctx, c, p.goes(h, c), "")
	h.refused(err, "identity.answer")
	p.edit = claimed(nil)

	answer := p.goes(h, c)
	_, err = h.FinishIdentity(ctx, c, answer, "access_denied")
	h.refused(err, "identity.denied")
	_, err = h.FinishIdentity(ctx, c, answer, "")
	h.refused(err, "identity.over") // once
	answer = p.goes(h, c)
	_, err = h.FinishIdentity(ctx, other, answer, "")
	h.refused(err, "identity.other_login")
	answer = p.goes(h, c)
	answer.Binding = "of another browser"
	_, err = h.FinishIdentity(ctx, c, answer, "")
	h.refused(err, "identity.answer")
	answer = p.goes(h, c)
	h.clock.Add(6 * time.Minute)
	_, err = h.FinishIdentity(ctx, c, answer, "")
	h.refused(err, "identity.over")
	if a, err := h.Account(ctx, c); err != nil || len(a.People) != 0 {
		t.Errorf("somebody was bound: %+v %v", a, err)
	}

	if _, err := h.FinishIdentity(ctx, c, p.goes(h, c), ""); err != nil {
		t.Fatal(err)
	}
	p.edit = claimed(map[string]any{"real_name": "王小明"})
	_, err = h.FinishIdentity(ctx, other, p.goes(h, other), "")
	h.refused(err, "person.mismatch")
	p.Close()
	if _, _, err := open(t).BeginIdentity(ctx, c); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("without a provider: %v", err)
	}
}
