package desk

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/passage"
	"kangma/staff"
	"kangma/web/ui"
)

type placesView struct {
	Page
	Errors       ui.ErrorSummary
	Region, Name ui.Field
	Kind         ui.Select
	Show         ui.Button
	Places       PlaceList
	None         bool
	More         ui.Button
	Posters      string // address of all their posters
	Add          *placeForm
}

func (placesView) View() string { return "places" }

// placeForm opens a place.
type placeForm struct {
	Kind                                 ui.Select
	Name, Region, Address, Office, Phone ui.Field
	Open                                 ui.Button
}

// places lists public places (MS-01).
func (h *Pages) places(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showPlaces(w, r, me, NewPlace{}, nil)
}

func (h *Pages) showPlaces(w http.ResponseWriter, r *http.Request, me Me, entered NewPlace, wrong wrongs) error {
	v := placesView{Page: h.page(r, me)}
	l := v.Prefs.Language
	ask, err := placeAsk(r)
	if err != nil {
		return err
	}
	var asked wrongs
	if v.Places, err = h.service.Places(r.Context(), me.Bearer, ask); err != nil && (fault.CodeOf(err) != fault.Invalid || !asked.from(l, err)) {
		return err
	}
	v.Region = ui.Field{Name: "region", Label: l.T("desk.region"), Value: ask.Region, Error: asked.of("region")}
	v.Name = ui.Field{Name: "name", Label: l.T("places.name"), Value: ask.Name, Error: asked.of("name")}
	v.Kind = ui.Select{Name: "kind", Label: l.T("places.kind"), Prompt: l.T("places.any"), Options: kindOptions(l, ask.Kind), Error: asked.of("kind")}
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	v.None = len(v.Places.List) == 0 && len(asked) == 0
	these := url.Values{"region": {ask.Region}, "kind": {ask.Kind}, "name": {ask.Name}}
	if !v.None {
		v.Posters = "/desk/places/posters?" + these.Encode()
	}
	if !v.Places.Next.IsZero() {
		these.Set("after", v.Places.Next.String())
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/places?" + these.Encode()}
	}
	if me.May(staff.PointManage) {
		v.Add = &placeForm{
			Kind:    ui.Select{Name: "new_kind", Label: l.T("places.kind"), Prompt: l.T("places.choose"), Options: kindOptions(l, entered.Kind), Error: wrong.of("new_kind")},
			Name:    ui.Field{Name: "new_name", Label: l.T("places.name"), Value: entered.Name, Error: wrong.of("new_name")},
			Region:  ui.Field{Name: "new_region", Label: l.T("desk.region"), Hint: l.T("staff.region.hint"), Value: entered.Region, Error: wrong.of("new_region")},
			Address: ui.Field{Name: "new_address", Label: l.T("places.address"), Optional: true, Value: entered.Address, Error: wrong.of("new_address")},
			Office:  ui.Field{Name: "new_office", Label: l.T("places.office"), Optional: true, Value: entered.Office, Error: wrong.of("new_office")},
			Phone:   ui.Field{Name: "new_phone", Label: l.T("places.phone"), Optional: true, InputMode: "tel", Value: entered.Phone, Error: wrong.of("new_phone")},
			Open:    ui.Button{Text: l.T("places.add"), Icon: "plus"},
		}
	}
	v.Errors = append(asked, wrong...).summary()
	status := http.StatusOK
	if len(v.Errors.Items) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

func placeAsk(r *http.Request) (PlaceAsk, error) {
	in := r.URL.Query()
	ask := PlaceAsk{Region: in.Get("region"), Kind: in.Get("kind"), Name: in.Get("name")}
	var err error
	if s := in.Get("after"); s != "" {
		ask.After, err = id.Parse(s)
	}
	return ask, err
}

func kindOptions(l *ui.Language, chosen string) (out []ui.Option) {
	for _, k := range passage.PlaceKinds {
		out = append(out, ui.Option{Value: string(k.Kind), Text: l.Say(ui.Text{"zh": k.Zh, "en": k.En}), Chosen: string(k.Kind) == chosen})
	}
	return out
}

// addPlace opens a place and shows it.
func (h *Pages) addPlace(w http.ResponseWriter, r *http.Request, me Me) error {
	f := r.PostForm
	in := NewPlace{Kind: f.Get("new_kind"), Name: f.Get("new_name"), Region: f.Get("new_region"), Address: f.Get("new_address"), Office: f.Get("new_office"), Phone: f.Get("new_phone")}
	place, err := h.service.AddPlace(r.Context(), me.Bearer, in)
	if err == nil {
		http.Redirect(w, r, "/desk/places/"+place.String()+"?done=added", http.StatusSeeOther)
		return nil
	}
	var wrong wrongs
	if !wrong.from(h.page(r, me).Prefs.Language, err) {
		return err
	}
	for i := range wrong {
		if wrong[i].Field != "" {
			wrong[i].Field = "new_" + wrong[i].Field
		}
	}
	return h.showPlaces(w, r, me, in, wrong)
}

type placeView struct {
	Page
	Back    ui.Button
	Place   PlaceDetail
	Rows    ui.Rows
	Done    *ui.Notice
	Errors  ui.ErrorSummary
	QR      template.HTML
	Manage  bool
	Inspect bool
	Minutes ui.Field
	Issue   ui.Button
	Revoke  ui.Button
	Point   ui.Field
	Add     ui.Button
	Close   ui.Button
}

func (placeView) View() string { return "place" }

// place shows one place whole.
func (h *Pages) place(w http.ResponseWriter, r *http.Request, me Me) error {
	place, err := id.Parse(r.PathValue("place"))
	if err != nil {
		return err
	}
	return h.showPlace(w, r, me, place, nil)
}

func (h *Pages) showPlace(w http.ResponseWriter, r *http.Request, me Me, place id.ID, wrong wrongs) error {
	p, err := h.service.Place(r.Context(), me.Bearer, place)
	if err != nil {
		return err
	}
	v := placeView{Page: h.page(r, me), Place: p, Errors: wrong.summary(), Manage: me.May(staff.PointManage) && !p.Closed, Inspect: me.May(staff.InspectionWork) && !p.Closed}
	l := v.Prefs.Language
	v.Back = ui.Button{Text: l.T("places.title"), Kind: "plain", Icon: "back", Href: "/desk/places"}
	v.Rows = ui.Rows{Rows: []ui.Row{{Term: l.T("places.kind"), Value: l.Say(p.Kind)}, {Term: l.T("desk.region"), Value: p.Region}, {Term: l.T("places.number"), Value: p.Number}}}
	for key, value := range map[string]string{"places.address": p.Address, "places.office": p.Office, "places.phone": p.Phone} {
		if value != "" {
			v.Rows.Rows = append(v.Rows.Rows, ui.Row{Term: l.T(key), Value: value})
		}
	}
	if done := r.URL.Query().Get("done"); done != "" && l.Has("places.done."+done) {
		v.Done = &ui.Notice{Kind: "done", Lines: []string{l.T("places.done." + done)}}
	}
	if p.Shown != "" {
		if v.QR, err = ui.QR(p.Shown, l.T("places.code")); err != nil {
			return err
		}
	}
	v.Minutes = ui.Field{Name: "every", Label: l.T("places.every"), Hint: l.T("places.every.hint"), InputMode: "numeric", Width: "short", Optional: true, Value: r.PostFormValue("every"), Error: wrong.of("every")}
	issue := "places.issue"
	if p.Code.Holds {
		issue = "places.reissue"
	}
	v.Issue = ui.Button{Text: l.T(issue), Kind: "second", Name: "act", Value: "issue"}
	v.Revoke = ui.Button{Text: l.T("places.revoke"), Kind: "danger", Name: "act", Value: "revoke"}
	v.Point = ui.Field{Name: "point", Label: l.T("places.point.new"), Value: r.PostFormValue("point"), Error: wrong.of("point")}
	v.Add = ui.Button{Text: l.T("places.point.add"), Kind: "second", Name: "act", Value: "add-point"}
	v.Close = ui.Button{Text: l.T("places.close"), Kind: "danger", Name: "act", Value: "close"}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// managePlace does one act on a place.
func (h *Pages) managePlace(w http.ResponseWriter, r *http.Request, me Me) error {
	place, err := id.Parse(r.PathValue("place"))
	if err != nil {
		return err
	}
	act := r.PostFormValue("act")
	if err = h.actOnPlace(r, me, place, act); err != nil {
		var wrong wrongs
		if !wrong.from(h.page(r, me).Prefs.Language, err) {
			return err
		}
		return h.showPlace(w, r, me, place, wrong)
	}
	http.Redirect(w, r, "/desk/places/"+place.String()+"?done="+act, http.StatusSeeOther)
	return nil
}

func (h *Pages) actOnPlace(r *http.Request, me Me, place id.ID, act string) error {
	ctx, b := r.Context(), me.Bearer
	switch act {
	case "issue":
		minutes := 0
		if s := digits(r.PostFormValue("every")); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil {
				return fault.Field("every", s, "is no number of minutes")
			}
			minutes = n
		}
		return h.service.IssueCode(ctx, b, place, minutes)
	case "revoke":
		return h.service.RevokeCode(ctx, b, place)
	case "add-point":
		err := h.service.AddPoint(ctx, b, place, r.PostFormValue("point"))
		if f, ok := fault.As(err); ok && f.Field == "name" {
			return fault.Field("point", f.Value, "%s", f.Detail).WithKey(f.Key)
		}
		return err
	case "close-point":
		point, err := id.Parse(r.PostFormValue("which"))
		if err != nil {
			return err
		}
		return h.service.ClosePoint(ctx, b, point)
	case "close":
		return h.service.ClosePlace(ctx, b, place)
	}
	return fault.Field("act", act, "is nothing that can be done here")
}

// posters are those of one place, or of a list, as PDF.
func (h *Pages) posters(w http.ResponseWriter, r *http.Request, me Me) error {
	ask, err := placeAsk(r)
	if err != nil {
		return err
	}
	var place id.ID
	if s := r.FormValue("place"); s != "" {
		if place, err = id.Parse(s); err != nil {
			return err
		}
	}
	var pdf bytes.Buffer
	if err := h.service.Posters(r.Context(), me.Bearer, place, ask, r.FormValue("size"), &pdf); err != nil {
		return err
	}
	return sendPDF(w, "posters.pdf", pdf.Bytes())
}
