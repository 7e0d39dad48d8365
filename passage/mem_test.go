package passage

import (
	"context"
	"slices"
	"sync"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
)

var (
	ctx    = context.Background()
	now, _ = instant.Date("2020-03-25", instant.Beijing)
	wuhan  = region.MustParseCode("420104")
)

// memory keeps what PlaceTx and DayTx promise, for tests of the verbs; store has the real thing and its own suite.
type memory struct {
	PlaceTx // lists are store's business: a call panics
	places  map[id.ID]Place
	points  map[id.ID]Point
	posts   map[id.ID]Post
	devices map[id.ID]Device
	days    map[Day]WrappedDay
	dead    map[Day]bool
}

var _ DayTx = (*memory)(nil)

func newMemory() *memory {
	return &memory{nil, map[id.ID]Place{}, map[id.ID]Point{}, map[id.ID]Post{}, map[id.ID]Device{}, map[Day]WrappedDay{}, map[Day]bool{}}
}

func (m *memory) InsertPlace(_ context.Context, p Place) error { m.places[p.ID] = p; return nil }
func (m *memory) Place(_ context.Context, place id.ID) (Place, error) {
	return found(m.places, place)
}

func (m *memory) ClosePlace(_ context.Context, place id.ID, at instant.Instant) error {
	p := m.places[place]
	p.ClosedAt = at
	m.places[place] = p
	return nil
}
func (m *memory) InsertPoint(_ context.Context, p Point) error { m.points[p.ID] = p; return nil }
func (m *memory) Point(_ context.Context, point id.ID) (Point, error) {
	return found(m.points, point)
}

func (m *memory) PointsOf(_ context.Context, place id.ID) (out []Point, _ error) {
	for _, p := range m.points {
		if p.Place == place && p.ClosedAt == instant.Never {
			out = append(out, p)
		}
	}
	return out, nil
}

func (m *memory) ClosePoint(_ context.Context, point id.ID, at instant.Instant) error {
	p := m.points[point]
	p.ClosedAt = at
	m.points[point] = p
	return nil
}
func (m *memory) Post(_ context.Context, c id.ID) (Post, error)     { return m.posts[c], nil }
func (m *memory) PutPost(_ context.Context, p Post) error           { m.posts[p.Collector] = p; return nil }
func (m *memory) DeletePost(_ context.Context, c id.ID) error       { delete(m.posts, c); return nil }
func (m *memory) InsertDevice(_ context.Context, d Device) error    { m.devices[d.ID] = d; return nil }
func (m *memory) Device(_ context.Context, d id.ID) (Device, error) { return found(m.devices, d) }

func (m *memory) CollectorsAt(_ context.Context, point id.ID) (n int, _ error) {
	for _, p := range m.posts {
		if p.Point == point {
			n++
		}
	}
	return n, nil
}

func (m *memory) DevicesOf(_ context.Context, c id.ID) (out []Device, _ error) {
	for _, d := range m.devices {
		if d.Collector == c {
			out = append(out, d)
		}
	}
	return out, nil
}

func (m *memory) EndDevice(_ context.Context, device id.ID, until instant.Instant) error {
	d := m.devices[device]
	d.Until = until
	m.devices[device] = d
	return nil
}

func (m *memory) InsertDay(_ context.Context, w WrappedDay) (WrappedDay, error) {
	if m.dead[w.Day] {
		return WrappedDay{}, fault.New(fault.Conflict, "passage.day_destroyed", "destroyed")
	}
	if old, ok := m.days[w.Day]; ok {
		return old, nil
	}
	m.days[w.Day] = w
	return w, nil
}

func (m *memory) WrappedDay(_ context.Context, day Day) (WrappedDay, error) {
	return found(m.days, day)
}

func (m *memory) Days(context.Context) (out []Day, _ error) {
	for d := range m.days {
		out = append(out, d)
	}
	slices.Sort(out)
	return out, nil
}

func (m *memory) DestroyDay(_ context.Context, day Day, _ instant.Instant) (int64, error) {
	delete(m.days, day)
	m.dead[day] = true
	return 7, nil
}

func found[K comparable, V any](all map[K]V, key K) (V, error) {
	v, ok := all[key]
	if !ok {
		return v, fault.New(fault.NotFound, "not_found", "no such thing")
	}
	return v, nil
}

var testRing = sync.OnceValue(func() *person.Keyring {
	r, err := person.NewKeyring(person.Key{ID: 1, Secret: [32]byte{1}})
	if err != nil {
		panic(err)
	}
	return r
})

func dayKey(t interface{ Fatal(...any) }, d Day) *DayKey {
	k, err := OpenDay(testRing(), NewDay(testRing(), d, now))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func wantFault(t testing.TB, err error, code fault.Code, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code || f.Key != key {
		t.Fatalf("%v, want %s %s", err, code, key)
	}
}
