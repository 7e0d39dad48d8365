package holder

import (
	"encoding/json"
	"net/http"

	"kangma/region"
	"kangma/web/ui"
)

// levels are the lists of the region picker, each filled from what was picked in the one before.
var levels = []string{"province", "prefecture", "county", "street"}

// pick is the region picker of a question with the lists that the choices so far open. A choice that no longer fits the one
// above it is dropped; a list that has nothing to choose from is not shown.
func (h *Pages) pick(f *filling, q *question, wrong string) (ui.RegionPicker, error) {
	p := ui.RegionPicker{Name: q.name, Error: wrong, URL: "/regions"}
	parent := region.Code(region.Nation)
	for i, name := range q.lists() {
		s := ui.Select{Name: name, Label: f.l.T("region." + levels[i]), Prompt: f.l.T("region.prompt"), Off: parent.IsZero()}
		var next region.Code
		if !s.Off {
			below, err := h.service.Regions(f.r.Context(), parent)
			if err != nil {
				return p, err
			}
			for _, d := range below {
				code := d.Code.String()
				chosen := code == f.a.of(name)
				s.Options = append(s.Options, ui.Option{Value: code, Text: d.Name, Chosen: chosen})
				if chosen {
					next = d.Code
				}
			}
		}
		if parent = next; levels[i] == "street" && len(s.Options) == 0 {
			break
		}
		p.Lists = append(p.Lists, s)
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
