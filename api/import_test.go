package api_test

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"kangma/api/wire"
	"kangma/staff"
)

// run does the node's background work until the test ends.
func (h *hubei) run() {
	ctx, cancel := context.WithCancel(h.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.node.Run(ctx) }()
	h.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			h.t.Error(err)
		}
	})
}

// A feed comes as a file; its rows are counted, the refused ones come back as a file, and the colour follows in the same run.
func TestImport(t *testing.T) {
	h := open(t, free)
	holder, _ := h.holder("13800138000", zhang)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	h.run()
	table := "证件类型,证件号码,类别,来源,编号,发生时间\n" +
		"resident_id,11010519491231002X,case.confirmed,CDC,1,2020-03-24T08:00:00+08:00\n" +
		"resident_id,110105194912310021,case.confirmed,CDC,2,2020-03-24T08:00:00+08:00\n" // wrong check character
	mapping := `{"name":"cdc","fields":{"id_type":"证件类型","id_number":"证件号码","kind":"类别","source":"来源","number":"编号","valid_from":"发生时间"}}`
	h.send("PUT", "/v1/evidence/mappings", officer, mapping).into(nil)
	var begun wire.ImportStarted
	start := func() wire.Import {
		h.send("POST", "/v1/evidence/imports?file=cdc.csv&mapping=cdc", officer, table, "Content-Type", "text/csv").into(&begun)
		var i wire.Import
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			if h.send("GET", "/v1/evidence/imports/"+begun.ID.String(), officer, nil).into(&i); i.State == "done" || i.State == "failed" {
				break
			}
		}
		if i.State != "done" || i.Read != i.Stored+i.Refused+i.Duplicate {
			t.Fatalf("%+v", i)
		}
		return i
	}
	if i := start(); i.Stored != 1 || i.Refused != 1 {
		t.Errorf("%+v", i)
	}
	if c := h.show(holder); c.Colour != "red" {
		t.Errorf("a confirmed case is %s", c.Colour)
	}
	errorsFile := h.send("GET", "/v1/evidence/imports/"+begun.ID.String()+"/errors", officer, nil).into(nil)
	if !strings.Contains(string(errorsFile.body), "110105194912310021") || !strings.Contains(string(errorsFile.body), "check character") {
		t.Errorf("%s", errorsFile.body)
	}
	if i := start(); i.Duplicate != 1 || i.Stored != 0 { // the same file twice (EV-4)
		t.Errorf("%+v", i)
	}
	var page wire.Page[wire.Import]
	if h.send("GET", "/v1/evidence/imports", officer, nil).into(&page); len(page.Items) != 2 {
		t.Errorf("%d imports", len(page.Items))
	}
	h.send("POST", "/v1/evidence/imports?kind=rumour", officer, table).refused(422, "field.invalid")
	other := h.appointed("13900000004", staff.Auditor, "420000")
	h.send("POST", "/v1/evidence/imports", other, table).refused(403, "staff.not_permitted")
	h.send("GET", "/v1/evidence/imports/"+begun.ID.String()+"/errors", other, nil).refused(403, "staff.not_permitted")
}

// A published list of risk areas is a dated version, in the words of its file (WZ-09).
func TestRisk(t *testing.T) {
	h := open(t, free)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	list := `{"code":0,"msg":"ok","data":{"end_update_time":"2020-03-25 08时","hcount":1,"mcount":0,
		"highlist":[{"type":"2","province":"湖北省","city":"武汉市","county":"江岸区","area_name":"湖北省 武汉市 江岸区","communitys":["全域"]}],"middlelist":[]}}`
	a := h.send("POST", "/v1/risk?source=NHC", officer, list)
	if a.status != 200 {
		t.Logf("%s", a.body)
	}
	var r wire.RiskImport
	a.into(&r)
	if r.Rows != 1 || r.Resolved != 1 || len(r.Added) != 1 || r.Added[0].Region != "420102" || r.Added[0].Level != "high" {
		t.Errorf("%+v", r)
	}
	var areas wire.Page[wire.RiskArea]
	h.send("GET", "/v1/risk", "", nil).into(&areas)
	if len(areas.Items) != 1 || areas.Items[0].Name != "湖北省武汉市江岸区" {
		t.Errorf("%+v", areas)
	}
	h.send("POST", "/v1/risk?source=NHC", officer, list).refused(409, "risk.older")
	h.send("POST", "/v1/risk?source=NHC", officer, "{}").refused(422, key(h.send("POST", "/v1/risk?source=NHC", officer, "{}")))
}

// slow is a connection whose answer would be late by the server's clock, unless its limit is lifted.
type slow struct {
	*httptest.ResponseRecorder
	lifted bool
}

func (s *slow) SetWriteDeadline(t time.Time) error { s.lifted = t.IsZero(); return nil }

// What takes a file takes as long as its sender needs, and says what is wrong if the file breaks off or is too long: it is
// no error of the node's.
func TestFilesThatTakeLong(t *testing.T) {
	h := open(t, free)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	ask := func(path string, body io.Reader) *slow {
		r := httptest.NewRequest("POST", path, body)
		r.Header.Set("Authorization", "Bearer "+officer)
		w := &slow{ResponseRecorder: httptest.NewRecorder()}
		h.api.ServeHTTP(w, r)
		if !w.lifted {
			t.Errorf("%s is cut off when the server's time for an answer is over", path)
		}
		return w
	}
	for _, path := range []string{"/v1/risk?source=NHC", "/v1/places/import", "/v1/policies/candidates", "/v1/evidence/imports?kind=test.nucleic&source=a"} {
		if w := ask(path, iotest.ErrReader(io.ErrUnexpectedEOF)); w.Code != 422 || !strings.Contains(w.Body.String(), "request.malformed") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if strings.Contains(path, "imports") {
			continue // up to gigabytes
		}
		if w := ask(path, io.LimitReader(endless{}, 64<<20)); w.Code != 413 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }
