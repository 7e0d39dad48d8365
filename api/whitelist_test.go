package api_test

import (
	"strings"
	"testing"

	"kangma/api/wire"
	"kangma/node"
	"kangma/staff"
)

// WZ-12: a table of a list is answered row by row, and what was refused comes back as a file; no value is repeated but in that file.
func TestFileWhitelist(t *testing.T) {
	h := open(t, free)
	one, two := h.appointed("13900000003", staff.Reviewer, "420000"), h.appointed("13900000004", staff.Reviewer, "420000")
	table := "姓名,证件号码,车牌\n张三丰,11010519491231002X,鄂A12345\n李四,110105194912310021,鄂A54321\n"
	const beside = "/v1/desk/cases/whitelist?list=whitelist.truck&vetted_by=port&filed_with=hq&from=2020-03-25T00:00:00Z&until="
	var f wire.FiledWhitelist
	h.send("POST", beside+"2020-05-01T00:00:00Z", one, table).into(&f)
	if f.Case == nil || f.Case.State != "filed" || f.Read != 2 || f.Listed != 1 || f.Refused != 1 || f.Duplicate != 0 {
		t.Fatalf("%+v", f)
	}
	if r := f.Rows[1]; r.Row != 3 || r.Status != "refused" || r.Key != "id_number.check" || r.Field != "id_number" || strings.Contains(r.Detail, "110105") {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(f.Errors, "李四,110105194912310021,鄂A54321,") || strings.Contains(f.Errors, "张三丰") {
		t.Error(f.Errors)
	}
	var k wire.CaseRow
	h.send("POST", "/v1/desk/cases/"+f.Case.ID.String()+"/moves", two, wire.DeskMove{CaseMove: wire.CaseMove{Move: "approve", Version: f.Case.Version, Reason: "同意"}}).into(&k)
	if k.State != "approved" {
		t.Error(k.State)
	}
	h.send("POST", beside+"never", one, table).refused(422, "field.invalid")
	h.send("POST", "/v1/desk/cases/whitelist?list=whitelist.truck", one, "姓名\n"+node.Sample(1).Name+"\n").refused(422, "whitelist.column")
}
