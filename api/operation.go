package api

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kangma/node"
)

// operation is what the table of routes says of one.
type operation struct {
	pattern string // method and address
	who     access
	name    string // OpenAPI's operationId
	says    string
	most    int64 // bytes of a request, mostBody if 0
}

func op(pattern string, who access, name, says string) operation {
	return operation{pattern: pattern, who: who, name: name, says: says}
}

// taking is the operation with requests of up to so many bytes.
func (o operation) taking(bytes int64) operation {
	o.most = bytes
	return o
}

const metaOperation = "operation"

// mostBody is how long a request may be, where nothing else is said.
const mostBody = 64 << 10

// register adds an operation to the chain and to the description.
func register[I, O any](a *API, o operation, status int, params []*huma.Param, do func(context.Context, *I) (*O, error)) {
	d := o.described()
	d.DefaultStatus, d.MaxBodyBytes, d.Parameters = status, cmp.Or(o.most, mostBody), params
	d.RejectUnknownQueryParameters = true
	huma.Register(a.huma, d, do)
}

// described is the operation as OpenAPI has it, without its input and output.
func (o operation) described() huma.Operation {
	method, path, _ := strings.Cut(o.pattern, " ")
	d := huma.Operation{Method: method, Path: path, OperationID: o.name, Summary: o.says, Metadata: map[string]any{metaOperation: o}}
	switch o.who {
	case holder:
		d.Tags, d.Security = []string{"holder"}, []map[string][]string{{"holder": {}}}
	case staffer:
		d.Tags, d.Security = []string{"staff"}, []map[string][]string{{"staff": {}}}
	case either:
		d.Tags, d.Security = []string{"session"}, []map[string][]string{{"holder": {}}, {"staff": {}}}
	case signingIn:
		d.Tags = []string{"session"}
	default:
		d.Tags = []string{"open"}
	}
	return d
}

// told is an answer with a body.
type told[O any] struct {
	Body O
}

// ask adds an operation that changes nothing, or nothing that needs a key.
func ask[I, O any](a *API, o operation, do func(context.Context, node.Caller, *I) (O, error)) {
	register(a, o, http.StatusOK, nil, func(ctx context.Context, in *I) (*told[O], error) {
		out, err := do(ctx, visitOf(ctx).caller, in)
		if err != nil {
			return nil, a.refused(ctx, o, err)
		}
		return &told[O]{out}, nil
	})
}

// done is an answer without a body.
type done struct{}

// act adds an operation that gives nothing back, and may be repeated by its nature.
func act[I any](a *API, o operation, do func(context.Context, node.Caller, *I) error) {
	register(a, o, http.StatusNoContent, nil, func(ctx context.Context, in *I) (*done, error) {
		if err := do(ctx, visitOf(ctx).caller, in); err != nil {
			return nil, a.refused(ctx, o, err)
		}
		return &done{}, nil
	})
}

// refused is an error as huma answers it.
func (a *API) refused(ctx context.Context, o operation, err error) error {
	p, h := problem(err), http.Header{}
	a.remark(ctx, h, visitOf(ctx).request, o.pattern, p, err)
	return huma.ErrorWithHeaders(p, h)
}
