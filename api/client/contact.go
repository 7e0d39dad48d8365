package client

import (
	"context"
	"io"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// ImportTimetable stores the services of a table of stops in the place of what its source gave before.
func (c *Client) ImportTimetable(ctx context.Context, file io.Reader, mode, source, sheet string) (out wire.TimetableImport, err error) {
	return out, c.sendFile(ctx, query{}.set("mode", mode).set("source", source).set("sheet", sheet).on("/v1/contact/timetables"), file, &out)
}

// ImportContacts sends a file: kind is passengers, patients or trips; fixed are mode, number, date, mapping … that are the same in each row.
// What was stored before is a duplicate, so it may be sent again.
func (c *Client) ImportContacts(ctx context.Context, file io.Reader, kind string, fixed map[string]string) (out wire.ContactImport, err error) {
	q := query{}.set("kind", kind)
	for k, v := range fixed {
		q = q.set(k, v)
	}
	return out, c.sendFile(ctx, q.on("/v1/contact/files"), file, &out)
}

// ContactKey is the matching body's public key.
func (c *Client) ContactKey(ctx context.Context) (out wire.ContactKey, err error) {
	return out, c.get(ctx, "/v1/contact/key", &out)
}

// EvaluateContacts has blinded documents evaluated.
func (c *Client) EvaluateContacts(ctx context.Context, in wire.ContactBlinded) (out wire.ContactEvaluated, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/contact/evaluations", in, &out)
}

// ContactPolicies are the policies about contacts that the node has.
func (c *Client) ContactPolicies(ctx context.Context) (out wire.Page[wire.ContactPolicy], err error) {
	return out, c.get(ctx, "/v1/contact/policies", &out)
}

// StartContactRun has all lists matched with all patients.
func (c *Client) StartContactRun(ctx context.Context, in wire.NewContactRun) (out wire.ContactRun, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/contact/runs", in, &out)
}

// ContactRuns are the newest matchings.
func (c *Client) ContactRuns(ctx context.Context) (out wire.Page[wire.ContactRun], err error) {
	return out, c.get(ctx, "/v1/contact/runs", &out)
}

// ContactCandidates is a page of what a run found.
func (c *Client) ContactCandidates(ctx context.Context, run id.ID, class, after string, why wire.Purpose) (out wire.Page[wire.ContactCandidate], err error) {
	return out, c.get(ctx, query{}.set("class", class).set("after", after).set("purpose", why.Purpose).set("case", why.Case).set("note", why.Note).on("/v1/contact/runs/"+run.String()+"/candidates"), &out)
}

// VerifyFace has the register look at the holder's face (SC-02).
func (c *Client) VerifyFace(ctx context.Context) (out wire.FaceSeen, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/face", struct{}{}, &out)
}

// SelfCheck asks whether somebody of the account travelled with a patient (SC-01).
func (c *Client) SelfCheck(ctx context.Context, in wire.SelfCheckAsk) (out wire.SelfCheck, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/self-check", in, &out)
}
