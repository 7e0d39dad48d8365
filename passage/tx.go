package passage

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Tx is what gates need from storage, inside one transaction. What is not there is a fault not_found, except where
// zero values are promised. "Locks" as in person.Tx.
type Tx interface {
	PlaceTx
	CodeTx
	VisitTx
	PassageTx
	ManualTx
	DayTx
}

// PlaceTx stores places, points, posts and devices.
type PlaceTx interface {
	InsertPlace(ctx context.Context, p Place) error
	Place(ctx context.Context, place id.ID) (Place, error)
	// PlacesIn lists open places by id.
	PlacesIn(ctx context.Context, q PlaceQuery) ([]Place, error)
	// PlacesNamed lists open places of exactly a region and a name, by id.
	PlacesNamed(ctx context.Context, r region.Code, name string) ([]Place, error)
	ClosePlace(ctx context.Context, place id.ID, at instant.Instant) error

	InsertPoint(ctx context.Context, p Point) error
	// Point reads and locks one point, closed ones included.
	Point(ctx context.Context, point id.ID) (Point, error)
	// PointsIn lists open points in a region, by id, after the id given, at most limit; PointsOf those of a place.
	PointsIn(ctx context.Context, r region.Code, after id.ID, limit int) ([]Point, error)
	PointsOf(ctx context.Context, place id.ID) ([]Point, error)
	ClosePoint(ctx context.Context, point id.ID, at instant.Instant) error

	// Post is where a collector stands, the zero Post if nowhere.
	Post(ctx context.Context, collector id.ID) (Post, error)
	// PutPost inserts or replaces a collector's post; DeletePost removes it, if there is one.
	PutPost(ctx context.Context, p Post) error
	DeletePost(ctx context.Context, collector id.ID) error
	// CollectorsAt counts the collectors who stand at a point. It is read under the point's lock, which PutPost's
	// caller takes too.
	CollectorsAt(ctx context.Context, point id.ID) (int, error)

	InsertDevice(ctx context.Context, d Device) error
	Device(ctx context.Context, device id.ID) (Device, error)
	DevicesOf(ctx context.Context, collector id.ID) ([]Device, error)
	EndDevice(ctx context.Context, device id.ID, until instant.Instant) error
}

// PlaceQuery says which places are listed. Region is required: no region lists nothing.
type PlaceQuery struct {
	Region region.Code
	Kind   PlaceKind // "" means any
	Name   string    // that the name contains; "" means any
	After  id.ID     // the last of the page before
	Limit  int
}

// CodeTx stores the codes of places.
type CodeTx interface {
	Place(ctx context.Context, place id.ID) (Place, error)
	// InsertPlaceCode inserts a version; fault conflict if there is such a one.
	InsertPlaceCode(ctx context.Context, c PlaceCode) error
	// PlaceCode is the newest version of a place's code, revoked or not, the zero PlaceCode if there was none.
	PlaceCode(ctx context.Context, place id.ID) (PlaceCode, error)
	// RevokePlaceCode ends a version.
	RevokePlaceCode(ctx context.Context, place id.ID, version int, at instant.Instant) error
}

// VisitTx stores visits.
type VisitTx interface {
	InsertVisit(ctx context.Context, v Visit) error
	// VisitsOfDay lists what one pseudonym visited on its day, oldest first.
	VisitsOfDay(ctx context.Context, day Day, p Pseudonym) ([]Visit, error)
}

// PassageTx stores passages, append-only, in partitions by Day.
type PassageTx interface {
	// InsertPassages stores in one statement or a few, and says of each, in order, whether it is new: false where Day,
	// Pseudonym and ID were stored before or come twice in the list (PS-4). A partition that is missing is made.
	InsertPassages(ctx context.Context, ps []Passage) (isNew []bool, err error)
	// Passages lists newest first, by At and then ID.
	Passages(ctx context.Context, q Query) ([]Passage, error)
	// PassagesOfDay lists what one pseudonym did on its day, oldest first.
	PassagesOfDay(ctx context.Context, day Day, p Pseudonym) ([]Passage, error)
}

// ManualTx stores what manual passages have besides, and the times without the system.
type ManualTx interface {
	// InsertManual stores what was written down of passages that InsertPassages has just stored.
	InsertManual(ctx context.Context, ms []Manual) error
	// Manuals lists newest first, by At and then ID; Place and Collector of the query are not looked at.
	Manuals(ctx context.Context, q Query) ([]Manual, error)
	Manual(ctx context.Context, passage id.ID) (Manual, error)

	// PutFallback stores a time without the system, or its end, once: what is stored is given back, with an end if it has one.
	PutFallback(ctx context.Context, f Fallback) (before Fallback, err error)
	// ForgetFallbacks deletes those that ended before an instant, and those that began before it and whose end nobody told.
	ForgetFallbacks(ctx context.Context, before instant.Instant) error
	// Fallbacks lists those of a region newest first, by Began and then ID, that began before the cursor.
	Fallbacks(ctx context.Context, r region.Code, before *Cursor, limit int) ([]Fallback, error)
}

// Query says which passages are listed. Region is required: no region lists nothing (WH-13).
type Query struct {
	Region    region.Code
	Point     id.ID // each zero field means any
	Place     id.ID
	Collector id.ID
	From      instant.Instant // At >= From
	Until     instant.Instant // At < Until
	Before    *Cursor         // the last of the page before
	Limit     int
}

// Cursor is a place in the total order of a list of passages.
type Cursor struct {
	At instant.Instant
	ID id.ID
}

// DayTx stores the keys of days.
type DayTx interface {
	// InsertDay inserts the key of a day unless there is one, and returns the one that stands: two processes that begin
	// a day get the same key. It fails with fault conflict if the day's key was destroyed.
	InsertDay(ctx context.Context, w WrappedDay) (WrappedDay, error)
	// WrappedDay reads the key of a day; fault not_found if it was not made yet, or destroyed.
	WrappedDay(ctx context.Context, day Day) (WrappedDay, error)
	// Days lists the days that have a key, oldest first.
	Days(ctx context.Context) ([]Day, error)
	// DestroyDay destroys the key of a day, all its passages and visits, and what was reported of them, and remembers that it did and
	// how many passages and visits it were, so that the key is never made again. It may be repeated (PS-3).
	DestroyDay(ctx context.Context, day Day, at instant.Instant) (passages int64, err error)
}
