package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// CaseKinds is the table of kinds of cases.
func (c *Client) CaseKinds(ctx context.Context) (out wire.Page[wire.CaseKind], err error) {
	return out, c.get(ctx, "/v1/case-kinds", &out)
}

// OpenCase opens a case, as a holder.
func (c *Client) OpenCase(ctx context.Context, in wire.NewCase) (out wire.CaseRow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/cases", in, &out)
}

// Cases are a person's cases, newest first.
func (c *Client) Cases(ctx context.Context, person id.ID, p Page) (out wire.Page[wire.Case], err error) {
	return out, c.get(ctx, query{}.id("person", person).page(p).on("/v1/cases"), &out)
}

// Case is one of the holder's cases.
func (c *Client) Case(ctx context.Context, v id.ID) (out wire.Case, err error) {
	return out, c.get(ctx, "/v1/cases/"+v.String(), &out)
}

// MoveCase moves a case, as its holder: to withdraw it, or to change its form.
func (c *Client) MoveCase(ctx context.Context, v id.ID, in wire.CaseMove) (out wire.CaseRow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/cases/"+v.String()+"/moves", in, &out)
}

// OpenDeskCase opens a case, as staff.
func (c *Client) OpenDeskCase(ctx context.Context, in wire.NewDeskCase) (out wire.CaseRow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/desk/cases", in, &out)
}

// CaseQuery says which open cases are listed. Zero fields mean any.
type CaseQuery struct {
	Kind, State, Region string
	Late, Mine          bool
}

// WorkList is what waits in the caller's scope, by when it is due.
func (c *Client) WorkList(ctx context.Context, q CaseQuery, p Page) (out wire.Page[wire.CaseRow], err error) {
	return out, c.get(ctx, query{}.set("kind", q.Kind).set("state", q.State).set("region", q.Region).flag("late", q.Late).flag("mine", q.Mine).
		page(p).on("/v1/desk/cases"), &out)
}

// DeskCase is a case as staff see it.
func (c *Client) DeskCase(ctx context.Context, v id.ID) (out wire.Case, err error) {
	return out, c.get(ctx, "/v1/desk/cases/"+v.String(), &out)
}

// MoveDeskCase moves a case, as staff.
func (c *Client) MoveDeskCase(ctx context.Context, v id.ID, in wire.DeskMove) (out wire.CaseRow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/desk/cases/"+v.String()+"/moves", in, &out)
}

// MoveDeskCases moves many cases, each by itself.
func (c *Client) MoveDeskCases(ctx context.Context, in wire.CaseMoves) (out wire.CaseResults, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/desk/cases/moves", in, &out)
}

// NoteCase adds a note among staff.
func (c *Client) NoteCase(ctx context.Context, v id.ID, note string) (out wire.CaseRow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/desk/cases/"+v.String()+"/notes", wire.NewNote{Note: note}, &out)
}

// AssignCase gives a case to somebody.
func (c *Client) AssignCase(ctx context.Context, v id.ID, in wire.NewAssignee) (out wire.CaseRow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/desk/cases/"+v.String()+"/assignee", in, &out)
}
