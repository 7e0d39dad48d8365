package desk

import (
	"context"
	"io"
	"strings"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/passage"
	"kangma/staff"
	"kangma/web/ui"
)

// placesPage is how many places a page of the list has.
const placesPage = 50

func placeKind(k passage.PlaceKind) ui.Text {
	for _, x := range passage.PlaceKinds {
		if x.Kind == k {
			return ui.Text{"zh": x.Zh, "en": x.En}
		}
	}
	return ui.Text{}
}

// placeQuery reads what is asked for; a region that is not named is left to the node.
func (l Live) placeQuery(ctx context.Context, c node.Caller, ask PlaceAsk) (q passage.PlaceQuery, err error) {
	q = passage.PlaceQuery{Name: strings.TrimSpace(ask.Name), After: ask.After, Limit: placesPage}
	if ask.Kind != "" {
		if q.Kind, err = passage.ParsePlaceKind(ask.Kind); err != nil {
			return q, err
		}
	}
	if ask.Region = strings.TrimSpace(ask.Region); ask.Region != "" {
		q.Region, err = l.regionFor(ctx, c, staff.PlaceRead, ask.Region)
	}
	return q, err
}

func (l Live) Places(ctx context.Context, b Bearer, ask PlaceAsk) (out PlaceList, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	q, err := l.placeQuery(ctx, c, ask)
	if err != nil {
		return out, err
	}
	list, err := l.Node.Places(ctx, c, q)
	for _, p := range list {
		out.List = append(out.List, l.placeRow(p))
	}
	if len(list) == placesPage {
		out.Next = list[len(list)-1].ID
	}
	return out, err
}

func (l Live) placeRow(p node.ListedPlace) PlaceRow {
	return PlaceRow{ID: p.ID, Name: p.Name, Number: p.Number(), Region: l.Node.Regions().FullName(p.Region), Kind: placeKind(p.Kind),
		Code: CodeState{Holds: p.Code.Holds(l.Node.Now()), Screen: p.Code.Every > 0, Issued: p.Code.IssuedAt}}
}

func (l Live) Place(ctx context.Context, b Bearer, place id.ID) (out PlaceDetail, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	p, err := l.Node.Place(ctx, c, place)
	if err != nil {
		return out, err
	}
	out = PlaceDetail{PlaceRow: l.placeRow(p), Address: p.Address, Office: p.Office, Phone: p.Phone, Closed: p.ClosedAt != instant.Never}
	if out.Code.Holds {
		if out.Shown, _, out.Until, err = l.Node.PlaceCode(ctx, c, place); err != nil {
			return out, err
		}
	}
	s, err := l.Node.Standing(ctx, c)
	if err != nil {
		return out, err
	}
	now := l.Node.Now()
	if _, err := s.May(staff.Ask{Action: staff.PassageRecord, Region: p.Region}, now); err == nil {
		all, err := l.Node.Points(ctx, c)
		if err != nil {
			return out, err
		}
		for _, x := range all.Points {
			if x.Place == place {
				out.Points = append(out.Points, x)
			}
		}
	}
	if _, err := s.May(staff.Ask{Action: staff.InspectionWork, Region: p.Region}, now); err == nil {
		list, err := l.Node.Findings(ctx, c, p.Region, id.ID{}, 500)
		if err != nil {
			return out, err
		}
		for _, f := range list {
			if f.Place == place {
				out.Findings = append(out.Findings, l.finding(f))
			}
		}
	}
	return out, nil
}

func (l Live) AddPlace(ctx context.Context, b Bearer, in NewPlace) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	p := passage.Place{Name: strings.TrimSpace(in.Name), Address: strings.TrimSpace(in.Address), Office: strings.TrimSpace(in.Office), Phone: strings.TrimSpace(in.Phone)}
	if p.Kind, err = passage.ParsePlaceKind(in.Kind); err != nil {
		return id.ID{}, err
	}
	if p.Region, err = l.regionFor(ctx, c, staff.PointManage, strings.TrimSpace(in.Region)); err != nil {
		return id.ID{}, err
	}
	p, err = l.Node.AddPlace(ctx, c, p)
	return p.ID, err
}

func (l Live) ClosePlace(ctx context.Context, b Bearer, place id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.ClosePlace(ctx, c, place)
}

func (l Live) IssueCode(ctx context.Context, b Bearer, place id.ID, minutes int) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.IssuePlaceCode(ctx, c, passage.PlaceCode{Place: place, Every: time.Duration(minutes) * time.Minute})
	return err
}

func (l Live) RevokeCode(ctx context.Context, b Bearer, place id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.RevokePlaceCode(ctx, c, place)
}

func (l Live) AddPoint(ctx context.Context, b Bearer, place id.ID, name string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.AddPoint(ctx, c, passage.Point{Name: strings.TrimSpace(name), Place: place})
	return err
}

func (l Live) ClosePoint(ctx context.Context, b Bearer, point id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.ClosePoint(ctx, c, point)
}

func (l Live) Posters(ctx context.Context, b Bearer, place id.ID, ask PlaceAsk, size string, w io.Writer) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	which := node.Posters{Place: place}
	if which.Size, err = poster.ParseSize(size); err != nil {
		return err
	}
	if place.IsZero() {
		if which.List, err = l.placeQuery(ctx, c, ask); err != nil {
			return err
		}
	}
	_, err = l.Node.PrintPosters(ctx, c, which, w)
	return err
}
