package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/policy"
	"kangma/store"
)

// dataCopy is everything that the node holds about a person, as he takes it with him. Times are RFC 3339 in +08:00.
type dataCopy struct {
	ProducedAt   string            `json:"produced_at"`
	Node         string            `json:"node"`
	Person       copiedPerson      `json:"person"`
	Account      copiedAccount     `json:"account"`
	Applications []copiedForm      `json:"applications"`
	Drafts       []copiedDraft     `json:"drafts"`
	Journeys     []copiedJourney   `json:"journeys"`
	Evidence     []copiedFact      `json:"evidence"`
	Decisions    []copiedDecision  `json:"decisions"`
	Papers       []copiedPaper     `json:"papers"`
	Looks        []copiedLook      `json:"looks"`
	NotHere      map[string]string `json:"not_in_this_file"`
}

type copiedPerson struct {
	ID        id.ID  `json:"id"`
	Name      string `json:"name"`
	IDType    string `json:"id_type"`
	Number    string `json:"id_number,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Address   string `json:"address,omitempty"`
	Residence string `json:"residence,omitempty"`
}

type copiedAccount struct {
	Phone    string `json:"phone"`
	Accepted string `json:"terms_accepted,omitempty"`
}

type copiedForm struct {
	AppliedAt string `json:"applied_at"`
	Region    string `json:"region"`
	Channel   string `json:"channel"`
	Purpose   string `json:"purpose"`
}

// copiedDraft is a form that the caller has begun and not yet sent.
type copiedDraft struct {
	Form      string          `json:"form"`
	ChangedAt string          `json:"changed_at"`
	Answers   json.RawMessage `json:"answers"`
}

// copiedJourney is where he said he was.
type copiedJourney struct {
	DeclaredAt string          `json:"declared_at"`
	Stays      json.RawMessage `json:"stays"`
}

type copiedFact struct {
	ID          string         `json:"id"`
	Kind        string         `json:"kind"`
	Source      string         `json:"source"`
	Region      string         `json:"region,omitempty"`
	ValidFrom   string         `json:"valid_from"`
	ValidUntil  string         `json:"valid_until,omitempty"`
	RecordedAt  string         `json:"recorded_at"`
	RetractedAt string         `json:"retracted_at,omitempty"`
	Attrs       evidence.Attrs `json:"attrs"`
}

type copiedDecision struct {
	DecidedFor string          `json:"decided_for"`
	Policy     string          `json:"policy"`
	Colour     string          `json:"colour"`
	Mark       string          `json:"mark,omitempty"`
	Labels     []string        `json:"labels,omitempty"`
	State      string          `json:"state"`
	Reasons    []policy.Ground `json:"reasons"`
}

type copiedPaper struct {
	Number   string `json:"number"`
	IssuedAt string `json:"issued_at"`
	Expires  string `json:"expires"`
	By       string `json:"issued_by"`
	EndedAt  string `json:"ended_at,omitempty"`
	Ended    string `json:"ended,omitempty"`
}

type copiedLook struct {
	At      string `json:"at"`
	Who     string `json:"who"`
	Region  string `json:"region,omitempty"`
	Purpose string `json:"purpose,omitempty"`
	Did     string `json:"did"`
}

// Copy is everything that the node holds about the caller's own person or a ward, as one JSON document for him to keep
// (BY-06, NA-14). Passages are not in it: they name nobody.
func (n *Node) Copy(ctx context.Context, c Caller, who id.ID) ([]byte, error) {
	var out dataCopy
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		out = dataCopy{ProducedAt: stamp(at), Node: n.Name.ZH + " " + n.Name.EN, NotHere: map[string]string{
			"passages": "通行记录不写明人员，无法按人取出，期满销毁。 Passages name nobody and cannot be found by person; they are destroyed when their time is over."}}
		if err := n.copyPerson(ctx, tx, c, who, &out); err != nil {
			return err
		}
		if err := n.copyDrafts(ctx, tx, c, who, at, &out); err != nil {
			return err
		}
		if err := n.copyJourneys(ctx, tx, who, at, &out); err != nil {
			return err
		}
		if err := copyRecords(ctx, tx, who, &out); err != nil {
			return err
		}
		return n.record(ctx, tx, holderEntry(c, audit.PersonCopy, who, at))
	})
	if err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(out, "", "  ")
	return append(b, '\n'), err
}

func (n *Node) copyPerson(ctx context.Context, tx *store.Tx, c Caller, who id.ID, out *dataCopy) error {
	p, err := tx.Person(ctx, who)
	if err != nil {
		return err
	}
	is, err := n.identity(p)
	if err != nil {
		return err
	}
	out.Person = copiedPerson{ID: who, Residence: p.Residence.String()}
	if is != nil {
		phone := is.Phone
		if is.Reach.Reveal() != "" {
			phone = is.Reach
		}
		out.Person.Name, out.Person.IDType, out.Person.Number = is.Name.Reveal(), string(is.Document.Kind()), is.Document.Reveal()
		out.Person.Phone, out.Person.Address = phone.Reveal(), is.Address.Reveal()
	}
	a, err := tx.Account(ctx, c.Account)
	if err != nil {
		return err
	}
	contact, err := n.vault.OpenContact(a.ID, a.Sealed)
	if err != nil {
		return err
	}
	out.Account.Phone = contact.Phone.Reveal()
	out.Account.Accepted, err = tx.Consent(ctx, a.ID)
	return err
}

func (n *Node) copyDrafts(ctx context.Context, tx *store.Tx, c Caller, who id.ID, at instant.Instant, out *dataCopy) error {
	p, err := tx.Person(ctx, who)
	if err != nil {
		return err
	}
	begun, err := tx.Drafts(ctx, who, c.Account, at.Add(-DraftKept))
	if err != nil {
		return err
	}
	for _, d := range begun {
		answers, err := n.vault.SafeOf(p).Open(draftName(d.Account, d.Form), d.Sealed)
		if err != nil {
			return err
		}
		out.Drafts = append(out.Drafts, copiedDraft{d.Form, stamp(d.Changed), answers})
	}
	return nil
}

func (n *Node) copyJourneys(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant, out *dataCopy) error {
	declared, err := n.openJourneys(ctx, tx, who, at)
	if err != nil {
		return err
	}
	for _, j := range declared {
		stays, err := itinerary.MarshalStays(j.Stays)
		if err != nil {
			return err
		}
		out.Journeys = append(out.Journeys, copiedJourney{stamp(j.Declared), stays})
	}
	return nil
}

// copyRecords reads forms, facts, decisions and looks, all of them, the newest first; facts as they were recorded.
func copyRecords(ctx context.Context, tx *store.Tx, who id.ID, out *dataCopy) error {
	forms, err := tx.Applications(ctx, who)
	if err != nil {
		return err
	}
	for _, a := range forms {
		out.Applications = append(out.Applications, copiedForm{stamp(a.AppliedAt), a.Region.String(), a.Channel, a.Purpose})
	}
	known, err := tx.EvidenceOf(ctx, []id.ID{who})
	if err != nil {
		return err
	}
	for _, f := range known[who] {
		out.Evidence = append(out.Evidence, copiedFact{f.ID, f.Kind.String(), f.Source, f.Region.String(), stamp(f.ValidFrom), stamp(f.ValidUntil), stamp(f.RecordedAt), stamp(f.RetractedAt), f.Attrs})
	}
	papers, err := tx.Papers(ctx, who)
	if err != nil {
		return err
	}
	for _, p := range papers {
		out.Papers = append(out.Papers, copiedPaper{p.Number(), stamp(p.IssuedAt), stamp(p.Expires), string(p.By), stamp(p.EndedAt), string(p.Ended)})
	}
	const page = 500
	for before := (id.ID{}); ; {
		list, err := tx.Decisions(ctx, who, before, page)
		if err != nil {
			return err
		}
		for _, d := range list {
			out.Decisions = append(out.Decisions, copiedDecision{stamp(d.At), d.Policy, string(d.Colour), string(d.Mark), d.Labels, d.State, d.Reasons})
			before = d.ID
		}
		if len(list) < page {
			break
		}
	}
	for before := (id.ID{}); ; {
		looks, next, err := audit.LooksAt(ctx, tx, who, before, page)
		if err != nil {
			return err
		}
		for _, l := range looks {
			out.Looks = append(out.Looks, copiedLook{stamp(l.At), l.Who, l.Region.String(), l.Purpose, l.Action.Says()})
		}
		if before = next; next.IsZero() {
			return nil
		}
	}
}

// stamp writes an instant, "" for none.
func stamp(i instant.Instant) string {
	if i == 0 || i == instant.Never {
		return ""
	}
	return i.In(instant.Beijing)
}
