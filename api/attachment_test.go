package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/staff"
)

// WZ-10: what a holder attaches, staff who work on the case read as it was, and the other way round; it is handed out to be kept, never to be
// shown as a page of ours, and to nobody else.
func TestAttachments(t *testing.T) {
	h := open(t, free)
	holder, _ := h.holder("13800138000", zhang)
	other := h.login("13800138001", wire.HolderDoor)
	hq := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	desk := h.appointed("13900000004", staff.Reviewer, "420102")
	auditor := h.appointed("13900000005", staff.Auditor, "420000")
	var fact wire.Recorded
	h.send("POST", "/v1/evidence", hq, wire.NewEvidence{Whom: whomZhang, Kind: "fever.clinic", Source: "h", Region: "420102", ValidFrom: wire.Time(h.node.Now()), Purpose: wire.Purpose{Purpose: "control"}}).into(&fact)
	var k wire.CaseRow
	h.send("POST", "/v1/cases", holder, wire.NewCase{Kind: "conversion", Evidence: []id.ID{fact.ID}, Form: json.RawMessage(`{"text":"已痊愈"}`)}).into(&k)
	const pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
	mine, theirs := "/v1/cases/"+k.ID.String()+"/attachments", "/v1/desk/cases/"+k.ID.String()+"/attachments"
	const binary = "application/octet-stream"
	var byHolder, byDesk wire.Attachment
	h.send("POST", mine, holder, pdf, "Content-Type", binary).into(&byHolder)
	h.send("POST", theirs, desk, pdf, "Content-Type", binary).into(&byDesk)
	if !byHolder.ByHolder || byDesk.ByHolder || byHolder.Type != "application/pdf" || byHolder.Size != int64(len(pdf)) || len(byHolder.SHA256) != 64 {
		t.Errorf("%+v %+v", byHolder, byDesk)
	}
	for path, token := range map[string]string{mine: holder, theirs: desk} {
		var list wire.Page[wire.Attachment]
		if h.send("GET", path, token, nil).into(&list); len(list.Items) != 2 {
			t.Errorf("%s: %+v", path, list.Items)
		}
		for _, f := range list.Items {
			a := h.send("GET", path+"/"+f.ID.String(), token, nil)
			if a.status != 200 || string(a.body) != pdf || a.header.Get("Content-Type") != "application/pdf" {
				t.Errorf("%s: %d %s", path, a.status, a.body)
			}
			if d := a.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment;") || !strings.HasSuffix(d, `.pdf"`) ||
				a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s is not handed out to be kept: %v", path, a.header)
			}
		}
	}
	for name, a := range map[string]answer{
		"another holder":               h.send("GET", mine, other, nil),
		"another holder, the file":     h.send("GET", mine+"/"+byHolder.ID.String(), other, nil),
		"another holder attaches":      h.send("POST", mine, other, pdf, "Content-Type", binary),
		"an auditor":                   h.send("GET", theirs+"/"+byHolder.ID.String(), auditor, nil),
		"the holder through the desk":  h.send("GET", theirs, holder, nil),
		"no picture, whatever it says": h.send("POST", mine, holder, "<html>", "Content-Type", "application/pdf"),
		"a file that is not there":     h.send("GET", mine+"/"+k.ID.String(), holder, nil),
		"an id that is none":           h.send("GET", mine+"/x", holder, nil),
	} {
		if a.status < 400 || a.status >= 500 || strings.Contains(string(a.body), "%PDF") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}
