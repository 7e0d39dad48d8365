package cli

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/sheet"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
)

// placeCommand is kangma place.
type placeCommand struct {
	Kinds       placeKindsCommand       `cmd:"" help:"List the kinds of places."`
	List        placeListCommand        `cmd:"" help:"List open places, each with its code."`
	Add         placeAddCommand         `cmd:"" help:"Add a place."`
	Import      placeImportCommand      `cmd:"" help:"Add the places of a CSV or XLSX table, with a result for each row."`
	Code        placeCodeCommand        `cmd:"" help:"Issue a place's code anew; posters before it hold no more."`
	Show        placeShowCommand        `cmd:"" help:"Print a place's code as a screen shows it now."`
	Poster      placePosterCommand      `cmd:"" help:"Print posters as PDF: one place's, or those of a region."`
	Coverage    placeCoverageCommand    `cmd:"" help:"Count places by division and kind: with code, posted, inspected, with findings."`
	Inspections placeInspectionsCommand `cmd:"" help:"List inspections that are still to be done, and plan them."`
	Revoke      placeRevokeCommand      `cmd:"" help:"End a place's code without a new one."`
}

type placeKindsCommand struct{}

func (placeKindsCommand) Run(s *Streams) error {
	for _, k := range passage.PlaceKinds {
		fmt.Fprintf(s.Out, "%-16s %s, %s\n", k.Kind, k.Zh, k.En)
	}
	return nil
}

// placeFilter says which places a command is about.
type placeFilter struct {
	Region string `help:"Only in this division." placeholder:"CODE"`
	Kind   string `help:"Only of this kind." placeholder:"KIND"`
	Name   string `help:"Only with this in the name."`
}

func (f placeFilter) query(n *node.Node) (q passage.PlaceQuery, err error) {
	q = passage.PlaceQuery{Name: f.Name, Limit: 500}
	if f.Kind != "" {
		if q.Kind, err = passage.PlaceKindNamed(f.Kind); err != nil {
			return q, err
		}
	}
	if f.Region != "" {
		q.Region, err = parseDivision(n, f.Region)
	}
	return q, err
}

func parseDivision(n *node.Node, s string) (region.Code, error) {
	r, err := region.ParseCode(s)
	if err == nil {
		err = n.Regions().Check(r)
	}
	if err != nil {
		why, _ := fault.As(err)
		return r, fault.Field("region", s, "%s", why.Detail)
	}
	return r, nil
}

// each calls f for every place of the filter.
func (f placeFilter) each(ctx context.Context, n *node.Node, do func(node.ListedPlace) error) error {
	q, err := f.query(n)
	if err != nil {
		return err
	}
	for {
		page, err := n.Places(ctx, node.Itself, q)
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := do(p); err != nil {
				return err
			}
			q.After = p.ID
		}
		if len(page) < q.Limit {
			return nil
		}
	}
}

type placeListCommand struct {
	nodeFlags
	placeFilter
}

func (c *placeListCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	return c.each(ctx, n, func(p node.ListedPlace) error {
		code := "no code"
		if p.Code.Holds(n.Now()) {
			code = fmt.Sprintf("code %d", p.Code.Version)
		}
		fmt.Fprintf(s.Out, "%s %s %s %s %s (%s)\n", p.ID, p.Region, p.Kind, p.Name, p.Address, code)
		return nil
	})
}

type placeAddCommand struct {
	nodeFlags
	Name    string   `arg:"" help:"As its sign says it."`
	Kind    string   `required:"" help:"Kind; see kangma place kinds."`
	Region  string   `required:"" help:"Division." placeholder:"CODE"`
	Address string   `help:"Address."`
	Office  string   `help:"Office that answers for it."`
	Phone   string   `help:"The office's number, as posted."`
	Lat     *float64 `help:"Latitude in degrees."`
	Lon     *float64 `help:"Longitude in degrees."`
}

func (c *placeAddCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	p := passage.Place{Name: c.Name, Address: c.Address, Office: c.Office, Phone: c.Phone}
	if p.Kind, err = passage.PlaceKindNamed(c.Kind); err != nil {
		return err
	}
	if p.Region, err = parseDivision(n, c.Region); err != nil {
		return err
	}
	if (c.Lat == nil) != (c.Lon == nil) {
		return fault.Missing("lat and lon")
	}
	if c.Lat != nil {
		where, err := passage.ParseLocation(*c.Lat, *c.Lon)
		if err != nil {
			return err
		}
		p.Location = &where
	}
	if p, err = n.AddPlace(ctx, node.Itself, p); err == nil {
		fmt.Fprintln(s.Out, p.ID)
	}
	return err
}

type placeImportCommand struct {
	nodeFlags
	File     string `arg:"" help:"The table; - for standard input."`
	Sheet    string `help:"The sheet of an XLSX file; the first if none is named."`
	Encoding string `placeholder:"NAME" help:"The encoding of a CSV file, if it is not found out rightly: utf-8, gb18030, utf-16le, utf-16be."`
}

// Help is what kangma place import --help says beside the flags.
func (*placeImportCommand) Help() string {
	return `Columns, by Chinese or English names: 类别 kind, 名称 name, 行政区划 region (these three must be there), 地址 address, 联系单位 office, 联系电话 phone,
纬度 lat, 经度 lon. A place of the same kind, name, address and region is a duplicate and changes nothing. Ends with 1 if a row was refused.`
}

func (c *placeImportCommand) Run(ctx context.Context, s *Streams) error {
	data, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	rows, err := n.ImportPlaces(ctx, node.Itself, data, sheet.Options{Sheet: c.Sheet, Encoding: sheet.Encoding(c.Encoding)})
	if err != nil {
		return err
	}
	count := map[string]int{}
	var refusals bytes.Buffer
	for _, r := range rows {
		if count[r.Status]++; r.Fault != nil {
			fmt.Fprintln(&refusals, r)
		}
	}
	fmt.Fprintf(s.Out, "read %d = stored %d + refused %d + duplicate %d\n", len(rows), count["stored"], count["refused"], count["duplicate"])
	s.Err.Write(refusals.Bytes())
	if count["refused"] > 0 {
		return errFailed
	}
	return nil
}

type placeCodeCommand struct {
	nodeFlags
	Place  string `arg:"" help:"Id of the place."`
	Every  int    `help:"Minutes after which a screen shows another code; 0 is a poster." placeholder:"N"`
	Radius int    `help:"Metres around the place from which the code may be scanned, where the phone says where it is; 0 ties it to no spot." placeholder:"N"`
}

func (c *placeCodeCommand) Run(ctx context.Context, s *Streams) error {
	return withPlace(ctx, c.nodeFlags, c.Place, func(n *node.Node, place id.ID) error {
		code, err := n.IssuePlaceCode(ctx, node.Itself, passage.PlaceCode{Place: place, Every: time.Duration(c.Every) * time.Minute, Radius: c.Radius})
		if err == nil {
			fmt.Fprintf(s.Out, "code %d holds from now on; older posters do not\n", code.Version)
		}
		return err
	})
}

type placeShowCommand struct {
	nodeFlags
	Place string `arg:"" help:"Id of the place."`
}

func (c *placeShowCommand) Run(ctx context.Context, s *Streams) error {
	return withPlace(ctx, c.nodeFlags, c.Place, func(n *node.Node, place id.ID) error {
		text, _, _, err := n.PlaceCode(ctx, node.Itself, place)
		if err == nil {
			fmt.Fprintln(s.Out, node.VisitPath(text))
		}
		return err
	})
}

type placeRevokeCommand struct {
	nodeFlags
	Place string `arg:"" help:"Id of the place."`
}

func (c *placeRevokeCommand) Run(ctx context.Context) error {
	return withPlace(ctx, c.nodeFlags, c.Place, func(n *node.Node, place id.ID) error { return n.RevokePlaceCode(ctx, node.Itself, place) })
}

// withPlace opens the node for what is done with one place.
func withPlace(ctx context.Context, f nodeFlags, s string, do func(n *node.Node, place id.ID) error) error {
	place, err := id.Parse(s)
	if err != nil {
		return fault.Field("PLACE", s, "is not the id of a place")
	}
	n, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	return do(n, place)
}
