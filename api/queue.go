package api

import (
	"net/http"
	"strconv"
	"time"

	"kangma/api/wire"
	"kangma/internal/fault"
)

// expensive are the operations that a whole city may ask for in the same minute. They stand behind a turnstile, wider than admission: whoever
// does not even get a place there to wait in gets a ticket, his place and an honest time, and is let in in turn (NA-09).
var expensive = map[string]bool{"POST /v1/login": true, "POST /v1/applications": true, "POST /v1/codes/show": true}

// queueWidth is how many requests of those may be under way, for each that admission works on at once.
const queueWidth = 4

// inTurn answers a request itself if it has to wait. leave is to be called once it is done with.
func (a *API) inTurn(w http.ResponseWriter, r *http.Request) (leave func(), in bool) {
	operation := r.Method + " " + r.URL.Path
	if !expensive[operation] {
		return func() {}, true
	}
	turn := a.queue.Enter(r.Header.Get(wire.QueueTicket), time.Now())
	if turn.Leave != nil {
		return turn.Leave, true
	}
	r.Pattern = operation
	w.Header().Set(wire.QueueTicket, turn.Ticket)
	p := problem(fault.New(fault.Busy, "busy.queue", "very many people are using the system; come again with the ticket, in turn; a code that is shown already stays valid"))
	p.Place = turn.Place
	w.Header().Set("Retry-After", strconv.Itoa(min(seconds(turn.Wait), 20))) // places are kept for half a minute
	answerProblem(w, p)
	return nil, false
}
