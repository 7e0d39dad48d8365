package pass

import (
	"testing"

	"kangma/region"
)

// BY-13, PA-5, PA-6: no text makes Verify panic or fall out of the four answers, and whatever passes is the one text of its token.
func FuzzVerify(f *testing.F) {
	trust := sceneTrusts()["main"]
	statuses := Statuses{region.MustParseCode("420000"): sceneStatuses()["clean"]}
	for _, s := range []string{"", "KM1:", "HC1:", "HC1:NCF", token(hubei, green()), token(wuhan, green()), "https://example.com"} {
		f.Add(s)
	}
	goodVectors(func(_, text string, _ Outcome, _ Reason, _ ...func(*vector)) { f.Add(text) })
	damagedVectors(func(_, text string, _ Outcome, _ Reason, _ ...func(*vector)) { f.Add(text) })
	malformedVectors(func(_, text string, _ Outcome, _ Reason, _ ...func(*vector)) { f.Add(text) })
	f.Fuzz(func(t *testing.T, text string) {
		a := Verify(text, trust, statuses, looked, DefaultLimits)
		if a.Outcome > Stop || a.Text.ZH == "" || a.Text.EN == "" {
			t.Fatalf("%+v", a)
		}
		if a.Claims == nil {
			return
		}
		e, tail, ok := readToken(text)
		if !ok {
			t.Fatal("claims of what cannot be read")
		}
		data := append([]byte{sign1Tag}, marshal(e.sign1)...)
		if tail != nil {
			data = append(data, tail[:]...)
		}
		if raw(data) != text || string(a.Claims.encode()) != string(e.Payload) {
			t.Fatal("two texts for one token")
		}
	})
}

// RFC 9285: each text that is read is the only one of its bytes.
func FuzzBase45(f *testing.F) {
	f.Add("QED8WEX0")
	f.Add(":::")
	f.Fuzz(func(t *testing.T, text string) {
		if data, err := decodeBase45(text); err == nil && encodeBase45(data) != text {
			t.Fatalf("%q is read and written as %q", text, encodeBase45(data))
		}
		if back, err := decodeBase45(encodeBase45([]byte(text))); err != nil || string(back) != text {
			t.Fatalf("%q does not survive: %v", text, err)
		}
	})
}

// The lists: no bytes make them panic, signed or not.
func FuzzLists(f *testing.F) {
	trust := sceneTrusts()["main"]
	status := sceneStatuses()["clean"]
	f.Add(must(trust.Sign(anchor)))
	f.Add(must(status.Sign(listed)))
	f.Add(must(trust.JSON(nil)))
	f.Add(trust.payload())
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = OpenTrustList(data, anchorKey())
		_, _ = OpenStatusList(data, trust)
		_, _ = ParseTrustList(data)
		for kind, s := range map[string]*testSigner{trustKind: anchor, statusKind: listed} {
			genuine := must(seal(s, kind, data))
			_, _ = OpenTrustList(genuine, anchorKey())
			_, _ = OpenStatusList(genuine, trust)
		}
	})
}

// EU certificates: no text makes the reader panic.
func FuzzCertificate(f *testing.F) {
	foreignVectors(func(_, text string, _ Outcome, _ Reason, _ ...func(*vector)) { f.Add(text, []byte(text)) })
	f.Fuzz(func(t *testing.T, text string, payload []byte) {
		_, _ = ReadCertificate(text)
		a := Verify(certificatePrefix+encodeBase45(deflate(payload)), nil, nil, 0, DefaultLimits)
		if a.Outcome != Unknown || a.Scheme != "HC1" {
			t.Fatalf("%+v", a)
		}
	})
}
