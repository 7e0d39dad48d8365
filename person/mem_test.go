package person

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// memory keeps what Tx promises, for tests of the verbs; store has the real thing and its own suite.
type memory struct {
	people     map[id.ID]Person
	byDocument map[Index]id.ID
	accounts   map[id.ID]Account
	byPhone    map[Index]id.ID
	links      []Link
	logins     map[Index]Login
	sessions   map[id.ID]Session
}

var _ Tx = (*memory)(nil)

func newMemory() *memory {
	return &memory{map[id.ID]Person{}, map[Index]id.ID{}, map[id.ID]Account{}, map[Index]id.ID{}, nil, map[Index]Login{}, map[id.ID]Session{}}
}

func (m *memory) InsertPeople(_ context.Context, people []Person) ([]id.ID, error) {
	ids := make([]id.ID, len(people))
	for i, p := range people {
		if old, ok := m.byDocument[p.Document]; ok && !p.Document.IsZero() {
			ids[i] = old
			continue
		}
		ids[i], m.people[p.ID] = p.ID, p
		if !p.Document.IsZero() {
			m.byDocument[p.Document] = p.ID
		}
	}
	return ids, nil
}

func (m *memory) Person(_ context.Context, person id.ID) (Person, error) {
	return found(m.people, person)
}

func (m *memory) PeopleByDocument(_ context.Context, documents []Index) (map[Index]id.ID, error) {
	known := maps.Clone(m.byDocument)
	maps.DeleteFunc(known, func(x Index, _ id.ID) bool { return !slices.Contains(documents, x) })
	return known, nil
}

func (m *memory) PersonByHandle(_ context.Context, h Handle) (Person, error) {
	for _, p := range m.people {
		if p.Handle == h {
			return p, nil
		}
	}
	return Person{}, fault.New(fault.NotFound, "not_found", "no such thing")
}

func (m *memory) UpdatePerson(_ context.Context, p Person, _ instant.Instant) error {
	old := m.people[p.ID]
	old.Birth, old.Residence, old.Sealed = p.Birth, p.Residence, p.Sealed
	m.people[p.ID] = old
	return nil
}

func (m *memory) ForgetPerson(_ context.Context, person id.ID) error {
	p := m.people[person]
	delete(m.byDocument, p.Document)
	m.people[person] = Person{ID: p.ID, Handle: p.Handle, DocumentType: p.DocumentType, CreatedAt: p.CreatedAt}
	return nil
}

func (m *memory) InsertAccount(_ context.Context, a Account) (Account, error) {
	if old, ok := m.byPhone[a.Phone]; ok {
		return m.accounts[old], nil
	}
	m.accounts[a.ID], m.byPhone[a.Phone] = a, a.ID
	return a, nil
}

func (m *memory) Account(_ context.Context, account id.ID) (Account, error) {
	return found(m.accounts, account)
}

func (m *memory) AccountByPhone(_ context.Context, phone Index) (Account, error) {
	return found(m.accounts, m.byPhone[phone])
}

func (m *memory) linksWhere(is func(Link) bool) []Link {
	var found []Link
	for _, l := range m.links {
		if is(l) {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b Link) int { return cmp.Compare(a.From, b.From) })
	return found
}

func (m *memory) LinksOfAccount(_ context.Context, account id.ID) ([]Link, error) {
	return m.linksWhere(func(l Link) bool { return l.Account == account }), nil
}

func (m *memory) LinksOfPerson(_ context.Context, person id.ID) ([]Link, error) {
	return m.linksWhere(func(l Link) bool { return l.Person == person }), nil
}

func (m *memory) InsertLink(_ context.Context, l Link) error {
	m.links = append(m.links, l)
	return nil
}

func (m *memory) EndLink(_ context.Context, l Link, until instant.Instant) error {
	for i := range m.links {
		if m.links[i].ID == l.ID && m.links[i].Until == instant.Never {
			m.links[i].Until = until
			return nil
		}
	}
	return fault.New(fault.Conflict, "link.ended", "has ended before")
}

func (m *memory) Login(_ context.Context, phone Index) (Login, error) {
	if l, ok := m.logins[phone]; ok {
		return l, nil
	}
	return Login{Phone: phone}, nil
}

func (m *memory) PutLogin(_ context.Context, l Login) error {
	m.logins[l.Phone] = l
	return nil
}

func (m *memory) InsertSession(_ context.Context, s Session) error {
	m.sessions[s.ID] = s
	return nil
}

func (m *memory) Session(_ context.Context, session id.ID) (Session, error) {
	return found(m.sessions, session)
}

func (m *memory) SessionsOf(_ context.Context, account id.ID, at instant.Instant) ([]Session, error) {
	var live []Session
	for _, s := range m.sessions {
		if s.Account == account && at < s.EndedAt && at < s.ExpiresAt {
			live = append(live, s)
		}
	}
	return live, nil
}

func (m *memory) UpdateSession(_ context.Context, s Session) error {
	m.sessions[s.ID] = s
	return nil
}

func found[K comparable, V any](all map[K]V, key K) (V, error) {
	v, ok := all[key]
	if !ok {
		return v, fault.New(fault.NotFound, "not_found", "no such thing")
	}
	return v, nil
}

func testKey(n byte) Key { return Key{ID: uint32(n), Secret: [32]byte{0: n, 31: 1}} }

var testVault = sync.OnceValue(func() *Vault {
	ring, err := NewKeyring(testKey(1))
	if err != nil {
		panic(err)
	}
	v, err := NewVault(ring, testKey(9))
	if err != nil {
		panic(err)
	}
	return v
})

func mustName(t testing.TB, s string) Name {
	n, err := ParseName(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
