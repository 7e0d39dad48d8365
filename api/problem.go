package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/person"
)

// answers is what each kind of refusal is in HTTP, and what it is called.
var answers = map[fault.Code]struct {
	status int
	en, zh string
}{
	fault.Invalid:         {http.StatusUnprocessableEntity, "The input is wrong", "输入有误"},
	fault.NotFound:        {http.StatusNotFound, "There is no such thing here", "未找到"},
	fault.Conflict:        {http.StatusConflict, "The thing is in another state", "当前状态不允许"},
	fault.Unauthenticated: {http.StatusUnauthorized, "Log in first", "请先登录"},
	fault.Forbidden:       {http.StatusForbidden, "This is not allowed", "没有权限"},
	fault.TooMany:         {http.StatusTooManyRequests, "Too many requests", "请求过于频繁"},
	fault.Busy:            {http.StatusServiceUnavailable, "Busy, please wait", "系统繁忙，请稍候"},
	fault.Unavailable:     {http.StatusServiceUnavailable, "A part that is needed does not answer", "服务暂不可用"},
	fault.TooLarge:        {http.StatusRequestEntityTooLarge, "The input is too large", "内容过大"},
	fault.Internal:        {http.StatusInternalServerError, "Something went wrong here", "系统内部错误"},
}

// problem is an error as the outside sees it: a fault says what it says, anything else is hidden (FA-1).
func problem(err error) *wire.Problem {
	f, ok := fault.As(err)
	switch {
	case ok:
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		f = fault.New(fault.Busy, "busy", "the node did not get to it in time; try again")
	default:
		f = fault.New(fault.Internal, "internal", "the error was logged under the request's id")
	}
	a := answers[f.Code]
	detail := f.Detail
	if f.Field != "" && f.Value != "" {
		detail = f.Value + " " + f.Detail
	}
	return &wire.Problem{Type: "urn:kangma:fault:" + string(f.Code), Title: a.en, TitleZh: a.zh, Status: a.status, Detail: detail,
		Code: string(f.Code), Key: f.Key, Field: short(f.Field)}
}

// refuse answers a request with a problem, and logs what is hidden.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problem(err)
	a.remark(r.Context(), w.Header(), w.Header().Get(requestID), r.Pattern, p, err)
	answerProblem(w, p)
}

func answerProblem(w http.ResponseWriter, p *wire.Problem) {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and a number
	}
	w.Header().Set("Content-Type", wire.ProblemType)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(p.Status)
	w.Write(b)
}

// remark adds the headers of a refusal, and logs an error of ours under the request's id.
func (a *API) remark(ctx context.Context, h http.Header, request, operation string, p *wire.Problem, err error) {
	switch p.Status {
	case http.StatusInternalServerError:
		slog.ErrorContext(ctx, "a request failed", "request", request, "operation", operation, "error", err)
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(a.retryAfter(err)))
	}
}

// retryAfter is the seconds after which it makes sense to ask again.
func (a *API) retryAfter(err error) int {
	var login *person.Wait
	if errors.As(err, &login) {
		return seconds(login.Until.Sub(a.node.Now()))
	}
	var limit *wait
	if errors.As(err, &limit) {
		return seconds(limit.time)
	}
	return 2
}

func seconds(d time.Duration) int { return max(1, int((d+time.Second-1)/time.Second)) }

// short bounds the path of a field: a client may have named it.
func short(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}

// huma asks for its errors through package variables. Ours are problems in which nothing of the input is repeated
// (AP-1), and arrays are never null.
func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return rejected(status, message, errs)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := rejected(status, message, errs)
		if c != nil && p.Status == http.StatusInternalServerError {
			slog.ErrorContext(c.Context(), "a request failed", "operation", c.Operation().Path, "error", errors.Join(errs...))
		}
		return p
	}
}

// rejected turns what huma found wrong with a request into the problem of the first finding.
func rejected(status int, message string, errs []error) *wire.Problem {
	f := fault.New(fault.Invalid, "request.invalid", "%s", message)
	switch status {
	case http.StatusRequestEntityTooLarge:
		f = fault.New(fault.TooLarge, "request.too_large", "the request is larger than this operation takes")
	case http.StatusUnsupportedMediaType:
		f = fault.New(fault.Invalid, "request.media_type", "the request must be application/json")
	case http.StatusRequestTimeout:
		f = fault.New(fault.Busy, "request.timeout", "the request came in too slowly")
	case http.StatusNotAcceptable, http.StatusBadRequest:
		f = fault.New(fault.Invalid, "request.malformed", "the request has no body of JSON")
	case http.StatusInternalServerError:
		return problem(errors.Join(errs...))
	}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			f = finding(d, status)
			break
		}
	}
	p := problem(f)
	if status == http.StatusUnsupportedMediaType || status == http.StatusNotAcceptable || status == http.StatusBadRequest {
		p.Status = status
	}
	return p
}

// finding names the field that huma found wrong, never its value.
func finding(d *huma.ErrorDetail, status int) *fault.Fault {
	_, field, _ := strings.Cut(d.Location, ".") // body., query., path., header.
	var missing string
	switch n, _ := fmt.Sscanf(d.Message, "expected required property %s to be present", &missing); {
	case n == 1 && field != "":
		return fault.Missing(field + "." + missing)
	case n == 1:
		return fault.Missing(missing)
	case strings.HasPrefix(d.Message, "required ") && strings.HasSuffix(d.Message, "is missing"):
		return fault.Missing(field)
	case status == http.StatusBadRequest:
		return fault.New(fault.Invalid, "request.malformed", "the request is not JSON")
	case field == "" && d.Value != nil && d.Message != "unexpected property": // what the JSON decoder said repeats the input
		return fault.New(fault.Invalid, "request.invalid", "a value in the request has not the form that the description says")
	}
	return fault.Secret(cmp.Or(field, "body"), "%s", plain(d.Message))
}

// plain turns huma's words into ours.
func plain(message string) string {
	if rest, ok := strings.CutPrefix(message, "expected "); ok {
		return "is not as expected: " + rest
	}
	return message
}
