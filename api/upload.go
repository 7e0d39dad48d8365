package api

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"kangma/internal/fault"
)

// idle is how long a file that is being sent may stand still.
const idle = 30 * time.Second

// upload reads a body that may be long: it may take its time, but not stand still.
type upload struct {
	body io.Reader
	rc   *http.ResponseController
}

func (u upload) Read(b []byte) (int, error) {
	u.rc.SetReadDeadline(time.Now().Add(idle)) // not every connection has one; then the server's holds
	n, err := u.body.Read(b)
	if err != nil && err != io.EOF {
		err = fault.New(fault.Invalid, "request.malformed", "the file broke off").Because(err)
	}
	return n, err
}

// uploaded is the file that a request is. Sending it may last longer than the server else gives an answer, so that limit is lifted.
func uploaded(w http.ResponseWriter, r *http.Request) io.Reader {
	rc := http.NewResponseController(w)
	rc.SetWriteDeadline(time.Time{})
	return upload{r.Body, rc}
}

// sent reads the file that a request is, of at most so many bytes.
func sent(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(uploaded(w, r), most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > most {
		return nil, fault.New(fault.TooLarge, "request.too_large", "the file has more than %d bytes", most)
	}
	return data, nil
}

// say answers with a value, or with a refusal.
func (a *API) say(w http.ResponseWriter, r *http.Request, value any, err error) {
	var text []byte
	if err == nil {
		text, err = json.Marshal(value)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	answer(w, func(b []byte) []byte { return append(b, text...) })
}
