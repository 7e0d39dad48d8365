package node_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/region"
	"kangma/staff"
)

// april is when the sample matrix begins.
var april = time.Date(2020, 4, 8, 1, 0, 0, 0, time.UTC)

func matrix(t testing.TB, replace ...string) []byte {
	t.Helper()
	data, err := os.ReadFile("../federation/testdata/country.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.NewReplacer(replace...).Replace(string(data)))
}

// recognise has two people put a matrix into force.
func (h *hubei) recognise(one, two node.Caller, data []byte) federation.Edition {
	h.t.Helper()
	e, err := h.ProposeEdition(h.t.Context(), one, federation.Recognitions, data, 0, "互认")
	if err != nil {
		h.t.Fatal(err)
	}
	if e, err = h.ApproveEdition(h.t.Context(), two, e.ID, "同意"); err != nil {
		h.t.Fatal(err)
	}
	return e
}

// gates is what gates have: the node's list with whom it recognises.
func (h *hubei) gates() *pass.Recognition {
	h.t.Helper()
	list, json, err := h.Trust(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	read, err := pass.ParseTrustList(json)
	if err != nil || read.Recognition == nil || len(read.Recognition.Rows) != len(list.Recognition.Rows) {
		h.t.Fatal(err)
	}
	return list.Recognition
}

// BY-15, NA-10, HB-09, rules RC-3 and RC-4: nobody is recognised until two people say so; then gates have it with their signed
// list, judge by it without a network, and lose it as soon as one stops it, or at its end.
func TestRecognition(t *testing.T) {
	hunan := region.MustParseCode("430000")
	eachEngine(t, april, nil, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		if r := h.gates(); r.Home != hubeiCode || r.Else != pass.Unknown || len(r.Rows) != 0 {
			t.Fatalf("before: %+v", r)
		}
		one, two, stranger := h.officer("13800000001", staff.Headquarters, hubeiCode), h.officer("13800000002", staff.Headquarters, hubeiCode), h.officer("13800000003", staff.Reviewer, hubeiCode)
		if _, err := h.ProposeEdition(ctx, stranger, federation.Recognitions, matrix(t), 0, "r"); fault.CodeOf(err) != fault.Forbidden {
			t.Error(err)
		}
		for why, data := range map[string][]byte{"a region that does not exist": matrix(t, "issuers: [430000]", "issuers: [439999]"), "no matrix": []byte("x: 1")} {
			if _, err := h.ProposeEdition(ctx, one, federation.Recognitions, data, 0, "r"); err == nil {
				t.Error(why)
			}
		}
		e, err := h.ProposeEdition(ctx, one, federation.Recognitions, matrix(t), 0, "互认")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.ApproveEdition(ctx, one, e.ID, ""); fault.CodeOf(err) != fault.Forbidden {
			t.Error("own proposal:", err)
		}
		if len(h.gates().Rows) != 0 {
			t.Error("a proposal counts")
		}
		if _, err := h.ApproveEdition(ctx, two, e.ID, ""); err != nil {
			t.Fatal(err)
		}
		r := h.gates()
		if r.Else != pass.Ask || len(r.Rows) != 3 { // Hunan's codes and papers, Zhejiang's in Wuhan's hospitals; what others recognise is theirs
			t.Fatalf("%+v", r)
		}
		says := func(c pass.Colour, g pass.Outcome) string {
			j, err := h.Judge(ctx, federation.Foreign{Issuer: hunan, Signer: hunan, Use: federation.AtGate, Colour: c, Gate: g}, pass.Place{})
			if err != nil {
				t.Fatal(err)
			}
			return j.Colour.String() + " " + j.Gate.String()
		}
		if a, b := says(pass.Green, pass.Pass), says(pass.Yellow, pass.Ask); a != "green pass" || b != "red stop" {
			t.Error(a, b)
		}
		if _, err := h.StopEdition(ctx, one, e.ID, "430000", " "); fault.CodeOf(err) != fault.Invalid {
			t.Error(err)
		}
		h.clock.Add(time.Minute)
		if _, err := h.StopEdition(ctx, one, e.ID, "430000", "大量误判"); err != nil {
			t.Fatal(err)
		}
		if a := says(pass.Green, pass.Pass); a != "gray ask" || len(h.gates().Rows) != 1 {
			t.Error("stopped:", a)
		}
		h.clock.Add(time.Minute)
		h.recognise(two, one, matrix(t, "name: country", "name: country2"))
		if a := says(pass.Green, pass.Pass); a != "green pass" {
			t.Error("taken up again by two:", a)
		}
		list, err := h.Editions(ctx, one, federation.Recognitions, id.ID{}, 10)
		if err != nil || len(list) != 2 || len(list[1].Stops) != 1 {
			t.Error(list, err)
		}
		if whole, err := h.Edition(ctx, two, e.ID); err != nil || string(whole.Data) != string(matrix(t)) {
			t.Error("the file is kept as it was:", err)
		}
		until, _ := instant.Date("2020-10-08", instant.Beijing)
		h.clock.Add(until.Sub(h.Now()) - time.Second)
		if a := says(pass.Green, pass.Pass); a != "green pass" {
			t.Error(a)
		}
		h.clock.Add(time.Second)
		if a := says(pass.Green, pass.Pass); a != "gray unknown" || len(h.gates().Rows) != 0 {
			t.Error("after its end:", a)
		}
	})
}

// BY-15: an edition that was asked for from a day on begins then, and gates' lists change at that second.
func TestRecognitionBegins(t *testing.T) {
	h := open(t) // on 25 March; the matrix is of 8 April
	one, two := h.officer("13800000001", staff.Headquarters, hubeiCode), h.officer("13800000002", staff.Headquarters, hubeiCode)
	e := h.recognise(one, two, matrix(t))
	begins, _ := instant.Date("2020-04-08", instant.Beijing)
	if e.From != begins || len(h.gates().Rows) != 0 {
		t.Fatal(e.From)
	}
	h.clock.Add(begins.Sub(h.Now()) - time.Second)
	if len(h.gates().Rows) != 0 {
		t.Error("a second early")
	}
	h.clock.Add(time.Second)
	if len(h.gates().Rows) != 3 {
		t.Error("not at its second")
	}
}
