package api

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"kangma/api/wire"
	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/node"
	"kangma/region"
	"kangma/staff"
)

// mostContacts is how long a file of passengers or a timetable may be, in bytes.
const mostContacts = 64 << 20

var (
	timetableParams = []string{"mode", "source", "sheet"}
	contactParams   = []string{"kind", "mapping", "sheet", "mode", "number", "date", "from", "to", "source", "inbound", "ventilated", "unfiltered", "masked", "layout"}
)

// importTimetable takes a CSV or XLSX table of stops as the body.
func (a *API) importTimetable(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	data, err := sent(w, r, mostContacts)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	q := r.URL.Query()
	mode, err := contact.ParseMode(q.Get("mode"))
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	got, err := a.node.ImportTimetable(ctx, c, data, sheet.Options{Sheet: q.Get("sheet")}, mode, q.Get("source"))
	out := wire.TimetableImport{Read: got.Read, Stored: got.Stored, Refused: got.Refused, Services: got.Services}
	for _, f := range got.Refusals[:min(len(got.Refusals), shownRefusals)] {
		out.Refusals = append(out.Refusals, f.Error())
	}
	a.say(w, r, out, err)
}

const shownRefusals = 100

// importContacts takes a CSV or XLSX file of passengers, patients or trips as the body (SC-04).
func (a *API) importContacts(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	data, err := sent(w, r, mostContacts)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	q := r.URL.Query()
	yes := func(name string) bool { return q.Get(name) == "true" }
	f := node.ContactFile{Kind: contact.Kind(q.Get("kind")), Saved: q.Get("mapping"), Table: sheet.Options{Sheet: q.Get("sheet")}, Inbound: yes("inbound"), Fixed: map[contact.Field]string{},
		Traits: contact.Traits{Ventilated: yes("ventilated"), Unfiltered: yes("unfiltered"), Masked: yes("masked"), Layout: q.Get("layout")}}
	for _, field := range []contact.Field{"mode", "number", "date", "from", "to", "source"} {
		f.Fixed[field] = q.Get(string(field))
	}
	got, err := a.node.ImportContacts(ctx, c, data, f)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	out, err := contactImport(got)
	a.say(w, r, out, err)
}

func contactImport(got node.ContactImport) (wire.ContactImport, error) {
	out := wire.ContactImport{Read: got.Read, Stored: got.Stored, Refused: len(got.Refused), Duplicate: got.Duplicate}
	for _, r := range got.Refused[:min(len(got.Refused), shownRefusals)] {
		out.Rows = append(out.Rows, wire.ContactRow{Row: r.Number, Key: r.Fault.Key, Field: r.Fault.Field, Detail: r.Fault.Detail})
	}
	if len(got.Refused) == 0 {
		return out, nil
	}
	var refused bytes.Buffer
	err := got.WriteRefused(&refused)
	out.Errors = refused.String()
	return out, err
}

func (a *API) saveContactMapping(ctx context.Context, c node.Caller, in *struct{ Body wire.ContactMapping }) error {
	text, err := json.Marshal(in.Body)
	if err != nil {
		return err
	}
	m, err := contact.ParseMapping(text)
	if err != nil {
		return err
	}
	return a.node.SaveContactMapping(ctx, c, m)
}

func (a *API) contactKey(context.Context, node.Caller, *nothing) (wire.ContactKey, error) {
	return wire.ContactKey{Suite: "ristretto255-SHA512", Key: a.node.ContactKey()}, nil
}

func (a *API) evaluateContacts(ctx context.Context, c node.Caller, in *struct{ Body wire.ContactBlinded }) (out wire.ContactEvaluated, err error) {
	out.Evaluated, out.Proof, err = a.node.EvaluateContacts(ctx, c, in.Body.Blinded)
	return out, err
}

func (a *API) contactPolicies(context.Context, node.Caller, *nothing) (out wire.Page[wire.ContactPolicy], _ error) {
	out.Items = each(a.node.ContactPolicies(), func(p *contact.Policy) wire.ContactPolicy {
		w := wire.ContactPolicy{Policy: p.String(), Authority: wire.Text(p.Authority), Source: p.Source, From: wire.Time(p.From), Cap: p.Cap}
		if p.Until != instant.Never {
			w.Until = wire.Time(p.Until)
		}
		w.Rules = each(p.Rules, func(r contact.Rule) wire.ContactRule {
			return wire.ContactRule{ID: r.ID, Title: wire.Text(r.Title), Class: string(r.Class)}
		})
		return w
	})
	return out, nil
}

type patientsAsked struct {
	Region string `query:"region" maxLength:"12"`
	After  string `query:"after" maxLength:"32" doc:"cursor: next of the page before"`
}

func (a *API) contactPatients(ctx context.Context, c node.Caller, in *patientsAsked) (out wire.Page[wire.ContactPatient], err error) {
	where, err := optionalRegion(in.Region)
	if err != nil {
		return out, err
	}
	var after id.ID
	if in.After != "" {
		if after, err = id.Parse(in.After); err != nil {
			return out, named("after", in.After, err)
		}
	}
	const limit = 200
	list, err := a.node.ContactPatients(ctx, c, where, after, limit)
	if err != nil {
		return out, err
	}
	out.Items = each(list, func(p contact.Patient) wire.ContactPatient {
		return wire.ContactPatient{ID: p.ID, Status: string(p.Status), Region: p.Region.String(), Onset: wire.Time(p.Onset), Sampled: wire.Time(p.Sampled), Isolated: wire.Time(p.Isolated), At: wire.Time(p.At)}
	})
	if len(list) == limit {
		out.Next = cursor(list[limit-1].ID)
	}
	return out, nil
}

func optionalRegion(s string) (region.Code, error) {
	if s == "" {
		return 0, nil
	}
	r, err := region.ParseCode(s)
	return r, named("region", s, err)
}

func (a *API) endContactPatient(ctx context.Context, c node.Caller, in *struct {
	ID id.ID `path:"id"`
}) error {
	return a.node.EndContactPatient(ctx, c, in.ID)
}

func (a *API) startContactRun(ctx context.Context, c node.Caller, in *struct{ Body wire.NewContactRun }) (contact.Run, error) {
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return contact.Run{}, err
	}
	return a.node.StartMatch(ctx, c, in.Body.Policy, purpose)
}

func contactRun(r contact.Run) wire.ContactRun {
	out := wire.ContactRun{ID: r.ID, At: wire.Time(r.At), Policy: r.Policy, Trial: r.Trial, Counts: wire.ContactCounts(r.Counts)}
	if r.EndedAt != instant.Never {
		out.Ended = wire.Time(r.EndedAt)
	}
	return out
}

func (a *API) contactRuns(ctx context.Context, c node.Caller, _ *nothing) (out wire.Page[wire.ContactRun], err error) {
	list, err := a.node.ContactRuns(ctx, c, id.ID{}, 50)
	out.Items = each(list, contactRun)
	return out, err
}

func (a *API) compareContacts(ctx context.Context, c node.Caller, in *struct {
	Before id.ID `query:"before" required:"true" doc:"a run"`
	After  id.ID `query:"after" required:"true" doc:"another"`
}) (wire.ContactDifference, error) {
	d, err := a.node.CompareContacts(ctx, c, in.Before, in.After)
	return wire.ContactDifference{Before: contactRun(d.Before), After: contactRun(d.After), Same: d.Same, Changed: d.Changed}, err
}

type candidatesAsked struct {
	ID      id.ID  `path:"id"`
	Class   string `query:"class" required:"true" enum:"close,ask,notice,general"`
	Region  string `query:"region" maxLength:"12"`
	After   string `query:"after" maxLength:"200" doc:"cursor: next of the page before"`
	Purpose string `query:"purpose" required:"true" maxLength:"40"`
	Case    string `query:"case" maxLength:"200"`
	Note    string `query:"note" maxLength:"200"`
}

func (a *API) contactCandidates(ctx context.Context, c node.Caller, in *candidatesAsked) (out wire.Page[wire.ContactCandidate], err error) {
	purpose, err := staff.ParsePurpose(in.Purpose, in.Case, in.Note)
	if err != nil {
		return out, err
	}
	where, err := optionalRegion(in.Region)
	if err != nil {
		return out, err
	}
	after, err := parseCandidate(in.After)
	if err != nil {
		return out, err
	}
	const limit = 200
	rows, err := a.node.ContactCandidates(ctx, c, in.ID, contact.Class(in.Class), where, after, limit, purpose)
	if err != nil {
		return out, err
	}
	out.Items = each(rows, travelled)
	if len(rows) == limit {
		last := rows[limit-1]
		out.Next = strconv.Itoa(last.Score) + "." + hex.EncodeToString(append(append(last.Who[:], last.Service[:]...), last.Patient[:]...))
	}
	return out, nil
}

// parseCandidate reads the cursor of a list of candidates: score, identifier, service, patient of the last.
func parseCandidate(s string) (*contact.Candidate, error) {
	if s == "" {
		return nil, nil
	}
	var c contact.Candidate
	bad := fault.Field("after", s, "is not a cursor of this list")
	score, rest, ok := bytes.Cut([]byte(s), []byte("."))
	text, err := hex.DecodeString(string(rest))
	if !ok || err != nil || len(text) != 48 {
		return nil, bad
	}
	if c.Score, err = strconv.Atoi(string(score)); err != nil {
		return nil, bad
	}
	c.Who, c.Service, c.Patient = contact.Keyed(text[:16]), id.ID(text[16:32]), id.ID(text[32:])
	return &c, nil
}

func travelled(r node.CandidateRow) wire.ContactCandidate {
	known := func(n int) *int {
		if n == contact.Unknown {
			return nil
		}
		return &n
	}
	return wire.ContactCandidate{Keyed: r.Who.String(), Patient: r.Patient, Class: string(r.Class), Rule: r.Rule, Apart: known(r.Apart), Stops: r.Stops, Minutes: known(r.Minutes), Score: r.Score,
		Trip: wire.Trip{Mode: string(r.Mode), Numbers: r.Numbers, Date: r.Day.String(), From: r.From, To: r.To, Seat: r.Seat.String()}, Last: wire.Time(r.Last), Known: r.Known}
}
