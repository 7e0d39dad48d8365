package person

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Registration is what is known of a person when he is first heard of.
type Registration struct {
	Who       Identity
	Birth     Birth       // where the document states none
	Residence region.Code // zero if unknown
}

// Register finds the person of an identity document or makes him (PE-1). Of a person who exists only gaps are filled:
// a name that no feed had given, a birth date, a residence, an address; what is there stays (PE-2), and what
// contradicts it is refused as Match says. Without a document it always makes a new person.
func Register(ctx context.Context, tx PeopleTx, v *Vault, r Registration, at instant.Instant) (p Person, created bool, err error) {
	p = v.fresh(r, at)
	ids, err := tx.InsertPeople(ctx, []Person{p})
	if err != nil {
		return Person{}, false, err
	}
	if ids[0] == p.ID {
		return p, true, nil
	}
	if p, err = tx.Person(ctx, ids[0]); err != nil {
		return Person{}, false, err
	}
	changed, err := v.complete(&p, r)
	if err != nil {
		return Person{}, false, err
	}
	if changed {
		err = tx.UpdatePerson(ctx, p, at)
	}
	return p, false, err
}

// Enrol is Register for a batch of an import, where nothing is known but documents and perhaps names: it makes those
// who are missing and gives everybody's id in order. It opens no identity, fills no gap and compares no name.
func Enrol(ctx context.Context, tx PeopleTx, v *Vault, batch []Registration, at instant.Instant) ([]id.ID, error) {
	indexes := make([]Index, len(batch))
	for i, r := range batch {
		indexes[i] = v.IndexDocument(r.Who.Document)
	}
	known, err := tx.PeopleByDocument(ctx, indexes)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(batch))
	var missing []Person
	var where []int
	for i, r := range batch {
		if v, ok := known[indexes[i]]; ok {
			ids[i] = v
			continue
		}
		missing = append(missing, v.fresh(r, at))
		where = append(where, i)
	}
	if len(missing) == 0 {
		return ids, nil
	}
	made, err := tx.InsertPeople(ctx, missing)
	for i, v := range made {
		ids[where[i]] = v
	}
	return ids, err
}

func (v *Vault) fresh(r Registration, at instant.Instant) Person {
	person := id.New(at)
	return Person{
		ID: person, Handle: newHandle(),
		Document: v.IndexDocument(r.Who.Document), DocumentType: r.Who.Document.Kind(),
		Birth: r.birth(), Residence: r.Residence,
		Sealed: v.Seal(person, r.Who), CreatedAt: at,
	}
}

// birth is the document's where it states one: it is checked, the other is only said.
func (r Registration) birth() Birth {
	if b := r.Who.Document.Birth(); !b.IsZero() {
		return b
	}
	return r.Birth
}

// complete fills the gaps of a registered person.
func (v *Vault) complete(p *Person, r Registration) (changed bool, err error) {
	who, err := v.Open(p.ID, p.Sealed)
	if err != nil {
		return false, err
	}
	if err := Match(who, r.Who); err != nil {
		return false, err
	}
	was := *p
	if p.Birth.IsZero() {
		p.Birth = r.birth()
	}
	if p.Residence.IsZero() {
		p.Residence = r.Residence
	}
	full := who
	if full.Name.IsZero() {
		full.Name = r.Who.Name
	}
	if full.Phone.IsZero() {
		full.Phone = r.Who.Phone
	}
	if full.Address.IsZero() {
		full.Address = r.Who.Address
	}
	if full != who {
		p.Sealed, err = v.Reseal(p.ID, p.Sealed, full)
	}
	return full != who || p.Birth != was.Birth || p.Residence != was.Residence, err
}

// Match compares a claimed identity with the registered one of the same document, and says which condition failed and
// what to do (PE-5, WH-02). What either side does not state is not compared.
func Match(registered, claimed Identity) error {
	if !registered.Name.IsZero() && !claimed.Name.IsZero() && !registered.Name.Same(claimed.Name) {
		return fault.New(fault.Conflict, "person.mismatch",
			"name and number do not belong together; write both as they stand in the document, or bring it to a service desk")
	}
	if !registered.Phone.IsZero() && !claimed.Phone.IsZero() && registered.Phone != claimed.Phone {
		return phoneNotBound()
	}
	return nil
}

func phoneNotBound() error {
	return fault.New(fault.Conflict, "person.phone_not_bound",
		"this phone is not the one that is bound to the identity; log in with that one, or have it changed at a service desk")
}
