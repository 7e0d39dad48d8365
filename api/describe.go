package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/node"
)

const about = `The API of a health code node. Times are RFC 3339 in +08:00. Identities are masked always.

Log in with a phone and a one-time code (POST /v1/login/code, POST /v1/login), and send the token as "Authorization: Bearer". A token
of the holders' door opens no operation of the staff door, and the other way round.

A write may carry an Idempotency-Key of its sender's choice: sent again under the same key within a day it is not done again, and
answered as before. A scan carries its own id for the same purpose. Refusals are problem documents (RFC 9457) with a stable key. Where
Retry-After is given, ask again after so many seconds.`

// describe begins the description, OpenAPI 3.1, and hands requests from huma's operations to the chain.
func describe(a *API) huma.API {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schemas.RegisterTypeAlias(reflect.TypeFor[id.ID](), reflect.TypeFor[anID]())
	schemas.RegisterTypeAlias(reflect.TypeFor[wire.Time](), reflect.TypeFor[aTime]())
	return huma.NewAPI(huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Kangma", Version: "1", Description: about, License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}},
			Components: &huma.Components{Schemas: schemas, SecuritySchemes: map[string]*huma.SecurityScheme{
				"holder": {Type: "http", Scheme: "bearer", Description: "a login at the holders' door"},
				"staff":  {Type: "http", Scheme: "bearer", Description: "a login at the staff door"},
			}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	}, adapter{a})
}

// anID and aTime describe ids and times.
type (
	anID  struct{}
	aTime struct{}
)

func (anID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9a-f]{32}$", PatternDescription: "an id of 32 hexadecimal digits"}
}

func (aTime) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Pattern: `^(19|[2-9]\d)\d\d-`, PatternDescription: "an RFC 3339 time with offset, of the years 1900 to 9999"}
}

// adapter has huma's operations registered in the chain.
type adapter struct{ *API }

type visitKey struct{}

// visit is what an operation knows of its request beside the input.
type visit struct {
	caller  node.Caller
	request string // id
	key     string // Idempotency-Key, "" if none
}

// Handle is called by huma for each operation.
func (ad adapter) Handle(op *huma.Operation, h func(huma.Context)) {
	o := op.Metadata[metaOperation].(operation)
	ad.handle(o.pattern, o.who, desk, func(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
		ctx = context.WithValue(ctx, visitKey{}, visit{c, w.Header().Get(requestID), r.Header.Get(keyHeader)})
		h(humago.NewContext(op, r.WithContext(ctx), w))
	})
}

func visitOf(ctx context.Context) visit { return ctx.Value(visitKey{}).(visit) }

// OpenAPI is the description, as it is served.
func (a *API) OpenAPI() ([]byte, error) {
	return json.MarshalIndent(a.huma.OpenAPI(), "", " ")
}

// description serves it; it is written once, when all operations are there.
func (a *API) description() http.HandlerFunc {
	text, err := a.OpenAPI()
	return func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Write(text)
	}
}
