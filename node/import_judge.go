package node

import (
	"context"

	"kangma/evidence"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/region"
	"kangma/store"
)

// limits are what an import may bring: about which regions, and, of a feed, which kinds (FD-1, FD-2).
type limits struct {
	scope []region.Code
	feed  *feed.Feed // nil: what staff send
}

func (l limits) refuses(r *row) error {
	if l.feed == nil {
		return nil
	}
	return l.feed.Permits(r.candidate.Fact.Kind)
}

// under is the office under which an import stores, and what it may bring: as it is now, not as it was when the file came.
func (m *importing) under(ctx context.Context, tx *store.Tx) (office, limits, error) {
	if m.plan.Feed.IsZero() {
		o, scope, err := m.importer(ctx, tx, m.plan.caller())
		return o, limits{scope: scope}, final(err)
	}
	f, err := tx.FeedByID(ctx, m.plan.Feed)
	if err != nil {
		return office{}, limits{}, err
	}
	if f.Paused {
		return office{}, limits{}, fault.New(fault.Invalid, "feed.paused", "the feed %s is paused: nothing of it is taken", f.Name)
	}
	return feedOffice(f), limits{[]region.Code{f.Region}, &f}, nil
}

// judged is what became of a batch.
type judged struct {
	stored    []*row
	owners    map[person.Index]id.ID // of those persons who are known
	refused   []refusal
	duplicate int64
}

type refusal struct {
	*row
	reason error
}

// judge says of every row of a batch whether it is stored, refused or a duplicate, by what is stored already, and by
// the rows before it (EV-4).
func (n *Node) judge(ctx context.Context, tx *store.Tx, b *batch, may limits, seen seen) (judged, error) {
	var j judged
	documents, keys := distinct(b.rows)
	var err error
	if j.owners, err = tx.PeopleByDocument(ctx, documents); err != nil {
		return j, err
	}
	found, err := tx.EvidenceByKey(ctx, keys)
	if err != nil {
		return j, err
	}
	known := make(map[evidence.Key]evidence.Keyed, len(found))
	for _, k := range found {
		if _, twice := known[k.Key]; !twice { // the first counts
			known[k.Key] = k
		}
	}
	outside, err := n.outside(ctx, tx, b, j.owners, may.scope)
	if err != nil {
		return j, err
	}
	here := make(map[evidence.Key]*row, len(b.rows))
	for i := range b.rows {
		r := &b.rows[i]
		c := &r.candidate
		stored, isStored := known[c.Key]
		before, isHere := here[c.Key]
		switch {
		case r.refused != nil:
			j.refuse(r, r.refused)
		case may.refuses(r) != nil:
			j.refuse(r, b.binding.Named(may.refuses(r)))
		case outside(r):
			j.refuse(r, fault.New(fault.Forbidden, "staff.outside_region", "is about somebody outside the region for which you may import"))
		case isStored && stored.Digest == c.Digest && stored.Person == j.owners[r.document],
			isHere && before.candidate.Digest == c.Digest && before.document == r.document, seen.same(r):
			j.duplicate++
		case isStored, isHere, seen.has(r):
			j.refuse(r, b.binding.Named(fault.Field(string(evidence.FieldNumber), r.record, "is the number of another record of this source; to correct that one, end or retract it")))
		default:
			here[c.Key] = r
			j.stored = append(j.stored, r)
		}
	}
	return j, nil
}

func (j *judged) refuse(r *row, reason error) { j.refused = append(j.refused, refusal{r, reason}) }

// distinct are the documents and keys of the rows that may be stored.
func distinct(rows []row) ([]person.Index, []evidence.Key) {
	documents, keys := make([]person.Index, 0, len(rows)), make([]evidence.Key, 0, len(rows))
	seenDocuments, seenKeys := make(map[person.Index]struct{}, len(rows)), make(map[evidence.Key]struct{}, len(rows))
	for i := range rows {
		r := &rows[i]
		if r.refused != nil {
			continue
		}
		if _, twice := seenDocuments[r.document]; !twice {
			seenDocuments[r.document] = struct{}{}
			documents = append(documents, r.document)
		}
		if _, twice := seenKeys[r.candidate.Key]; !twice {
			seenKeys[r.candidate.Key] = struct{}{}
			keys = append(keys, r.candidate.Key)
		}
	}
	return documents, keys
}

// outside tells the rows that do not concern the regions for which somebody imports. Who imports for the whole node
// costs no look-up.
func (n *Node) outside(ctx context.Context, tx *store.Tx, b *batch, owners map[person.Index]id.ID, scope []region.Code) (func(*row) bool, error) {
	if covers(scope, n.region) {
		return func(*row) bool { return false }, nil
	}
	persons := make([]id.ID, 0, len(owners))
	for _, p := range owners {
		persons = append(persons, p)
	}
	live := make(map[id.ID]region.Code, len(persons))
	if len(persons) > 0 {
		briefs, err := tx.Briefs(ctx, persons, id.ID{}, len(persons))
		if err != nil {
			return nil, err
		}
		for _, b := range briefs {
			live[b.ID] = b.Residence
		}
	}
	return func(r *row) bool {
		p := person.Person{Residence: live[owners[r.document]]}
		return !covers(scope, n.concerned(p, r.candidate.Fact.Region)) && !covers(scope, r.candidate.Fact.Region) // as in permitFact
	}, nil
}
