package evidence

import (
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// parseCell reads an attribute from a cell. The fault has no field yet.
func (b *Binding) parseCell(want Attribute, s string) (Attr, error) {
	a := Attr{Name: want.Name}
	switch want.Name.Type() {
	case Choice:
		a.Text = translate(s, want.Words)
	case List:
		var list []string
		for _, w := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",;、，；|/ ", c) }) {
			list = append(list, translate(w, want.Words))
		}
		a = ListAttr(want.Name, list...)
	case Bool:
		v, ok := yesNo[fold(s)]
		if !ok {
			return a, refuse(s, "is not true or false, 是 or 否")
		}
		a = BoolAttr(want.Name, v)
	case Whole:
		n, err := strconv.ParseUint(fold(s), 10, 53)
		if err != nil {
			return a, refuse(s, "is not a whole number")
		}
		a.Num = int64(n)
	case Number:
		x, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSuffix(fold(s), "°c"), "度"), 64)
		if err != nil || strings.ContainsAny(s, "xXpP_") {
			return a, refuse(s, "is not a number")
		}
		a = NumberAttr(want.Name, x)
	case Time:
		t, err := ParseTime(s, b.zone)
		if err != nil {
			return a, err
		}
		a = TimeAttr(want.Name, t)
	case Region:
		c, err := b.region(s)
		if err != nil {
			return a, err
		}
		if a.Text = c.String(); len(a.Text) != 6 {
			return a, refuse(s, "is not a region of county level or above")
		}
	default:
		a.Text = s
	}
	return a, want.check(a)
}

// refuse is the refusal of a cell, whose field is named later.
func refuse(cell, format string, args ...any) *fault.Fault {
	return fault.Field("", cell, format, args...)
}

const timeForm = "is not a time: write 2020-03-25 09:00 or 2020-03-25T09:00:00+08:00"

// ParseTime reads a time as tables have it: RFC 3339, or a day (2020-03-25, 2020/3/25, 2020.3.25, 2020年3月25日,
// 20200325) and, if it is there, a time of day (9:00, 09:00:05, 9时5分, 090005 behind a day without signs) and an offset.
// A day by itself is its 00:00. z is the offset of times that state none. The year stands first: no day is guessed. The
// fault has no field.
func ParseTime(s string, z instant.Zone) (instant.Instant, error) {
	t := timeReader{rest: s}
	var date, clock [3]string
	if len(s) >= 8 && leadingDigits(s) >= 8 {
		t.compact(&date, &clock)
	} else {
		date = [3]string{t.digits(4), "", ""}
		if sep := t.sign("-", "/", ".", "年"); sep != "" {
			date[1] = t.digits(2)
			if sep == "年" {
				sep = "月"
			}
			t.need(sep)
			date[2] = t.digits(2)
			if sep == "月" {
				t.need("日")
			}
		}
		t.clock(&clock)
	}
	if d := strings.Trim(s, "0123456789."); d == "" && leadingDigits(s) == 5 {
		return 0, refuse(s, "is not a time but a spreadsheet's number of one: format the column as a date")
	}
	fraction := ""
	if t.sign(".", ",") != "" {
		fraction = "." + t.digits(9)
	}
	if t.sign(" "); t.rest != "" {
		z = instant.Zone(t.rest)
	}
	if t.bad || len(date[0]) != 4 || date[1] == "" || date[2] == "" {
		return 0, refuse(s, timeForm)
	}
	at, _, err := instant.Parse(date[0] + "-" + pad(date[1]) + "-" + pad(date[2]) + "T" + pad(clock[0]) + ":" + pad(clock[1]) + ":" + pad(clock[2]) +
		fraction + string(z))
	if f, ok := fault.As(err); ok {
		_, why, _ := strings.Cut(f.Detail, ": ")
		return 0, refuse(s, "is not a time: %s", why)
	}
	return at, err
}

// timeReader takes a time apart from its beginning.
type timeReader struct {
	rest string
	bad  bool
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// digits takes at most n digits, and at least one.
func (t *timeReader) digits(n int) string {
	n = min(n, leadingDigits(t.rest))
	d := t.rest[:n]
	t.rest = t.rest[n:]
	t.bad = t.bad || n == 0
	return d
}

// sign takes the first of some signs that is next, "" if none is.
func (t *timeReader) sign(signs ...string) string {
	for _, s := range signs {
		if rest, ok := strings.CutPrefix(t.rest, s); ok {
			t.rest = rest
			return s
		}
	}
	return ""
}

func (t *timeReader) need(sign string) { t.bad = t.sign(sign) == "" || t.bad }

// compact takes 20200325, 202003250900 or 20200325090005, or a day without signs before a clock.
func (t *timeReader) compact(date, clock *[3]string) {
	*date = [3]string{t.digits(4), t.digits(2), t.digits(2)}
	if leadingDigits(t.rest) == 0 {
		t.clock(clock)
		return
	}
	clock[0], clock[1] = t.digits(2), t.digits(2)
	if leadingDigits(t.rest) > 0 {
		clock[2] = t.digits(2)
	}
}

// clock takes a time of day, if one follows.
func (t *timeReader) clock(clock *[3]string) {
	gap := t.sign("T", "t", " ")
	for t.sign(" ") != "" {
	}
	if leadingDigits(t.rest) == 0 {
		t.bad = t.bad || gap == "T" || gap == "t"
		return
	}
	clock[0] = t.digits(2)
	if t.sign("时", "点") != "" {
		if leadingDigits(t.rest) > 0 {
			clock[1] = t.digits(2)
			t.need("分")
		}
		if leadingDigits(t.rest) > 0 {
			clock[2] = t.digits(2)
			t.need("秒")
		}
		return
	}
	t.need(":")
	clock[1] = t.digits(2)
	if t.sign(":") != "" {
		clock[2] = t.digits(2)
	}
}

func pad(s string) string {
	switch len(s) {
	case 0:
		return "00"
	case 1:
		return "0" + s
	}
	return s
}
