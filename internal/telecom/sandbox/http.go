package sandbox

import (
	"crypto/hmac"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kangma/internal/telecom"
)

const mostBody = 256 << 10

// Handler serves the operator's protocol, and beside it what only a sandbox has: PUT /sandbox/phones/{phone} tells it of
// a phone, GET …/text is the last text to it, and GET …/card the card that its holder can read.
func (o *Operator) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /codes", signed(o, func(r *http.Request, party string, in struct {
		Phone     string    `json:"phone"`
		Consented time.Time `json:"consented_at"`
	}) (any, error) {
		if in.Consented.IsZero() {
			return nil, refusal("consent_missing")
		}
		name, t, err := o.requestCode(r.Context(), party, in.Phone)
		if err != nil {
			return nil, err
		}
		return map[string]any{"ticket": name, "code_until": t.asked.Add(codeValid).Format(time.RFC3339), "until": t.asked.Add(ticketValid).Format(time.RFC3339)}, nil
	}))
	mux.HandleFunc("POST /lists", signed(o, func(_ *http.Request, party string, in struct {
		Digest string   `json:"digest"`
		Cities []string `json:"cities"`
	}) (any, error) {
		return nil, o.publish(party, in.Digest, in.Cities)
	}))
	mux.HandleFunc("POST /statements", signed(o, func(_ *http.Request, party string, in struct {
		Ticket string `json:"ticket"`
		Code   string `json:"code"`
		List   string `json:"list"`
	}) (any, error) {
		a, err := o.statement(party, in.Ticket, in.Code, in.List)
		if err != nil || a.State != telecom.Done {
			return map[string]any{"state": a.State}, err
		}
		risk := 0
		if a.Risk {
			risk = 1
		}
		return map[string]any{"state": a.State, "risk": risk, "left": a.Left}, nil
	}))
	mux.HandleFunc("PUT /sandbox/phones/{phone}", o.putPhone)
	mux.HandleFunc("GET /sandbox/phones/{phone}/text", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, map[string]string{"text": o.TextTo(r.PathValue("phone"))})
	})
	mux.HandleFunc("GET /sandbox/phones/{phone}/card", func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		card := o.phone(r.PathValue("phone")).Card(o.Now(), o.lists[r.FormValue("list")])
		o.mu.Unlock()
		answer(w, http.StatusOK, card)
	})
	return mux
}

func (o *Operator) putPhone(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Phone
		Seconds int `json:"analyse_seconds"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, mostBody)).Decode(&in); err != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": "form"})
		return
	}
	in.Analyse = time.Duration(in.Seconds) * time.Second
	o.Put(r.PathValue("phone"), in.Phone)
	w.WriteHeader(http.StatusNoContent)
}

// signed reads a request of a party that the operator knows, once.
func signed[I any](o *Operator, do func(r *http.Request, party string, in I) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, mostBody))
		party := r.Header.Get("Kangma-Party")
		if err != nil || !o.authentic(r, party, body) {
			answer(w, http.StatusUnauthorized, map[string]string{"error": "signature"})
			return
		}
		var in I
		if err := json.Unmarshal(body, &in); err != nil {
			answer(w, http.StatusBadRequest, map[string]string{"error": "form"})
			return
		}
		out, err := do(r, party, in)
		var no refusal
		switch {
		case errors.As(err, &no):
			answer(w, http.StatusConflict, map[string]string{"error": string(no)})
		case err != nil:
			answer(w, http.StatusInternalServerError, map[string]string{"error": "internal"})
		case out == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			answer(w, http.StatusOK, out)
		}
	}
}

// authentic says whether a request is of the party, of now, and new.
func (o *Operator) authentic(r *http.Request, party string, body []byte) bool {
	secret, known := o.Parties[party]
	stamp, nonce := r.Header.Get("Kangma-Timestamp"), r.Header.Get("Kangma-Nonce")
	unix, err := strconv.ParseInt(stamp, 10, 64)
	if !known || err != nil || nonce == "" || o.Now().Sub(time.Unix(unix, 0)).Abs() > clockApart {
		return false
	}
	got, _ := strings.CutPrefix(r.Header.Get("Kangma-Signature"), "v1=")
	if !hmac.Equal([]byte(got), []byte(telecom.Sign(secret, party, r.URL.Path, stamp, nonce, body))) {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for n, at := range o.nonces {
		if o.Now().Sub(at) > 2*clockApart {
			delete(o.nonces, n)
		}
	}
	_, used := o.nonces[nonce]
	o.nonces[nonce] = o.Now()
	return !used
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}
