package pass

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"kangma/internal/instant"
	"kangma/region"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorsFile = "testdata/vectors.json"

// vectors is the file that other verifiers (the gate page) are tested with too; docs/token.md describes it.
type vectors struct {
	About    string                     `json:"about"`
	Trusts   map[string]json.RawMessage `json:"trusts"`
	Statuses map[string]json.RawMessage `json:"statuses"`
	Limits   map[string]vectorLimits    `json:"limits"`
	Cases    []vector                   `json:"cases"`
}

type vectorLimits struct {
	Early     int64 `json:"early"` // all in seconds
	Late      int64 `json:"late"`
	TrustAge  int64 `json:"trust_age"`
	StatusAge int64 `json:"status_age"`
	// where the gate stands; absent: nowhere in particular
	Region region.Code `json:"region,omitzero"`
	Place  string      `json:"place,omitempty"`
}

type vector struct {
	Name   string        `json:"name"`
	Text   string        `json:"text"`
	At     int64         `json:"at"`     // seconds since 1970
	Trust  string        `json:"trust"`  // name in trusts, "" for none
	Status string        `json:"status"` // name in statuses, "" for none
	Limits string        `json:"limits"` // name in limits
	Expect vectorAnswer  `json:"expect"`
	Claims *vectorClaims `json:"claims,omitempty"` // of a token whose signature holds
}

type vectorAnswer struct {
	Answer Outcome `json:"answer"`
	Reason Reason  `json:"reason"`
	Scheme string  `json:"scheme"`
	Issuer string  `json:"issuer,omitempty"`
	Here   string  `json:"here,omitempty"` // the colour that a recognised code counts as, and its note in English
}

type vectorClaims struct {
	Issuer     string  `json:"issuer"`
	IssuedAt   int64   `json:"issued_at"`
	Expires    int64   `json:"expires"`
	CTI        CTI     `json:"cti"`
	State      uint16  `json:"state"`
	Colour     Colour  `json:"colour"`
	Mark       Mark    `json:"mark"`
	Gate       Outcome `json:"gate"`
	Policy     uint32  `json:"policy"`
	Epoch      uint32  `json:"epoch"`
	Status     uint32  `json:"status_index"`
	Commitment *Link   `json:"commitment"`
	Paper      bool    `json:"paper,omitempty"`
}

func answerOf(a Answer) (vectorAnswer, *vectorClaims) {
	expect := vectorAnswer{Answer: a.Outcome, Reason: a.Reason, Scheme: a.Scheme, Issuer: a.Issuer}
	if a.Here != nil {
		expect.Here = strings.TrimSpace(a.Here.Colour.String() + " " + a.Here.Note.EN)
	}
	c := a.Claims
	if c == nil {
		return expect, nil
	}
	return expect, &vectorClaims{
		c.Issuer.String(), c.IssuedAt.Unix(), c.Expires.Unix(), c.CTI, c.State, c.Colour, c.Mark, c.Gate, c.Policy, c.Epoch, c.Status, c.Commitment, c.Paper,
	}
}

// BY-01, BY-10, BY-13: every kept vector gives the answer that it states, with the lists read from their JSON and their signed form.
func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	raw, err := os.ReadFile(vectorsFile)
	requireNoError(t, err)
	var v vectors
	requireNoError(t, json.Unmarshal(raw, &v))
	if len(v.Cases) < 70 {
		t.Fatalf("only %d vectors", len(v.Cases))
	}
	trusts, statuses := map[string]*TrustList{"": nil}, map[string]Statuses{"": nil}
	for name, list := range v.Trusts {
		trusts[name] = must(ParseTrustList(list))
		var signed struct{ Signed string }
		requireNoError(t, json.Unmarshal(list, &signed))
		opened, err := OpenTrustList(must(b64.DecodeString(signed.Signed)), anchorKey())
		requireNoError(t, err)
		if string(opened.payload()) != string(trusts[name].payload()) {
			t.Errorf("trust list %s: its JSON and its signed form differ", name)
		}
	}
	for name, list := range v.Statuses {
		var signed struct{ Signed string }
		requireNoError(t, json.Unmarshal(list, &signed))
		opened, err := OpenStatusList(must(b64.DecodeString(signed.Signed)), trusts["main"])
		requireNoError(t, err)
		statuses[name] = Statuses{opened.Region: opened}
	}
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			got, claims := answerOf(Verify(c.Text, trusts[c.Trust], statuses[c.Status], instant.Instant(c.At*1e6), v.Limits[c.Limits].limits()))
			if got != c.Expect {
				t.Errorf("got %+v, want %+v", got, c.Expect)
			}
			if a, b := must(json.Marshal(claims)), must(json.Marshal(c.Claims)); string(a) != string(b) {
				t.Errorf("claims %s, want %s", a, b)
			}
		})
	}
	t.Logf("%d vectors", len(v.Cases))
}
