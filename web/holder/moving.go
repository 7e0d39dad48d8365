package holder

import (
	"encoding/json"
	"net/http"

	"kangma/internal/fault"
	"kangma/pass"
)

// movingAnswer is a code for the script of the code page; times are milliseconds.
type movingAnswer struct {
	Decision string `json:"decision"`
	Token    string `json:"token"`
	Issued   int64  `json:"issued"`
	Until    int64  `json:"until"`
	Now      int64  `json:"now"`
}

// moving answers the page's script with a code that moves by the phone's own chain (BY-12). What does not come leaves
// the page with the code that it has.
func (h *Pages) moving(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	var commitment pass.Link
	if text := r.PostFormValue("commitment"); commitment.UnmarshalText([]byte(text)) != nil {
		return fault.Field("commitment", text, "is not 32 hexadecimal digits")
	}
	m, err := h.service.Moving(r.Context(), b, person, commitment)
	if err != nil {
		return err
	}
	answer, err := json.Marshal(movingAnswer{m.Decision.String(), m.Token, int64(m.Issued) / 1000, int64(m.Until) / 1000, int64(m.Now) / 1000})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(answer)
	return nil
}
