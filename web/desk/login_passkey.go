package desk

import (
	"encoding/json"
	"net/http"

	"kangma/internal/fault"
	"kangma/web/ui"
)

// asked is what the script of passkeys sends: web/assets/desk/passkey.js.
type asked struct {
	Next   string          `json:"next"`
	Code   string          `json:"code"`
	Name   string          `json:"name"`
	Ticket string          `json:"ticket"`
	Answer json.RawMessage `json:"answer"`
}

// told is what it gets: a challenge, or where to go on, or what is wrong in the reader's words.
type told struct {
	Ticket  string          `json:"ticket,omitempty"`
	Options json.RawMessage `json:"options,omitempty"`
	To      string          `json:"to,omitempty"`
	Error   string          `json:"error,omitempty"`
	Field   string          `json:"field,omitempty"`
}

// answering runs what a script asks for.
func (h *Pages) answering(do func(w http.ResponseWriter, r *http.Request, in asked) (told, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in asked
		var out told
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit)).Decode(&in)
		if err != nil {
			err = fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
		} else {
			out, err = do(w, r, in)
		}
		status := http.StatusOK
		if err != nil {
			status, out = ui.Status(err), told{Error: ui.PreferencesOf(r).Language.Refusal(err)}
			if f, ok := fault.As(err); ok {
				out.Field = f.Field
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(out)
	}
}

func (h *Pages) beginPasskeyLogin(_ http.ResponseWriter, r *http.Request, _ asked) (told, error) {
	c, err := h.service.BeginPasskeyLogin(r.Context())
	return told{Ticket: c.Ticket, Options: c.Options}, err
}

func (h *Pages) finishPasskeyLogin(w http.ResponseWriter, r *http.Request, in asked) (told, error) {
	s, err := h.service.FinishPasskeyLogin(r.Context(), in.Ticket, in.Answer)
	if err != nil {
		return told{}, err
	}
	h.enter(w, r, s)
	return told{To: deskPath(in.Next)}, nil
}

type enrolView struct {
	Page
	Code, Name ui.Field
	Make, Back ui.Button
}

func (enrolView) View() string { return "enrol" }

// enrolForm makes somebody's first passkey, with the code that his administrator gave him.
func (h *Pages) enrolForm(w http.ResponseWriter, r *http.Request) error {
	p := h.page(r, Me{})
	l := p.Prefs.Language
	h.pages.Render(w, r, http.StatusOK, enrolView{Page: p,
		Code: ui.Field{Name: "code", Label: l.T("desk.enrol.code"), Hint: l.T("desk.enrol.code.hint"), Autocomplete: "off", MaxLength: 100},
		Name: ui.Field{Name: "name", Label: l.T("desk.enrol.name"), Hint: l.T("desk.enrol.name.hint"), Value: l.T("desk.enrol.name.value"), MaxLength: 60},
		Make: ui.Button{Text: l.T("desk.enrol.make"), Icon: "key"},
		Back: ui.Button{Text: l.T("desk.login.title"), Kind: "plain", Icon: "back", Href: root + "/login"}})
	return nil
}

func (h *Pages) beginEnrolment(_ http.ResponseWriter, r *http.Request, in asked) (told, error) {
	if in.Code == "" {
		return told{}, fault.Missing("code")
	}
	c, err := h.service.BeginEnrolment(r.Context(), in.Code)
	return told{Ticket: c.Ticket, Options: c.Options}, err
}

func (h *Pages) finishEnrolment(_ http.ResponseWriter, r *http.Request, in asked) (told, error) {
	return told{To: root + "/login?enrolled=1"}, h.service.FinishEnrolment(r.Context(), in.Ticket, in.Name, in.Answer)
}
