package evidence

import (
	"strings"
	"sync"

	"kangma/internal/fault"
	"kangma/region"
)

// Places says which divisions there are and what they are called; region.Table does.
type Places interface {
	Regions
	Find(name string, within region.Code) []region.Division
	Children(region.Code) []region.Division
}

// gazetteer finds the regions that cells name. Files name few regions many times, so it remembers them; safe for concurrent use.
type gazetteer struct {
	Places
	within region.Code // where names are looked for before the nation

	mu    sync.RWMutex
	known map[string]region.Code
}

const maxKnown = 100_000 // names that are remembered

// region reads a code, or a name: that of one division (Table.Find), or those of a division and of what it lies in, one
// after the other (湖北省武汉市江岸区). A name that could be several is refused.
func (g *gazetteer) region(s string) (region.Code, error) {
	g.mu.RLock()
	c, ok := g.known[s]
	g.mu.RUnlock()
	if ok {
		return c, nil
	}
	c, err := g.find(s)
	if err != nil {
		return 0, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.known) < maxKnown {
		g.known[strings.Clone(s)] = c
	}
	return c, nil
}

func (g *gazetteer) find(s string) (region.Code, error) {
	if leadingDigits(s) == len(s) {
		c, err := region.ParseCode(s)
		if err == nil {
			err = g.Check(c)
		}
		if f, ok := fault.As(err); ok {
			return 0, refuse(s, "%s", f.Detail)
		}
		return c, err
	}
	for _, within := range []region.Code{g.within, region.Nation} {
		for _, found := range [][]region.Division{g.Find(s, within), g.follow(s, within)} {
			switch len(found) {
			case 0:
			case 1:
				return found[0].Code, nil
			default:
				var codes []string
				for _, d := range found[:min(5, len(found))] {
					codes = append(codes, d.Code.String()+" "+d.Name)
				}
				return 0, refuse(s, "could be %s: write the code", strings.Join(codes, " or "))
			}
		}
	}
	return 0, refuse(s, "is not a known region")
}

// follow goes down the tree by the full names that s is made of.
func (g *gazetteer) follow(s string, in region.Code) []region.Division {
	s = strings.Map(func(c rune) rune {
		if strings.ContainsRune(" /\\-—>,，", c) {
			return -1
		}
		return c
	}, s)
	for {
		var next region.Division
		for _, d := range g.Children(in) {
			if strings.HasPrefix(s, d.Name) && len(d.Name) > len(next.Name) {
				next = d
			}
		}
		switch {
		case next.Name == "":
			return nil
		case next.Name == s:
			return []region.Division{next}
		}
		in, s = next.Code, s[len(next.Name):]
		if found := g.Find(s, in); len(found) > 0 {
			return found
		}
	}
}
