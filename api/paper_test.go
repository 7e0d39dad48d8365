package api_test

import (
	"bytes"
	"net/http/httptest"
	"testing"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/poster"
	"kangma/staff"
)

// BY-09, NA-12: a holder has a paper code issued, printed and cancelled by the API; a grid worker does for who has no phone.
func TestPapers(t *testing.T) {
	h := open(t, free)
	server := httptest.NewServer(h.api)
	t.Cleanup(server.Close)
	ctx := t.Context()
	_, who := h.holder("13800138000", zhang)
	c := h.client(server.URL, "13800138000", wire.HolderDoor)
	paper, err := c.IssuePaper(ctx, id.ID{})
	must(t, err)
	if paper.Person != who || !paper.Counts || paper.By != "holder" {
		t.Errorf("%+v", paper)
	}
	if _, err := poster.Font(); err == nil {
		var pdf bytes.Buffer
		must(t, c.PrintPaper(ctx, id.ID{}, paper.ID, &pdf))
		if !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
			t.Errorf("%.40s", pdf.String())
		}
	}
	lost, err := c.LosePaper(ctx, who)
	must(t, err)
	if lost.ID != paper.ID || lost.Counts || lost.Ended != "lost" || lost.EndedAt == 0 {
		t.Errorf("%+v", lost)
	}
	if err := c.PrintPaper(ctx, who, paper.ID, &bytes.Buffer{}); fault.CodeOf(err) != fault.Conflict && fault.CodeOf(err) != fault.Unavailable {
		t.Error("a lost paper is printed:", err)
	}
	all, err := c.Papers(ctx, who)
	must(t, err)
	if len(all.Items) != 1 {
		t.Errorf("%+v", all)
	}

	h.appointed("13900000031", staff.GridWorker, "420102")
	helper := h.client(server.URL, "13900000031", wire.StaffDoor)
	purpose := wire.Purpose{Purpose: "service"}
	in := wire.OnSite{Name: "李秀英", IDType: "resident_id", Number: "420102194001011225", Why: "resident", Region: "420102", Address: "解放大道2号",
		Health: wire.Health{Status: "none"}, Seen: "document", Consent: "spoken", Purpose: purpose}
	entered, err := helper.EnterOnSite(ctx, in)
	must(t, err)
	if !entered.New || !entered.Assigned {
		t.Errorf("%+v", entered)
	}
	in.Consent = "signed"
	in.Purpose = wire.Purpose{}
	if _, err := helper.EnterOnSite(ctx, in); fault.CodeOf(err) != fault.Invalid {
		t.Error("without a purpose:", err)
	}
	of := wire.OfHelped{Person: entered.Person, Purpose: purpose}
	hers, err := helper.IssuePaperFor(ctx, of)
	must(t, err)
	list, err := helper.PapersOf(ctx, of)
	must(t, err)
	if len(list.Items) != 1 || list.Items[0].ID != hers.ID || hers.By != "staff" {
		t.Errorf("%+v", list)
	}
	if _, err := poster.Font(); err == nil {
		must(t, helper.PrintPaperFor(ctx, of, hers.ID, &bytes.Buffer{}))
	}
	gone, err := helper.LosePaperFor(ctx, of)
	must(t, err)
	if gone.ID != hers.ID || gone.Counts {
		t.Errorf("%+v", gone)
	}
}
