package desk

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/web/ui"
)

type alarmsView struct {
	Page
	List []alarmRow
	See  ui.Button
	More ui.Button // Href "" at the end
}

func (alarmsView) View() string { return "alarms" }

type alarmRow struct {
	Alarm
	Title, Says, By string
	About           []ui.Item // what the audit log says of it
	Seen            bool
	Auditor         string // who took note
}

// alarms lists what auditors are told of at once: what happened, by whom, and who has taken note.
func (h *Pages) alarms(w http.ResponseWriter, r *http.Request, me Me) error {
	before, err := cursorOf(r)
	if err != nil {
		return err
	}
	list, next, err := h.service.Alarms(r.Context(), me.Bearer, before)
	if err != nil {
		return err
	}
	v := alarmsView{Page: h.page(r, me)}
	l := v.Prefs.Language
	for _, a := range list {
		v.List = append(v.List, alarmRowOf(l, a))
	}
	v.See = ui.Button{Text: l.T("alarms.see"), Kind: "second small"}
	if !next.IsZero() {
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/alarms?before=" + next.String()}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// alarmWords are what each kind of alarm is called; what it says stands beside it.
var alarmWords = map[string]string{"mass.list": "alarms.mass_list", "mass.day": "alarms.mass_day", "mass.threshold": "alarms.mass_threshold"}

func alarmRowOf(l *ui.Language, a Alarm) alarmRow {
	row := alarmRow{Alarm: a, Title: a.Kind, By: actorText(l, a.By), Seen: a.SeenAt != instant.Never, Auditor: shortID(a.SeenBy.String())}
	if word := alarmWords[a.Kind]; word != "" {
		row.Title = l.T(word)
		row.Says = l.T(word+".lead", "coloured", a.number("coloured"), "people", a.number("people"), "today", a.number("today"), "threshold", a.number("threshold"),
			"before", a.number("before"), "now", a.number("now"))
		if _, whitelist := a.Detail["changed"]; whitelist {
			row.Says = l.T("alarms.whitelist", "people", a.number("people"), "threshold", a.number("threshold"))
		}
	}
	for _, about := range []struct{ key, word string }{{"case", "alarms.case"}, {"import", "alarms.import"}, {"risk_list", "alarms.risk_list"}} {
		if which, err := id.Parse(fmt.Sprint(a.Detail[about.key])); err == nil && !which.IsZero() {
			row.About = append(row.About, ui.Item{Text: l.T(about.word), Href: "/desk/audit?object=" + which.String()})
		}
	}
	return row
}

// number is a count of the alarm's detail as people read it.
func (a Alarm) number(key string) string {
	if n, ok := a.Detail[key].(float64); ok {
		return ui.Thousands(int64(n))
	}
	return "—"
}

// actorText says who brought something about, as the node notes it: "reviewer 0171…", "system".
func actorText(l *ui.Language, by string) string {
	role, who, named := strings.Cut(by, " ")
	text := l.T("audit.actor.system")
	if named {
		text = roleText(l, role)
	}
	if who != "" {
		text += " " + shortID(who)
	}
	return text
}

// roleText is an office's name; that of staff in general where it is none.
func roleText(l *ui.Language, role string) string {
	r, err := staff.ParseRole(role)
	if err != nil {
		return l.T("audit.actor.staff")
	}
	return l.Say(ui.Text{"zh": r.Office().Zh, "en": r.Office().En})
}

// shortID is the end of an id, by which people tell two apart.
func shortID(s string) string {
	if len(s) < 32 {
		return s
	}
	return "…" + s[len(s)-6:]
}

// cursorOf is where a list goes on.
func cursorOf(r *http.Request) (before id.ID, err error) {
	if s := r.FormValue("before"); s != "" {
		before, err = id.Parse(s)
	}
	return before, err
}

// seeAlarm takes note of one.
func (h *Pages) seeAlarm(w http.ResponseWriter, r *http.Request, me Me) error {
	which, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := h.service.SeeAlarm(r.Context(), me.Bearer, which); err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/alarms#"+which.String(), http.StatusSeeOther)
	return nil
}

// alarmsWaiting counts those of which nobody has taken note, among the newest.
func alarmsWaiting(ctx context.Context, s Service, me Me) (c Count, err error) {
	list, next, err := s.Alarms(ctx, me.Bearer, id.ID{})
	for _, a := range list {
		if a.SeenAt == instant.Never {
			c.N++
		}
	}
	c.Late, c.More = c.N > 0, c.N > 0 && !next.IsZero()
	return c, err
}
