package contact

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

// Freshness says how new what is known is.
type Freshness struct {
	MatchedAt instant.Instant // when lists and patients were last matched; 0: never
	ListedAt  instant.Instant // when the last list came
	Until     passage.Day     // the last day of service of which there is a list
	StatedAt  instant.Instant // when the last patient was stated
	Services  int             // of which there is a list
	Policy    string          // of the matching
}

// Tx is what lists and matching need from storage, inside one transaction. What is not there is a fault not_found, except where
// zero values are promised.
type Tx interface {
	// ReplaceTimetables stores the timetables of a source in the place of those that it gave before.
	ReplaceTimetables(ctx context.Context, source string, all []Timetable) error
	// TimetablesNumbered lists those that carry a number, by id.
	TimetablesNumbered(ctx context.Context, mode Mode, number string) ([]Timetable, error)

	// ContactDay is the key of a day whose lists are not destroyed; InsertContactDay stores one unless there was one, and gives what is there.
	ContactDay(ctx context.Context, day passage.Day) (WrappedDay, error)
	InsertContactDay(ctx context.Context, w WrappedDay) (WrappedDay, error)
	// ContactDays lists days with a key, oldest first.
	ContactDays(ctx context.Context) ([]passage.Day, error)
	// DestroyContactDay destroys a day's key, lists, trips and candidates, and gives how many passengers were in them. The day keeps no key for ever.
	DestroyContactDay(ctx context.Context, day passage.Day, at instant.Instant) (passengers int64, err error)

	// InsertContactService stores a service under each of its numbers, without a list; PutContactList its list and traits.
	InsertContactService(ctx context.Context, s Service, at instant.Instant) error
	PutContactList(ctx context.Context, l Listed) error
	// ContactServicesNumbered are the services of a day with a number, ContactServices all of a day behind an id, by id.
	ContactServicesNumbered(ctx context.Context, day passage.Day, mode Mode, number string) ([]Listed, error)
	ContactServices(ctx context.Context, day passage.Day, after id.ID, limit int) ([]Listed, error)
	ContactService(ctx context.Context, day passage.Day, service id.ID) (Listed, error)

	// InsertContactTrip stores a published trip unless one of that digest is there of that day.
	InsertContactTrip(ctx context.Context, t Trip, digest []byte, at instant.Instant) (added bool, err error)
	ContactTrips(ctx context.Context, day passage.Day) ([]Trip, error)
	// ContactFreshness leaves MatchedAt and Policy to the current run.
	ContactFreshness(ctx context.Context) (Freshness, error)

	InsertPatient(ctx context.Context, p Patient) error
	// PatientsOf are those of one identifier that stand, Patients those of a range of regions behind an id, by id.
	PatientsOf(ctx context.Context, who Keyed) ([]Patient, error)
	Patients(ctx context.Context, lo, hi int64, after id.ID, limit int) ([]Patient, error)
	Patient(ctx context.Context, patient id.ID) (Patient, error)
	// EndPatient ends one that stands.
	EndPatient(ctx context.Context, p Patient, at instant.Instant) error
	// DeletePatients forgets those that were stated, or ended if they did, before an instant.
	DeletePatients(ctx context.Context, before instant.Instant) (int64, error)

	InsertContactRun(ctx context.Context, r Run) error
	UpdateContactRun(ctx context.Context, r Run) error
	ContactRun(ctx context.Context, run id.ID) (Run, error)
	// CurrentContactRun is the last run that ended and was no trial.
	CurrentContactRun(ctx context.Context) (r Run, ok bool, err error)
	// ContactRuns lists them, newest first, before one (zero: from the newest).
	ContactRuns(ctx context.Context, before id.ID, limit int) ([]Run, error)

	// InsertCandidates stores what a run found; each pair of person and patient on a service once.
	InsertCandidates(ctx context.Context, all []Candidate) error
	// CandidatesOf are those of one person in a run, by day, service, patient; Candidates a page of a run.
	CandidatesOf(ctx context.Context, who Keyed, run id.ID) ([]Candidate, error)
	ContactCandidates(ctx context.Context, q CandidateQuery) ([]Candidate, error)
	// CompareContactRuns counts pairs of person and patient on a service by their class in two runs, "none" where one has not found them.
	CompareContactRuns(ctx context.Context, before, after id.ID) (changed map[string]int, same int, err error)
	// ForgetCandidates deletes what a run found.
	ForgetCandidates(ctx context.Context, run id.ID) error

	// PutContactPeople notes whose identifiers are; ContactPeople are the people of some of them.
	PutContactPeople(ctx context.Context, whose map[Keyed]id.ID) error
	ContactPeople(ctx context.Context, keyed []Keyed) (map[Keyed]id.ID, error)

	// CountContactUse adds to what an account has used of something on a day, and gives the sum; ForgetContactUses deletes those of days before.
	CountContactUse(ctx context.Context, account id.ID, day passage.Day, what string, more int64) (int64, error)
	ForgetContactUses(ctx context.Context, before passage.Day) error
	// PutFace notes that the face of an account's own person was looked at; Face is when it was last, 0 if never.
	PutFace(ctx context.Context, account, person id.ID, at instant.Instant) error
	Face(ctx context.Context, account id.ID) (person id.ID, at instant.Instant, err error)

	PutContactMapping(ctx context.Context, name, document string, at instant.Instant) error
	// ContactMapping is a saved mapping of columns, "" if there is none of that name.
	ContactMapping(ctx context.Context, name string) (document string, err error)
}
