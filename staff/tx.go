package staff

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Tx is what staff need from storage, inside one transaction.
type Tx interface {
	// Appointments and Grants read what accounts were ever given, ended ones included, those of one account by From and
	// id. They are read for every request and must come from the newest committed state, not from a cache (ST-3).
	Appointments(ctx context.Context, staff ...id.ID) ([]Appointment, error)
	Grants(ctx context.Context, staff ...id.ID) ([]Grant, error)
	// AppointmentsIn lists the appointments to a role ("" for every role) that are in force at an instant and whose
	// region lies in r, by id, after the id given, at most limit.
	AppointmentsIn(ctx context.Context, r region.Code, role Role, at instant.Instant, after id.ID, limit int) ([]Appointment, error)
	// Appointment and Grant read and lock one; fault not_found if there is none.
	Appointment(ctx context.Context, appointment id.ID) (Appointment, error)
	Grant(ctx context.Context, grant id.ID) (Grant, error)
	InsertAppointment(ctx context.Context, a Appointment) error
	InsertGrant(ctx context.Context, g Grant) error
	// EndAppointment and EndGrant set Until, and who ended it; nothing else ever changes.
	EndAppointment(ctx context.Context, appointment id.ID, until instant.Instant, by id.ID) error
	EndGrant(ctx context.Context, grant id.ID, until instant.Instant, by id.ID) error
	// AppointmentsOver lists the appointments in one of the regions that are in force at an instant, by id; GrantsOver the
	// grants of an action there.
	AppointmentsOver(ctx context.Context, regions []region.Code, at instant.Instant) ([]Appointment, error)
	GrantsOver(ctx context.Context, regions []region.Code, action Action, at instant.Instant) ([]Grant, error)
	// GrantsIn lists the grants whose region lies in r and that end after an instant, by id, after the id given, at most limit.
	GrantsIn(ctx context.Context, r region.Code, endAfter instant.Instant, after id.ID, limit int) ([]Grant, error)
	// Absences are what was ever entered of accounts, by From and id. Absence reads and locks one; fault not_found if there
	// is none. EndAbsence sets Until.
	Absences(ctx context.Context, staff ...id.ID) ([]Absence, error)
	Absence(ctx context.Context, absence id.ID) (Absence, error)
	InsertAbsence(ctx context.Context, a Absence) error
	EndAbsence(ctx context.Context, absence id.ID, until instant.Instant) error
	// Suspensions are those that stand, of accounts. An account has at most one; deleting none is no error.
	Suspensions(ctx context.Context, staff ...id.ID) ([]Suspension, error)
	InsertSuspension(ctx context.Context, s Suspension) error
	DeleteSuspension(ctx context.Context, staff id.ID) error
	// PointRegion is the region of an open collection point; ok is false if it does not exist or is closed.
	PointRegion(ctx context.Context, point id.ID) (r region.Code, ok bool, err error)
}
