package api

import (
	"context"
	"net/http"

	"kangma/node"
)

// copyData gives a person's data as a file.
func (a *API) copyData(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	who, err := parseID("person", r.FormValue("person"))
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	b, err := a.node.Copy(ctx, c, who)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	answer(w, func(to []byte) []byte { return append(to, b...) })
}

func (a *API) forget(ctx context.Context, c node.Caller, in *struct {
	Person string `path:"person" maxLength:"32"`
}) error {
	who, err := parseID("person", in.Person)
	if err != nil {
		return err
	}
	return a.node.Forget(ctx, c, who)
}
