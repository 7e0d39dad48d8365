package contact

import (
	"slices"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/passage"
)

// Timetable is how a service runs, on which days.
type Timetable struct {
	ID      id.ID
	Mode    Mode
	Numbers []string
	Stops   []Stop
	Days    []passage.Day // on which it leaves its origin; none: every day
	Source  string
}

// Runs says whether it leaves its origin on a day.
func (t *Timetable) Runs(d passage.Day) bool {
	return len(t.Days) == 0 || slices.Contains(t.Days, d)
}

// On is the service of a day.
func (t *Timetable) On(d passage.Day) Service {
	return Service{Mode: t.Mode, Day: d, Numbers: t.Numbers, Stops: t.Stops}
}

// TimetableReader makes timetables of a table with a row for each stop, in which the columns of the service are filled at its first
// stop alone, as the public timetable of China's high-speed trains has it; rows that repeat the number are read as well.
type TimetableReader struct {
	number, order, stop, arrives, departs, days int
	current                                     *Timetable
	rows, first, before                         int // of the current service: rows read, number of its first row, order of its last stop
	broken                                      *fault.Fault

	Read, Stored, Refused int // stops
}

// NewTimetableReader finds the columns. Of two columns of departures the later is the stop's, the earlier the service's.
func NewTimetableReader(header []string) (*TimetableReader, error) {
	last := func(names ...string) int {
		for i := len(header) - 1; i >= 0; i-- {
			if slices.Contains(names, strings.ToLower(strings.TrimSpace(header[i]))) {
				return i
			}
		}
		return -1
	}
	r := &TimetableReader{number: last("车次", "航班号", "班次", "number"), order: last("站序", "order", "stop_order"), stop: last("站名", "stop", "station"),
		arrives: last("到站时间", "arrives", "arrival"), departs: last("出发时间", "开车时间", "departs", "departure"), days: last("运行日期", "开行日期", "days")}
	for name, at := range map[string]int{"车次 number": r.number, "站序 order": r.order, "站名 stop": r.stop, "到站时间 arrives": r.arrives, "出发时间 departs": r.departs} {
		if at < 0 {
			return nil, fault.New(fault.Invalid, "contact.column", "the table has no column %s", name)
		}
	}
	return r, nil
}

// Row reads one row. It gives the timetable that ended before it, nil if none did, and the fault of a service that cannot be: all of
// its stops are refused together, since half a line would make wrong legs.
func (r *TimetableReader) Row(number int, cells []string) (*Timetable, *fault.Fault) {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	r.Read++
	var done *Timetable
	var bad *fault.Fault
	order, err := strconv.Atoi(cell(r.order))
	if name := cell(r.number); order == 1 || r.current == nil {
		done, bad = r.End()
		r.current, r.first = &Timetable{}, number
		if r.current.Numbers, err = ParseNumbers(name); err != nil {
			r.spoil(err)
		}
		if err := r.readDays(cell(r.days)); err != nil {
			r.spoil(err)
		}
	}
	r.rows++
	if err != nil || order <= r.before { // stops may be left out, which halt for no passengers; never come out of order
		r.spoil(fault.Field("order", cell(r.order), "does not follow stop %d of the service", r.before))
	}
	r.before = order
	if err := r.readStop(cell(r.stop), cell(r.arrives), cell(r.departs)); err != nil {
		r.spoil(err)
	}
	return done, bad
}

func (r *TimetableReader) spoil(err error) {
	if f, ok := fault.As(err); ok && r.broken == nil {
		r.broken = f
	}
}

// End gives the last timetable.
func (r *TimetableReader) End() (*Timetable, *fault.Fault) {
	t, bad, rows := r.current, r.broken, r.rows
	r.current, r.broken, r.rows, r.before = nil, nil, 0, 0
	if t == nil {
		return nil, nil
	}
	if bad == nil {
		s := t.On(0)
		if f, ok := fault.As(s.Check()); ok {
			bad = f
		}
	}
	if bad != nil {
		r.Refused += rows
		named := *bad
		named.Detail = "row " + strconv.Itoa(r.first) + ": " + named.Detail
		return nil, &named
	}
	r.Stored += rows
	return t, nil
}

// readStop adds a stop. Times go on: one that is smaller than the one before belongs to the next day.
func (r *TimetableReader) readStop(name, arrives, departs string) error {
	t := r.current
	if name == "" {
		return fault.Missing("stop")
	}
	last := 0
	if n := len(t.Stops); n > 0 {
		last = max(t.Stops[n-1].Departs, t.Stops[n-1].Arrives, 0)
	}
	s := Stop{Name: name}
	var err error
	if s.Arrives, err = after(last, arrives); err != nil {
		return err
	}
	if s.Departs, err = after(max(last, s.Arrives), departs); err != nil {
		return err
	}
	t.Stops = append(t.Stops, s)
	return nil
}

// after is a time of day as minutes after the service's first midnight, not before another.
func after(last int, s string) (int, error) {
	if strings.Trim(s, "-— ") == "" {
		return Unknown, nil
	}
	h, m, ok := strings.Cut(strings.TrimSuffix(s, ":00"), ":")
	if !ok {
		h, m, ok = strings.Cut(s, ":")
	}
	hour, e1 := strconv.Atoi(h)
	minute, e2 := strconv.Atoi(m)
	if !ok || e1 != nil || e2 != nil || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return 0, fault.Field("time", s, "is not a time of day like 09:05")
	}
	at := last/1440*1440 + hour*60 + minute
	if at < last {
		at += 1440
	}
	return at, nil
}

func (r *TimetableReader) readDays(s string) error {
	if s == "" || strings.EqualFold(s, "ALL") {
		return nil
	}
	for d := range strings.SplitSeq(s, "|") {
		day, err := passage.ParseDay(d[:min(len(d), 10)]) // spreadsheets write a day as its midnight
		if err != nil {
			return fault.Field("days", d, "is not a day YYYY-MM-DD")
		}
		r.current.Days = append(r.current.Days, day)
	}
	return nil
}
