package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/passage"
)

// placePosterCommand is kangma place poster.
type placePosterCommand struct {
	nodeFlags
	placeFilter
	Place   string `arg:"" optional:"" help:"Id of one place; without it all that the flags say."`
	Out     string `short:"o" required:"" placeholder:"FILE" type:"path" help:"The PDF."`
	Size    string `help:"A4 or A3." default:"A4"`
	Issue   bool   `help:"Issue a code first for each place that has none."`
	Address string `placeholder:"URL" env:"KANGMA_ADDRESS" help:"How the links of the node's pages begin; by default address in node.yaml."`
	Hotline string `help:"By default hotline in node.yaml, or 12345."`
}

func (c *placePosterCommand) Run(ctx context.Context, s *Streams) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	cfg.Address, cfg.Hotline = cmp.Or(c.Address, cfg.Address), cmp.Or(c.Hotline, cfg.Hotline)
	n, err := node.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer n.Close()
	var which node.Posters
	if which.Size, err = poster.ParseSize(c.Size); err != nil {
		return err
	}
	if c.Place != "" {
		if which.Place, err = id.Parse(c.Place); err != nil {
			return fault.Field("PLACE", c.Place, "is not the id of a place")
		}
	} else if which.List, err = c.query(n); err != nil {
		return err
	}
	if c.Issue {
		if err := c.issue(ctx, n, which.Place); err != nil {
			return err
		}
	}
	file, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	done, err := n.PrintPosters(ctx, node.Itself, which, file)
	if err = errors.Join(err, file.Close()); err != nil {
		os.Remove(c.Out)
		return err
	}
	fmt.Fprintf(s.Out, "%s: %d pages of %s\n", c.Out, done.Pages, which.Size)
	for _, p := range done.LeftOut {
		fmt.Fprintf(s.Err, "left out: %s %s has no code for paper\n", p.ID, p.Name)
	}
	return nil
}

// issue issues codes where there are none.
func (c *placePosterCommand) issue(ctx context.Context, n *node.Node, one id.ID) error {
	first := func(p node.ListedPlace) error {
		if p.Code.Holds(n.Now()) {
			return nil
		}
		_, err := n.IssuePlaceCode(ctx, node.Itself, passage.PlaceCode{Place: p.ID})
		return err
	}
	if one.IsZero() {
		return c.each(ctx, n, first)
	}
	p, err := n.Place(ctx, node.Itself, one)
	if err != nil {
		return err
	}
	return first(p)
}
