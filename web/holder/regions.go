package holder

import (
	"context"
	"encoding/json"
	"net/http"

	"kangma/region"
	"kangma/web/ui"
)

// levels are the lists of the region picker, each filled from what was picked in the one before.
var levels = [3]string{"province", "prefecture", "county"}

func picked(r *http.Request) [3]string {
	var p [3]string
	for i, name := range levels {
		p[i] = r.FormValue(name)
	}
	return p
}

// picker is the region picker with the lists that the choices so far open. A choice that no longer fits the one above it is dropped.
func (h *Pages) picker(ctx context.Context, l *ui.Language, chosen [3]string, wrong string) (ui.RegionPicker, error) {
	p := ui.RegionPicker{Legend: l.T("region.legend"), Hint: l.T("region.hint"), Error: wrong, URL: "/regions"}
	parent := region.Code(region.Nation)
	for i, name := range levels {
		s := ui.Select{Name: name, Label: l.T("region." + name), Prompt: l.T("region.prompt"), Off: parent.IsZero()}
		var next region.Code
		if !s.Off {
			below, err := h.service.Regions(ctx, parent)
			if err != nil {
				return p, err
			}
			for _, d := range below {
				code := d.Code.String()
				s.Options = append(s.Options, ui.Option{Value: code, Text: d.Name, Chosen: code == chosen[i]})
				if code == chosen[i] {
					next = d.Code
				}
			}
		}
		p.Lists[i], parent = s, next
	}
	return p, nil
}

// regions gives the divisions below a parent to the picker's script.
func (h *Pages) regions(w http.ResponseWriter, r *http.Request) error {
	parent, err := region.ParseCode(r.FormValue("parent"))
	if err != nil {
		return err
	}
	below, err := h.service.Regions(r.Context(), parent)
	if err != nil {
		return err
	}
	type line struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
	out := make([]line, len(below))
	for i, d := range below {
		out[i] = line{d.Code.String(), d.Name}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	return json.NewEncoder(w).Encode(out)
}
