package node_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/node"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

// trucks is what is said beside a table of drivers.
func trucks(h *hubei) node.WhitelistTable {
	return node.WhitelistTable{List: "whitelist.truck", VettedBy: "温州港集团", FiledBy: "市防控办", From: h.Now().In(instant.Beijing), Until: h.Now().Add(30 * instant.Day).In(instant.Beijing)}
}

// WZ-12, states 11 and 12: a table of drivers is filed as a list, each row with its result; the refused ones come back as a file that, corrected,
// is the next list; another person approves.
func TestFileWhitelist(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, two := h.desk("13800138001", staff.Reviewer, wenzhouCity), h.desk("13800138002", staff.Reviewer, wenzhouCity)
		c, _ := h.resident("normal", false)
		other := node.Sample(5)
		table := strings.Join([]string{"序号,姓名,证件类型,身份证号,手机号,车牌",
			"1,张三丰,,11010519491231002x,13800138000,浙C12345",
			"2," + other.Name + ",居民身份证," + other.Number + ",,",
			"3,李四,,110105194912310021,,", // wrong check character
			"4,,," + node.Sample(6).Number + ",,",
			"5,王五,,,,",
			"6,张三丰,resident_id,11010519491231002X,,浙C12345",
			"7,赵六,驾驶证,1,,",
			`8,"钱七,,1,,`}, "\r\n")
		f, err := h.FileWhitelist(ctx, one, []byte(table), sheet.Options{}, trucks(h))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range f.Rows {
			s := r.Status
			if r.Fault != nil {
				s += " " + r.Fault.Key + " " + r.Fault.Field
				if strings.Contains(r.Fault.Error(), "110105194912310021") {
					t.Error("a number is repeated:", r.Fault)
				}
			}
			got = append(got, s)
		}
		want := "listed|listed|refused id_number.check id_number|refused field.missing name|refused field.missing id_number|duplicate|refused field.invalid id_type|refused sheet.quote row 9"
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%s\nwant %s", s, want)
		}
		if n := f.Count("listed") + f.Count("refused") + f.Count("duplicate"); n != len(f.Rows) || n != 8 {
			t.Errorf("%d of %d rows are counted", n, len(f.Rows))
		}
		h.wantState(c, "1", "filed")
		_, err = h.tryMove(one, f.Case, review.Approve)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		file, err := h.Case(ctx, two, f.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		var form review.WhitelistForm
		if err := json.Unmarshal(file.Form, &form); err != nil || len(form.People) != 2 || strings.Contains(string(file.Form), "浙C") {
			t.Errorf("%s %v", file.Form, err)
		}
		if k := h.move(two, f.Case, review.Approve); k.State != review.Approved {
			t.Error(k.State)
		}

		// What was refused, corrected, is the next list; what can still not be read comes back again.
		var errors bytes.Buffer
		if err := f.WriteRefused(&errors); err != nil {
			t.Fatal(err)
		}
		corrected := strings.NewReplacer("110105194912310021", node.Sample(7).Number, "驾驶证,1", "身份证,"+node.Sample(8).Number).Replace(errors.String())
		again, err := h.FileWhitelist(ctx, one, []byte(corrected), sheet.Options{}, trucks(h))
		if err != nil || again.Count("listed") != 2 || again.Count("refused") != 3 || len(again.Rows) != 5 {
			t.Errorf("%d rows, %d listed, %d refused: %v\n%s", len(again.Rows), again.Count("listed"), again.Count("refused"), err, corrected)
		}
	})
}

// WZ-12: a table that is sent again, by anybody, is the list of before: it is named, nothing is filed, and the counts add up. Once that list
// was refused, or for another end, the table is a new list.
func TestFileWhitelistTwice(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, two := h.desk("13800138001", staff.Reviewer, wenzhouCity), h.desk("13800138002", staff.Reviewer, wenzhouCity)
		table := []byte("姓名,身份证号\n张三丰,11010519491231002X\n张三丰,11010519491231002X\n李四,1\n")
		beside := trucks(h)
		send := func(c node.Caller, again bool) review.Case {
			t.Helper()
			f, err := h.FileWhitelist(ctx, c, table, sheet.Options{}, beside)
			h.ok(err)
			want := [3]int{1, 1, 1}
			if again {
				want = [3]int{0, 1, 2}
			}
			if got := [3]int{f.Count("listed"), f.Count("refused"), f.Count("duplicate")}; f.Again != again || got != want || len(f.Rows) != 3 {
				t.Errorf("again %v: listed, refused, duplicate %v, want %v", f.Again, got, want)
			}
			return f.Case
		}
		first := send(one, false)
		if k := send(two, true); k.ID != first.ID {
			t.Errorf("the case %s is named, not %s", k.ID, first.ID)
		}
		h.move(two, first, review.Refuse)
		second := send(one, false)
		if second.ID == first.ID {
			t.Error("it is the refused list")
		}
		h.move(two, second, review.Approve)
		if k := send(one, true); k.ID != second.ID || k.State != review.Approved {
			t.Errorf("%+v", k)
		}
		beside.Until = h.Now().Add(60 * instant.Day).In(instant.Beijing)
		send(one, false)
	})
}

// WZ-12: a list takes five hundred people; who stands below is refused, and files are refused that are no list at all.
func TestFileWhitelistLimits(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, county := h.desk("13800138001", staff.Reviewer, wenzhouCity), h.desk("13800138002", staff.Reviewer, region.MustParseCode("330302"))
		long := bytes.NewBufferString("name,id_number\n")
		for i := range review.MaxListed + 2 {
			p := node.Sample(i)
			fmt.Fprintf(long, "%s,%s\n", p.Name, p.Number)
		}
		first := node.Sample(0)
		fmt.Fprintf(long, "%s,%s\n", first.Name, first.Number)
		f, err := h.FileWhitelist(ctx, one, long.Bytes(), sheet.Options{}, trucks(h))
		if err != nil || f.Count("listed") != review.MaxListed || f.Count("refused") != 2 || f.Count("duplicate") != 1 {
			t.Fatalf("%d listed, %d refused, %d twice: %v", f.Count("listed"), f.Count("refused"), f.Count("duplicate"), err)
		}
		if r := f.Rows[review.MaxListed]; r.Fault == nil || r.Fault.Key != "whitelist.full" || r.Number != review.MaxListed+2 {
			t.Errorf("%+v", r)
		}
		f, err = h.FileWhitelist(ctx, one, []byte("name,id_number\n张三,1\n"), sheet.Options{}, trucks(h))
		if err != nil || !f.Case.ID.IsZero() || f.Count("refused") != 1 {
			t.Error("nobody can be listed:", f.Case.ID, err)
		}
		table := []byte("name,id_number\n张三丰," + zhang.Number + "\n")
		for name, bad := range map[string]struct {
			table      []byte
			change     func(*node.WhitelistTable)
			key, field string
		}{
			"no number":       {[]byte("姓名,车牌\n张三丰,浙C12345\n"), nil, "whitelist.column", ""},
			"a column twice":  {[]byte("姓名,name,证件号码\na,b,c\n"), nil, "field.invalid", "column"},
			"no table":        {[]byte("\x00"), nil, "sheet.format", ""},
			"too many rows":   {append([]byte("name,id_number\n"), bytes.Repeat([]byte("a,b\n"), node.MaxWhitelistRows+1)...), nil, "whitelist.too_many_rows", ""},
			"another list":    {table, func(w *node.WhitelistTable) { w.List = "whitelist.friends" }, "field.invalid", "list"},
			"nobody vetted":   {table, func(w *node.WhitelistTable) { w.VettedBy = "" }, "field.missing", "vetted_by"},
			"no time":         {table, func(w *node.WhitelistTable) { w.From = "yesterday" }, "field.invalid", "from"},
			"too long a time": {table, func(w *node.WhitelistTable) { w.Until = h.Now().Add(181 * instant.Day).In(instant.Beijing) }, "field.invalid", "until"},
		} {
			w := trucks(h)
			if bad.change != nil {
				bad.change(&w)
			}
			_, err := h.FileWhitelist(ctx, one, bad.table, sheet.Options{}, w)
			if f, _ := fault.As(err); f == nil || f.Key != bad.key || f.Field != bad.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err = h.FileWhitelist(ctx, county, table, sheet.Options{}, trucks(h))
		wantKey(t, err, "staff.outside_region")
		_, err = h.FileWhitelist(ctx, h.desk("13800138003", staff.Auditor, wenzhouCity), []byte("\x00"), sheet.Options{}, trucks(h))
		wantKey(t, err, "staff.not_permitted")
		list, err := h.Cases(ctx, one, node.CaseQuery{Kind: review.Whitelist, Limit: 10})
		if err != nil || len(list) != 1 {
			t.Errorf("%d cases, %v", len(list), err)
		}
	})
}
