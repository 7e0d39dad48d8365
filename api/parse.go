package api

import (
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"

	"kangma/api/wire"
)

// What addresses and bodies say in text becomes a value here. What was left out is the zero value.

func parseID(name, s string) (id.ID, error) {
	if s == "" {
		return id.ID{}, nil
	}
	v, err := id.Parse(s)
	if err != nil {
		return v, fault.Field(name, s, "is not an id of 32 hexadecimal digits")
	}
	return v, nil
}

func parseTime(name, s string) (instant.Instant, error) {
	if s == "" {
		return 0, nil
	}
	t, _, err := instant.Parse(s)
	return t, named(name, s, err)
}

func parseRegion(name, s string) (region.Code, error) {
	if s == "" {
		return 0, nil
	}
	c, err := region.ParseCode(s)
	return c, named(name, s, err)
}

func parseLocation(l *wire.Location) (*passage.Location, error) {
	if l == nil {
		return nil, nil
	}
	p, err := passage.ParseLocation(l.Lat, l.Lon)
	return &p, err
}

// parsePurpose reads why somebody looks; none is no error here, since not everything needs one.
func parsePurpose(p wire.Purpose) (staff.Purpose, error) {
	if p == (wire.Purpose{}) {
		return staff.Purpose{}, nil
	}
	return staff.ParsePurpose(p.Purpose, p.Case, p.Note)
}

// named names the field of a value that was refused without it.
func named(field string, value any, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Field != "" {
		return err
	}
	return fault.Field(field, value, "%s", f.Detail).WithKey(f.Key)
}

// Paging is how a page of a list is asked for. It is exported, like the others of its kind, because huma reads only such.
type Paging struct {
	Before string `query:"before" maxLength:"200" doc:"cursor: next of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"500"`
}

// before is the id at which the page before ended.
func (p Paging) before() (id.ID, error) { return parseID("before", p.Before) }

// each makes a list of what tell says of each.
func each[T, O any](of []T, tell func(T) O) []O {
	out := make([]O, len(of))
	for i, v := range of {
		out[i] = tell(v)
	}
	return out
}

// cursor is an id as the cursor of a page, none if it is zero.
func cursor(v id.ID) string {
	if v.IsZero() {
		return ""
	}
	return v.String()
}

// whole is the cursor after a page: none if the page was not full.
func whole[T any](page []T, limit int, idOf func(T) id.ID) string {
	if len(page) < limit {
		return ""
	}
	return cursor(idOf(page[len(page)-1]))
}
