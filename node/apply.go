package node

import (
	"context"
	"slices"
	"strings"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/store"
)

// Application is the form of NA-02 with the purposes of WH-01.
type Application struct {
	Person  id.ID // the account's own if zero
	Purpose string
	Channel string // HB-13
	Region  region.Code
	Address string
	Phone   string // to reach him at, "" if the account's will do; kept from the first application (NA-07)
	Truth   bool   // the statement of truth
	Health  Declaration
}

// Declaration is what a holder says of his health (NA-02).
type Declaration struct {
	Status      string
	Stayed      bool
	Contact     string
	Symptoms    []string
	Temperature float64 // °C; 0 if not measured
}

// Applied says what an application came to.
type Applied struct {
	Application evidence.Application
	Assigned    bool // the code is there
}

// source is the source of what a holder states himself.
const holderSource = "holder"

// Apply registers a person with a first declaration, and decides his code at once (HB-06). Applying again is not
// limited (NA-06): it renews purpose, residence and address, and declares anew if he has not yet today.
func (n *Node) Apply(ctx context.Context, c Caller, a Application) (Applied, error) {
	form, err := n.readApplication(a)
	if err != nil {
		return Applied{}, err
	}
	var out Applied
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, a.Person, at)
		if err != nil {
			return err
		}
		if out, err = n.applyFor(ctx, tx, who, form, c.Account, at); err != nil {
			return err
		}
		e := holderEntry(c, audit.CodeApply, who, at)
		e.Detail = e.Detail.With("purpose", a.Purpose).With("channel", a.Channel)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// form is an application that was read.
type form struct {
	Application
	address  person.Address
	reach    person.Phone
	declared evidence.Attrs
}

func (n *Node) readApplication(a Application) (f form, err error) {
	f.Application = a
	if f.address, err = person.ParseAddress(a.Address); err != nil {
		return f, err
	}
	if a.Phone != "" {
		if f.reach, err = person.ParsePhone(a.Phone); err != nil {
			return f, err
		}
	}
	if err := n.checkApplication(a); err != nil {
		return f, err
	}
	f.declared, err = a.Health.attrs()
	return f, err
}

// applyFor stores an application for a person and decides his code, in the transaction of whoever enters it.
func (n *Node) applyFor(ctx context.Context, tx *store.Tx, who id.ID, f form, account id.ID, at instant.Instant) (out Applied, err error) {
	if err := n.regime.Load().ended(at); err != nil {
		return out, err
	}
	if _, err := person.Move(ctx, tx, n.vault, who, f.Region, f.address, f.reach, at); err != nil {
		return out, err
	}
	facts, err := n.applicationFacts(ctx, tx, who, f.Application, f.declared, at)
	if err != nil {
		return out, err
	}
	if err := evidence.Append(ctx, tx, facts...); err != nil {
		return out, err
	}
	level := evidence.ServiceLevel(n.risky(f.Region, at))
	out.Application = evidence.Application{Person: who, ID: id.New(at), Account: account, Region: f.Region, Channel: f.Channel,
		Purpose: f.Purpose, AppliedAt: at, DueAt: at.Add(level), AssignedAt: instant.Never}
	if err := tx.InsertApplication(ctx, out.Application); err != nil {
		return out, err
	}
	if _, err := n.decide(ctx, tx, []id.ID{who}, at); err != nil {
		return out, err
	}
	if out.Assigned, err = n.answer(ctx, tx, who, at); err == nil && out.Assigned {
		out.Application.AssignedAt = at
	}
	return out, err
}

func (n *Node) checkApplication(a Application) error {
	if !slices.Contains(words(evidence.Registration, evidence.Purpose), a.Purpose) {
		return fault.Field("purpose", a.Purpose, "is not one of %s", strings.Join(words(evidence.Registration, evidence.Purpose), ", "))
	}
	if a.Channel == "" {
		return fault.Missing("channel")
	}
	if a.Region.IsZero() {
		return fault.Missing("region")
	}
	if err := n.Regions().Check(a.Region); err != nil {
		f, _ := fault.As(err)
		return fault.Field("region", a.Region.String(), "%s", f.Detail)
	}
	if err := n.appliesHere(a.Region); err != nil {
		return err
	}
	if !a.Truth {
		return fault.Field("truth", false, "was stated: say that what you declare is true").WithKey("application.truth")
	}
	return nil
}

// applicationFacts are a registration, which replaces the one before, and a declaration unless today's stands already.
func (n *Node) applicationFacts(ctx context.Context, tx *store.Tx, who id.ID, a Application, declared evidence.Attrs, at instant.Instant) ([]evidence.Record, error) {
	known, err := tx.EvidenceOf(ctx, []id.ID{who})
	if err != nil {
		return nil, err
	}
	registration, err := evidence.NewRecord(who, "", evidence.Fact{Kind: evidence.Registration, Source: holderSource, Region: a.Region,
		ValidFrom: at, ValidUntil: instant.Never,
		Attrs: evidence.Attrs{evidence.TextAttr(evidence.Purpose, a.Purpose), evidence.TextAttr(evidence.Channel, a.Channel)}}, at)
	if err != nil {
		return nil, err
	}
	facts := []evidence.Record{registration}
	if !declaredToday(known[who], at) {
		d, err := declaration(who, a.Region, declared, at)
		if err != nil {
			return nil, err
		}
		facts = append(facts, d)
	}
	return facts, nil
}

func declaration(who id.ID, r region.Code, attrs evidence.Attrs, at instant.Instant) (evidence.Record, error) {
	return evidence.NewRecord(who, "", evidence.Fact{Kind: evidence.Declaration, Source: holderSource, Region: r,
		ValidFrom: at, ValidUntil: instant.Never, Attrs: attrs}, at)
}

// attrs are the declaration as evidence; faults name the field of the form.
func (d Declaration) attrs() (evidence.Attrs, error) {
	attrs := evidence.Attrs{evidence.TextAttr(evidence.Status, d.Status)}
	if len(d.Symptoms) > 0 {
		attrs = append(attrs, evidence.ListAttr(evidence.Symptoms, d.Symptoms...))
	}
	if d.Temperature != 0 {
		attrs = append(attrs, evidence.NumberAttr(evidence.Temperature, d.Temperature))
	}
	attrs = append(attrs, evidence.BoolAttr(evidence.Stayed, d.Stayed))
	if d.Contact != "" {
		attrs = append(attrs, evidence.TextAttr(evidence.Contact, d.Contact))
	}
	probe := evidence.Fact{ID: "-", Kind: evidence.Declaration, Source: holderSource, ValidUntil: instant.Never, Attrs: attrs}
	if err := probe.Check(); err != nil {
		if f, ok := fault.As(err); ok {
			f.Field = strings.TrimPrefix(f.Field, "attrs.")
		}
		return nil, err
	}
	return attrs, nil
}

// declaredToday says whether a declaration was made on the calendar day of at, +08:00 (NO-6).
func declaredToday(facts []evidence.Fact, at instant.Instant) bool {
	return slices.ContainsFunc(facts, func(f evidence.Fact) bool {
		return f.Kind == evidence.Declaration && f.RetractedAt == instant.Never && dayOf(f.ValidFrom) == dayOf(at)
	})
}

func dayOf(at instant.Instant) string { return at.In(instant.Beijing)[:10] }

// risky says whether a region lies in an area listed as medium or high, for the service level (HB-06).
func (n *Node) risky(r region.Code, at instant.Instant) bool {
	return n.regime.Load().risk.Listed(r, at, "high", "medium")
}

// Declare adds a declaration, once a day (NA-07). What an earlier one declared it never lifts.
func (n *Node) Declare(ctx context.Context, c Caller, who id.ID, d Declaration) error {
	attrs, err := d.attrs()
	if err != nil {
		return err
	}
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		p, err := tx.Person(ctx, who) // its lock keeps two declarations of one moment apart
		if err != nil {
			return err
		}
		known, err := tx.EvidenceOf(ctx, []id.ID{who})
		if err != nil {
			return err
		}
		if declaredToday(known[who], at) {
			return fault.New(fault.Conflict, "declaration.once_a_day", "the health information can be changed once a day; try again tomorrow")
		}
		r, err := declaration(who, p.Residence, attrs, at)
		if err != nil {
			return err
		}
		if err := evidence.Append(ctx, tx, r); err != nil {
			return err
		}
		if _, err := n.decide(ctx, tx, []id.ID{who}, at); err != nil {
			return err
		}
		return n.record(ctx, tx, holderEntry(c, audit.DeclarationChange, who, at))
	})
}

// Declared is a past declaration (WH-03).
type Declared struct {
	ID id.ID
	At instant.Instant
	Declaration
}

// Declarations are a person's declarations, the newest first (WH-03).
func (n *Node) Declarations(ctx context.Context, c Caller, who id.ID) ([]Declared, error) {
	var out []Declared
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		who, err := linked(ctx, tx, c, who, n.clock.Now())
		if err != nil {
			return err
		}
		known, err := tx.EvidenceOf(ctx, []id.ID{who})
		if err != nil {
			return err
		}
		for _, f := range slices.Backward(known[who]) {
			if f.Kind != evidence.Declaration {
				continue
			}
			v, err := id.Parse(f.ID)
			if err != nil {
				return err
			}
			out = append(out, Declared{v, f.ValidFrom, Declaration{Status: f.Attrs.Text(evidence.Status), Stayed: f.Attrs.Bool(evidence.Stayed),
				Contact: f.Attrs.Text(evidence.Contact), Symptoms: f.Attrs.Words(evidence.Symptoms), Temperature: f.Attrs.Number(evidence.Temperature)}})
		}
		return nil
	})
	return out, err
}

// DeclaredToday says whether the person's declaration of the day has been made, so that it can be changed tomorrow only (NO-6).
func (n *Node) DeclaredToday(ctx context.Context, c Caller, who id.ID) (today bool, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		known, err := tx.EvidenceOf(ctx, []id.ID{who})
		today = declaredToday(known[who], at)
		return err
	})
	return today, err
}
