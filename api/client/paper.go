package client

import (
	"context"
	"io"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// IssuePaper issues a code on paper to a person of the account, its own if zero; one before it counts no more (BY-09).
func (c *Client) IssuePaper(ctx context.Context, person id.ID) (out wire.Paper, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/papers", wire.OfPaper{Person: person}, &out)
}

// LosePaper reports the code on paper of a person of the account lost.
func (c *Client) LosePaper(ctx context.Context, person id.ID) (out wire.Paper, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/papers/lost", wire.OfPaper{Person: person}, &out)
}

// Papers are the codes on paper of a person of the account, the newest first.
func (c *Client) Papers(ctx context.Context, person id.ID) (out wire.Page[wire.Paper], err error) {
	return out, c.get(ctx, query{}.id("person", person).on("/v1/papers"), &out)
}

// PrintPaper writes one of them as PDF.
func (c *Client) PrintPaper(ctx context.Context, person, paper id.ID, to io.Writer) error {
	return c.download(ctx, query{}.id("person", person).on("/v1/papers/"+paper.String()+"/pdf"), to)
}

// EnterOnSite registers and declares for who has no phone, as staff (NA-12).
func (c *Client) EnterOnSite(ctx context.Context, in wire.OnSite) (out wire.EnteredOnSite, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/people/on-site", in, &out)
}

// IssuePaperFor issues a code on paper to somebody whom staff help.
func (c *Client) IssuePaperFor(ctx context.Context, in wire.OfHelped) (out wire.Paper, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/desk/papers", in, &out)
}

// LosePaperFor takes a report that a code on paper was lost, as staff.
func (c *Client) LosePaperFor(ctx context.Context, in wire.OfHelped) (out wire.Paper, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/desk/papers/lost", in, &out)
}

// PapersOf are the codes on paper of a person, as staff see them.
func (c *Client) PapersOf(ctx context.Context, of wire.OfHelped) (out wire.Page[wire.Paper], err error) {
	return out, c.get(ctx, helped(of).on("/v1/desk/papers"), &out)
}

// PrintPaperFor writes one of them as PDF, as staff.
func (c *Client) PrintPaperFor(ctx context.Context, of wire.OfHelped, paper id.ID, to io.Writer) error {
	return c.download(ctx, helped(of).on("/v1/desk/papers/"+paper.String()+"/pdf"), to)
}

func helped(of wire.OfHelped) query {
	return query{}.id("person", of.Person).purpose(of.Purpose)
}

// download writes an answer that is a file.
func (c *Client) download(ctx context.Context, path string, to io.Writer) error {
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
