package holder

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/review/attachment"
	"kangma/web/ui"
)

// fileRow is an attached file as the page of its case shows it: a picture opens by itself, a PDF is kept.
type fileRow struct {
	Text    string
	Note    string
	Href    string
	Picture bool
}

// uploadView is the form to attach a file.
type uploadView struct {
	Error  string
	Errors ui.ErrorSummary
	Send   ui.Button
	Most   int // bytes
}

const (
	uploadLimit = attachment.MaxSize + 64<<10 // of a request: one file and the form around it
	drainLimit  = 64 << 20                    // how much of what is too large is read all the same, so that its sender hears why
	uploadTime  = 10 * time.Minute            // on the worst of networks
)

// showFiles tells what is attached to a case, and how to attach more.
func (v *caseView) showFiles(c Case) {
	l := v.Prefs.Language
	for i, f := range c.Files {
		by := l.T("case.office")
		if f.Own {
			by = l.T("case.you")
		}
		v.Files = append(v.Files, fileRow{Text: l.T("file.name", "n", i+1, "type", l.T("file."+f.Type.Extension()[1:])), Note: l.At(f.At) + l.T("time.comma") + size(f.Size) + l.T("time.comma") + by,
			Href: "/cases/" + c.ID.String() + "/files/" + f.ID.String(), Picture: f.Type != attachment.PDF})
	}
	if c.Attach && len(c.Files) < attachment.MaxCount {
		v.Upload = &uploadView{Send: ui.Button{Text: l.T("file.send"), Icon: "upload", Kind: "second"}, Most: attachment.MaxSize}
	}
}

// size is a number of bytes as people say it.
func size(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt(max(1, n>>10), 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

// attach takes a picture or PDF for a case (WZ-10, BY-17). What is wrong with it stands beside the field.
func (h *Pages) attach(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	rc.SetReadDeadline(time.Now().Add(uploadTime)) // a test's recorder has no deadlines
	rc.SetWriteDeadline(time.Now().Add(uploadTime))
	err := h.renewed(w, r, func(b Bearer) error { return h.attachTo(w, r, b) })
	if err != nil {
		h.refuse(w, r, err)
	}
}

func (h *Pages) attachTo(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	c, err := h.service.Case(r.Context(), b, v) // before anything is read of the file
	if err != nil {
		return err
	}
	file, err := sentFile(r)
	if err == nil {
		err = h.service.Attach(r.Context(), b, v, file)
	}
	io.Copy(io.Discard, io.LimitReader(r.Body, drainLimit))
	if err == nil {
		http.Redirect(w, r, "/cases/"+v.String()+"?done=attached#files", http.StatusSeeOther)
		return nil
	}
	view := h.caseView(r, c)
	var wrong wrongs
	if view.Upload == nil || !wrong.from(view.Prefs.Language, err) {
		return err
	}
	wrong[0].Field = "file"
	view.Upload.Error, view.Upload.Errors = wrong[0].Text, wrong.summary()
	h.pages.Render(w, r, ui.Status(err), view)
	return nil
}

// sentFile is the file of an upload form, read as it comes and no further than it may be.
func sentFile(r *http.Request) (io.Reader, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, fault.New(fault.Invalid, "form.unreadable", "the form has no file")
	}
	parts := multipart.NewReader(io.LimitReader(r.Body, uploadLimit), params["boundary"])
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, fault.Missing("file")
		case err != nil:
			return nil, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read").Because(err)
		case part.FormName() == "file":
			return part, nil
		}
	}
}

// file hands an attached file out: a picture to be seen, anything else to be kept; never anything that could run here.
func (h *Pages) file(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	which, err := id.Parse(r.PathValue("file"))
	if err != nil {
		return fault.New(fault.NotFound, "page.missing", "there is no such file")
	}
	f, content, err := h.service.File(r.Context(), b, v, which)
	if err != nil {
		return err
	}
	shown := "attachment"
	if f.Type != attachment.PDF {
		shown = "inline"
	}
	head := w.Header()
	head.Set("Content-Type", string(f.Type))
	head.Set("Content-Disposition", shown+`; filename="`+f.ID.String()+f.Type.Extension()+`"`)
	head.Set("Content-Length", strconv.Itoa(len(content)))
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Cache-Control", "no-store")
	w.Write(content)
	return nil
}

// caseID is the case that an address names.
func caseID(r *http.Request) (id.ID, error) {
	v, err := id.Parse(r.PathValue("case"))
	if err != nil {
		return v, fault.New(fault.NotFound, "case.not_found", "there is no such case")
	}
	return v, nil
}
