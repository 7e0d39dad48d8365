package node_test

import (
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

// PE-14, BY-19 (enumeration): who names as his ward somebody with an account of his own, somebody under another name, or somebody whom others look after,
// gets one answer; an account that can take nobody on learns nothing at all; and who tries on is stopped until the hour is over (PE-13).
func TestWardsTellNothingOfOthers(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	h.apply("13800138000", zhang)
	li := node.Claim{Name: "李强", IDType: "resident_id", Number: "420102199003078514"}
	stranger := h.login("13900139000", person.HolderDoor)
	ward := func(name, number string) error {
		_, err := h.Verify(ctx, stranger, node.Claim{Ward: true, Name: name, IDType: "resident_id", Number: number})
		return err
	}
	for _, name := range []string{zhang.Name, "王五"} { // before he is anybody himself
		wantFault(t, ward(name, zhang.Number), fault.Conflict, "person.no_real_name")
	}
	if _, err := h.Verify(ctx, stranger, li); err != nil {
		t.Fatal(err)
	}
	own, other := ward(zhang.Name, zhang.Number), ward("王五", zhang.Number)
	wantFault(t, own, fault.Conflict, "link.not_added")
	if other == nil || own.Error() != other.Error() {
		t.Errorf("%v, and under another name: %v", own, other)
	}
	for range person.MissesAnHour - 2 {
		wantFault(t, ward("王五", zhang.Number), fault.Conflict, "link.not_added")
	}
	wantFault(t, ward("王五", zhang.Number), fault.TooMany, "person.misses")
	_, err := h.Verify(ctx, stranger, node.Claim{Ward: true, Name: "李小宝", IDType: "none", Birth: "2015-06-01"})
	wantFault(t, err, fault.TooMany, "person.misses")
	h.clock.Add(time.Hour)
	if _, err := h.Verify(ctx, stranger, node.Claim{Ward: true, Name: "李小宝", IDType: "none", Birth: "2015-06-01"}); err != nil {
		t.Error("after the hour:", err)
	}
}

// BY-19, PE-13: a grid worker who tries numbers by asking for cases finds nobody out of his reach, leaves a trace of each, and is stopped.
func TestCasesAreNoLookUp(t *testing.T) {
	h := open(t)
	h.apply("13800138000", zhang)
	grid := h.desk("13700137001", staff.GridWorker, region.MustParseCode("420104"))
	for i := range person.MissesAnHour {
		number := []string{zhang.Number, "110101199003070038"}[i%2] // known elsewhere, and not known
		_, err := h.OpenCase(t.Context(), grid, node.NewCase{Kind: review.Upward, Whom: node.Whom{IDType: "resident_id", Number: number}, Form: []byte(`{"subject":"gray_code","description":"x"}`)})
		wantFault(t, err, fault.NotFound, "person.not_found")
	}
	_, err := h.OpenCase(t.Context(), grid, node.NewCase{Kind: review.Upward, Whom: node.Whom{IDType: "resident_id", Number: zhang.Number}, Form: []byte(`{"subject":"gray_code","description":"x"}`)})
	wantFault(t, err, fault.TooMany, "person.misses")
}
