package review

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/region"
)

// Forms are strict, name what is wrong, never repeat what may name a person, and read back what they write.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		kind        Kind
		text, field string // field "": it is in order
	}{
		{Conversion, `{"text":"解除隔离证明已开","promise":true}`, ""},
		{Conversion, `{"promise":true}`, "form.text"},
		{Conversion, `{"text":" "}`, "form.text"},
		{Conversion, `{"text":"a\u0007b"}`, "form.text"},
		{Conversion, `{"text":"` + strings.Repeat("长", 2001) + `"}`, "form.text"},
		{Conversion, `{"text":"x","colour":"green"}`, "form.colour"},
		{Conversion, ``, "form"},
		{Correction, `{"text":"没有去过","until":"2020-03-25T00:00:00+08:00","ground":"letter 7"}`, ""},
		{Correction, `{"text":"没有去过","until":"yesterday"}`, "form.until"},
		{Upward, `{"subject":"gray_code","description":"没有更新"}`, ""},
		{Upward, `{"subject":"green","description":"x"}`, "form.subject"},
		{Upward, `{"subject":"other"}`, "form.description"},
		{Refusal, `{"region":"420104","place":"汉正街","at":"2020-03-25T08:00:00+08:00","description":"要求另办"}`, ""},
		{Refusal, `{"region":"999999","place":"汉正街","at":"2020-03-25T08:00:00+08:00","description":"x"}`, "form.region"},
		{Refusal, `{"region":"420104","place":"汉正街","description":"x"}`, "form.at"},
		{Overdue, `{"text":"x"}`, "form"},
		{Overdue, ``, ""},
	} {
		d, err := Of(c.kind)
		if err != nil {
			t.Fatal(err)
		}
		f, err := d.ParseForm([]byte(c.text), region.Embedded())
		if c.field != "" {
			if x, ok := fault.As(err); !ok || x.Field != c.field || strings.Contains(x.Error(), "长长") {
				t.Errorf("%s %s: %v", c.kind, c.text, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s %s: %v", c.kind, c.text, err)
			continue
		}
		if f == nil {
			continue
		}
		again, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if g, err := d.ParseForm(again, region.Embedded()); err != nil || !reflect.DeepEqual(f, g) {
			t.Errorf("%s: %v, was %v, %v", c.kind, g, f, err)
		}
	}
}
