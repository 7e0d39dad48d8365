package api

import (
	"context"
	"io"
	"net/http"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/node"
)

// answerNode answers the calls of other nodes: who they are is in their signature (docs/federation.md).
func (a *API) answerNode(ctx context.Context, w http.ResponseWriter, r *http.Request, _ node.Caller) {
	body, err := io.ReadAll(io.LimitReader(r.Body, federation.MaxRequest+1))
	if err == nil && len(body) > federation.MaxRequest {
		err = fault.New(fault.TooLarge, "request.too_large", "the request is larger than %d bytes", federation.MaxRequest)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	out, err := a.node.Answer(ctx, node.Inbound{Method: r.Method, URI: r.URL.RequestURI(), Header: r.Header, Body: body})
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	for name, values := range out.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(out.Status)
	w.Write(out.Body)
}
