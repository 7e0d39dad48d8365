package sheet

import (
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// A spreadsheet keeps a date as a number of days; that it is one only the
// cell's number format says, which excelize does not tell while it streams. So
// before reading, every format that shows a date is replaced by one that writes
// a mark and the plain number, and every other one by none, so that numbers
// come as they are kept and not as they are shown.
const (
	dayMark   = "\uE0D0" // the format shows a day
	timeMark  = "\uE0D1" // it shows a day and a time
	clockMark = "\uE0D2" // it shows a time of day only
)

// dateReader tells marked cells from others.
type dateReader struct{ from1904 bool }

// markDates replaces the number formats of a file that was just opened.
func markDates(f *excelize.File) (dateReader, error) {
	var d dateReader
	props, err := f.GetWorkbookProps()
	if err != nil {
		return d, err
	}
	d.from1904 = props.Date1904 != nil && *props.Date1904
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return d, nil
	}
	custom := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			custom[n.NumFmtID] = n.FormatCode
		}
	}
	marks := make([]string, len(f.Styles.CellXfs.Xf)) // what each style gets
	for i, xf := range f.Styles.CellXfs.Xf {
		if xf.NumFmtID != nil {
			marks[i] = markOf(*xf.NumFmtID, custom)
		}
	}
	plain := -1 // no format has this number
	formats := map[string]*int{"": &plain}
	for _, mark := range []string{dayMark, timeMark, clockMark} {
		code := `"` + mark + `"0.0000000000` // ten places: nine microseconds
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			return d, err
		}
		formats[mark] = f.Styles.CellXfs.Xf[style].NumFmtID
	}
	for i, mark := range marks {
		f.Styles.CellXfs.Xf[i].NumFmtID = formats[mark]
	}
	return d, nil
}

// markOf says what a number format shows: one of the marks, or "" for no date.
// The numbers are those of ECMA-376, part 1, section 18.8.30, with the East Asian ones.
func markOf(format int, custom map[int]string) string {
	if code, ok := custom[format]; ok {
		return markOfCode(code)
	}
	switch {
	case format >= 14 && format <= 17, format >= 27 && format <= 31, format == 36, format >= 50 && format <= 54, format == 57, format == 58:
		return dayMark
	case format == 22:
		return timeMark
	case format >= 18 && format <= 21, format >= 32 && format <= 35, format == 45, format == 47, format == 55, format == 56:
		return clockMark
	}
	return ""
}

// markOfCode looks for the letters of days and times in a format code, outside of quotes, brackets and escapes.
// An elapsed time such as [h]:mm is a number of hours and no time of day.
func markOfCode(code string) string {
	code, _, _ = strings.Cut(code, ";") // the format of positive numbers
	code = strings.ReplaceAll(strings.ToLower(code), "general", "")
	var day, clock, month bool
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return ""
			}
			if in := code[i+1 : i+end]; in != "" && strings.Trim(in, "hms") == "" {
				return ""
			}
			i += end
		case '\\', '_', '*':
			i++
		case 'y', 'd', 'e', 'b', 'g':
			if c == 'e' && i+1 < len(code) && strings.IndexByte("+-", code[i+1]) >= 0 {
				return "" // an exponent
			}
			day = true
		case 'm':
			month = true
		case 'h', 's':
			clock = true
		}
	}
	switch {
	case day && clock:
		return timeMark
	case day, month && !clock:
		return dayMark
	case clock:
		return clockMark
	}
	return ""
}

// lastDay is the number of 9999-12-31, the last day that spreadsheets know.
const lastDay = 2958465

// read gives a cell as text, and whether it was a date. A number that no date can be made of stays a number.
func (d dateReader) read(cell string) (text string, date bool) {
	number, negative := strings.CutPrefix(cell, "-")
	if len(number) < len(dayMark) {
		return cell, false
	}
	mark, number := number[:len(dayMark)], number[len(dayMark):]
	if mark != dayMark && mark != timeMark && mark != clockMark {
		return cell, false
	}
	days, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return cell, false // somebody's text begins with the mark
	}
	if negative {
		days = -days
	}
	t, ok := d.time(days)
	switch midnight := days == float64(int64(days)); {
	case !ok:
		return strconv.FormatFloat(days, 'f', -1, 64), false
	case mark == clockMark && days < 1:
		return t.Format("15:04:05.999"), true
	case mark == dayMark && midnight:
		return t.Format("2006-01-02"), true
	default:
		return t.Format("2006-01-02T15:04:05.999"), true
	}
}

// time is the moment of a day number, to the millisecond. In the system of 1900 there is a day 60, the 29th of
// February, which never was; days before it count from one day later.
func (d dateReader) time(days float64) (time.Time, bool) {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case days < 0 || days > lastDay+1:
		return time.Time{}, false
	case d.from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days >= 60 && days < 61:
		return time.Time{}, false
	case days < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	whole := int(days)
	rest := time.Duration((days - float64(whole)) * float64(24*time.Hour)).Round(time.Millisecond)
	return epoch.AddDate(0, 0, whole).Add(rest), true
}
