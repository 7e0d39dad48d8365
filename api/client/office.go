package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// StaffQuery says which staff are listed. Zero fields mean any; Region "" is the node's own.
type StaffQuery struct {
	Region, Role, Phone string
	After               string // cursor
}

// Staff lists the appointments in force in a region (WH-08, WH-09).
func (c *Client) Staff(ctx context.Context, q StaffQuery) (out wire.Page[wire.Member], err error) {
	return out, c.get(ctx, query{}.set("region", q.Region).set("role", q.Role).set("phone", q.Phone).set("after", q.After).on("/v1/staff"), &out)
}

// StaffHistory lists what an account was ever appointed to.
func (c *Client) StaffHistory(ctx context.Context, account id.ID) ([]wire.Member, error) {
	var out wire.Members
	err := c.get(ctx, "/v1/staff/accounts/"+account.String()+"/history", &out)
	return out.Members, err
}

// AppointAll appoints many; each row has its own outcome (WH-08).
func (c *Client) AppointAll(ctx context.Context, rows []wire.NewAppointment) ([]wire.AppointmentResult, error) {
	var out wire.AppointmentResults
	err := c.write(ctx, http.MethodPost, "/v1/staff/appointments/list", wire.NewAppointments{Rows: rows}, &out)
	return out.Results, err
}

// Suspend makes an account inactive, and Restore lifts that.
func (c *Client) Suspend(ctx context.Context, account id.ID, reason string) error {
	return c.write(ctx, http.MethodPut, "/v1/staff/accounts/"+account.String()+"/suspension", wire.Suspension{Reason: reason}, nil)
}

func (c *Client) Restore(ctx context.Context, account id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/staff/accounts/"+account.String()+"/suspension", nil, nil)
}

// Grant gives an exception, a grant for each action.
func (c *Client) Grant(ctx context.Context, in wire.NewGrant) ([]wire.Grant, error) {
	var out wire.Grants
	err := c.write(ctx, http.MethodPost, "/v1/staff/grants", in, &out)
	return out.Grants, err
}

// Grants lists the exceptions of a region that are not over, or all.
func (c *Client) Grants(ctx context.Context, region string, ended bool, after string) (out wire.Page[wire.Grant], err error) {
	q := query{}.set("region", region).set("after", after)
	if ended {
		q = q.set("ended", "true")
	}
	return out, c.get(ctx, q.on("/v1/staff/grants"), &out)
}

// Withdraw ends a grant.
func (c *Client) Withdraw(ctx context.Context, grant id.ID) (out wire.Grant, err error) {
	return out, c.write(ctx, http.MethodDelete, "/v1/staff/grants/"+grant.String(), nil, &out)
}

// OpenEmergency takes access for three hours, with a reason.
func (c *Client) OpenEmergency(ctx context.Context, in wire.NewEmergency) ([]wire.Grant, error) {
	var out wire.Grants
	err := c.write(ctx, http.MethodPost, "/v1/staff/emergency", in, &out)
	return out.Grants, err
}

// Away enters an absence, and Back ends it.
func (c *Client) Away(ctx context.Context, in wire.NewAbsence) (out wire.Absence, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/staff/absences", in, &out)
}

func (c *Client) Back(ctx context.Context, absence id.ID) (out wire.Absence, err error) {
	return out, c.write(ctx, http.MethodDelete, "/v1/staff/absences/"+absence.String(), nil, &out)
}

// StaffSessions are the logins of an account that live; of the zero id one's own.
func (c *Client) StaffSessions(ctx context.Context, account id.ID) ([]wire.StaffSession, error) {
	var out wire.StaffSessions
	err := c.get(ctx, query{}.id("staff", account).on("/v1/staff/sessions"), &out)
	return out.Sessions, err
}

// EndStaffSessions ends one of them, or with the zero id all.
func (c *Client) EndStaffSessions(ctx context.Context, account, session id.ID) error {
	return c.write(ctx, http.MethodDelete, query{}.id("staff", account).id("session", session).on("/v1/staff/sessions"), nil, nil)
}
