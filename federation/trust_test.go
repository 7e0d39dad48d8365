package federation_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
)

func at(s string) instant.Instant {
	i, _, err := instant.Parse(s)
	if err != nil {
		panic(err)
	}
	return i
}

var (
	begin  = at("2021-12-01T00:00:00Z")
	nation = region.Nation
	hubei  = region.MustParseCode("420000")
	wuhan  = region.MustParseCode("420100")
)

// signer makes a private key, and its public half for a use and a time.
func signer(t testing.TB, alg string) *keys.SigningKey {
	t.Helper()
	k, err := keys.NewOffline(filepath.Join(t.TempDir(), "key"), keys.UseRoot, alg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func public(t testing.TB, k *keys.SigningKey, use pass.Use, from, until instant.Instant) *pass.Key {
	t.Helper()
	pub, err := pass.NewKey(k.KID(), k.Algorithm(), k.Public, use, from, until)
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

const year = 365 * instant.Day

// country is a root, a hub and one member.
type country struct {
	t                  testing.TB
	root, list, anchor *keys.SigningKey
	pin                federation.Root
	member             federation.Member
	version            uint64
}

func newCountry(t testing.TB) *country {
	c := &country{t: t, root: signer(t, keys.ES256), list: signer(t, keys.EdDSA), anchor: signer(t, keys.ES256), version: 1}
	var err error
	if c.pin, err = federation.NewRoot(c.root.Algorithm(), c.root.Public); err != nil {
		t.Fatal(err)
	}
	c.member = federation.Member{Region: hubei, Name: pass.Text{ZH: "湖北省", EN: "Hubei"}, Address: "https://hubei.example",
		Anchor: public(t, c.anchor, pass.UseTrust, begin, begin.Add(10*year)),
		Keys: []*pass.Key{public(t, signer(t, keys.ES256), pass.UsePass, begin, begin.Add(year)), public(t, signer(t, keys.SM2), pass.UseStatus, begin, begin.Add(year)),
			public(t, signer(t, keys.ES256), pass.UseCall, begin, begin.Add(year))}}
	return c
}

func (c *country) delegation() federation.Envelope {
	e, err := federation.Delegation{Version: c.version, Hub: nation, Keys: []*pass.Key{public(c.t, c.list, pass.UseList, begin, begin.Add(year))}}.Sign(c.root)
	if err != nil {
		c.t.Fatal(err)
	}
	return e
}

// publish is the document of a sequence, issued so long after the beginning.
func (c *country) publish(sequence uint64, after time.Duration, members ...federation.Member) federation.Document {
	c.t.Helper()
	issued := begin.Add(after)
	l, err := federation.NewList(sequence, nation, issued, issued.Add(federation.ListLife), members)
	if err != nil {
		c.t.Fatal(err)
	}
	d, err := federation.Publish(c.delegation(), l, c.list)
	if err != nil {
		c.t.Fatal(err)
	}
	return d
}

func (c *country) verify(d federation.Document, after time.Duration) *federation.Trusted {
	c.t.Helper()
	v, err := d.Verify(begin.Add(after), c.pin)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// FE-1: the chain holds, and says what was put in; each link that is another's, of another kind, out of time or altered breaks it.
func TestChain(t *testing.T) {
	c := newCountry(t)
	good := c.publish(7, time.Hour, c.member)
	v := c.verify(good, time.Hour)
	m, ok := v.Member(hubei)
	if !ok || v.Sequence != 7 || m.Name.ZH != "湖北省" || m.Address != "https://hubei.example" || len(m.Keys) != 3 || m.Keys[1].Algorithm != keys.SM2 {
		t.Fatalf("%+v", m)
	}
	if _, ok := v.Member(wuhan); ok {
		t.Error("a node is trusted that is not listed")
	}
	if issuer := m.Issuer(); len(issuer.Keys) != 2 {
		t.Error("gates are given keys of calls")
	}
	other := newCountry(t)
	late := newCountry(t)
	for name, test := range map[string]struct {
		document federation.Document
		after    time.Duration
		pin      federation.Root
	}{
		"another root":       {good, time.Hour, other.pin},
		"another list key":   {federation.Document{Delegation: c.delegation(), List: other.publish(7, time.Hour, c.member).List}, time.Hour, c.pin},
		"list as delegation": {federation.Document{Delegation: good.List, List: good.List}, time.Hour, c.pin},
		"altered":            {altered(good), time.Hour, c.pin},
		"unsigned":           {federation.Document{Delegation: good.Delegation, List: federation.Envelope{Kind: good.List.Kind, Payload: good.List.Payload}}, time.Hour, c.pin},
		"another kind":       {relabelled(good), time.Hour, c.pin},
		"from the future":    {c.publish(8, 2*time.Hour, c.member), time.Hour, c.pin},
		"delegation not yet": {c.publish(8, -time.Hour, c.member), time.Hour, c.pin},
		"delegation no more": {late.publish(8, year+time.Hour, c.member), year + time.Hour, late.pin},
		"nothing":            {federation.Document{}, time.Hour, c.pin},
	} {
		if _, err := test.document.Verify(begin.Add(test.after), test.pin); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if v.At(begin.Add(time.Hour+federation.ListLife)) != nil || v.At(begin.Add(time.Hour+federation.ListLife-time.Second)) == nil {
		t.Error("an expired list makes nodes trusted, or one that holds does not")
	}
}

func altered(d federation.Document) federation.Document {
	d.List.Payload = slices.Clone(d.List.Payload)
	d.List.Payload[len(d.List.Payload)/2] ^= 1
	return d
}

func relabelled(d federation.Document) federation.Document {
	d.List.Kind = federation.KindDelegation
	return d
}

// FE-2: whatever order lists come in, what is held never goes back.
func TestHeldNeverGoesBack(t *testing.T) {
	c := newCountry(t)
	rapid.Check(t, func(r *rapid.T) {
		var held *federation.Trusted
		for range rapid.IntRange(1, 12).Draw(r, "lists") {
			c.version = rapid.Uint64Range(1, 3).Draw(r, "version")
			sequence, hour := rapid.Uint64Range(1, 4).Draw(r, "sequence"), rapid.IntRange(0, 3).Draw(r, "hour")
			var members []federation.Member
			if rapid.Bool().Draw(r, "member") {
				members = append(members, c.member)
			}
			offered := c.verify(c.publish(sequence, time.Duration(hour)*time.Hour, members...), 3*time.Hour)
			kept, err := federation.Keep(held, offered)
			if held == nil {
				if err != nil {
					r.Fatal("the first one is refused:", err)
				}
				held = kept
				continue
			}
			older := offered.Sequence < held.Sequence || offered.IssuedAt < held.IssuedAt || offered.Delegation.Version < held.Delegation.Version
			same := string(offered.Document.List.Payload) == string(held.Document.List.Payload)
			twin := offered.Sequence == held.Sequence && !same
			if (older || twin) != (err != nil) || err != nil && kept != held || err == nil && kept != offered {
				r.Fatalf("held %d of %s, offered %d of %s: %v", held.Sequence, held.IssuedAt, offered.Sequence, offered.IssuedAt, err)
			}
			held = kept
		}
	})
	c.version = 1
}

// FE-4: no key is two members', and none signs what a member may not.
func TestKeysAreOneMembers(t *testing.T) {
	c := newCountry(t)
	twin := c.member
	twin.Region = wuhan
	refused := func(what string, members ...federation.Member) {
		t.Helper()
		if _, err := federation.NewList(1, nation, begin, begin.Add(instant.Day), members); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("a key of two", c.member, twin)
	refused("a region twice", c.member, c.member)
	for _, use := range []pass.Use{pass.UseTrust, pass.UseRoot, pass.UseList, pass.UsePlace} {
		m := c.member
		m.Keys = []*pass.Key{public(t, signer(t, keys.ES256), use, begin, begin.Add(year))}
		refused("a member's key for "+string(use), m)
	}
	for _, address := range []string{"", "http://hubei.example", "https://", "https://u@hubei.example", "https://hubei.example/x", "ftp://hubei.example"} {
		m := c.member
		m.Address = address
		refused("address "+address, m)
	}
	m := c.member
	m.Anchor = c.member.Keys[0]
	refused("an anchor that is none", m)
}

// FE-1: a root delegates the signing of lists and nothing else, for two years at most.
func TestDelegations(t *testing.T) {
	c := newCountry(t)
	for name, k := range map[string]*pass.Key{
		"a pass key": public(t, c.list, pass.UsePass, begin, begin.Add(year)),
		"too long":   public(t, c.list, pass.UseList, begin, begin.Add(3*year)),
	} {
		if _, err := (federation.Delegation{Version: 1, Hub: nation, Keys: []*pass.Key{k}}).Sign(c.root); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r, err := federation.ParseRoot(c.pin.String()); err != nil || r.KID != c.pin.KID {
		t.Error(r, err)
	}
	for _, s := range []string{"", "ES256", "ES256:x", "RS256:" + c.pin.String()[6:], "EdDSA:" + c.pin.String()[6:]} {
		if _, err := federation.ParseRoot(s); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", s, err)
		}
	}
}

// FE-3: two human beings admit; later keys are taken under that anchor alone, and never an older submission.
func TestAdmission(t *testing.T) {
	c := newCountry(t)
	submit := func(m federation.Member, anchor *keys.SigningKey, after time.Duration) (federation.Submission, federation.Envelope) {
		t.Helper()
		e, err := federation.Submission{Member: m, Hub: "https://hub.example", At: begin.Add(after)}.Sign(anchor)
		if err != nil {
			t.Fatal(err)
		}
		s, err := federation.OpenSubmission(e, begin.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return s, e
	}
	s, e := submit(c.member, c.anchor, time.Hour)
	k := federation.Candidate{Submission: s, Envelope: e}
	hand := func(n byte) policy.Hand { return policy.Hand{Account: [16]byte{n}} }
	for i, step := range []struct {
		by   byte
		want fault.Code
		now  federation.Standing
	}{{1, "", federation.Vouched}, {1, fault.Forbidden, federation.Vouched}, {2, "", federation.Admitted}, {3, fault.Conflict, federation.Admitted}} {
		if err := k.Admit(hand(step.by), "", begin); fault.CodeOf(err) != step.want || k.Standing() != step.now {
			t.Errorf("step %d: %v, %s", i, err, k.Standing())
		}
	}
	a := federation.Admission{Submission: s, Envelope: e}
	next := c.member
	next.Keys = append(slices.Clone(c.member.Keys), public(t, signer(t, keys.ES256), pass.UsePass, begin.Add(instant.Day), begin.Add(year)))
	s2, e2 := submit(next, c.anchor, 2*time.Hour)
	if changed, err := a.Take(s2, e2); !changed || err != nil || len(a.Submission.Keys) != 4 {
		t.Error(changed, err)
	}
	if changed, err := a.Take(s2, e2); changed || err != nil {
		t.Error("taken twice:", changed, err)
	}
	if _, err := a.Take(s, e); fault.CodeOf(err) != fault.Conflict {
		t.Error("an older one was taken:", err)
	}
	thief := signer(t, keys.ES256)
	stolen := c.member
	stolen.Anchor = public(t, thief, pass.UseTrust, begin, begin.Add(year))
	s3, e3 := submit(stolen, thief, 3*time.Hour)
	if _, err := a.Take(s3, e3); fault.CodeOf(err) != fault.Forbidden || a.Under(s3) {
		t.Error("another anchor's was taken:", err)
	}
	forged, _ := federation.Submission{Member: c.member, Hub: "https://hub.example", At: begin}.Sign(thief)
	if _, err := federation.OpenSubmission(forged, begin); fault.CodeOf(err) != fault.Invalid {
		t.Error("a submission that its anchor has not signed was read:", err)
	}
	a.Removed = &policy.Act{}
	if _, err := a.Take(s2, e2); fault.CodeOf(err) != fault.Forbidden {
		t.Error("a removed node's was taken:", err)
	}
}

// What strangers send as a document never stops a node.
func FuzzDocument(f *testing.F) {
	c := newCountry(f)
	d := c.publish(1, 0, c.member)
	f.Add(fmt.Appendf(nil, `{"delegation":{"payloadType":%q,"payload":"e30=","signatures":[{"keyid":"00000000","sig":""}]}}`, d.List.Kind))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := federation.ParseDocument(text)
		if err != nil {
			return
		}
		if _, err := d.Verify(begin, c.pin); err == nil {
			t.Error("believed")
		}
	})
}
