package pass

import (
	"encoding/json"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/region"
)

// BY-13: a trust list is the same after its signed form and after its JSON form.
func TestTrustListRoundTrip(t *testing.T) {
	list := sceneTrusts()["main"]
	data := must(list.Sign(anchor))
	opened, err := OpenTrustList(data, alien.key(UseTrust, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"), anchorKey())
	requireNoError(t, err)
	parsed, err := ParseTrustList(must(list.JSON(data)))
	requireNoError(t, err)
	for _, got := range []*TrustList{opened, parsed} {
		if string(got.payload()) != string(list.payload()) {
			t.Error("the list changed")
		}
		if issuer := got.IssuerOf(region.MustParseCode("420100")); issuer == nil || issuer.Name.ZH != "武汉市" || issuer.Keys[0].Algorithm != SM2 {
			t.Errorf("%+v", issuer)
		}
		if got.IssuerOf(region.MustParseCode("420102")) != nil {
			t.Error("a region that is not listed has an issuer")
		}
	}
}

// BY-13: what no anchor has signed for this purpose is refused, whole.
func TestOpenTrustListRefuses(t *testing.T) {
	list := sceneTrusts()["main"]
	good := must(list.Sign(anchor))
	early := anchor.key(UseTrust, "2020-05-01T00:00:00Z", "2021-01-01T00:00:00Z")
	late := anchor.key(UseTrust, "2020-01-01T00:00:00Z", "2020-04-08T00:00:00Z")
	asPass := anchor.key(UsePass, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")
	impostor := *anchorKey()
	impostor.verify = func([]byte, []byte) bool { return true }
	impostor.algorithm = sm2ID
	for name, test := range map[string]struct {
		data   []byte
		anchor *Key
	}{
		"no anchor's":         {must(list.Sign(alien)), anchorKey()},
		"a bit flipped":       {flip(good, len(good)/2), anchorKey()},
		"signature flipped":   {flip(good, len(good)-1), anchorKey()},
		"cut":                 {good[:len(good)-1], anchorKey()},
		"padded":              {append(append([]byte{}, good...), 0), anchorKey()},
		"empty":               {nil, anchorKey()},
		"too large":           {make([]byte, maxTrustSize+1), anchorKey()},
		"a status list":       {must(sceneStatuses()["clean"].Sign(anchor)), anchorKey()},
		"a token":             {must(seal(anchor, "", list.payload())), anchorKey()},
		"malformed":           {must(seal(anchor, trustKind, []byte{0xa0})), anchorKey()},
		"trailing in payload": {must(seal(anchor, trustKind, append(list.payload(), 0))), anchorKey()},
		"anchor not yet":      {good, early},
		"anchor no more":      {good, late},
		"anchor for tokens":   {good, asPass},
		"another algorithm":   {good, &impostor},
	} {
		if _, err := OpenTrustList(test.data, test.anchor); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// PA-3, and the limits of a list's content.
func TestNewTrustListRefuses(t *testing.T) {
	from, until := at("2020-04-08T00:00:00Z"), at("2020-04-15T00:00:00Z")
	key := func(s *testSigner, use Use) *Key { return s.key(use, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z") }
	r1, r2 := region.MustParseCode("420000"), region.MustParseCode("420100")
	for name, issuers := range map[string][]Issuer{
		"no region":        {{Keys: []*Key{key(hubei, UsePass)}}},
		"region twice":     {{Region: r1}, {Region: r1}},
		"key of two":       {{Region: r1, Keys: []*Key{key(hubei, UsePass)}}, {Region: r2, Keys: []*Key{key(hubei, UsePass)}}},
		"key for two uses": {{Region: r1, Keys: []*Key{key(hubei, UsePass), key(hubei, UseStatus)}}},
		"an anchor in it":  {{Region: r1, Keys: []*Key{key(hubei, UseTrust)}}},
	} {
		if _, err := NewTrustList(1, from, until, issuers); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewTrustList(0, from, until, nil); err == nil {
		t.Error("version 0")
	}
	if _, err := NewTrustList(1, until, until, nil); err == nil {
		t.Error("expires when it is issued")
	}
	if _, err := NewTrustList(1, from, until, nil); err != nil {
		t.Errorf("an empty list: %v", err)
	}
}

func TestNewKeyRefuses(t *testing.T) {
	good := map[string][]byte{ES256: hubei.public, SM2: wuhan.public, EdDSA: zhej.public}
	for algorithm, public := range good {
		for name, bad := range map[string][]byte{
			"nothing": nil, "short": public[:len(public)-1], "long": append(append([]byte{}, public...), 0), "zeros": make([]byte, 64), "off the curve": flip(append(make([]byte, 0, 64), hubei.public...), 3),
		} {
			if _, err := always(algorithm, bad); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s, %s: %v", algorithm, name, err)
			}
		}
	}
	if _, err := always("none", hubei.public); err == nil {
		t.Error("algorithm none")
	}
	if _, err := NewKey([4]byte{}, ES256, hubei.public, "everything", 0, 1e6); err == nil {
		t.Error("a use that does not exist")
	}
	if _, err := NewKey([4]byte{}, ES256, hubei.public, UsePass, 1e6, 1e6); err == nil {
		t.Error("a key that ends when it begins")
	}
	// A point of one curve is none of the other.
	if _, err := always(SM2, hubei.public); err == nil {
		t.Error("a P-256 key taken for SM2")
	}
}

// PA-4: a gate never goes back, whatever the anchor signed before.
func TestKeep(t *testing.T) {
	held := sceneTrust(7, "2020-04-08T00:00:00Z", "2020-04-15T00:00:00Z")
	for name, test := range map[string]struct {
		held, offered *TrustList
		kept          bool
	}{
		"first":                    {nil, held, true},
		"the same again":           {held, sceneTrust(7, "2020-04-08T00:00:00Z", "2020-04-15T00:00:00Z"), true},
		"newer":                    {held, sceneTrust(8, "2020-04-09T00:00:00Z", "2020-04-16T00:00:00Z"), true},
		"rollback":                 {held, sceneTrust(6, "2020-04-09T00:00:00Z", "2020-04-16T00:00:00Z"), false},
		"same version, other text": {held, sceneTrust(7, "2020-04-08T00:00:00Z", "2020-04-16T00:00:00Z"), false},
		"higher version, older":    {held, sceneTrust(8, "2020-04-07T00:00:00Z", "2020-04-16T00:00:00Z"), false},
		"none":                     {held, nil, false},
	} {
		got, err := Keep(test.held, test.offered)
		if test.kept && (err != nil || got != test.offered) {
			t.Errorf("%s: refused, %v", name, err)
		}
		if !test.kept && (fault.CodeOf(err) != fault.Conflict || got != test.held) {
			t.Errorf("%s: taken, %v", name, err)
		}
	}
}

func TestParseTrustListRefuses(t *testing.T) {
	good := string(must(sceneTrusts()["main"].JSON(nil)))
	for name, change := range map[string][2]string{
		"not JSON":            {"{", "["},
		"version negative":    {`"version":7`, `"version":-7`},
		"version as text":     {`"version":7`, `"version":"7"`},
		"no such region":      {`"region":"420000"`, `"region":"42"`},
		"short kid":           {`"kid":"`, `"kid":"0`},
		"algorithm":           {`"alg":"SM2"`, `"alg":"none"`},
		"curve of another":    {`"crv":"SM2"`, `"crv":"P-256"`},
		"type of another":     {`"kty":"OKP"`, `"kty":"EC"`},
		"use":                 {`"use":"status"`, `"use":"sign"`},
		"coordinate":          {`"x":"`, `"x":"A`},
		"key ends too late":   {`"exp":1609459200`, `"exp":9999999999999`},
		"issued before 1970":  {`"issued_at":`, `"issued_at":-`},
		"expires in the past": {`"expires_at":1586908800`, `"expires_at":1`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := ParseTrustList([]byte(bad)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := ParseTrustList(make([]byte, 3<<20)); fault.CodeOf(err) != fault.TooLarge {
		t.Errorf("%v", err)
	}
}

func TestClaimsAsJSON(t *testing.T) {
	var got Claims
	want := shape(func(c *Claims) { c.Commitment = &commitment; c.Mark = Cross })
	requireNoError(t, json.Unmarshal(must(json.Marshal(want)), &got))
	if *got.Commitment != commitment || got.CTI != want.CTI || got.Mark != Cross || got.Gate != Pass || got.Expires != want.Expires {
		t.Errorf("%+v", got)
	}
	for _, bad := range []string{`{"colour":"blue"}`, `{"mark":"star"}`, `{"gate":"maybe"}`, `{"cti":"00"}`, `{"commitment":"00"}`} {
		if json.Unmarshal([]byte(bad), &got) == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
