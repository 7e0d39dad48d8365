package desk

import (
	"net/http"
	"net/url"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/web/ui"
)

type staffView struct {
	Page
	Errors           ui.ErrorSummary
	Region, Phone    ui.Field
	Role             ui.Select
	Show             ui.Button
	Members          Members
	More             ui.Button
	Appoint          *appointForm // nil for who may appoint nobody
	NobodyHere, Read bool
}

func (staffView) View() string { return "staff" }

// appointForm gives an office.
type appointForm struct {
	Phone, Name, Region, Until ui.Field
	Role                       ui.Select
	Give                       ui.Button
}

// staff lists who works in a region (WH-08, WH-09).
func (h *Pages) staff(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showStaff(w, r, me, NewOffice{}, nil)
}

// showStaff shows the list, and the form with what was entered and what is wrong with it.
func (h *Pages) showStaff(w http.ResponseWriter, r *http.Request, me Me, entered NewOffice, wrong wrongs) error {
	v := staffView{Page: h.page(r, me), Read: me.May(staff.StaffRead)}
	l := v.Prefs.Language
	ask := r.URL.Query()
	q := MemberQuery{Region: ask.Get("region"), Role: ask.Get("role"), Phone: ask.Get("phone")}
	var asked wrongs
	if v.Read {
		var err error
		if s := ask.Get("after"); s != "" {
			if q.After, err = id.Parse(s); err != nil {
				return err
			}
		}
		if v.Members, err = h.service.Members(r.Context(), me.Bearer, q); err != nil && (fault.CodeOf(err) != fault.Invalid || !asked.from(l, err)) {
			return err
		}
	}
	where := q.Region
	if where == "" {
		where = v.Members.Region.Name
	}
	v.Region = ui.Field{Name: "region", Label: l.T("desk.region"), Value: where, Error: asked.of("region")}
	v.Phone = ui.Field{Name: "phone", Label: l.T("staff.phone"), Value: q.Phone, InputMode: "tel", Error: asked.of("phone")}
	v.Role = ui.Select{Name: "role", Label: l.T("desk.office"), Prompt: l.T("staff.any"), Options: roleOptions(l, staff.Offices, q.Role), Error: asked.of("role")}
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	v.NobodyHere = v.Read && len(v.Members.List) == 0 && len(asked) == 0
	if !v.Members.Next.IsZero() {
		next := url.Values{"region": {q.Region}, "role": {q.Role}, "after": {v.Members.Next.String()}}
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/staff?" + next.Encode()}
	}
	if roles := me.MayGive(); len(roles) > 0 {
		f := &appointForm{Give: ui.Button{Text: l.T("staff.appoint"), Icon: "plus"}}
		if entered.Region == "" {
			entered.Region = v.Members.Region.Name
		}
		f.Phone = ui.Field{Name: "new_phone", Label: l.T("staff.phone"), Hint: l.T("staff.phone.hint"), InputMode: "tel", Autocomplete: "off", Value: entered.Phone, Error: wrong.of("new_phone")}
		f.Name = ui.Field{Name: "new_name", Label: l.T("staff.name"), Autocomplete: "off", Value: entered.Name, Error: wrong.of("new_name")}
		f.Region = ui.Field{Name: "new_region", Label: l.T("desk.region"), Hint: l.T("staff.region.hint"), Value: entered.Region, Error: wrong.of("new_region")}
		f.Until = ui.Field{Name: "new_until", Label: l.T("staff.until"), Type: "date", Optional: true, Value: entered.Until, Error: wrong.of("new_until")}
		f.Role = ui.Select{Name: "new_role", Label: l.T("desk.office"), Prompt: l.T("staff.choose"), Options: roleOptions(l, roles, entered.Role), Error: wrong.of("new_role")}
		v.Appoint = f
	}
	v.Errors = append(asked, wrong...).summary()
	status := http.StatusOK
	if len(v.Errors.Items) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

func roleOptions(l *ui.Language, offices []staff.Office, chosen string) (out []ui.Option) {
	for _, o := range offices {
		if o.Role != staff.System {
			out = append(out, ui.Option{Value: string(o.Role), Text: l.Say(ui.Text{"zh": o.Zh, "en": o.En}), Chosen: string(o.Role) == chosen})
		}
	}
	return out
}

// appoint gives an office and shows whose it is now.
func (h *Pages) appoint(w http.ResponseWriter, r *http.Request, me Me) error {
	in := NewOffice{Phone: r.PostFormValue("new_phone"), Name: r.PostFormValue("new_name"), Role: r.PostFormValue("new_role"), Region: r.PostFormValue("new_region"), Until: r.PostFormValue("new_until")}
	account, err := h.service.Appoint(r.Context(), me.Bearer, in)
	if err == nil {
		http.Redirect(w, r, "/desk/staff/"+account.String()+"?done=appointed", http.StatusSeeOther)
		return nil
	}
	l := h.page(r, me).Prefs.Language
	var wrong wrongs
	if !wrong.from(l, err) {
		return err
	}
	for i := range wrong {
		if wrong[i].Field != "" {
			wrong[i].Field = "new_" + wrong[i].Field
		}
	}
	return h.showStaff(w, r, me, in, wrong)
}

type memberView struct {
	Page
	Back     ui.Button
	Member   Member
	Done     *ui.Notice
	Code     string // for a first passkey, shown once
	Until    instant.Instant
	Errors   ui.ErrorSummary
	Manage   bool
	Reason   ui.Field
	Suspend  ui.Button
	Restore  ui.Button
	Enrol    *ui.Button // nil where nobody logs in so
	Sessions ui.Button
}

func (memberView) View() string { return "member" }

// memberOf shows one account.
func (h *Pages) memberOf(w http.ResponseWriter, r *http.Request, me Me) error {
	account, err := id.Parse(r.PathValue("account"))
	if err != nil {
		return err
	}
	return h.showMember(w, r, me, account, nil, func(v *memberView, l *ui.Language) {
		if done := r.URL.Query().Get("done"); done != "" && l.Has("staff.done."+done) {
			v.Done = &ui.Notice{Kind: "done", Lines: []string{l.T("staff.done." + done)}}
		}
	})
}

func (h *Pages) showMember(w http.ResponseWriter, r *http.Request, me Me, account id.ID, wrong wrongs, also func(*memberView, *ui.Language)) error {
	m, err := h.service.Member(r.Context(), me.Bearer, account)
	if err != nil {
		return err
	}
	v := memberView{Page: h.page(r, me), Member: m, Errors: wrong.summary(), Manage: account != me.Staff && me.May(staff.StaffAppoint)}
	l := v.Prefs.Language
	v.Back = ui.Button{Text: l.T("staff.title"), Kind: "plain", Icon: "back", Href: "/desk/staff"}
	v.Reason = ui.Field{Name: "reason", Label: l.T("staff.reason"), Value: r.PostFormValue("reason"), Error: wrong.of("reason")}
	v.Suspend = ui.Button{Text: l.T("staff.suspend"), Kind: "danger", Name: "act", Value: "suspend"}
	v.Restore = ui.Button{Text: l.T("staff.restore"), Kind: "second", Name: "act", Value: "restore"}
	if h.service.Ways().Passkeys {
		v.Enrol = &ui.Button{Text: l.T("staff.enrol"), Kind: "second", Icon: "key", Name: "act", Value: "enrol"}
	}
	v.Sessions = ui.Button{Text: l.T("staff.sessions"), Kind: "second", Name: "act", Value: "sessions"}
	if also != nil {
		also(&v, l)
	}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	w.Header().Set("Cache-Control", "no-store")
	h.pages.Render(w, r, status, v)
	return nil
}

// manageMember does one act on an account.
func (h *Pages) manageMember(w http.ResponseWriter, r *http.Request, me Me) error {
	account, err := id.Parse(r.PathValue("account"))
	if err != nil {
		return err
	}
	l := h.page(r, me).Prefs.Language
	act := r.PostFormValue("act")
	switch act {
	case "dismiss":
		var appointment id.ID
		if appointment, err = id.Parse(r.PostFormValue("appointment")); err == nil {
			err = h.service.Dismiss(r.Context(), me.Bearer, appointment)
		}
	case "suspend":
		err = h.service.Suspend(r.Context(), me.Bearer, account, r.PostFormValue("reason"))
	case "restore":
		err = h.service.Restore(r.Context(), me.Bearer, account)
	case "sessions":
		err = h.service.EndSessions(r.Context(), me.Bearer, account)
	case "enrol":
		code, until, err := h.service.Enrol(r.Context(), me.Bearer, account)
		if err == nil {
			return h.showMember(w, r, me, account, nil, func(v *memberView, _ *ui.Language) { v.Code, v.Until = code, until })
		}
		return h.memberRefused(w, r, me, account, l, err)
	default:
		err = fault.Field("act", act, "is nothing that can be done here")
	}
	if err != nil {
		return h.memberRefused(w, r, me, account, l, err)
	}
	http.Redirect(w, r, "/desk/staff/"+account.String()+"?done="+act, http.StatusSeeOther)
	return nil
}

func (h *Pages) memberRefused(w http.ResponseWriter, r *http.Request, me Me, account id.ID, l *ui.Language, err error) error {
	var wrong wrongs
	if !wrong.from(l, err) {
		return err
	}
	return h.showMember(w, r, me, account, wrong, nil)
}
