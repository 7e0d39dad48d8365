package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
)

// placeCoverageCommand is kangma place coverage.
type placeCoverageCommand struct {
	nodeFlags
	Region string `placeholder:"CODE" help:"Count by the divisions right below this one; the node's by default."`
	Days   int    `default:"30" help:"Within which a place counts as inspected."`
	CSV    bool   `name:"csv" help:"As CSV."`
}

func (c *placeCoverageCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	var r region.Code
	if c.Region != "" {
		if r, err = parseDivision(n, c.Region); err != nil {
			return err
		}
	}
	list, err := n.PlaceCoverage(ctx, node.Itself, r, c.Days)
	if err != nil {
		return err
	}
	rows := [][]string{{"region", "name", "kind", "places", "coded", "posted", "inspected", "overdue", "findings"}}
	for _, x := range list {
		row := []string{x.Region.String(), n.Regions().FullName(x.Region), string(x.Kind)}
		for _, v := range []int{x.Places, x.Coded, x.Posted, x.Inspected, x.Overdue, x.Findings} {
			row = append(row, strconv.Itoa(v))
		}
		rows = append(rows, row)
	}
	return writeRows(s.Out, rows, c.CSV)
}

// placeInspectionsCommand is kangma place inspections.
type placeInspectionsCommand struct {
	nodeFlags
	Every   int    `placeholder:"DAYS" help:"Put a plan in force first: every so many days, of --kind in --region."`
	Region  string `placeholder:"CODE" help:"Only in this division."`
	Kind    string `placeholder:"KIND" help:"Of the plan; all kinds by default."`
	Overdue bool   `help:"Only those that are late."`
}

func (c *placeInspectionsCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	var r region.Code
	if c.Region != "" {
		if r, err = parseDivision(n, c.Region); err != nil {
			return err
		}
	}
	if c.Every > 0 {
		if err := c.plan(ctx, s, n, r); err != nil {
			return err
		}
	} else if c.Kind != "" {
		return errors.New("--kind goes with --every")
	}
	var after id.ID
	for {
		list, err := n.InspectionsToBe(ctx, node.Itself, r, c.Overdue, after, 500)
		if err != nil {
			return err
		}
		for _, i := range list {
			late := ""
			if i.Overdue {
				late = " overdue"
			}
			fmt.Fprintf(s.Out, "%s %s %s %s until %s%s\n", i.ID, i.Why, i.Region, i.Place.Name, i.DueAt, late)
			after = i.ID
		}
		if len(list) < 500 {
			return nil
		}
	}
}

func (c *placeInspectionsCommand) plan(ctx context.Context, s *Streams, n *node.Node, r region.Code) (err error) {
	p := passage.InspectionPlan{Region: r, Days: c.Every}
	if c.Kind != "" {
		if p.Kind, err = passage.PlaceKindNamed(c.Kind); err != nil {
			return err
		}
	}
	if p.Region.IsZero() {
		p.Region = n.Config.Region
	}
	if p, err = n.PlanInspections(ctx, node.Itself, p); err == nil {
		fmt.Fprintf(s.Out, "plan %s: every %d days in %s\n", p.ID, p.Days, p.Region)
	}
	return err
}
