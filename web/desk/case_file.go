package desk

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/review/attachment"
)

// shown says whether browsers show a type safely by themselves; others are kept as files.
func shown(t attachment.Type) bool { return t != attachment.PDF }

// file hands out one attachment, as the node cleaned it, under headers that let it do nothing. Each look is logged.
func (h *Pages) file(w http.ResponseWriter, r *http.Request, me Me) error {
	v, which, err := attachmentID(r)
	if err != nil {
		return err
	}
	a, content, err := h.service.Attachment(r.Context(), me.Bearer, v, which)
	if err != nil {
		return err
	}
	how := "attachment"
	if shown(a.Type) {
		how = "inline"
	}
	o := w.Header()
	o.Set("Content-Type", string(a.Type))
	o.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": a.ID.String() + a.Type.Extension()}))
	o.Set("Content-Length", strconv.Itoa(len(content)))
	o.Set("X-Content-Type-Options", "nosniff")
	o.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	o.Set("X-Frame-Options", "DENY")
	o.Set("Cross-Origin-Resource-Policy", "same-origin")
	o.Set("Referrer-Policy", "no-referrer")
	o.Set("Cache-Control", "no-store")
	w.Write(content)
	return nil
}

// attach takes a picture or PDF; what it is, its content says.
func (h *Pages) attach(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.atCase(w, r, me, "file", func(v id.ID) error {
		parts, err := r.MultipartReader()
		if err != nil {
			return fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
		}
		for {
			part, err := parts.NextPart()
			if errors.Is(err, io.EOF) {
				return fault.Missing("file")
			}
			if err != nil {
				return fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
			}
			if part.FormName() == "file" && part.FileName() != "" {
				return h.service.Attach(r.Context(), me.Bearer, v, part)
			}
		}
	})
}
