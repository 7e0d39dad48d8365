package node_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// crowd fills a node with people of whom some were seen at fever clinics, as contacts or as cases.
func (h *hubei) crowd(seed uint64, people int) {
	h.t.Helper()
	ctx := h.t.Context()
	if err := h.Populate(ctx, people, func(int) {}); err != nil {
		h.t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(seed, 0))
	purpose, _ := staff.ParsePurpose("control", "", "")
	kinds := []evidence.Kind{evidence.FeverClinic, evidence.ContactClose, evidence.CaseConfirmed, evidence.Stay}
	where := []string{"420102", "421002", "330106", "330102"}
	for i := range people / 2 {
		f := evidence.Fact{Kind: kinds[rnd.IntN(len(kinds))], Source: "cdc", Region: region.MustParseCode(where[rnd.IntN(len(where))]),
			ValidFrom: h.Now().Add(-time.Duration(rnd.IntN(20*24)) * time.Hour), ValidUntil: instant.Never}
		if _, err := h.RecordEvidence(ctx, node.Itself, node.Sample(rnd.IntN(people)), fmt.Sprint(i), f, purpose); err != nil {
			h.t.Fatal(err)
		}
	}
}

// faces are what everybody's code shows.
func (h *hubei) faces() map[id.ID]policy.Face {
	h.t.Helper()
	all, err := h.Faces(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// settled runs the node until nothing is left to do in the background.
func (h *hubei) settled() {
	h.t.Helper()
	if err := h.RunJobs(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// same wants of a trial just what came out.
func same(t *testing.T, tried node.Tried, before, after map[id.ID]policy.Face) {
	t.Helper()
	turns := map[policy.Turn]int64{}
	for who, was := range before {
		if is := after[who]; is != was {
			turns[policy.Turn{From: was, To: is}]++
		}
	}
	if tried.Decided != int64(len(before)) || len(turns) != len(tried.Changes) || len(turns) == 0 {
		t.Errorf("%d of %d decided, %d changes said and %d made", tried.Decided, len(before), len(tried.Changes), len(turns))
	}
	for c, n := range turns {
		if got := tried.Changes[c]; got == nil || got.People != n {
			t.Errorf("%v: %d, said %+v", c, n, got)
		}
	}
}

// NO-7: what a trial says of a pack is what its publication does, for everybody, on both databases. BY-05
func TestSimulationIsWhatPublicationDoes(t *testing.T) {
	ruledOnBoth(t, spring, hubeiCode, "hubei@2020-03-22", func(t *testing.T, h *hubei) {
		ctx := t.Context()
		h.officer("13800000002", staff.Headquarters, hubeiCode)
		h.crowd(1, 1500)
		h.settled()
		k := h.upload(earlier(t))
		h.clock.Add(2 * instant.Day)
		h.settled()
		tried, err := h.Simulate(ctx, node.Candidate{Pack: k.Digest}, 0, func(int64) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		before := h.faces()
		h.publish(h.back("13800000002"), k)
		h.settled()
		same(t, tried, before, h.faces())
		if r, _ := h.Regime(); r.Policy != k.Policy {
			t.Error("not published")
		}
		for _, c := range tried.Changes {
			sum := int64(0)
			for _, n := range c.Regions {
				sum += n
			}
			for _, n := range c.Ages {
				sum += n
			}
			if sum != 2*c.People || len(c.Samples) == 0 || len(c.Samples[0].After) == 0 {
				t.Errorf("%+v", c)
			}
		}
	})
}

// NO-7: and so it is with a list of risk areas. BY-05, WZ-09
func TestSimulationOfARiskListIsWhatImportDoes(t *testing.T) {
	ruledOnBoth(t, time.Date(2020, 12, 12, 1, 0, 0, 0, time.UTC), region.Nation, "national", func(t *testing.T, h *hubei) {
		ctx := t.Context()
		h.crowd(2, 600)
		h.settled()
		tried, err := h.Simulate(ctx, node.Candidate{Source: "test", List: []byte(list1)}, 0, func(int64) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		before := h.faces()
		if _, err := h.ImportRisk(ctx, node.Itself, "test", []byte(list1)); err != nil {
			t.Fatal(err)
		}
		h.settled()
		same(t, tried, before, h.faces())
		if _, err := h.Simulate(ctx, node.Candidate{Source: "test", List: []byte(list1)}, 0, func(int64) error { return nil }); fault.CodeOf(err) != fault.Conflict {
			t.Error("an older list is tried:", err)
		}
	})
}

// A trial runs in the background for who may try rules; what is read of it counts nobody by fewer than ten (PB-5). BY-05
func TestSimulationInTheBackground(t *testing.T) {
	ruledOnBoth(t, spring, hubeiCode, "hubei@2020-03-22", inTheBackground)
}

func inTheBackground(t *testing.T, h *hubei) {
	ctx := t.Context()
	h.crowd(3, 1200)
	one, reviewer := h.officer("13800000001", staff.PolicyOfficer, hubeiCode), h.officer("13800000003", staff.Reviewer, hubeiCode)
	k := h.upload(earlier(t))
	if _, err := h.StartSimulation(ctx, reviewer, node.Candidate{Pack: k.Digest}, 0); fault.CodeOf(err) != fault.Forbidden {
		t.Error("a reviewer tries rules:", err)
	}
	for field, c := range map[string]node.Candidate{"digest": {}, "source": {List: []byte(list1)}} {
		if _, err := h.StartSimulation(ctx, one, c, 0); fieldOf(err) != field {
			t.Error(field, err)
		}
	}
	if _, err := h.StartSimulation(ctx, one, node.Candidate{Pack: k.Digest}, h.Now()-1); fieldOf(err) != "at" {
		t.Error("for an instant that has passed:", err)
	}
	s, err := h.StartSimulation(ctx, one, node.Candidate{Pack: k.Digest}, h.Now().Add(instant.Day))
	if err != nil {
		t.Fatal(err)
	}
	h.settled()
	if s, err = h.Simulation(ctx, one, s.ID); err != nil || s.Job.State != jobs.Done || s.Result == nil {
		t.Fatalf("%+v %v", s, err)
	}
	r := s.Result
	if r.Decided != 1200 || r.Against != "hubei@2020-03-22" || r.At != s.AskedAt.Add(instant.Day) || r.Changed < 10 {
		t.Errorf("%+v", r)
	}
	sum := int64(0)
	for i, c := range r.Changes {
		sum += c.People
		if c.People < 10 || c.Others && len(c.Samples) > 0 {
			t.Errorf("%+v", c)
		}
		for _, n := range append(append([]int64{}, r.Regions.Cells[i]...), r.Ages.Cells[i]...) {
			if n > 0 && n < 10 {
				t.Errorf("%d people are told", n)
			}
		}
	}
	if sum != r.Changed {
		t.Errorf("%d in changes, %d in all", sum, r.Changed)
	}
	list, err := h.Simulations(ctx, one, id.ID{}, 10)
	if err != nil || len(list) != 1 || list[0].Result == nil {
		t.Error(list, err)
	}
}
