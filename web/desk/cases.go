package desk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/region"
	"kangma/review"
	"kangma/web/ui"
)

// workPage is how many cases a page of the work list has.
const workPage = 50

type casesView struct {
	Page
	Kind, State, Region ui.Select
	Late, Mine          bool
	Find                ui.Button
	Rows                []caseRow
	Moves               ui.Select // of all rows at once; no options if they differ
	Reason              ui.Field
	Move                ui.Button
	Query               string // of this page, to come back to
	More                ui.Button
	Errors              ui.ErrorSummary
	Results             []caseResult
}

func (casesView) View() string { return "cases" }

// caseRow is one case of a list: nothing of whom it is about.
type caseRow struct {
	ID, Title, State, Region, Raised string
	Value                            string // of its box: id and version
	Left                             left
	Opened                           instant.Instant
	Mine, Taken                      bool
}

// left is how much time a case has: words, a sign, and a level that colours them.
type left struct{ Level, Icon, Text string }

// soon is from when on a case is marked as one that must be done next.
const soon = 4 * time.Hour

func leftOf(l *ui.Language, c review.Case, now instant.Instant) left {
	switch {
	case !c.IsOpen():
		return left{"none", "done", l.T("desk.case.closed")}
	case c.Due == instant.Never:
		return left{"none", "clock", l.T("desk.left.none")}
	case c.Due <= now:
		return left{"late", "warn", l.T("desk.left.late", "span", l.Span(now.Sub(c.Due)))}
	case c.Due.Sub(now) <= soon:
		return left{"soon", "clock", l.T("desk.left.in", "span", l.Span(c.Due.Sub(now)))}
	}
	return left{"ok", "clock", l.T("desk.left.in", "span", l.Span(c.Due.Sub(now)))}
}

// cases is the work list: what is open in the reader's scope, the most urgent first (HB-05, BY-17).
func (h *Pages) cases(w http.ResponseWriter, r *http.Request, me Me) error {
	v, err := h.casesView(r, me, r.URL.Query())
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (h *Pages) casesView(r *http.Request, me Me, q url.Values) (casesView, error) {
	v := casesView{Page: h.page(r, me), Late: q.Get("late") != "", Mine: q.Get("mine") != ""}
	v.Path = "/desk/cases?" + q.Encode()
	l := v.Prefs.Language
	find := node.CaseQuery{Kind: review.Kind(q.Get("kind")), State: review.State(q.Get("state")), Late: v.Late, Mine: v.Mine, Limit: workPage}
	if err := readCursor(q.Get("after"), &find.After); err != nil {
		return v, err
	}
	var err error
	if s := q.Get("region"); s != "" {
		if find.Region, err = region.ParseCode(s); err != nil {
			return v, fault.Field("region", s, "is not a region code")
		}
	}
	list, err := h.service.WorkList(r.Context(), me.Bearer, find)
	if err != nil {
		return v, err
	}
	for _, c := range list {
		v.Rows = append(v.Rows, h.caseRow(l, me, c))
	}
	if len(list) == workPage {
		next := url.Values{}
		for _, k := range []string{"kind", "state", "region", "late", "mine"} {
			if q.Get(k) != "" {
				next.Set(k, q.Get(k))
			}
		}
		last := list[len(list)-1]
		next.Set("after", strconv.FormatInt(int64(last.Due), 10)+"."+last.ID.String())
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/cases?" + next.Encode()}
	}
	v.Query = q.Encode()
	v.Kind, v.State = filters(l, find)
	v.Find = ui.Button{Text: l.T("desk.find"), Kind: "second small"}
	if v.Region, err = h.regionFilter(r.Context(), l, me, find.Region); err != nil {
		return v, err
	}
	h.bulk(l, &v, list)
	return v, nil
}

func (h *Pages) caseRow(l *ui.Language, me Me, c review.Case) caseRow {
	d, _ := review.Of(c.Kind)
	stage, _ := d.Stage(c.State)
	row := caseRow{ID: c.ID.String(), Title: l.Say(ui.Text{"zh": d.Zh, "en": d.En}), State: l.Say(ui.Text{"zh": stage.Zh, "en": stage.En}), Region: h.service.Region(c.Region),
		Value: c.ID.String() + "." + strconv.Itoa(c.Version), Left: leftOf(l, c, me.Now), Opened: c.OpenedAt, Mine: c.Assigned.To == me.Staff, Taken: !c.Assigned.To.IsZero()}
	if !c.Raised.IsZero() {
		row.Raised = h.service.Region(c.Raised)
	}
	return row
}

// readCursor reads where the page before ended.
func readCursor(s string, p *review.Place) error {
	if s == "" {
		return nil
	}
	due, last, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(due, 10, 64)
	if err == nil {
		p.Due = instant.Instant(n)
		p.ID, err = id.Parse(last)
	}
	if err != nil {
		return fault.Field("after", s, "is not a cursor of this list")
	}
	return nil
}

// filters are the kinds, and the states of the kind that is chosen.
func filters(l *ui.Language, q node.CaseQuery) (kind, state ui.Select) {
	kind = ui.Select{Name: "kind", Label: l.T("desk.case.kind"), Prompt: l.T("desk.all")}
	state = ui.Select{Name: "state", Label: l.T("desk.case.state"), Prompt: l.T("desk.all"), Off: true}
	for _, d := range review.Kinds {
		kind.Options = append(kind.Options, ui.Option{Value: string(d.Kind), Text: l.Say(ui.Text{"zh": d.Zh, "en": d.En}), Chosen: d.Kind == q.Kind})
		if d.Kind != q.Kind {
			continue
		}
		state.Off = false
		for _, g := range d.Stages {
			if !g.Closed {
				state.Options = append(state.Options, ui.Option{Value: string(g.State), Text: l.Say(ui.Text{"zh": g.Zh, "en": g.En}), Chosen: g.State == q.State})
			}
		}
	}
	return kind, state
}

func (h *Pages) regionFilter(ctx context.Context, l *ui.Language, me Me, chosen region.Code) (ui.Select, error) {
	s := ui.Select{Name: "region", Label: l.T("desk.region"), Prompt: l.T("desk.all")}
	regions, err := h.service.CaseRegions(ctx, me.Bearer)
	if !chosen.IsZero() && !slices.Contains(regions, chosen) {
		regions = append(regions, chosen)
	}
	for _, r := range regions {
		s.Options = append(s.Options, ui.Option{Value: r.String(), Text: h.service.Region(r), Chosen: r == chosen})
	}
	return s, err
}

// bulk offers the moves that all cases of a page have, if they are of one kind in one state and need no form.
func (h *Pages) bulk(l *ui.Language, v *casesView, list []review.Case) {
	v.Moves = ui.Select{Name: "move", Label: l.T("desk.bulk.move"), Prompt: l.T("desk.bulk.choose")}
	v.Reason = ui.Field{Name: "reason", Label: l.T("desk.reason"), Hint: l.T("desk.reason.hint"), MaxLength: 2000, Optional: true}
	v.Move = ui.Button{Text: l.T("desk.bulk.do")}
	if len(list) == 0 || slices.ContainsFunc(list, func(c review.Case) bool { return c.Kind != list[0].Kind || c.State != list[0].State }) {
		return
	}
	d, _ := review.Of(list[0].Kind)
	for _, s := range d.Possible(list[0].State, review.Desk) {
		if !s.Form {
			v.Moves.Options = append(v.Moves.Options, ui.Option{Value: string(s.Move), Text: l.Say(ui.Text{"zh": s.Zh, "en": s.En})})
		}
	}
}

// countCases counts what waits, as far as one page of the work list goes.
func countCases(q node.CaseQuery, late bool) func(ctx context.Context, s Service, me Me) (Count, error) {
	return func(ctx context.Context, s Service, me Me) (Count, error) {
		q := q
		q.Limit = 100
		list, err := s.WorkList(ctx, me.Bearer, q)
		return Count{N: min(len(list), 99), More: len(list) > 99, Late: late}, err
	}
}
