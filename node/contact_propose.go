package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"kangma/audit"
	"kangma/contact"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/review"
	"kangma/store"
)

// contactSource states what the matching found. The record's number names service and patient, so that the next run finds it again.
const contactSource = "contact.match"

// proposeContacts makes evidence of a run's close candidates who are people of this node, each with a case in which professionals
// judge him (EP-03). Who would be coloured beyond what may be in a day waits for a second office (BY-18): held, and the auditor is told.
func (n *Node) proposeContacts(ctx context.Context, run *contact.Run) error {
	if err := n.knowContacts(ctx); err != nil {
		return err
	}
	lo, hi := n.region.Range()
	q := contact.CandidateQuery{Run: run.ID, Lo: lo, Hi: hi, Class: contact.Close, Limit: 500}
	for {
		var page []contact.Candidate
		var whose map[contact.Keyed]id.ID
		err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			if page, err = tx.ContactCandidates(ctx, q); err != nil {
				return err
			}
			whose, err = tx.ContactPeople(ctx, keysOf(page))
			return err
		})
		if err != nil {
			return err
		}
		for i := range page {
			who, known := whose[page[i].Who]
			if !known {
				run.Counts.Unknown++
				continue
			}
			if err := n.propose(ctx, run, &page[i], who); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return n.store.Write(ctx, func(tx *store.Tx) error { return tx.UpdateContactRun(ctx, *run) })
		}
		q.After = &page[len(page)-1]
	}
}

func keysOf(page []contact.Candidate) []contact.Keyed {
	var keys []contact.Keyed
	seen := map[contact.Keyed]bool{}
	for _, c := range page {
		if !seen[c.Who] {
			seen[c.Who] = true
			keys = append(keys, c.Who)
		}
	}
	return keys
}

// propose makes one proposal, unless it was made before.
func (n *Node) propose(ctx context.Context, run *contact.Run, c *contact.Candidate, who id.ID) error {
	made := false
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		made = false
		at := n.clock.Now()
		p, err := tx.Person(ctx, who)
		if err != nil || p.Deleted() {
			return err
		}
		s, err := tx.ContactService(ctx, c.Day, c.Service)
		if err != nil {
			return err
		}
		r, form, err := n.proposal(run, c, &s.Service, p, at)
		if err != nil {
			return err
		}
		if same, err := tx.EvidenceByKey(ctx, []evidence.Key{r.Key}); err != nil || len(same) > 0 {
			return err
		}
		if err := n.restrain(ctx, tx, office{Caller: Itself}, who, adding(r), []string{contactSource}, at, beginnings([]evidence.Fact{r.Fact}, at)...); err != nil {
			return err
		}
		if err := evidence.Append(ctx, tx, r); err != nil {
			return err
		}
		if _, err := n.decide(ctx, tx, []id.ID{who}, at); err != nil {
			return err
		}
		e := office{Caller: Itself}.entry(audit.EvidenceAppend, n.concerned(p, r.Region), at)
		e.Subject, e.Object = who, audit.Object{Kind: "evidence", ID: r.ID.String()}
		e.Detail = e.Detail.With("kind", r.Kind).With("source", contactSource).With("run", run.ID)
		if err := n.record(ctx, tx, e); err != nil {
			return err
		}
		made = true
		return n.openCotraveller(ctx, tx, p, r, form, at)
	})
	if f, ok := fault.As(err); ok && f.Key == tooMany {
		run.Counts.Held++
		if refused, _ := fault.As(n.alarmed(ctx, Itself, c.Region, err)); refused == nil {
			return err
		}
		return nil
	}
	if made {
		run.Counts.Proposed++
	}
	return err
}

// proposal is the evidence of a candidate, and what his case says.
func (n *Node) proposal(run *contact.Run, c *contact.Candidate, s *contact.Service, p person.Person, at instant.Instant) (evidence.Record, review.CotravellerForm, error) {
	trip := fmt.Sprintf("%s %s %s—%s %s", numbersText(s.Numbers), s.Day, s.Stops[c.Leg.From].Name, s.Stops[c.Leg.To].Name, c.Seat)
	form := review.CotravellerForm{Trip: trip, Policy: run.Policy, Rule: c.Rule, Apart: c.Apart, Stops: c.Stops, Minutes: c.Minutes, Score: c.Score, Last: min(c.Last, at)}
	policy, err := n.contactPolicy(run.Policy, run.At)
	if err != nil {
		return evidence.Record{}, form, err
	}
	rule, _ := policy.Rule(c.Rule)
	form.TitleZh, form.TitleEn = rule.Title.Zh, rule.Title.En
	attrs := evidence.Attrs{evidence.TextAttr(evidence.Trip, trip), evidence.TextAttr(evidence.TripMode, string(s.Mode)), evidence.BoolAttr(evidence.Inbound, s.Traits.Inbound)}
	f := evidence.Fact{Kind: evidence.ContactCotraveller, Source: contactSource, Region: n.concerned(p, c.Region), ValidFrom: form.Last, ValidUntil: instant.Never, Attrs: attrs}
	r, err := evidence.NewRecord(p.ID, p.ID.String()+" "+c.Service.String()+" "+c.Patient.String(), f, at)
	return r, form, err
}

func numbersText(numbers []string) (s string) {
	for i, n := range numbers {
		if i > 0 {
			s += "/"
		}
		s += n
	}
	return s
}

// openCotraveller opens the case in which professionals judge a proposal.
func (n *Node) openCotraveller(ctx context.Context, tx *store.Tx, p person.Person, r evidence.Record, form review.CotravellerForm, at instant.Instant) error {
	d, err := review.Of(review.Cotraveller)
	if err != nil {
		return err
	}
	open := &opening{Case: review.Case{ID: id.New(at), Kind: d.Kind, Person: p.ID, Evidence: []id.ID{r.ID}, Seat: n.concerned(p, r.Region)}, Form: form, Person: p, At: at}
	m, err := n.openCase(ctx, tx, d, open, review.Attempt{Move: review.Open, By: review.Actor{Side: review.System}, Form: true}, "system")
	if err != nil {
		return err
	}
	return n.recordMove(ctx, tx, systemEntry(audit.ReviewOpen, m), m)
}

const contactPeopleSetting = "contact.people"

// knowContacts notes the identifiers of people who were registered since it was done last: a fifth of a millisecond each.
func (n *Node) knowContacts(ctx context.Context) error {
	const page = 500
	for {
		var whose map[contact.Keyed]id.ID
		var last id.ID
		read := 0
		err := n.store.Read(ctx, func(tx *store.Tx) error {
			text, err := tx.Setting(ctx, contactPeopleSetting)
			if err != nil {
				return err
			}
			last, whose = id.ID{}, map[contact.Keyed]id.ID{}
			if text != "" {
				if last, err = id.Parse(text); err != nil {
					return err
				}
			}
			people, err := tx.Briefs(ctx, nil, last, page)
			if err != nil {
				return err
			}
			read = len(people)
			for _, b := range people {
				last = b.ID
				p, err := tx.Person(ctx, b.ID)
				if err != nil {
					return err
				}
				if p.Deleted() {
					continue
				}
				who, err := n.vault.Open(p.ID, p.Sealed)
				if errors.Is(err, person.ErrKey) {
					slog.WarnContext(ctx, "an identity cannot be opened; its person is no candidate", "person", p.ID)
					continue
				}
				if err != nil {
					return err
				}
				if k := n.matching.Of(who.Document); !k.IsZero() {
					whose[k] = p.ID
				}
			}
			return nil
		})
		if err != nil || read == 0 {
			return err
		}
		err = n.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.PutContactPeople(ctx, whose); err != nil {
				return err
			}
			return tx.PutSetting(ctx, contactPeopleSetting, last.String())
		})
		if err != nil || read < page {
			return err
		}
	}
}
