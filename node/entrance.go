package node

import (
	"kangma/internal/fault"
	"kangma/region"
)

// Entrance is where people of a region apply, if it belongs to a city below this node that has a code of its own; "" if
// here is the place. Whoever comes through the wider entrance is led there and applies once (WH-15).
func (n *Node) Entrance(r region.Code) (city region.Code, address string) {
	for c := r; !c.IsZero() && c != n.region; c = c.Parent() {
		if address = n.Cities[c]; address != "" {
			return c, address
		}
	}
	return 0, ""
}

// appliesHere refuses an application that belongs to a city with a code of its own, and says where it is.
func (n *Node) appliesHere(r region.Code) error {
	city, address := n.Entrance(r)
	if address == "" {
		return nil
	}
	f := fault.New(fault.Conflict, "application.elsewhere", "%s has a code of its own; apply there, once, for one code that holds everywhere: %s", n.Regions().FullName(city), address)
	f.Field = "region"
	return f
}
