package node_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"kangma/node"
	"kangma/person"
	"kangma/staff"
)

// provider is an OpenID provider with one user, over a real connection: discovery and keys by oidctest, the token endpoint
// with PKCE here. edit changes what it says, as an attacker or a mistake would.
type provider struct {
	*httptest.Server
	t         *testing.T
	key       *ecdsa.PrivateKey
	clock     *clock
	challenge string // of PKCE, as the browser brought it
	nonce     string
	edit      func(claims map[string]any)
	sign      func(claims string) string
}

func newProvider(t *testing.T, c *clock) *provider {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key, clock: c}
	known := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "1", Algorithm: "ES256"}}, Algorithms: []string{"ES256"}}
	mux := http.NewServeMux()
	mux.Handle("/", known)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	known.SetIssuer(p.URL)
	return p
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != "the code" || b64.EncodeToString(sum[:]) != p.challenge {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	now := p.clock.Now()
	claims := map[string]any{"iss": p.URL, "aud": "kangma", "sub": "u-17", "nonce": p.nonce, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}
	if p.edit != nil {
		p.edit(claims)
	}
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	text, _ := json.Marshal(claims)
	signed := ""
	if p.sign != nil {
		signed = p.sign(string(text))
	} else {
		signed = oidctest.SignIDToken(p.key, "1", "ES256", string(text))
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"access_token":"a","token_type":"Bearer","id_token":%q}`, signed)
}

// visit is what the browser does at the provider.
func (p *provider) visit(h *hubei) node.OIDCAnswer {
	h.t.Helper()
	address, binding, err := h.BeginOIDC(h.t.Context())
	h.ok(err)
	u, err := url.Parse(address)
	h.ok(err)
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("redirect_uri") != "https://desk.example/back" || q.Get("client_id") != "kangma" {
		h.t.Fatal(address)
	}
	p.challenge, p.nonce = q.Get("code_challenge"), q.Get("nonce")
	return node.OIDCAnswer{State: q.Get("state"), Code: "the code", Binding: binding, Issuer: p.URL}
}

func openOIDC(t *testing.T, byPhone bool) (*hubei, *provider) {
	var p *provider
	h := openDesk(t, func(c *node.Config) {
		cl := &clock{now: c.Now()}
		c.Now = cl.Now
		p = newProvider(t, cl)
		c.OIDC = &node.OIDC{Issuer: p.URL, ClientID: "kangma", Secret: "s", Redirect: "https://desk.example/back", ByPhone: byPhone}
	})
	h.clock = p.clock
	return h, p
}

// WH-10: who logs in with his authority's account is who an administrator linked, has what he was appointed to and no
// more, and once the link is taken away is nobody.
func TestOIDC(t *testing.T) {
	h, p := openOIDC(t, false)
	ctx := t.Context()
	account := h.member("13900000001", staff.Headquarters, wuhanCity)
	_, err := h.FinishOIDC(ctx, p.visit(h))
	h.refused(err, "login.refused") // genuine, and not linked
	h.ok(h.LinkLogin(ctx, node.Itself, account, "u-17"))
	a := p.visit(h)
	s, err := h.FinishOIDC(ctx, a)
	h.ok(err)
	c, err := h.Authenticate(s.Token, 2)
	if err != nil || c.Account != account || s.Refresh == "" {
		t.Fatal(c, err)
	}
	_, err = h.FinishOIDC(ctx, a)
	h.refused(err, "login.ticket") // the state was used
	h.refused(h.LinkLogin(ctx, c, account, "u-18"), "staff.himself")
	h.refused(h.LinkLogin(ctx, c, h.member("13900000002", staff.Reviewer, xiaogan), "u-18"), "staff.outside_region")
	if err := h.LinkLogin(ctx, c, h.member("13900000003", staff.Reviewer, wuhan), "u-17"); err == nil {
		t.Error("one subject is two accounts")
	}
	h.ok(h.UnlinkLogin(ctx, node.Itself, account))
	_, err = h.FinishOIDC(ctx, p.visit(h))
	h.refused(err, "login.refused")
}

// NO-12: every login that is not whole is refused, with the same answer, and its state is used up.
func TestOIDCRefused(t *testing.T) {
	h, p := openOIDC(t, false)
	ctx := t.Context()
	h.ok(h.LinkLogin(ctx, node.Itself, h.member("13900000001", staff.Headquarters, wuhanCity), "u-17"))
	stranger := newProvider(t, p.clock)
	set := func(key string, v any) func(map[string]any) { return func(c map[string]any) { c[key] = v } }
	for name, c := range map[string]struct {
		edit   func(map[string]any)
		sign   func(string) string
		change func(*node.OIDCAnswer)
	}{
		"audience":     {edit: set("aud", "another")},
		"issuer":       {edit: set("iss", stranger.URL)},
		"nonce":        {edit: set("nonce", "x")},
		"no nonce":     {edit: set("nonce", nil)},
		"expired":      {edit: set("exp", p.clock.Now().Unix()-1)},
		"another user": {edit: set("sub", "u-18")},
		"alg none": {sign: func(c string) string {
			return b64.EncodeToString([]byte(`{"alg":"none"}`)) + "." + b64.EncodeToString([]byte(c)) + "."
		}},
		"another key":   {sign: func(c string) string { return oidctest.SignIDToken(stranger.key, "1", "ES256", c) }},
		"no token":      {sign: func(string) string { return "" }},
		"mix-up":        {change: func(a *node.OIDCAnswer) { a.Issuer = stranger.URL }},
		"wrong code":    {change: func(a *node.OIDCAnswer) { a.Code = "x" }},
		"other browser": {change: func(a *node.OIDCAnswer) { _, a.Binding, _ = h.BeginOIDC(ctx) }},
		"no browser":    {change: func(a *node.OIDCAnswer) { a.Binding = "" }},
	} {
		a := p.visit(h)
		p.edit, p.sign = c.edit, c.sign
		if c.change != nil {
			c.change(&a)
		}
		_, err := h.FinishOIDC(ctx, a)
		t.Log(name)
		h.refused(err, "login.refused")
		p.edit, p.sign = nil, nil
		_, err = h.FinishOIDC(ctx, a)
		h.refused(err, "login.ticket")
	}
	a := p.visit(h)
	p.challenge = "stolen" // of another login: PKCE
	_, err := h.FinishOIDC(ctx, a)
	h.refused(err, "login.refused")
	a = p.visit(h)
	a.State = "x"
	_, err = h.FinishOIDC(ctx, a)
	h.refused(err, "login.ticket")
	a = p.visit(h)
	h.clock.Add(5 * time.Minute)
	_, err = h.FinishOIDC(ctx, a)
	h.refused(err, "login.ticket")
	_, err = h.FinishOIDC(ctx, p.visit(h))
	h.ok(err)
}

// An account without a link is found by a phone only where that is configured, and the provider calls it verified.
func TestOIDCByPhone(t *testing.T) {
	for _, c := range []struct {
		configured, verified bool
		phone                string
		key                  string
	}{{true, true, "+8613900000001", ""}, {true, false, "+8613900000001", "login.refused"}, {false, true, "+8613900000001", "login.refused"},
		{true, true, "+8613900000009", "login.refused"}, {true, true, "x", "login.refused"}} {
		h, p := openOIDC(t, c.configured)
		account := h.member("13900000001", staff.Headquarters, wuhanCity)
		p.edit = func(claims map[string]any) {
			claims["phone_number"], claims["phone_number_verified"] = c.phone, c.verified
		}
		s, err := h.FinishOIDC(t.Context(), p.visit(h))
		if c.key != "" {
			h.refused(err, c.key)
			continue
		}
		h.ok(err)
		if who, err := h.Authenticate(s.Token, 2); err != nil || who.Account != account {
			t.Error(who, err)
		}
	}
}

// A provider that does not answer is a part that is missing, and nobody is logged in.
func TestOIDCAway(t *testing.T) {
	h, p := openOIDC(t, false)
	p.Close()
	_, _, err := h.BeginOIDC(t.Context())
	h.refused(err, "login.provider")
	_, _, err = open(t).BeginOIDC(t.Context())
	h.refused(err, "login.no_provider")
}

// PE-12: so many logins an hour by the provider's account, then none until the hour is over.
func TestOIDCTooOften(t *testing.T) {
	h, p := openOIDC(t, false)
	h.ok(h.LinkLogin(t.Context(), node.Itself, h.member("13900000001", staff.Headquarters, wuhanCity), "u-17"))
	for range person.EntriesAnHour {
		_, err := h.FinishOIDC(t.Context(), p.visit(h))
		h.ok(err)
	}
	_, err := h.FinishOIDC(t.Context(), p.visit(h))
	h.refused(err, "login.often")
	h.clock.Add(time.Hour)
	_, err = h.FinishOIDC(t.Context(), p.visit(h))
	h.ok(err)
}
