package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/policy"
	"kangma/store"
)

// keepRows stores rows with the persons who are not known yet, and decides anew whomever they may concern (NO-2). It
// gives a hash of the ids of what was stored.
func (n *Node) keepRows(ctx context.Context, tx *store.Tx, j judged, at instant.Instant) (string, error) {
	fresh, err := n.enrol(ctx, tx, j, at)
	if err != nil {
		return "", err
	}
	regime, err := n.current(ctx, tx)
	if err != nil {
		return "", err
	}
	candidates, about := make([]evidence.Candidate, len(j.stored)), make([]id.ID, len(j.stored))
	concerned := make(map[id.ID]struct{}, len(j.stored))
	for _, p := range fresh {
		concerned[p] = struct{}{}
	}
	for i, r := range j.stored {
		candidates[i], about[i] = r.candidate, j.owners[r.document]
		if regime.looksAt(r.candidate.Fact.Kind) {
			concerned[about[i]] = struct{}{}
		}
	}
	records := evidence.Records(candidates, about, at)
	if err := evidence.Append(ctx, tx, records...); err != nil {
		return "", err
	}
	inOrder := slices.SortedFunc(maps.Keys(concerned), func(a, b id.ID) int { return slices.Compare(a[:], b[:]) }) // of the tables: neighbours share a page
	if _, err := n.decide(ctx, tx, inOrder, at); err != nil {
		return "", err
	}
	h := sha256.New()
	for i := range records {
		h.Write(records[i].ID[:])
	}
	return sha(h.Sum(nil)), nil
}

// looksAt says whether a rule looks at a kind of evidence. If none does, no decision can change by it: of a feed that
// the rules in force leave aside, as tests are in many rule books, nobody is decided in vain.
func (r *regime) looksAt(k evidence.Kind) bool {
	return slices.ContainsFunc(r.pack.Rules, func(rule *policy.Rule) bool { return slices.Contains(rule.Kinds, k) })
}

// enrol makes the persons of rows to be stored who are not known yet, by their documents alone.
func (n *Node) enrol(ctx context.Context, tx *store.Tx, j judged, at instant.Instant) ([]id.ID, error) {
	var fresh []person.Registration
	var documents []person.Index
	asked := make(map[person.Index]struct{})
	for _, r := range j.stored {
		_, known := j.owners[r.document]
		if _, twice := asked[r.document]; !known && !twice {
			asked[r.document] = struct{}{}
			fresh = append(fresh, person.Registration{Who: r.who})
			documents = append(documents, r.document)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	made, err := person.Enrol(ctx, tx, n.vault, fresh, at)
	for i, p := range made {
		j.owners[documents[i]] = p
	}
	return made, err
}

// sha writes a hash for people and logs.
func sha(sum []byte) string { return "sha256:" + hex.EncodeToString(sum) }
