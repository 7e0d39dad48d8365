package api

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/person"
)

// access says who may call an operation.
type access int

const (
	anyone    access = iota // without a token
	signingIn               // without a token, under the limits of logins
	holder                  // with a token of the holders' door
	staffer                 // with a token of the staff door
	either                  // with a token of either
	partner                 // another node, by the signature of its call; limited by node, not by address
)

// requestID is the header that names a request, in answers and in the log.
const requestID = "X-Request-Id"

// handler is an operation once its request has been let in.
type handler func(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller)

// handle has requests of a pattern go through the chain to h.
func (a *API) handle(pattern string, who access, u urgency, h handler) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		c, err := a.identify(r, who)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		ctx, cancel := deadline(r)
		defer cancel()
		if err := a.admit.enter(ctx, u); err != nil {
			a.refuse(w, r, err)
			return
		}
		defer a.admit.leave(u)
		h(ctx, w, r, c)
	})
}

// identify says who asks, and refuses who asks too often or at the wrong door.
func (a *API) identify(r *http.Request, who access) (c node.Caller, err error) {
	switch who {
	case partner:
		return c, nil
	case anyone:
		return c, a.clients.ask(ofAddress, a.address(r))
	case signingIn:
		return c, a.clients.ask(ofLogin, a.address(r))
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		if err := a.clients.ask(ofAddress, a.address(r)); err != nil {
			return c, err
		}
		return c, fault.New(fault.Unauthenticated, "session.none", "log in and send the token as Authorization: Bearer")
	}
	door, kind := person.HolderDoor, ofHolder
	if who == staffer {
		door, kind = person.StaffDoor, ofStaff
	}
	c, err = a.node.Authenticate(token, door)
	if f, ok := fault.As(err); ok && f.Key == "session.other_door" {
		if who != either {
			return c, fault.New(fault.Forbidden, f.Key, "%s", f.Detail)
		}
		kind = ofStaff
		c, err = a.node.Authenticate(token, person.StaffDoor)
	}
	if err != nil {
		if limit := a.clients.ask(ofAddress, a.address(r)); limit != nil {
			return c, limit
		}
		return c, err
	}
	return c, a.clients.ask(kind, account(c.Account))
}

// ServeHTTP answers a request, counts it and writes it into the access log. A panic becomes a problem.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	out := &response{ResponseWriter: w}
	h := w.Header()
	h.Set(requestID, a.instance+"-"+strconv.FormatUint(a.requests.Add(1), 36))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			slog.ErrorContext(r.Context(), "a request panicked", "request", h.Get(requestID), "operation", r.Pattern, "panic", p, "stack", string(debug.Stack()))
			if out.status == 0 {
				a.refuse(out, r, fault.New(fault.Internal, "internal", "the error was logged under the request's id"))
			}
		}
		took := time.Since(start)
		a.metrics.answered(r.Pattern, out.status, took)
		if a.options.AccessLog != nil {
			a.options.AccessLog.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("request", h.Get(requestID)), slog.String("operation", r.Pattern),
				slog.Int("status", out.status), slog.Int64("bytes", out.bytes), slog.Duration("took", took))
		}
	}()
	leave, in := a.inTurn(out, r)
	if !in {
		return
	}
	defer leave()
	a.mux.ServeHTTP(out, r)
}

// response remembers what was answered.
type response struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *response) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap gives http.ResponseController what is beneath.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// elsewhere answers for addresses that are none, and for methods that an address has not.
func (a *API) elsewhere(w http.ResponseWriter, r *http.Request) {
	var has []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		probe := *r
		probe.Method = m
		if _, pattern := a.mux.Handler(&probe); pattern != "/" {
			has = append(has, m)
		}
	}
	if len(has) == 0 {
		a.refuse(w, r, fault.New(fault.NotFound, "address.unknown", "there is no such address; all are described in /openapi.json"))
		return
	}
	w.Header().Set("Allow", strings.Join(has, ", "))
	p := problem(fault.New(fault.Invalid, "method.unknown", "this address takes %s", strings.Join(has, ", ")))
	p.Status = http.StatusMethodNotAllowed
	answerProblem(w, p)
}
