package desk

import (
	"context"
	"net/http"
	"strconv"

	"kangma/internal/instant"
	"kangma/node"
	"kangma/review"
	"kangma/staff"
	"kangma/web/ui"
)

// waiting is one thing that may wait for somebody: what it is called, where it is dealt with, who is asked to do so
// (everybody if no action is named), and how many there are. One row a thing.
type waiting struct {
	key, href, icon string
	may             []staff.Action
	count           func(ctx context.Context, s Service, me Me) (Count, error)
}

var waits = []waiting{
	{"desk.wait.late", "/desk/cases?late=1", "clock", review.Works(), countCases(node.CaseQuery{Late: true}, true)},
	{"desk.wait.mine", "/desk/cases?mine=1", "person", review.Works(), countCases(node.CaseQuery{Mine: true}, false)},
	{"desk.wait.cases", "/desk/cases", "pen", review.Works(), countCases(node.CaseQuery{}, false)},
	{"desk.wait.notices", "/desk/notices", "info", nil, func(_ context.Context, _ Service, me Me) (Count, error) { return Count{N: me.Unread}, nil }},
	{"desk.wait.alarms", "/desk/alarms", "warn", []staff.Action{staff.AuditRead}, alarmsWaiting},
}

// Count is how many there are; More says that they were not all counted.
type Count struct {
	N    int
	More bool
	Late bool // it should have been done by now
}

func (c Count) String() string {
	if c.More {
		return strconv.Itoa(c.N) + "+"
	}
	return strconv.Itoa(c.N)
}

type homeView struct {
	Page
	Waits   []waitRow
	Offices []officeRow
	None    *ui.Notice // somebody without an office, or whose office is suspended
}

type waitRow struct {
	Text, Href, Icon string
	Count            Count
}

type officeRow struct {
	Title, Region string
	Until         instant.Instant
	Ends, Grant   bool
}

func (homeView) View() string { return "home" }

// home says what waits for somebody, and which offices he holds.
func (h *Pages) home(w http.ResponseWriter, r *http.Request, me Me) error {
	v := homeView{Page: h.page(r, me)}
	l := v.Prefs.Language
	for _, x := range waits {
		if len(x.may) > 0 && !me.May(x.may...) {
			continue
		}
		n, err := x.count(r.Context(), h.service, me)
		if err != nil {
			return err
		}
		v.Waits = append(v.Waits, waitRow{l.T(x.key), x.href, x.icon, n})
	}
	for _, o := range me.Offices {
		v.Offices = append(v.Offices, officeRow{l.Say(o.Title), o.Region, o.Until, o.Until != instant.Never, o.Grant})
	}
	switch {
	case me.Suspended:
		v.None = &ui.Notice{Kind: "stop", Lines: []string{l.T("fault.staff.suspended")}}
	case len(me.Offices) == 0:
		v.None = &ui.Notice{Kind: "warn", Title: l.T("desk.none"), Lines: []string{l.T("desk.none.lines")}}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}
