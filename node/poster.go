package node

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/url"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/poster"
	"kangma/passage"
)

// MaxPosters is how many pages one file has at most.
const MaxPosters = 500

// Posters says whose posters are printed: one place's, or those of all that a list has.
type Posters struct {
	Place id.ID
	List  passage.PlaceQuery // where Place is zero; its limit does not count
	Size  poster.Size
}

// Printed is what was printed, and which places were left out: they have no code, or one that only a screen can show.
type Printed struct {
	Pages   int
	LeftOut []passage.Place
}

// PrintPosters writes a PDF of the posters of places, a page each (MS-01). A place that is named itself must have a code for paper; of a
// list those without one are left out, and none at all is refused.
func (n *Node) PrintPosters(ctx context.Context, c Caller, which Posters, w io.Writer) (Printed, error) {
	places, err := n.posted(ctx, c, which) // first: who may not is told nothing of the node
	if err != nil {
		return Printed{}, err
	}
	address, err := n.address()
	if err != nil {
		return Printed{}, err
	}
	font, err := poster.Font()
	if err != nil {
		return Printed{}, err
	}
	at := n.clock.Now()
	var out Printed
	var pages []poster.Poster
	for _, p := range places {
		if !p.Code.Holds(at) || p.Code.Every > 0 {
			out.LeftOut = append(out.LeftOut, p.Place)
			continue
		}
		text, err := n.signPlaceCode(p.Code, at)
		if err != nil {
			return Printed{}, err
		}
		pages = append(pages, n.poster(p, address, text))
	}
	switch {
	case len(pages) == 0 && !which.Place.IsZero() && places[0].Code.Holds(at):
		return Printed{}, fault.New(fault.Conflict, "place.screen", "the code of this place changes every %s: it is for a screen, not for paper", places[0].Code.Every)
	case len(pages) == 0 && !which.Place.IsZero():
		return Printed{}, fault.New(fault.Conflict, "place.no_code", "this place has no code; issue one first")
	case len(pages) == 0:
		return Printed{}, fault.New(fault.NotFound, "place.no_posters", "none of %d places has a code for paper", len(places))
	}
	out.Pages = len(pages)
	var pdf bytes.Buffer // whole or not at all
	if err := poster.Write(&pdf, font, which.Size, pages); err != nil {
		return Printed{}, err
	}
	_, err = w.Write(pdf.Bytes())
	return out, err
}

func (n *Node) posted(ctx context.Context, c Caller, which Posters) (list []ListedPlace, err error) {
	if !which.Place.IsZero() {
		p, err := n.Place(ctx, c, which.Place)
		if err == nil && p.ClosedAt <= n.clock.Now() {
			err = fault.New(fault.Conflict, "place.closed", "this place is closed")
		}
		return []ListedPlace{p}, err
	}
	which.List.Limit = MaxPosters + 1
	if list, err = n.Places(ctx, c, which.List); err == nil && len(list) > MaxPosters {
		err = fault.New(fault.TooLarge, "place.too_many_posters", "these are more than %d places; narrow them by region, kind or name", MaxPosters)
	}
	return list, err
}

// address is how all links of the node's pages begin; posters name it, so that a false one can be told (SC-03).
func (n *Node) address() (string, error) {
	if n.Address == "" {
		return "", fault.New(fault.Conflict, "node.no_address", "the node does not know its own address, which posters print; set address in node.yaml, for example https://jkm.example")
	}
	u, err := url.Parse(n.Address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return "", fault.Field("address", n.Address, "is not like https://jkm.example")
	}
	return u.Scheme + "://" + u.Host, nil
}

func (n *Node) poster(p ListedPlace, address, code string) poster.Poster {
	zh, en := p.Kind.Names()
	return poster.Poster{System: n.Name.ZH + "健康码", SystemEN: n.Name.EN + " health code", Place: p.Name, Kind: zh, KindEN: en, Region: n.Regions().FullName(p.Region),
		Address: p.Address, Office: p.Office, Phone: p.Phone, Number: p.Number(), Version: p.Code.Version, Issued: p.Code.IssuedAt.In(instant.Beijing)[:10],
		Link: address + VisitPath(code), Origin: address, Hotline: cmp.Or(n.Hotline, hotline), Days: n.Retention}
}
