package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Upload sends passages that a gate made without a network; each is stored once, and has its own outcome.
func (c *Client) Upload(ctx context.Context, in wire.Slips) ([]wire.SlipResult, error) {
	var out wire.SlipResults
	err := c.write(ctx, http.MethodPost, "/v1/passages/slips", in, &out)
	return out.Results, err
}

// RegisterDevice registers the public key of a gate's device; the same key is the same device.
func (c *Client) RegisterDevice(ctx context.Context, key wire.JWK) (out wire.Device, err error) {
	return out, c.write(ctx, http.MethodPut, "/v1/gate/device", wire.DeviceKey{JWK: key}, &out)
}

// Standing is what the caller may do, and where.
func (c *Client) Standing(ctx context.Context) (out wire.Standing, err error) {
	return out, c.get(ctx, "/v1/staff/standing", &out)
}

// Dismiss ends an appointment at once.
func (c *Client) Dismiss(ctx context.Context, appointment id.ID) (out wire.Appointment, err error) {
	return out, c.write(ctx, http.MethodDelete, "/v1/staff/appointments/"+appointment.String(), nil, &out)
}

// ClosePlace closes a place and its points.
func (c *Client) ClosePlace(ctx context.Context, place id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/places/"+place.String(), nil, nil)
}

// ClosePoint closes a collection point (WH-11).
func (c *Client) ClosePoint(ctx context.Context, point id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/points/"+point.String(), nil, nil)
}

// PassageQuery says which passages are listed. Zero fields but Region mean any.
type PassageQuery struct {
	Region                  string
	Point, Place, Collector id.ID
	From, Until             instant.Instant
}

// Passages lists passages of a region, without persons (WH-13).
func (c *Client) Passages(ctx context.Context, q PassageQuery, why wire.Purpose, p Page) (out wire.Page[wire.Passage], err error) {
	return out, c.get(ctx, query{}.set("region", q.Region).id("point", q.Point).id("place", q.Place).id("collector", q.Collector).
		time("from", q.From).time("until", q.Until).purpose(why).page(p).on("/v1/passages"), &out)
}

// ManualPassages lists passages of people who showed no code, masked (NA-12, WZ-18); place and collector of the query are not looked at.
func (c *Client) ManualPassages(ctx context.Context, q PassageQuery, why wire.Purpose, p Page) (out wire.Page[wire.ManualPassage], err error) {
	return out, c.get(ctx, query{}.set("region", q.Region).id("point", q.Point).time("from", q.From).time("until", q.Until).purpose(why).page(p).on("/v1/passages/manual"), &out)
}

// RevealManual is what was written down of one of them, with a purpose and a case.
func (c *Client) RevealManual(ctx context.Context, passage id.ID, why wire.Purpose) (out wire.ManualPassage, err error) {
	return out, c.get(ctx, query{}.purpose(why).on("/v1/passages/manual/"+passage.String()), &out)
}

// Fallbacks lists when points of a region went on without the system (WZ-18).
func (c *Client) Fallbacks(ctx context.Context, region string, p Page) (out wire.Page[wire.ListedFallback], err error) {
	return out, c.get(ctx, query{}.set("region", region).page(p).on("/v1/gate/fallbacks"), &out)
}

// WhoPassed resolves a passage to its person, who reads that it was done (WH-13, BY-06).
func (c *Client) WhoPassed(ctx context.Context, passage id.ID, in wire.WhoPassed) (out wire.Passed, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/passages/"+passage.String()+"/who", in, &out)
}

// Doubled lists codes that were at two places too far apart, without persons (BY-21).
func (c *Client) Doubled(ctx context.Context, region string, p Page) (out wire.Page[wire.Doubled], err error) {
	return out, c.get(ctx, query{}.set("region", region).page(p).on("/v1/passages/doubled"), &out)
}

// LookUp finds a person by document, with a purpose (BY-19).
func (c *Client) LookUp(ctx context.Context, in wire.LookUp) (out wire.Record, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/people/look-up", in, &out)
}

// EndEvidence ends a fact, or proposes to (BY-03).
func (c *Client) EndEvidence(ctx context.Context, evidence id.ID, in wire.Ending) (out wire.Changed, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/evidence/"+evidence.String()+"/end", in, &out)
}

// RetractEvidence proposes to say that a fact never was true (BY-03).
func (c *Client) RetractEvidence(ctx context.Context, evidence id.ID, in wire.Ending) (out wire.Changed, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/evidence/"+evidence.String()+"/retract", in, &out)
}

// ProposeMode proposes to switch a mode of the jurisdiction on or off; another approves the case (HB-11, WH-07).
func (c *Client) ProposeMode(ctx context.Context, in wire.NewMode) (out wire.CaseRow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/modes", in, &out)
}

// Overdue lists applications past their service level (HB-06).
func (c *Client) Overdue(ctx context.Context) (out wire.OverdueList, err error) {
	return out, c.get(ctx, "/v1/applications/overdue", &out)
}

// Jobs lists background work, of one kind or all (""), newest first.
func (c *Client) Jobs(ctx context.Context, kind string, p Page) (out wire.Page[wire.Job], err error) {
	return out, c.get(ctx, query{}.set("kind", kind).page(p).on("/v1/jobs"), &out)
}

// Job is one piece of background work.
func (c *Client) Job(ctx context.Context, job id.ID) (out wire.Job, err error) {
	return out, c.get(ctx, "/v1/jobs/"+job.String(), &out)
}

// StopJob stops a job; what it did stays.
func (c *Client) StopJob(ctx context.Context, job id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/jobs/"+job.String()+"/stop", nil, nil)
}

// ResumeJob lets a stopped or failed job go on.
func (c *Client) ResumeJob(ctx context.Context, job id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/jobs/"+job.String()+"/resume", nil, nil)
}

// Entries lists acts of the audit log, about one person or all, newest first (BY-04).
func (c *Client) Entries(ctx context.Context, subject id.ID, why wire.Purpose, p Page) (out wire.Page[wire.Entry], err error) {
	return out, c.get(ctx, query{}.id("subject", subject).purpose(why).page(p).on("/v1/audit/entries"), &out)
}
