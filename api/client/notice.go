package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// Notices lists what the people of the account were told, of one person or of all (zero), newest first.
func (c *Client) Notices(ctx context.Context, person id.ID, unread bool, p Page) (out wire.Notices, err error) {
	return out, c.get(ctx, query{}.id("person", person).flag("unread", unread).page(p).on("/v1/notices"), &out)
}

// ReadNotice notes that a notice was read.
func (c *Client) ReadNotice(ctx context.Context, notice id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/notices/"+notice.String()+"/read", nil, nil)
}

// StaffNotices lists what a member of staff was told, himself and in his offices, newest first.
func (c *Client) StaffNotices(ctx context.Context, unread bool, p Page) (out wire.Notices, err error) {
	return out, c.get(ctx, query{}.flag("unread", unread).page(p).on("/v1/staff/notices"), &out)
}

// ReadStaffNotice notes that the caller has read one of them.
func (c *Client) ReadStaffNotice(ctx context.Context, notice id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/staff/notices/"+notice.String()+"/read", nil, nil)
}
