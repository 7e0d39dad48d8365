package api_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/staff"
)

// ids are random, so any three digits may stand in one.
var ids = regexp.MustCompile(`[0-9a-f]{32}`)

// NA-05(6), NT-2, NT-6: holders and staff list and read what they were told; it names nobody.
func TestNotices(t *testing.T) {
	h := open(t, free)
	token, who := h.holder("13800138000", zhang)
	h.clock.Add(time.Minute)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	h.send("POST", "/v1/evidence", officer, wire.NewEvidence{Whom: wire.Whom{IDType: "resident_id", Number: zhang.Number}, Kind: "contact.close", Number: "1",
		Source: "cdc", ValidFrom: wire.Time(h.node.Now())}).into(nil)
	var in wire.Notices
	got := h.send("GET", "/v1/notices", token, nil).into(&in)
	if len(in.Items) != 1 || in.Unread != 1 || in.Items[0].Kind != "colour.changed" || in.Items[0].Person != who || in.Items[0].About.Kind != "decision" ||
		!strings.HasPrefix(in.Items[0].Text.Zh, "健康码由绿码变为黄码") || in.Items[0].Read != 0 {
		t.Fatalf("%s", got.body)
	}
	said := ids.ReplaceAllString(string(got.body), "")
	for _, secret := range []string{"张", "1949", "138", "cdc"} {
		if strings.Contains(said, secret) {
			t.Errorf("a notice says %s: %s", secret, got.body)
		}
	}
	h.send("POST", "/v1/notices/"+in.Items[0].ID.String()+"/read", token, nil).into(nil)
	if h.send("GET", "/v1/notices?unread=true", token, nil).into(&in); len(in.Items) != 0 || in.Unread != 0 {
		t.Errorf("%+v", in)
	}
	if h.send("GET", "/v1/notices?limit=1", token, nil).into(&in); in.Items[0].Read != wire.Time(h.node.Now()) || in.Next == "" {
		t.Errorf("%+v", in)
	}
	h.send("POST", "/v1/notices/"+id.New(1).String()+"/read", token, nil).refused(404, "notice.not_found")
	h.send("GET", "/v1/notices", officer, nil).refused(403, "session.other_door")
	h.send("GET", "/v1/notices?person="+id.New(1).String(), token, nil).refused(404, "person.not_linked")

	if h.send("GET", "/v1/staff/notices", officer, nil).into(&in); len(in.Items) != 1 || in.Items[0].Kind != "staff.appointed" || in.Items[0].Office != nil {
		t.Errorf("%+v", in)
	}
	h.send("POST", "/v1/staff/notices/"+in.Items[0].ID.String()+"/read", officer, nil).into(nil)
	if h.send("GET", "/v1/staff/notices?unread=true", officer, nil).into(&in); len(in.Items) != 0 {
		t.Errorf("%+v", in)
	}
}
