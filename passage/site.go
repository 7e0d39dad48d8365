package passage

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// ParsePlaceKind reads one of PlaceKinds.
func ParsePlaceKind(s string) (PlaceKind, error) {
	for _, k := range PlaceKinds {
		if string(k.Kind) == s {
			return k.Kind, nil
		}
	}
	return "", fault.Field("kind", s, "is no kind of place")
}

// PlaceKindNamed reads a kind by its code or by either of its names, as tables have it.
func PlaceKindNamed(s string) (PlaceKind, error) {
	for _, k := range PlaceKinds {
		if s == string(k.Kind) || s == k.Zh || strings.EqualFold(s, k.En) {
			return k.Kind, nil
		}
	}
	return ParsePlaceKind(s)
}

// AddPlace adds a public place (MS-01). p names Kind, Name, Region, Address, Office, Phone, Location and CreatedBy.
func AddPlace(ctx context.Context, tx PlaceTx, p Place, at instant.Instant) (Place, error) {
	p, err := CheckPlace(p)
	if err != nil {
		return Place{}, err
	}
	p.ID, p.CreatedAt, p.ClosedAt = id.New(at), at, instant.Never
	return p, tx.InsertPlace(ctx, p)
}

// CheckPlace holds a new place to its form and gives it as it is stored.
func CheckPlace(p Place) (Place, error) {
	if _, err := ParsePlaceKind(string(p.Kind)); err != nil {
		return Place{}, err
	}
	var err error
	if p.Name, err = parseName(p.Name); err != nil {
		return Place{}, err
	}
	for _, text := range []struct {
		field string
		value *string
		most  int
	}{{"address", &p.Address, MaxPlaceAddress}, {"office", &p.Office, MaxPlaceName}, {"phone", &p.Phone, MaxPlacePhone}} {
		if *text.value, err = parseText(text.field, *text.value, text.most); err != nil {
			return Place{}, err
		}
	}
	if p.Region.IsZero() {
		return Place{}, fault.Missing("region")
	}
	return p, nil
}

// AddPoint adds a collection point, by hand or where a device stands (WH-11). p names Name, Region, Location,
// CreatedBy, and Place if it belongs to one; then its region is the place's.
func AddPoint(ctx context.Context, tx PlaceTx, p Point, at instant.Instant) (Point, error) {
	var err error
	if p.Name, err = parseName(p.Name); err != nil {
		return Point{}, err
	}
	if !p.Place.IsZero() {
		place, err := tx.Place(ctx, p.Place)
		if err != nil {
			return Point{}, err
		}
		if place.ClosedAt <= at {
			return Point{}, closed("place")
		}
		if p.Region.IsZero() {
			p.Region = place.Region
		}
		if p.Region != place.Region {
			return Point{}, fault.Field("region", p.Region.String(), "is not the place's, %s", place.Region)
		}
		if p.Location == nil {
			p.Location = place.Location
		}
	}
	if p.Region.IsZero() {
		return Point{}, fault.Missing("region")
	}
	p.ID, p.CreatedAt, p.ClosedAt = id.New(at), at, instant.Never
	return p, tx.InsertPoint(ctx, p)
}

// ClosePoint closes a collection point. One where a collector stands cannot be closed (PS-7). It may be repeated.
func ClosePoint(ctx context.Context, tx PlaceTx, point id.ID, at instant.Instant) error {
	p, err := tx.Point(ctx, point)
	if err != nil {
		return err
	}
	if p.ClosedAt <= at {
		return nil
	}
	n, err := tx.CollectorsAt(ctx, point)
	if err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "point.current", "this is the current point of %d collectors; it cannot be deleted until they have switched to another", n)
	}
	return tx.ClosePoint(ctx, point, at)
}

// ClosePlace closes a place and its points, if no collector stands at any of them (PS-7). It may be repeated.
func ClosePlace(ctx context.Context, tx PlaceTx, place id.ID, at instant.Instant) error {
	p, err := tx.Place(ctx, place)
	if err != nil {
		return err
	}
	if p.ClosedAt <= at {
		return nil
	}
	points, err := tx.PointsOf(ctx, place)
	if err != nil {
		return err
	}
	for _, point := range points {
		if err := ClosePoint(ctx, tx, point.ID, at); err != nil {
			return err
		}
	}
	return tx.ClosePlace(ctx, place, at)
}

// SwitchPoint puts a collector at a point, from now on his current one (WH-11). That the point lies in his region is
// for package staff to say.
func SwitchPoint(ctx context.Context, tx PlaceTx, collector, point id.ID, at instant.Instant) (Point, error) {
	p, err := tx.Point(ctx, point)
	if err != nil {
		return Point{}, err
	}
	if p.ClosedAt <= at {
		return Point{}, closed("point")
	}
	return p, tx.PutPost(ctx, Post{Collector: collector, Point: point, Since: at})
}

// CurrentPoint is where a collector stands.
func CurrentPoint(ctx context.Context, tx PlaceTx, collector id.ID) (Point, error) {
	post, err := tx.Post(ctx, collector)
	if err != nil {
		return Point{}, err
	}
	if post.Point.IsZero() {
		return Point{}, fault.New(fault.Conflict, "point.none", "choose the collection point where you stand first")
	}
	return tx.Point(ctx, post.Point)
}

func closed(field string) error {
	return &fault.Fault{Code: fault.Conflict, Key: "point.closed", Field: field, Detail: "is closed; choose another"}
}

// parseName takes what a sign at a door says.
func parseName(s string) (string, error) {
	s, err := parseText("name", s, MaxPlaceName)
	if err == nil && s == "" {
		err = fault.Missing("name")
	}
	return s, err
}

// parseText takes one line of at most so many characters, with single spaces.
func parseText(field, s string, most int) (string, error) {
	if len(s) > most*utf8.UTFMax || !utf8.ValidString(s) {
		return "", fault.Field(field, s, "is no text of at most %d characters", most)
	}
	s = strings.Join(strings.Fields(s), " ")
	switch {
	case utf8.RuneCountInString(s) > most:
		return "", fault.Field(field, s, "is longer than %d characters", most)
	case strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }):
		return "", fault.Field(field, s, "has a character that cannot be printed")
	}
	return s, nil
}
