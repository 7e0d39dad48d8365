package client

import (
	"context"
	"io"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// Attach attaches a JPEG, PNG or PDF to a case, as its holder; AttachDesk does as staff. It is sent once.
func (c *Client) Attach(ctx context.Context, to id.ID, file io.Reader) (out wire.Attachment, err error) {
	return out, c.sendFile(ctx, "/v1/cases/"+to.String()+"/attachments", file, &out)
}

// AttachDesk attaches a file to a case, as staff.
func (c *Client) AttachDesk(ctx context.Context, to id.ID, file io.Reader) (out wire.Attachment, err error) {
	return out, c.sendFile(ctx, "/v1/desk/cases/"+to.String()+"/attachments", file, &out)
}

// Attachments are what is attached to a case, as its holder sees it.
func (c *Client) Attachments(ctx context.Context, of id.ID) (out wire.Page[wire.Attachment], err error) {
	return out, c.get(ctx, "/v1/cases/"+of.String()+"/attachments", &out)
}

// DeskAttachments are what is attached to a case, as staff see it.
func (c *Client) DeskAttachments(ctx context.Context, of id.ID) (out wire.Page[wire.Attachment], err error) {
	return out, c.get(ctx, "/v1/desk/cases/"+of.String()+"/attachments", &out)
}

// DeskAttachment writes one attachment, as staff read it.
func (c *Client) DeskAttachment(ctx context.Context, of, which id.ID, to io.Writer) error {
	return c.file(ctx, "/v1/desk/cases/"+of.String()+"/attachments/"+which.String(), to)
}

// Alarms lists what auditors are told of, newest first (BY-18).
func (c *Client) Alarms(ctx context.Context, p Page) (out wire.Page[wire.Alarm], err error) {
	return out, c.get(ctx, query{}.page(p).on("/v1/alarms"), &out)
}

// SeeAlarm takes note of an alarm.
func (c *Client) SeeAlarm(ctx context.Context, alarm id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/alarms/"+alarm.String()+"/seen", nil, nil)
}

// Weighing is what an import would do, or did, to colours.
func (c *Client) Weighing(ctx context.Context, run id.ID) (out wire.Weighing, err error) {
	return out, c.get(ctx, "/v1/evidence/imports/"+run.String()+"/weighing", &out)
}
