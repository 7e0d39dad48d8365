package hcert_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"kangma/federation/hcert"
	"kangma/federation/hcert/hcerttest"
	"kangma/internal/fault"
	"kangma/internal/instant"
)

var (
	june   = time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC)
	year   = june.AddDate(1, 0, 0)
	anna   = hcerttest.Name("Muster", "Anna Maria")
	dosage = func() map[string]any {
		return hcerttest.Vaccinated(anna, "1988-05-02", "AT", "EU/1/20/1528", 2, 2, "2021-05-20")
	}
)

func read(t *testing.T, text string) *hcert.Certificate {
	t.Helper()
	c, err := hcert.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func list(t *testing.T, states ...*hcerttest.State) *hcert.Signers {
	t.Helper()
	l, err := hcert.ParseSigners(hcerttest.Signers("eu", "2021-06-01", "2022-06-01", states...))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// NA-13: a certificate says who, what, when; what it says is read whole.
func TestRead(t *testing.T) {
	at := hcerttest.New("AT", june, year)
	c := read(t, at.Issue(dosage(), june, year))
	if c.Country != "AT" || c.Kind != hcert.OfVaccination || c.Holder.FamilyMR != "MUSTER" || c.Holder.GivenMR != "ANNA<MARIA" || c.Holder.Birth != "1988-05-02" ||
		c.Vaccine.Dose != 2 || c.Vaccine.Of != 2 || c.Vaccine.On.In("Z")[:10] != "2021-05-20" || c.Vaccine.Product != "EU/1/20/1528" || c.ID() != "URN:UVCI:01:AT:MUSTER#1" {
		t.Errorf("%+v %+v", c, c.Vaccine)
	}
	c = read(t, at.Issue(hcerttest.Tested(anna, "1988", "AT", "2021-06-01T08:00:00+02:00", false), june, year))
	if c.Test.Detected || c.Test.SampledAt.In("Z") != "2021-06-01T06:00:00Z" || c.Test.Type != hcert.NucleicTest {
		t.Errorf("%+v", c.Test)
	}
	c = read(t, at.Issue(hcerttest.Recovered(anna, "1988-05", "AT", "2021-05-01", "2021-05-12", "2021-10-28"), june, year))
	if c.Recovery.Until.In("Z") != "2021-10-29T00:00:00Z" {
		t.Errorf("%+v", c.Recovery)
	}
}

// Rules HC-1 and HC-2: only a listed key of the country that it names makes a certificate true, for what that key may certify, in its time.
func TestVerify(t *testing.T) {
	tests := asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 1847, 2021, 1, 1}
	at, other, labs := hcerttest.New("AT", june, year), hcerttest.New("AT", june, year), hcerttest.New("AT", june, year, tests)
	german := &hcerttest.State{}
	*german = *at
	german.Country = "DE" // signs with the key of another state
	l := list(t, at, labs)
	now := instant.Of(june.AddDate(0, 1, 0))
	good := at.Issue(dosage(), june, year)
	recovered := hcerttest.Recovered(anna, "1988", "AT", "2021-05-01", "2021-07-10", "2021-10-28")
	flu := dosage()
	flu["v"].([]any)[0].(map[string]any)["tg"] = "6142004"
	for name, c := range map[string]struct {
		text string
		at   instant.Instant
		want hcert.Reason
	}{
		"good":                        {good, now, hcert.Holds},
		"at its first second":         {good, instant.Of(june), hcert.Holds},
		"not yet":                     {good, instant.Of(june) - 1, hcert.NotYet},
		"expired":                     {good, instant.Of(year), hcert.Expired},
		"a key that is not listed":    {other.Issue(dosage(), june, year), now, hcert.SignerUnknown},
		"the key of another state":    {german.Issue(dosage(), june, year), now, hcert.SignerUnknown},
		"a key for tests":             {labs.Issue(dosage(), june, year), now, hcert.KeyUsage},
		"a test by a key for tests":   {labs.Issue(hcerttest.Tested(anna, "1988", "AT", "2021-06-01T08:00:00Z", true), june, year), now, hcert.Holds},
		"signed before the key was":   {at.Issue(dosage(), june.AddDate(0, 0, -1), year), now, hcert.SignerPast},
		"another disease":             {at.Issue(flu, june, year), now, hcert.OtherDisease},
		"a recovery before it counts": {at.Issue(recovered, june, year), now, hcert.NotCounting},
		"a recovery that counts":      {at.Issue(recovered, june, year), instant.Of(june.AddDate(0, 2, 0)), hcert.Holds},
	} {
		if got := l.Verify(read(t, c.text), c.at); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	var none *hcert.Signers
	if got := none.Verify(read(t, good), now); got != hcert.SignerUnknown {
		t.Error("no list:", got)
	}
}

// Rule HC-3: what is not of the form is refused, with the field that is wrong and never what it says.
func TestReadRefuses(t *testing.T) {
	at := hcerttest.New("AT", june, year)
	one := func(group, name string, v any) func(map[string]any) {
		return func(m map[string]any) { m[group].([]any)[0].(map[string]any)[name] = v }
	}
	for field, spoil := range map[string]func(map[string]any){
		"v":       func(m map[string]any) { m["v"] = append(m["v"].([]any), m["v"].([]any)[0]) },
		"ver":     func(m map[string]any) { m["ver"] = "one" },
		"dob":     func(m map[string]any) { m["dob"] = "02.05.1988" },
		"nam":     func(m map[string]any) { delete(m, "nam") },
		"nam.fnt": func(m map[string]any) { m["nam"] = map[string]any{"fnt": "Müster"} },
		"v.dn":    one("v", "dn", 0),
		"v.sd":    one("v", "sd", 1.5),
		"v.dt":    one("v", "dt", "2021-02-30"),
		"v.co":    one("v", "co", ""),
		"v.mp":    one("v", "mp", 7),
		"v.ci":    one("v", "ci", strings.Repeat("x", 81)),
	} {
		m := dosage()
		spoil(m)
		_, err := hcert.Read(at.Issue(m, june, year))
		f, ok := fault.As(err)
		if !ok || f.Key != "hcert.health" || f.Field != field || strings.Contains(err.Error(), "1988") {
			t.Errorf("%s: %v", field, err)
		}
	}
	two := dosage()
	two["r"] = hcerttest.Recovered(anna, "1988", "AT", "2021-05-01", "2021-05-12", "2021-10-28")["r"]
	if _, err := hcert.Read(at.Issue(two, june, year)); err == nil {
		t.Error("certifies two things")
	}
	text := at.Issue(dosage(), june, year)
	for key, bad := range map[string]string{"hcert.prefix": text[4:], "hcert.base45": text + "a", "hcert.zlib": "HC1:" + text[34:]} {
		if f, ok := fault.As(func() error { _, err := hcert.Read(bad); return err }()); !ok || f.Key != key {
			t.Errorf("%s: %v", key, f)
		}
	}
}

// BY-15: an operator takes a gateway's list only as its key signed it, under a name and with an end.
func TestImport(t *testing.T) {
	anchor, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	at := hcerttest.New("AT", june, year)
	body := hcerttest.Signers("", "", "", at)
	digest := sha256.Sum256(body)
	der, _ := ecdsa.SignASN1(rand.Reader, anchor, digest[:])
	published := append([]byte(base64.StdEncoding.EncodeToString(der)+"\n"), body...)
	file, err := hcert.Import(published, &anchor.PublicKey, "eu-dgc", "2021-06-01", "2022-06-01", "gateway")
	if err != nil {
		t.Fatal(err)
	}
	l, err := hcert.ParseSigners(file)
	if err != nil || l.ID() != "eu-dgc@2021-06-01" || len(l.All) != 1 {
		t.Fatal(l, err)
	}
	stranger, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	for name, try := range map[string]func() ([]byte, error){
		"another key": func() ([]byte, error) {
			return hcert.Import(published, &stranger.PublicKey, "x", "2021-06-01", "2022-06-01", "")
		},
		"no key": func() ([]byte, error) { return hcert.Import(published, nil, "x", "2021-06-01", "2022-06-01", "") },
		"changed": func() ([]byte, error) {
			return hcert.Import(append(published, ' '), &anchor.PublicKey, "x", "2021-06-01", "2022-06-01", "")
		},
		"unsigned": func() ([]byte, error) {
			return hcert.Import(body, &anchor.PublicKey, "x", "2021-06-01", "2022-06-01", "")
		},
		"without end": func() ([]byte, error) { return hcert.Import(published, &anchor.PublicKey, "x", "2021-06-01", "", "") },
		"without name": func() ([]byte, error) {
			return hcert.Import(published, &anchor.PublicKey, "", "2021-06-01", "2022-06-01", "")
		},
	} {
		if _, err := try(); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := hcerttest.Signers("eu", "2021-06-01", "2022-06-01", at, at)
	if _, err := hcert.ParseSigners(twice); fault.CodeOf(err) != fault.Invalid {
		t.Error("listed twice:", err)
	}
}

// Whatever the text, reading ends, and what is read holds under nobody's key by itself (HC-1).
func FuzzRead(f *testing.F) {
	at := hcerttest.New("AT", june, year)
	f.Add(at.Issue(dosage(), june, year))
	f.Add(at.Issue(hcerttest.Tested(anna, "1988", "AT", "2021-06-01T08:00:00+02:00", false), june, year))
	f.Add("HC1:")
	f.Add("HC1:NCFOXN")
	var nobody *hcert.Signers
	f.Fuzz(func(t *testing.T, text string) {
		c, err := hcert.Read(text)
		if err == nil && (nobody.Verify(c, instant.Of(june)) != hcert.SignerUnknown || c.Kind == "") {
			t.Fatalf("%+v", c)
		}
	})
}
