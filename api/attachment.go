package api

import (
	"context"
	"encoding/hex"
	"net/http"
	"strconv"

	"kangma/api/wire"
	"kangma/node"
)

// attach takes a picture or PDF as the body. What it is, its content says, whatever it is called (AT-1).
func (a *API) attach(_ context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	v, err := parseID("id", r.PathValue("id"))
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	file, err := a.node.AttachToCase(r.Context(), c, v, uploaded(w, r))
	a.say(w, r, attached(file), err)
}

func attached(f node.Attachment) wire.Attachment {
	return wire.Attachment{ID: f.ID, Type: string(f.Type), Size: f.Size, SHA256: hex.EncodeToString(f.SHA256), AddedAt: wire.Time(f.AddedAt), ByHolder: f.ByHolder}
}

func (a *API) attachments(ctx context.Context, c node.Caller, in *ByID) (out wire.Page[wire.Attachment], err error) {
	v, err := in.id()
	if err != nil {
		return out, err
	}
	list, err := a.node.Attachments(ctx, c, v)
	return wire.Page[wire.Attachment]{Items: each(list, attached)}, err
}

// attachment hands a file out, to be kept and not to be shown by the browser under our address.
func (a *API) attachment(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	v, err := parseID("id", r.PathValue("id"))
	which, err2 := parseID("attachment", r.PathValue("attachment"))
	if err == nil {
		err = err2
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	f, content, err := a.node.Attachment(ctx, c, v, which)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", string(f.Type))
	h.Set("Content-Disposition", `attachment; filename="`+f.ID.String()+f.Type.Extension()+`"`)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	w.Write(content)
}
