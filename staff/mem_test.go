package staff

import (
	"context"
	"slices"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

var (
	ctx      = context.Background()
	now, _   = instant.Date("2020-03-25", instant.Beijing)
	hubei    = region.MustParseCode("420000")
	wuhan    = region.MustParseCode("420100")
	qiaokou  = region.MustParseCode("420104")
	street   = region.MustParseCode("420104012000")
	zhejiang = region.MustParseCode("330000")
)

// memory keeps what Tx promises, for tests of the verbs; store has the real thing and its own suite.
type memory struct {
	appointments []Appointment
	grants       []Grant
	absences     []Absence
	suspensions  []Suspension
	points       map[id.ID]region.Code
}

var _ Tx = (*memory)(nil)

func (m *memory) Appointments(_ context.Context, staff ...id.ID) (out []Appointment, _ error) {
	for _, a := range m.appointments {
		if slices.Contains(staff, a.Staff) {
			out = append(out, a)
		}
	}
	return out, nil
}

func (m *memory) Grants(_ context.Context, staff ...id.ID) (out []Grant, _ error) {
	for _, g := range m.grants {
		if slices.Contains(staff, g.Staff) {
			out = append(out, g)
		}
	}
	return out, nil
}

func (m *memory) AppointmentsIn(_ context.Context, r region.Code, role Role, at instant.Instant, _ id.ID, limit int) (out []Appointment, _ error) {
	for _, a := range m.appointments {
		if r.Contains(a.Region) && a.InForce(at) && (role == "" || role == a.Role) && len(out) < limit {
			out = append(out, a)
		}
	}
	return out, nil
}

func (m *memory) Appointment(_ context.Context, appointment id.ID) (Appointment, error) {
	for _, a := range m.appointments {
		if a.ID == appointment {
			return a, nil
		}
	}
	return Appointment{}, fault.New(fault.NotFound, "not_found", "no such thing")
}

func (m *memory) Grant(_ context.Context, grant id.ID) (Grant, error) {
	for _, g := range m.grants {
		if g.ID == grant {
			return g, nil
		}
	}
	return Grant{}, fault.New(fault.NotFound, "not_found", "no such thing")
}

func (m *memory) InsertAppointment(_ context.Context, a Appointment) error {
	m.appointments = append(m.appointments, a)
	return nil
}

func (m *memory) InsertGrant(_ context.Context, g Grant) error {
	m.grants = append(m.grants, g)
	return nil
}

func (m *memory) EndAppointment(_ context.Context, appointment id.ID, until instant.Instant, _ id.ID) error {
	for i := range m.appointments {
		if m.appointments[i].ID == appointment {
			m.appointments[i].Until = until
		}
	}
	return nil
}

func (m *memory) EndGrant(_ context.Context, grant id.ID, until instant.Instant, _ id.ID) error {
	for i := range m.grants {
		if m.grants[i].ID == grant {
			m.grants[i].Until = until
		}
	}
	return nil
}

func (m *memory) AppointmentsOver(_ context.Context, regions []region.Code, at instant.Instant) (out []Appointment, _ error) {
	for _, a := range m.appointments {
		if slices.Contains(regions, a.Region) && a.InForce(at) {
			out = append(out, a)
		}
	}
	return out, nil
}

func (m *memory) GrantsOver(_ context.Context, regions []region.Code, action Action, at instant.Instant) (out []Grant, _ error) {
	for _, g := range m.grants {
		if slices.Contains(regions, g.Region) && g.Action == action && g.InForce(at) {
			out = append(out, g)
		}
	}
	return out, nil
}

func (m *memory) GrantsIn(_ context.Context, r region.Code, endAfter instant.Instant, _ id.ID, limit int) (out []Grant, _ error) {
	for _, g := range m.grants {
		if r.Contains(g.Region) && endAfter < g.Until && len(out) < limit {
			out = append(out, g)
		}
	}
	return out, nil
}

func (m *memory) Absences(_ context.Context, staff ...id.ID) (out []Absence, _ error) {
	for _, a := range m.absences {
		if slices.Contains(staff, a.Staff) {
			out = append(out, a)
		}
	}
	return out, nil
}

func (m *memory) Absence(_ context.Context, absence id.ID) (Absence, error) {
	for _, a := range m.absences {
		if a.ID == absence {
			return a, nil
		}
	}
	return Absence{}, fault.New(fault.NotFound, "not_found", "no such thing")
}

func (m *memory) InsertAbsence(_ context.Context, a Absence) error {
	m.absences = append(m.absences, a)
	return nil
}

func (m *memory) EndAbsence(_ context.Context, absence id.ID, until instant.Instant) error {
	for i := range m.absences {
		if m.absences[i].ID == absence {
			m.absences[i].Until = until
		}
	}
	return nil
}

func (m *memory) Suspensions(_ context.Context, staff ...id.ID) (out []Suspension, _ error) {
	for _, s := range m.suspensions {
		if slices.Contains(staff, s.Staff) {
			out = append(out, s)
		}
	}
	return out, nil
}

func (m *memory) InsertSuspension(_ context.Context, s Suspension) error {
	m.suspensions = append(m.suspensions, s)
	return nil
}

func (m *memory) DeleteSuspension(_ context.Context, staff id.ID) error {
	m.suspensions = slices.DeleteFunc(m.suspensions, func(s Suspension) bool { return s.Staff == staff })
	return nil
}

func (m *memory) PointRegion(_ context.Context, point id.ID) (region.Code, bool, error) {
	r, ok := m.points[point]
	return r, ok, nil
}

// holding is a standing of one appointment without end.
func holding(role Role, r region.Code) Standing {
	staff := id.New(now)
	return Standing{Staff: staff, Appointments: []Appointment{{ID: id.New(now), Staff: staff, Role: role, Region: r, From: now, Until: instant.Never}}}
}

func wantFault(t testing.TB, err error, code fault.Code, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code || f.Key != key {
		t.Fatalf("%v, want %s %s", err, code, key)
	}
}
