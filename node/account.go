package node

import (
	"context"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// TermsVersion is the version of the terms that holders are asked to accept (NA-01). It changes with their text.
const TermsVersion = "2020-12-01"

// Account is who is logged in, and whose codes the account shows.
type Account struct {
	ID       id.ID
	Phone    person.Phone // prints masked
	Terms    string       // version now in force
	Accepted string       // version accepted, "" if none
	People   []Held       // its own person first
}

// Held is a person whose code an account shows. Identity prints masked.
type Held struct {
	ID       id.ID
	Relation person.Relation
	Who      person.Identity
	Birth    person.Birth
	Applied  bool
}

// Account is the caller's account.
func (n *Node) Account(ctx context.Context, c Caller) (Account, error) {
	var out Account
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, c.Account)
		if err != nil {
			return err
		}
		contact, err := n.vault.OpenContact(a.ID, a.Sealed)
		if err != nil {
			return err
		}
		out = Account{ID: a.ID, Phone: contact.Phone, Terms: TermsVersion}
		if out.Accepted, err = tx.Consent(ctx, a.ID); err != nil {
			return err
		}
		out.People, err = n.held(ctx, tx, c, n.clock.Now())
		return err
	})
	return out, err
}

// held lists the persons of the caller's account, its own first.
func (n *Node) held(ctx context.Context, tx *store.Tx, c Caller, at instant.Instant) ([]Held, error) {
	all, err := tx.LinksOfAccount(ctx, c.Account)
	if err != nil {
		return nil, err
	}
	var own, wards []Held
	for _, l := range all {
		if !l.Open(at) {
			continue
		}
		h, err := n.holds(ctx, tx, l)
		if err != nil {
			return nil, err
		}
		if l.Relation == person.Self {
			own = append(own, h)
		} else {
			wards = append(wards, h)
		}
	}
	return append(own, wards...), nil
}

func (n *Node) holds(ctx context.Context, tx *store.Tx, l person.Link) (Held, error) {
	p, err := tx.Person(ctx, l.Person)
	if err != nil {
		return Held{}, err
	}
	h := Held{ID: p.ID, Relation: l.Relation, Birth: p.Birth}
	if !p.Deleted() {
		if h.Who, err = n.vault.Open(p.ID, p.Sealed); err != nil {
			return Held{}, err
		}
	}
	applications, err := tx.Applications(ctx, p.ID)
	h.Applied = len(applications) > 0
	return h, err
}

// AcceptTerms records the caller's consent to a version of the terms (NA-01).
func (n *Node) AcceptTerms(ctx context.Context, c Caller, version string) error {
	if version != TermsVersion {
		return fault.New(fault.Conflict, "terms.version", "the terms have changed; read the version of %s", TermsVersion)
	}
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		if err := tx.PutConsent(ctx, c.Account, version, at); err != nil {
			return err
		}
		return n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.Holder, ID: c.Account.String()}, Action: audit.TermsAccept,
			Object: audit.Object{Kind: "terms", ID: version}})
	})
}

// Claim is an identity as somebody types it.
type Claim struct {
	Ward   bool
	Name   string
	IDType string
	Number string // "" with id_type none
	Birth  string // YYYY-MM-DD, with id_type none or where the number states none
}

// RealName is the outside register that says whether name, number and face belong together (NA-01, WH-02, SC-02).
// Its refusals are faults whose keys say which condition failed.
type RealName interface {
	Check(ctx context.Context, who person.Identity) error
}

// Verify checks a real identity and binds it to the caller's account, as its own or as a ward (WH-02, WH-06). Each
// failure says which condition failed and what to do.
func (n *Node) Verify(ctx context.Context, c Caller, claim Claim) (id.ID, error) {
	r, err := n.parseClaim(claim, n.clock.Now())
	if err != nil {
		return id.ID{}, err
	}
	if n.Identity != nil && n.RealName == nil && !claim.Ward {
		return id.ID{}, fault.New(fault.Conflict, "identity.by_provider", "here the identity platform says who somebody is; what is only written down is not believed")
	}
	var who id.ID
	err = n.sought(ctx, c, staff.Purpose{}, func() (err error) {
		if n.RealName != nil && r.Who.Document.Exists() {
			if err := n.RealName.Check(ctx, r.Who); err != nil {
				return ofWard(err, claim.Ward)
			}
		}
		who, err = n.bindPerson(ctx, c, r, claim.Ward)
		return err
	})
	return who, err
}

// ofWard is a refusal as who names a ward may read it: not whether it is the name that differs (PE-14).
func ofWard(err error, ward bool) error {
	if f, ok := fault.As(err); ok && ward && f.Key == "person.mismatch" {
		return person.NotAdded()
	}
	return err
}

// bindPerson registers a person whose identity was checked, and links him to the caller's account. A phone that the check told must be the
// account's.
func (n *Node) bindPerson(ctx context.Context, c Caller, r person.Registration, ward bool) (who id.ID, err error) {
	told := r.Who.Phone
	err = n.write(ctx, c, &who, func(tx *store.Tx) error {
		at := n.clock.Now()
		if ward {
			if err := person.MayAddWard(ctx, tx, c.Account, at); err != nil {
				return err
			}
		} else {
			a, err := tx.Account(ctx, c.Account)
			if err != nil {
				return err
			}
			contact, err := n.vault.OpenContact(a.ID, a.Sealed)
			if err != nil {
				return err
			}
			if err := person.Match(person.Identity{Phone: contact.Phone}, person.Identity{Phone: told}); err != nil {
				return err
			}
			r.Who.Phone = contact.Phone
		}
		p, created, err := person.Register(ctx, tx, n.vault, r, at)
		if err != nil {
			return ofWard(err, ward)
		}
		who = p.ID
		link, action := person.LinkSelf, audit.PersonRegister
		if ward {
			link, action = person.LinkWard, audit.WardAdd
		}
		l, err := link(ctx, tx, c.Account, p.ID, at)
		if err != nil {
			return err
		}
		tx.OnCommit(func() { n.codes.links.Invalidate(c.Account) })
		e := holderEntry(c, action, p.ID, at)
		e.Detail = e.Detail.With("new", created).With("link", l.ID)
		return n.record(ctx, tx, e)
	})
	return who, err
}

func (n *Node) parseClaim(claim Claim, at instant.Instant) (person.Registration, error) {
	var r person.Registration
	name, err := person.ParseName(claim.Name)
	if err != nil {
		return r, err
	}
	kind, err := person.ParseDocumentType(claim.IDType)
	if err != nil {
		return r, err
	}
	if kind == person.NoDocument && !claim.Ward {
		return r, fault.Field("id_type", claim.IDType, "is only for a child or an elder in your care; without a document go to a service desk").WithKey("identity.needs_document")
	}
	r.Who.Name = name
	if r.Who.Document, err = person.ParseDocument(kind, claim.Number, n.knownRegion, at); err != nil {
		return r, err
	}
	if kind == person.NoDocument && claim.Birth == "" { // rules that look at age would have nothing to look at
		return r, fault.Missing("birth")
	}
	if claim.Birth != "" {
		if r.Birth, err = person.ParseBirth(claim.Birth, at); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (n *Node) knownRegion(c region.Code) bool { return n.Regions().Check(c) == nil }

// Release takes a person off the caller's account (WZ-06). His code and records stay.
func (n *Node) Release(ctx context.Context, c Caller, who id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		if err := person.Unlink(ctx, tx, c.Account, who, at); err != nil {
			return err
		}
		tx.OnCommit(func() { n.codes.links.Invalidate(c.Account) })
		return n.record(ctx, tx, holderEntry(c, audit.WardRemove, who, at))
	})
}

// words are the words of an attribute, from the catalogue of evidence.
func words(k evidence.Kind, name evidence.Name) []string {
	a, _ := k.Attribute(name)
	return a.Words
}
