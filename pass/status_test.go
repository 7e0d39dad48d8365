package pass

import (
	"encoding/hex"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/region"
)

// The example of the Token Status List specification for lists of two bits.
func TestStatusListOfTheStandard(t *testing.T) {
	entries := map[uint32]Status{}
	for i, s := range []Status{1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3} {
		entries[uint32(i)] = s
	}
	l := must(NewStatusList(StatusList{Region: region.MustParseCode("420000"), Expires: 1e6}, 12, entries))
	if got := hex.EncodeToString(l.bits); got != "c944f9" {
		t.Errorf("bits %s", got)
	}
	if got, err := inflate(must(b64.DecodeString("eNo76fITAAPfAgc")), 100); err != nil || hex.EncodeToString(got) != "c944f9" {
		t.Errorf("unpacked %x, %v", got, err)
	}
}

// BY-14: what is put into a list comes out of it, after signing too.
func TestStatusListRoundTrip(t *testing.T) {
	trust := sceneTrusts()["main"]
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 3000).Draw(t, "size")
		entries := rapid.MapOf(rapid.Uint32Range(0, uint32(size-1)), rapid.Map(rapid.IntRange(0, 3), func(n int) Status { return Status(n) })).Draw(t, "entries")
		l := must(NewStatusList(StatusList{
			Region: region.MustParseCode("420000"), Subject: "https://hubei.example/v1/status", IssuedAt: issued, Expires: looked, TTL: 15 * time.Second, Epoch: rapid.Uint32().Draw(t, "epoch"),
		}, size, entries))
		got, err := OpenStatusList(must(l.Sign(listed)), trust)
		if err != nil {
			t.Fatal(err)
		}
		if got.Region != l.Region || got.Subject != l.Subject || got.IssuedAt != l.IssuedAt || got.Expires != l.Expires || got.TTL != l.TTL || got.Epoch != l.Epoch {
			t.Fatalf("%+v", got)
		}
		for i := range uint32(size) {
			if s, ok := got.Lookup(i); s != entries[i] || !ok {
				t.Fatalf("entry %d is %d, %v, want %d", i, s, ok, entries[i])
			}
		}
		if s, ok := got.Lookup(uint32(got.Len())); s != Standing || ok {
			t.Fatal("an entry beyond the end")
		}
	})
}

func TestOpenStatusListRefuses(t *testing.T) {
	trust := sceneTrusts()["main"]
	clean := sceneStatuses()["clean"]
	good := must(clean.Sign(listed))
	wire := func(change func(*wireStatus)) []byte {
		e, _, err := open(good, statusKind)
		requireNoError(t, err)
		var w wireStatus
		requireNoError(t, unmarshal(e.Payload, &w))
		change(&w)
		return must(seal(listed, statusKind, marshal(w)))
	}
	for name, data := range map[string][]byte{
		"empty":             nil,
		"cut":               good[:len(good)-1],
		"padded":            append(append([]byte{}, good...), 0),
		"a bit flipped":     flip(good, len(good)/2),
		"too large":         make([]byte, maxStatusSigned+1),
		"unknown key":       must(clean.Sign(alien)),
		"key for tokens":    must(clean.Sign(hubei)),
		"of another issuer": wire(func(w *wireStatus) { w.Issuer = "330000" }),
		"another bit width": wire(func(w *wireStatus) { w.List.Bits = 1 }),
		"not zlib":          wire(func(w *wireStatus) { w.List.List = []byte{1, 2, 3} }),
		"a bomb":            wire(func(w *wireStatus) { w.List.List = deflate(make([]byte, MaxStatusEntries/4+1)) }),
		"ends too early":    wire(func(w *wireStatus) { w.Expires = w.IssuedAt }),
		"before 1970":       wire(func(w *wireStatus) { w.IssuedAt = -1 }),
		"after its key":     wire(func(w *wireStatus) { w.Expires += 366 * 24 * 3600 }),
		"negative ttl":      wire(func(w *wireStatus) { w.TTL = -1 }),
		"a trust list":      must(trust.Sign(listed)),
		"a token":           signed(token(listed, green())),
		"malformed":         must(seal(listed, statusKind, []byte{0xa0})),
	} {
		if l, err := OpenStatusList(data, trust); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v, %v", name, l, err)
		}
	}
	if _, err := OpenStatusList(wire(func(*wireStatus) {}), trust); err != nil {
		t.Errorf("unchanged: %v", err)
	}
}

func TestNewStatusListRefuses(t *testing.T) {
	good := StatusList{Region: region.MustParseCode("420000"), Expires: 1e6}
	for name, test := range map[string]struct {
		list    StatusList
		size    int
		entries map[uint32]Status
	}{
		"no entries":     {good, 0, nil},
		"too many":       {good, MaxStatusEntries + 1, nil},
		"beyond the end": {good, 8, map[uint32]Status{8: Recalled}},
		"no such status": {good, 8, map[uint32]Status{1: 4}},
		"no region":      {StatusList{Expires: 1e6}, 8, nil},
		"no time":        {StatusList{Region: good.Region}, 8, nil},
	} {
		if _, err := NewStatusList(test.list, test.size, test.entries); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
