package api

import (
	"context"

	"kangma/api/wire"
	"kangma/node"
	"kangma/notice"
)

// Inboxing is how a page of an inbox is asked for.
type Inboxing struct {
	Paging
	Unread bool `query:"unread" doc:"only what has not been read"`
}

func (p Inboxing) query() (q node.NoticeQuery, err error) {
	q = node.NoticeQuery{Unread: p.Unread, Limit: p.Limit}
	q.Before, err = p.before()
	return q, err
}

func (a *API) notices(ctx context.Context, c node.Caller, in *struct {
	ByPerson
	Inboxing
}) (wire.Notices, error) {
	q, err := in.query()
	if err != nil {
		return wire.Notices{}, err
	}
	if q.Person, err = in.id(); err != nil {
		return wire.Notices{}, err
	}
	return a.inboxed(a.node.HolderNotices(ctx, c, q))
}

func (a *API) readNotice(ctx context.Context, c node.Caller, in *ByID) error {
	which, err := in.id()
	if err != nil {
		return err
	}
	return a.node.ReadHolderNotices(ctx, c, which)
}

func (a *API) staffNotices(ctx context.Context, c node.Caller, in *Inboxing) (wire.Notices, error) {
	q, err := in.query()
	if err != nil {
		return wire.Notices{}, err
	}
	return a.inboxed(a.node.StaffNotices(ctx, c, q))
}

func (a *API) readStaffNotice(ctx context.Context, c node.Caller, in *ByID) error {
	which, err := in.id()
	if err != nil {
		return err
	}
	return a.node.ReadStaffNotices(ctx, c, which)
}

func (a *API) inboxed(list node.Notices, err error) (wire.Notices, error) {
	return wire.Notices{Page: wire.Page[wire.Notice]{Items: each(list.Page, a.noticed), Next: cursor(list.Next)}, Unread: list.Unread}, err
}

func (a *API) noticed(x notice.Notice) wire.Notice {
	said := a.node.Say(x)
	out := wire.Notice{ID: x.ID, Kind: string(x.Kind), Person: x.To.Person, Title: wire.Text(said.Title), Text: wire.Text(said.Text),
		At: wire.Time(x.At), Until: wire.Time(x.Until), Read: wire.Time(x.Read)}
	if x.To.Office() {
		o := x.To.Role.Office()
		out.Office = &wire.Office{Role: string(x.To.Role), Title: wire.Text{Zh: o.Zh, En: o.En}, Region: x.To.Region.String()}
	}
	if x.About.Kind != "" {
		out.About = &wire.About{Kind: x.About.Kind, ID: x.About.ID}
	}
	return out
}
