package client

import (
	"context"
	"io"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// Certificate checks a certificate by its number (HB-12, WZ-15).
func (c *Client) Certificate(ctx context.Context, number id.ID) (out wire.Certificate, err error) {
	return out, c.get(ctx, "/v1/certificates/"+number.String(), &out)
}

// PrintCertificate writes a certificate as PDF, as its holder.
func (c *Client) PrintCertificate(ctx context.Context, number id.ID, to io.Writer) error {
	return c.file(ctx, "/v1/cases/"+number.String()+"/certificate", to)
}

// PrintDeskCertificate writes a certificate as PDF, as staff.
func (c *Client) PrintDeskCertificate(ctx context.Context, number id.ID, to io.Writer) error {
	return c.file(ctx, "/v1/desk/cases/"+number.String()+"/certificate", to)
}

// file writes what is downloaded as it is.
func (c *Client) file(ctx context.Context, path string, to io.Writer) error {
	answer, err := c.do(ctx, http.MethodGet, path, nil, "", "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := refused(answer); err != nil {
		return err
	}
	_, err = io.Copy(to, answer.Body)
	return err
}
