package cli

import (
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/node"
)

// hubFile is hub in node.yaml: where the node learns whom to trust.
type hubFile struct {
	Address string   `yaml:"address"` // https://hub.example
	Roots   []string `yaml:"roots"`   // as kangma hub root new prints them; two while one takes over from the other
}

func (f *hubFile) hub() (*node.Hub, error) {
	if f == nil {
		return nil, nil
	}
	if err := federation.CheckAddress(f.Address); err != nil {
		return nil, fault.At("hub", err)
	}
	if len(f.Roots) == 0 {
		return nil, fault.Missing("hub.roots")
	}
	h := &node.Hub{Address: f.Address}
	for _, s := range f.Roots {
		r, err := federation.ParseRoot(s)
		if err != nil {
			return nil, fault.At("hub", err)
		}
		h.Roots = append(h.Roots, r)
	}
	return h, nil
}
