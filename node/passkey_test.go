package node_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

var b64 = base64.RawURLEncoding

// authenticator is a passkey in software, as WebAuthn level 3 sections 6 and 7 have it.
type authenticator struct {
	t             *testing.T
	key           *ecdsa.PrivateKey
	id            []byte
	user          []byte
	count         uint32
	origin, party string
	flags         byte
}

func newAuthenticator(t *testing.T) *authenticator {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authenticator{t: t, key: key, id: make([]byte, 16), origin: "https://desk.example", party: "desk.example", flags: 0x05} // present, verified
	rand.Read(a.id)
	return a
}

func (a *authenticator) options(raw []byte) (challenge string, user []byte) {
	var o struct {
		PublicKey struct {
			Challenge string
			User      struct{ ID string }
		}
	}
	if err := json.Unmarshal(raw, &o); err != nil {
		a.t.Fatal(err)
	}
	user, _ = b64.DecodeString(o.PublicKey.User.ID)
	return o.PublicKey.Challenge, user
}

func (a *authenticator) client(kind, challenge string) []byte {
	out, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	return out
}

func (a *authenticator) data(flags byte) []byte {
	party := sha256.Sum256([]byte(a.party))
	return binary.BigEndian.AppendUint32(append(party[:], flags), a.count)
}

// create answers a registration.
func (a *authenticator) create(raw []byte) []byte {
	challenge, user := a.options(raw)
	a.user = user
	fixed := func(n *big.Int) []byte { return n.FillBytes(make([]byte, 32)) }
	key, _ := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: fixed(a.key.X), -3: fixed(a.key.Y)})
	data := append(a.data(a.flags|0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(a.id))), a.id...)
	attestation, _ := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, key...)})
	return a.answer(map[string]any{"clientDataJSON": b64.EncodeToString(a.client("webauthn.create", challenge)), "attestationObject": b64.EncodeToString(attestation)})
}

// get answers a login.
func (a *authenticator) get(raw []byte) []byte {
	challenge, _ := a.options(raw)
	a.count++
	client, data := a.client("webauthn.get", challenge), a.data(a.flags)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString(a.user)})
}

func (a *authenticator) answer(response map[string]any) []byte {
	out, _ := json.Marshal(map[string]any{"id": b64.EncodeToString(a.id), "rawId": b64.EncodeToString(a.id), "type": "public-key",
		"clientExtensionResults": map[string]any{}, "response": response})
	return out
}

func openDesk(t *testing.T, change func(*node.Config)) *hubei {
	return openAt(t, spring, func(c *node.Config) {
		c.Passkeys = node.Passkeys{Domain: "desk.example", Origins: []string{"https://desk.example"}}
		if change != nil {
			change(c)
		}
	})
}

// member appoints somebody who has no login yet, and gives his account.
func (h *hubei) member(phone string, role staff.Role, r region.Code) id.ID {
	h.t.Helper()
	a, err := h.Appoint(h.t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "李岗位", Role: role, Region: r})
	h.ok(err)
	return a.Staff
}

// WH-10, NO-12: an administrator's code makes the first passkey, once and within a day; it logs in, several do, and a removed
// one no longer.
func TestPasskeys(t *testing.T) {
	h := openDesk(t, func(c *node.Config) { c.NoCodes = true })
	ctx := t.Context()
	account := h.member("13900000001", staff.Headquarters, wuhanCity)
	code, _, err := h.Enrol(ctx, node.Itself, account)
	h.ok(err)
	begun, err := h.BeginPasskey(ctx, node.Caller{}, code)
	h.ok(err)
	_, err = h.BeginPasskey(ctx, node.Caller{}, code)
	h.refused(err, "login.ticket")
	one := newAuthenticator(t)
	made := one.create(begun.Options)
	_, err = h.FinishPasskey(ctx, begun.Ticket, "工作手机", made)
	h.ok(err)
	_, err = h.FinishPasskey(ctx, begun.Ticket, "工作手机", made)
	h.refused(err, "login.ticket")

	c := h.withPasskey(one)
	if c.Account != account {
		t.Fatal("logged in as another")
	}
	h.clock.Add(time.Second)
	begun, err = h.BeginPasskey(ctx, c, "")
	h.ok(err)
	two := newAuthenticator(t)
	second, err := h.FinishPasskey(ctx, begun.Ticket, "安全密钥", two.create(begun.Options))
	h.ok(err)
	h.withPasskey(two)
	list, err := h.OwnPasskeys(ctx, c)
	if err != nil || len(list) != 2 || list[1].ID != second.ID {
		t.Fatal(list, err)
	}
	h.ok(h.RemovePasskey(ctx, c, second.ID))
	begun, err = h.BeginPasskeyLogin(ctx)
	h.ok(err)
	_, err = h.FinishPasskeyLogin(ctx, begun.Ticket, two.get(begun.Options))
	h.refused(err, "login.passkey")

	_, _, err = h.Enrol(ctx, c, account)
	h.refused(err, "staff.himself")
	_, _, err = h.Enrol(ctx, c, h.member("13900000002", staff.Reviewer, xiaogan))
	h.refused(err, "staff.outside_region")
	code, _, err = h.Enrol(ctx, c, h.member("13900000003", staff.Reviewer, wuhan))
	h.ok(err)
	h.clock.Add(24 * time.Hour)
	_, err = h.BeginPasskey(ctx, node.Caller{}, code)
	h.refused(err, "login.ticket")
	_, err = h.Login(ctx, "13900000001", "123456", 2, false)
	h.refused(err, "login.no_codes")
}

// withPasskey logs in with a passkey.
func (h *hubei) withPasskey(a *authenticator) node.Caller {
	h.t.Helper()
	begun, err := h.BeginPasskeyLogin(h.t.Context())
	h.ok(err)
	s, err := h.FinishPasskeyLogin(h.t.Context(), begun.Ticket, a.get(begun.Options))
	h.ok(err)
	c, err := h.Authenticate(s.Token, 2)
	h.ok(err)
	return c
}

// NO-12: of another origin or domain, unverified, replayed, late, forged, of a stranger, or with a counter that went back: refused.
func TestPasskeyRefused(t *testing.T) {
	h := openDesk(t, nil)
	ctx := t.Context()
	code, _, err := h.Enrol(ctx, node.Itself, h.member("13900000001", staff.Headquarters, wuhanCity))
	h.ok(err)
	begun, err := h.BeginPasskey(ctx, node.Caller{}, code)
	h.ok(err)
	good := newAuthenticator(t)
	_, err = h.FinishPasskey(ctx, begun.Ticket, "手机", good.create(begun.Options))
	h.ok(err)
	h.withPasskey(good)
	for name, change := range map[string]func(a *authenticator){
		"origin":     func(a *authenticator) { a.origin = "https://desk.example.evil.test" },
		"domain":     func(a *authenticator) { a.party = "evil.test" },
		"unverified": func(a *authenticator) { a.flags = 0x01 },
		"another":    func(a *authenticator) { a.user = make([]byte, 16) },
		"no user":    func(a *authenticator) { a.user = nil },
		"unknown":    func(a *authenticator) { a.id = make([]byte, 16) },
		"forged":     func(a *authenticator) { a.key = newAuthenticator(t).key },
	} {
		bad := *good
		change(&bad)
		begun, err := h.BeginPasskeyLogin(ctx)
		h.ok(err)
		if _, err = h.FinishPasskeyLogin(ctx, begun.Ticket, bad.get(begun.Options)); err == nil {
			t.Errorf("%s: logged in", name)
		}
		h.refused(err, "login.passkey")
	}
	begun, err = h.BeginPasskeyLogin(ctx)
	h.ok(err)
	answer := good.get(begun.Options)
	other, err := h.BeginPasskeyLogin(ctx)
	h.ok(err)
	_, err = h.FinishPasskeyLogin(ctx, other.Ticket, answer) // the answer to another challenge
	h.refused(err, "login.passkey")
	_, err = h.FinishPasskeyLogin(ctx, begun.Ticket, answer)
	h.ok(err)
	_, err = h.FinishPasskeyLogin(ctx, begun.Ticket, answer)
	h.refused(err, "login.ticket")
	begun, err = h.BeginPasskeyLogin(ctx)
	h.ok(err)
	h.clock.Add(5 * time.Minute)
	_, err = h.FinishPasskeyLogin(ctx, begun.Ticket, good.get(begun.Options))
	h.refused(err, "login.ticket")

	good.count -= 3 // as a copy that was made before would have it
	begun, err = h.BeginPasskeyLogin(ctx)
	h.ok(err)
	_, err = h.FinishPasskeyLogin(ctx, begun.Ticket, good.get(begun.Options))
	h.refused(err, "login.passkey_copied")
}

// PE-12: tries with a passkey that is known count against its account alone, those that fail too; then it waits for the hour.
func TestPasskeyTooOften(t *testing.T) {
	h := openDesk(t, nil)
	ctx := t.Context()
	code, _, err := h.Enrol(ctx, node.Itself, h.member("13900000001", staff.Headquarters, wuhanCity))
	h.ok(err)
	begun, err := h.BeginPasskey(ctx, node.Caller{}, code)
	h.ok(err)
	good := newAuthenticator(t)
	_, err = h.FinishPasskey(ctx, begun.Ticket, "手机", good.create(begun.Options))
	h.ok(err)
	try := func(a *authenticator) error {
		begun, err := h.BeginPasskeyLogin(ctx)
		h.ok(err)
		_, err = h.FinishPasskeyLogin(ctx, begun.Ticket, a.get(begun.Options))
		return err
	}
	forged, unknown := *good, *good
	forged.key, unknown.id = newAuthenticator(t).key, make([]byte, 16)
	for range person.EntriesAnHour - 1 {
		h.refused(try(&forged), "login.passkey")
		h.refused(try(&unknown), "login.passkey") // anybody can make these up: they lock nobody out
	}
	h.ok(try(good))
	h.refused(try(good), "login.often")
	h.refused(try(&forged), "login.often")
	h.clock.Add(time.Hour)
	h.ok(try(good))
}
