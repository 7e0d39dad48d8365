package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kangma/internal/fault"
	"kangma/node"
)

// keyHeader names a write, so that it can be sent again without being done again (AP-2).
const keyHeader = "Idempotency-Key"

const longestKey = 100

func keyParams() []*huma.Param {
	most := longestKey
	return []*huma.Param{{Name: keyHeader, In: "header", Description: "names this write: sent again within a day it is not done again, and answered as before",
		Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &most}}}
}

// changed is the answer to a write.
type changed[O any] struct {
	Replayed string `header:"Idempotent-Replayed" doc:"true if this is the answer that was given before"`
	Body     O
}

// change adds an operation that writes, at most once under a key: do gives what the node made of it, tell what is answered.
func change[I, R, O any](a *API, o operation, do func(context.Context, node.Caller, *I) (R, error), tell func(R) O) {
	register(a, o, http.StatusOK, keyParams(), func(ctx context.Context, in *I) (*changed[O], error) {
		out := &changed[O]{}
		once, err := onceOf(ctx, o, in, func(result any) ([]byte, error) {
			r, ok := result.(*R)
			if !ok {
				return nil, fmt.Errorf("api: %s gives %T, not %T", o.name, result, r)
			}
			return json.Marshal(tell(*r))
		})
		if err == nil {
			var r R
			if r, err = do(once.in(ctx), visitOf(ctx).caller, in); err == nil {
				out.Body = tell(r)
				return out, nil
			}
		}
		if before, ok := once.repeated(err); ok {
			if err = json.Unmarshal(before, &out.Body); err == nil {
				out.Replayed = "true"
				return out, nil
			}
		}
		return nil, a.refused(ctx, o, once.reason(err))
	})
}

// changedNothing is the answer to a write that gives nothing back.
type changedNothing struct {
	Replayed string `header:"Idempotent-Replayed"`
}

// end adds a write that gives nothing back, at most once under a key.
func end[I any](a *API, o operation, do func(context.Context, node.Caller, *I) error) {
	register(a, o, http.StatusNoContent, keyParams(), func(ctx context.Context, in *I) (*changedNothing, error) {
		once, err := onceOf(ctx, o, in, func(any) ([]byte, error) { return []byte{}, nil })
		if err == nil {
			if err = do(once.in(ctx), visitOf(ctx).caller, in); err == nil {
				return &changedNothing{}, nil
			}
		}
		if _, ok := once.repeated(err); ok {
			return &changedNothing{Replayed: "true"}, nil
		}
		return nil, a.refused(ctx, o, once.reason(err))
	})
}

// once is a write's key, nil if it has none.
type once struct{ *node.Once }

func onceOf(ctx context.Context, o operation, in any, answer func(any) ([]byte, error)) (once, error) {
	key := visitOf(ctx).key
	if key == "" {
		return once{}, nil
	}
	if len(key) > longestKey {
		return once{}, fault.Secret(keyHeader, "is longer than %d bytes", longestKey)
	}
	asked, err := json.Marshal(in)
	if err != nil {
		return once{}, err
	}
	sum := sha256.Sum256(append([]byte(o.pattern+"\n"), asked...))
	return once{&node.Once{Key: key, Request: sum[:], Answer: answer}}, nil
}

func (o once) in(ctx context.Context) context.Context {
	if o.Once == nil {
		return ctx
	}
	return node.WithOnce(ctx, o.Once)
}

// repeated is the answer that was given before, if the same was asked.
func (o once) repeated(err error) ([]byte, bool) {
	var r *node.Repeated
	if !errors.As(err, &r) || string(r.Request) != string(o.Request) {
		return nil, false
	}
	return r.Answer, true
}

// reason is err, or what is wrong with a key that was used for something else.
func (o once) reason(err error) error {
	var r *node.Repeated
	if errors.As(err, &r) {
		return fault.New(fault.Conflict, "idempotency.other_request", "this %s was used for another request; choose a new one", keyHeader)
	}
	return err
}
