package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
)

type nothing struct{}

func (a *API) requestCode(ctx context.Context, _ node.Caller, in *struct{ Body wire.CodeRequest }) error {
	return a.node.RequestCode(ctx, in.Body.Phone)
}

func (a *API) login(ctx context.Context, _ node.Caller, in *struct{ Body wire.Login }) (wire.Session, error) {
	door := person.HolderDoor
	if in.Body.Door == wire.StaffDoor {
		door = person.StaffDoor
	}
	s, err := a.node.Login(ctx, in.Body.Phone, in.Body.Code, door, in.Body.Remember)
	return signed(s), err
}

func (a *API) refreshLogin(ctx context.Context, _ node.Caller, in *struct{ Body wire.Refresh }) (wire.Session, error) {
	s, err := a.node.Refresh(ctx, in.Body.Refresh)
	return signed(s), err
}

func signed(s node.Signed) wire.Session {
	return wire.Session{Token: s.Token, Until: wire.Time(s.Until), Refresh: s.Refresh, Now: wire.Time(s.Now)}
}

func (a *API) logout(ctx context.Context, c node.Caller, _ *nothing) error {
	return a.node.Logout(ctx, c)
}

func (a *API) inbox(ctx context.Context, _ node.Caller, in *struct {
	Phone string `query:"phone" maxLength:"64" doc:"of this phone only"`
}) (wire.Page[wire.Message], error) {
	messages, err := a.node.Inbox(ctx, in.Phone)
	out := wire.Page[wire.Message]{Items: []wire.Message{}}
	for _, m := range messages {
		out.Items = append(out.Items, wire.Message{ID: m.ID, Phone: m.Phone, Body: m.Body, At: wire.Time(m.At)})
	}
	return out, err
}

// ByPerson is whose the request is: the person of the address, the account's own if none is named.
type ByPerson struct {
	Person string `query:"person" maxLength:"32" doc:"the account's own if absent"`
}

func (p ByPerson) id() (id.ID, error) { return parseID("person", p.Person) }

// PageOf is a page of a list about a person.
type PageOf struct {
	ByPerson
	Paging
}

func (p PageOf) page() (who, before id.ID, err error) {
	if who, err = p.id(); err != nil {
		return who, before, err
	}
	before, err = p.before()
	return who, before, err
}
