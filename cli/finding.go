package cli

import (
	"context"
	"fmt"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
)

// findingCommand is kangma finding: what inspections of places found (MS-03).
type findingCommand struct {
	List  findingList  `cmd:"" help:"List open findings."`
	Close findingClose `cmd:"" help:"Close a finding that an inspection found put right."`
}

type findingList struct {
	nodeFlags
	Region string `help:"Only in this division." placeholder:"CODE"`
	Limit  int    `help:"At most so many." default:"50"`
}

func (c *findingList) Run(ctx context.Context, s *Streams) error {
	r, err := readRegion(c.Region)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.Findings(ctx, node.Itself, r, id.ID{}, c.Limit)
	for _, f := range list {
		printFinding(s, n, f)
	}
	return err
}

func printFinding(s *Streams, n *node.Node, f passage.Finding) {
	state := "open, by " + f.Deadline.In(instant.Beijing)
	switch {
	case f.ClosedAt != instant.Never:
		state = "closed " + f.ClosedAt.In(instant.Beijing)
	case f.RemediedAt != instant.Never:
		state = "put right " + f.RemediedAt.In(instant.Beijing) + ", to be closed"
	case f.Deadline < n.Now():
		state = "overdue since " + f.Deadline.In(instant.Beijing)
	}
	fmt.Fprintf(s.Out, "%s %s place %s %s: %s (%s)\n", f.ID, n.Regions().FullName(f.Region), f.Place, f.Item, f.Note, state)
}

type findingClose struct {
	nodeFlags
	ID string `arg:"" help:"The finding."`
}

func (c *findingClose) Run(ctx context.Context, s *Streams) error {
	finding, err := readID("ID", c.ID)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	f, err := n.CloseFinding(ctx, node.Itself, finding)
	if err == nil {
		printFinding(s, n, f)
	}
	return err
}
