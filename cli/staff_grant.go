package cli

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/staff"
)

type grantCommand struct {
	nodeFlags
	Staff  string        `help:"Id of the account that receives it." required:""`
	Kind   string        `help:"special, help or transfer." default:"special" enum:"special,help,transfer"`
	Action []string      `help:"Action of kangma staff roles; may be repeated." required:""`
	Region string        `help:"Region code; not of a transfer."`
	Person string        `help:"Id of the person of a transfer."`
	For    time.Duration `help:"How long, at most 720h." required:""`
	Reason string        `help:"Why; it is logged." required:""`
}

func (c *grantCommand) Run(ctx context.Context, s *Streams) error {
	g := node.NewGrant{Kind: staff.GrantKind(c.Kind), Reason: c.Reason}
	var err error
	if g.Staff, err = readID("staff", c.Staff); err != nil {
		return err
	}
	if g.Person, err = readID("person", c.Person); err != nil {
		return err
	}
	if g.Region, err = readRegion(c.Region); err != nil {
		return err
	}
	for _, name := range c.Action {
		action, err := staff.ParseAction(name)
		if err != nil {
			return err
		}
		g.Actions = append(g.Actions, action)
	}
	if c.For <= 0 {
		return fault.Field("for", c.For, "is no time")
	}
	return c.on(ctx, func(n *node.Node) error {
		g.Until = n.Now().Add(c.For)
		list, err := n.Grant(ctx, node.Itself, g)
		printGrants(s, list)
		return err
	})
}

type withdrawCommand struct {
	nodeFlags
	Grant string `arg:"" help:"Id of the grant."`
}

func (c *withdrawCommand) Run(ctx context.Context, s *Streams) error {
	v, err := readID("grant", c.Grant)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error {
		g, err := n.Withdraw(ctx, node.Itself, v)
		if err == nil {
			printGrants(s, []staff.Grant{g})
		}
		return err
	})
}

type grantsCommand struct {
	nodeFlags
	Region string `help:"Region code; the node's own by default."`
	Ended  bool   `help:"Those too that are over."`
}

func (c *grantsCommand) Run(ctx context.Context, s *Streams) error {
	r, err := readRegion(c.Region)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error {
		since, after := n.Now(), id.ID{}
		if c.Ended {
			since = 0
		}
		for {
			list, err := n.Grants(ctx, node.Itself, r, since, after, 500)
			if err != nil {
				return err
			}
			printGrants(s, list)
			if len(list) < 500 {
				return nil
			}
			after = list[len(list)-1].ID
		}
	})
}

func printGrants(s *Streams, list []staff.Grant) {
	t := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	defer t.Flush()
	for _, g := range list {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\tuntil %s\t%s\n", g.ID, g.Kind, g.Staff, g.Action, g.Region, g.Until.In(instant.Beijing), g.Reason)
	}
}

type suspendCommand struct {
	nodeFlags
	Staff  string `arg:"" help:"Id of the account."`
	Reason string `help:"Why; it is kept." required:""`
}

func (c *suspendCommand) Run(ctx context.Context) error {
	v, err := readID("staff", c.Staff)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error { return n.Suspend(ctx, node.Itself, v, c.Reason) })
}

type restoreCommand struct {
	nodeFlags
	Staff string `arg:"" help:"Id of the account."`
}

func (c *restoreCommand) Run(ctx context.Context) error {
	v, err := readID("staff", c.Staff)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error { return n.Restore(ctx, node.Itself, v) })
}

type awayCommand struct {
	nodeFlags
	Staff  string        `arg:"" help:"Id of the account."`
	Deputy string        `help:"Id of the account that stands in; he must hold the same offices himself."`
	For    time.Duration `help:"How long, from now." required:""`
}

func (c *awayCommand) Run(ctx context.Context, s *Streams) error {
	var a staff.Absence
	var err error
	if a.Staff, err = readID("staff", c.Staff); err != nil {
		return err
	}
	if a.Deputy, err = readID("deputy", c.Deputy); err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error {
		a.Until = n.Now().Add(c.For)
		a, err := n.Away(ctx, node.Itself, a)
		if err == nil {
			fmt.Fprintf(s.Out, "%s until %s\n", a.ID, a.Until.In(instant.Beijing))
		}
		return err
	})
}

type backCommand struct {
	nodeFlags
	Absence string `arg:"" help:"Id of the absence."`
}

func (c *backCommand) Run(ctx context.Context) error {
	v, err := readID("absence", c.Absence)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error { _, err := n.Back(ctx, node.Itself, v); return err })
}

type logoutCommand struct {
	nodeFlags
	Staff string `arg:"" help:"Id of the account."`
}

func (c *logoutCommand) Run(ctx context.Context) error {
	v, err := readID("staff", c.Staff)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error { return n.EndSessions(ctx, node.Itself, v, id.ID{}) })
}
