package node_test

import (
	"fmt"
	"strings"
	"testing"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/review"
	"kangma/staff"
)

// byCase are the kinds that only a case brings about, with what an attribute of theirs must say.
var byCase = map[evidence.Kind]struct {
	by    review.Kind
	attrs evidence.Attrs
}{
	evidence.Check:                {review.Check, evidence.Attrs{evidence.TextAttr(evidence.State, "closed"), evidence.TextAttr(evidence.Outcome, "clear")}},
	evidence.CertificateIsolation: {review.IsolationCertificate, evidence.Attrs{evidence.WholeAttr(evidence.Days, 14)}},
	evidence.WhitelistTruck:       {review.Whitelist, nil},
	evidence.WhitelistCode:        {review.Whitelist, nil},
}

// RE-9, HB-12, WZ-10, WZ-12: what two people of a case decide nobody records beside it, with no role, on no machine; the
// refusal names the kind and the case to open, and leaves nothing behind, not even the person.
func TestNothingBesideItsCase(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		ctx := t.Context()
		people := h.count(`SELECT COUNT(*) FROM people`)
		purpose, _ := staff.ParsePurpose("control", "", "")
		callers := []node.Caller{node.Itself}
		for i, r := range []staff.Role{staff.Headquarters, staff.Reviewer, staff.HealthDataOfficer} {
			callers = append(callers, h.desk(fmt.Sprintf("1370013700%d", i), r, hubeiProvince))
		}
		for kind, want := range byCase {
			for _, c := range callers {
				_, err := h.RecordEvidence(ctx, c, whomZhang(), "1", evidence.Fact{Kind: kind, Source: "hq", Attrs: want.attrs, ValidFrom: h.Now(), ValidUntil: instant.Never}, purpose)
				f, ok := fault.As(err)
				if !ok || f.Key != "evidence.by_case" || f.Field != "kind" || f.Value != `"`+kind.String()+`"` || !strings.Contains(f.Detail, string(want.by)) {
					t.Errorf("%s: %v", kind, err)
				}
			}
		}
		if n := h.count(`SELECT COUNT(*) FROM people`) - people; n != 0 {
			t.Errorf("%d persons were made of records that were refused", n)
		}
	})
}

// RE-9: in a file that says many things, the rows that only a case may say are refused with their column and value, the others are
// stored, and the counts add up; a dry run says the same.
func TestNothingBesideItsCaseInAFile(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		file := "依据种类,来源,编号,身份证号,开始时间,检测结果,state,隔离天数\n" +
			"test.nucleic,lab,1," + node.Sample(1).Number + ",2020-03-25 08:00:00,negative,,\n" +
			"whitelist.code,hq,2," + node.Sample(2).Number + ",2020-03-25 08:00:00,,,\n" +
			"集卡车司机白名单,hq,3," + node.Sample(3).Number + ",2020-03-25 08:00:00,,,\n" +
			"certificate.isolation,hq,4," + node.Sample(4).Number + ",2020-03-25 08:00:00,,,14\n" +
			"check,street,5," + node.Sample(5).Number + ",2020-03-25 08:00:00,,closed,\n" +
			"control.home,street,6," + node.Sample(6).Number + ",2020-03-25 08:00:00,,,\n"
		for _, dry := range []bool{true, false} {
			run, err := h.StartImport(t.Context(), node.Itself, strings.NewReader(file), node.ImportOptions{DryRun: dry})
			if err != nil {
				t.Fatal(err)
			}
			i := h.wait(run, jobs.Done)
			if i.Read != 6 || i.Stored != 2 || i.Refused != 4 || i.Duplicate != 0 {
				t.Errorf("dry %v: %+v", dry, i.Import)
			}
			for n, kind := range []string{"whitelist.code", "whitelist.truck", "certificate.isolation", "check"} {
				if got := h.reasons(run); len(got) != 4 || !strings.Contains(got[n], "依据种类: \""+kind+"\" is brought about by a case alone") {
					t.Errorf("%s: %q", kind, got)
				}
			}
		}
		if n := h.count(`SELECT COUNT(*) FROM people`); n != 2 {
			t.Errorf("%d persons of two rows", n)
		}
	})
}
