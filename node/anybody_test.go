package node_test

import (
	"strings"
	"testing"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// Who lives in another province may apply in Hubei too (HB-09), through whichever channel: the service is one, and the
// channel is recorded (HB-13).
func TestAnybodyApplies(t *testing.T) {
	h := open(t)
	c := h.login("13800138000", person.HolderDoor)
	if _, err := h.Verify(t.Context(), c, zhang); err != nil {
		t.Fatal(err)
	}
	a := healthy(region.MustParseCode("330106"))
	a.Purpose, a.Channel = "visiting", "alipay"
	got, err := h.Apply(t.Context(), c, a)
	if err != nil || got.Application.Channel != "alipay" || got.Application.Region != a.Region || !got.Assigned {
		t.Fatalf("%+v %v", got, err)
	}
	if s := h.show(c); s.Decision.Colour != policy.Green {
		t.Error(s.Decision.Colour)
	}
}

// Anybody can check what a holder shows, with nothing but the trust list, and learns what showing authorises: colour,
// mark, state, gate; nobody's name or number (NA-08, WH-04, BY-01).
func TestAnybodyChecks(t *testing.T) {
	h := open(t)
	c, _ := h.apply("13800138000", zhang)
	s := h.show(c)
	_, text, err := h.Trust(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	trust, err := pass.ParseTrustList(text)
	if err != nil {
		t.Fatal(err)
	}
	a := pass.Verify(s.Token, trust, nil, h.Now(), pass.DefaultLimits)
	if a.Outcome != pass.Pass || a.Claims.Colour != pass.Green || a.IssuerName.ZH != "湖北省" {
		t.Errorf("%+v", a)
	}
	for _, secret := range []string{"三丰", zhang.Number, s.Person.String(), "420102"} {
		if strings.Contains(s.Token, secret) {
			t.Errorf("the token says %q", secret)
		}
	}
}

// No position of a phone is asked for, taken or kept: evidence has no place for coordinates, and of a holder's
// application only the region that he names (HB-10).
func TestNoLocation(t *testing.T) {
	for _, k := range evidence.Kinds() {
		for _, a := range k.Spec().Attrs {
			for _, word := range []string{"lat", "lon", "location", "position", "cell", "track"} {
				if n := a.Name.String(); n == word || strings.HasPrefix(n, word+"_") {
					t.Errorf("%s has %s", k, n)
				}
			}
		}
	}
	h := open(t)
	_, who := h.apply("13800138000", zhang)
	purpose := purposeOf(t)
	r, err := h.LookUp(t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: zhang.Number}, purpose)
	if err != nil || r.Held.ID != who {
		t.Fatal(err)
	}
	for _, f := range r.Facts {
		if f.Region != wuhan {
			t.Errorf("%s knows %s", f.Kind, f.Region)
		}
	}
	if r.Explained.Person == (id.ID{}) {
		t.Error("nobody was explained")
	}
}

// What a colour allows is each area's policy: every state of every rule book says it to the gate, and none calls a code
// a permission (WH-05).
func TestWhatAColourAllowsIsPolicy(t *testing.T) {
	lib := policy.Library{FS: packs.FS}
	for _, name := range lib.Names() {
		for _, v := range lib.Versions(name) {
			p, err := lib.Find(name+"@"+v, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range p.States {
				if s.AtGate.Zh == "" || s.AtGate.En == "" || s.Holder.Zh == "" || s.Holder.En == "" {
					t.Errorf("%s: state %s does not say what it allows", p.ID(), s.Name)
				}
			}
		}
	}
}

func purposeOf(t *testing.T) staff.Purpose {
	t.Helper()
	p, err := staff.ParsePurpose("control", "", "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}
