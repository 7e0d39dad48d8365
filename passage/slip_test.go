package passage

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
)

func mustID(s string) id.ID {
	v, err := id.Parse(s)
	if err != nil {
		panic(err)
	}
	return v
}

// browserSlip was signed by WebCrypto over the bytes that Canonical documents; its token has a line break and a
// character outside of ASCII.
func browserSlip() (Slip, Device) {
	s := Slip{
		ID: mustID("0190f3a2000070008000000000000001"), Device: mustID("0190f3a1000070008000000000000002"), Point: mustID("0190ee07000070008000000000000003"),
		At: 1585098000123000, Gate: pass.Pass, Temperature: 365, Token: "KM1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 ETC\n码",
		Signature: [64]byte(unhex("799a797c0b7d76abf0757f4fe35851944f8f2a43d6fa8d554702bf6b4c0aa8c982af14478664f3bfccdae8694754f6abdd9e5b82bc3b728b06f60f9cac0477b7")),
	}
	d := Device{ID: s.Device, From: 1585098000000000, Until: instant.Never,
		PublicKey: [65]byte(unhex("04db6f571bbe7549f8fb5e77e69d6be63e4af855bee5024b55a4f1e6284beebc875c5bfaf445f8f9ae4f40b451dde163fbee5d3658fb10c388516eb57c2076e1b9"))}
	return s, d
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// PS-5: a browser's signature over the documented bytes holds.
func TestSlipFromABrowser(t *testing.T) {
	s, d := browserSlip()
	if err := s.Verify(d); err != nil {
		t.Fatal(err)
	}
	want := "kangma slip 1\n0190f3a2000070008000000000000001\n0190f3a1000070008000000000000002\n0190ee07000070008000000000000003\n" +
		"1585098000123\npass\n365\nKM1:6BF+70790T9WJWG.FKY*4GO0.O1CV2 ETC\n码"
	if got := string(s.Canonical()); got != want {
		t.Errorf("%q", got)
	}
	s.Temperature, s.Token, s.Gate = 0, "", pass.Unknown
	if got := string(s.Canonical()); !strings.HasSuffix(got, "\nunknown\n-\n") {
		t.Errorf("%q", got)
	}
}

// PS-5: nothing in a slip can be changed, and only the registered device of the time can have made it.
func TestRefusedSlips(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Slip, *Device)
		key    string
	}{
		"another id":          {func(s *Slip, _ *Device) { s.ID[15] ^= 1 }, "passage.signature"},
		"another point":       {func(s *Slip, _ *Device) { s.Point[15] ^= 1 }, "passage.signature"},
		"another time":        {func(s *Slip, _ *Device) { s.At += 1000 }, "passage.signature"},
		"another answer":      {func(s *Slip, _ *Device) { s.Gate = pass.Stop }, "passage.signature"},
		"another temperature": {func(s *Slip, _ *Device) { s.Temperature++ }, "passage.signature"},
		"no temperature":      {func(s *Slip, _ *Device) { s.Temperature = 0 }, "passage.signature"},
		"another token":       {func(s *Slip, _ *Device) { s.Token += " " }, "passage.signature"},
		"another signature":   {func(s *Slip, _ *Device) { s.Signature[63] ^= 1 }, "passage.signature"},
		"no signature":        {func(s *Slip, _ *Device) { s.Signature = [64]byte{} }, "passage.signature"},
		"another device":      {func(_ *Slip, d *Device) { d.ID[0] ^= 1 }, "passage.device"},
		"not yet registered":  {func(s *Slip, d *Device) { d.From = s.At.Add(ClockSkew) + 1 }, "passage.device"},
		"no longer":           {func(s *Slip, d *Device) { d.Until = s.At }, "passage.device"},
		"no id":               {func(s *Slip, _ *Device) { s.ID = id.ID{} }, "field.missing"},
		"no point":            {func(s *Slip, _ *Device) { s.Point = id.ID{} }, "field.missing"},
		"microseconds":        {func(s *Slip, _ *Device) { s.At++ }, "field.invalid"},
		"a long token":        {func(s *Slip, _ *Device) { s.Token = strings.Repeat("x", MaxToken+1) }, "field.invalid"},
		"bytes for a token":   {func(s *Slip, _ *Device) { s.Token = "\xff" }, "field.invalid"},
		"no such answer":      {func(s *Slip, _ *Device) { s.Gate = 4 }, "field.invalid"},
	} {
		s, d := browserSlip()
		c.change(&s, &d)
		if f, ok := fault.As(s.Verify(d)); !ok || f.Key != c.key {
			t.Errorf("%s: %v", name, s.Verify(d))
		}
	}
}

// Two different slips never have the same bytes to sign.
func TestCanonicalIsInjective(t *testing.T) {
	slip := rapid.Custom(func(t *rapid.T) Slip {
		return Slip{ID: id.ID{byte(rapid.IntRange(0, 1).Draw(t, "id"))}, At: instant.Instant(rapid.IntRange(0, 12).Draw(t, "at") * 1000),
			Gate: pass.Outcome(rapid.IntRange(0, 3).Draw(t, "gate")), Temperature: Temperature(rapid.SampledFrom([]int{0, 365, 36}).Draw(t, "temperature")),
			Token: rapid.StringMatching(`[-a1\n]{0,3}`).Draw(t, "token")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := slip.Draw(t, "a"), slip.Draw(t, "b")
		if (string(a.Canonical()) == string(b.Canonical())) != (a == b) {
			t.Fatalf("%+v and %+v", a, b)
		}
	})
}

// PS-5: a device belongs to one collector; five at a time; the same key once.
func TestDevices(t *testing.T) {
	tx, collector := newMemory(), id.New(now)
	var keys [][]byte
	for range MaxDevices + 1 {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := k.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, raw)
	}
	var last Device
	for i, k := range keys[:MaxDevices] {
		d, err := RegisterDevice(ctx, tx, collector, k, now)
		if err != nil {
			t.Fatal(i, err)
		}
		if again, err := RegisterDevice(ctx, tx, collector, k, now); err != nil || again.ID != d.ID {
			t.Fatal("registered twice:", err)
		}
		last = d
	}
	_, err := RegisterDevice(ctx, tx, collector, keys[MaxDevices], now)
	wantFault(t, err, fault.Conflict, "device.too_many")
	wantFault(t, RemoveDevice(ctx, tx, id.New(now), last.ID, now), fault.NotFound, "device.not_found")
	for range 2 {
		if err := RemoveDevice(ctx, tx, collector, last.ID, now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err = RegisterDevice(ctx, tx, collector, keys[MaxDevices], now.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	off := append([]byte{}, keys[0]...)
	off[64] ^= 1 // no point of the curve
	for _, bad := range [][]byte{nil, {4}, make([]byte, 65), off, append(keys[0], 0)} {
		_, err := RegisterDevice(ctx, tx, collector, bad, now)
		wantFault(t, err, fault.Invalid, "device.key")
	}
}

func BenchmarkVerifySlip(b *testing.B) {
	s, d := browserSlip()
	for b.Loop() {
		if err := s.Verify(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyFloor(b *testing.B) {
	k, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	sum := sha256.Sum256([]byte("x"))
	sig, _ := ecdsa.SignASN1(rand.Reader, k, sum[:])
	for b.Loop() {
		if !ecdsa.VerifyASN1(&k.PublicKey, sum[:], sig) {
			b.Fatal("wrong")
		}
	}
}
