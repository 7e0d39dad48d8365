package cli

import (
	"context"
	"fmt"
	"os"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/staff"
)

// paperCommand is kangma paper.
type paperCommand struct {
	Issue paperIssueCommand `cmd:"" help:"Issue a code on paper to somebody without a phone, as PDF; one before it counts no more."`
	Lost  paperLostCommand  `cmd:"" help:"Take a report that a code on paper was lost: it never counts again."`
	List  paperListCommand  `cmd:"" help:"List somebody's codes on paper."`
}

// paperOf says whose paper it is, and why.
type paperOf struct {
	nodeFlags
	IDType  string `help:"Type of the identity document." default:"resident_id"`
	Number  string `required:"" env:"KANGMA_NUMBER" help:"Its number; from the environment, to keep it out of the history of commands."`
	Purpose string `help:"Why: service, review, check, investigation, control, quality or legal." default:"service"`
	Note    string `help:"About the purpose; no personal data."`
}

// on runs f on the node, for the person who was named.
func (p paperOf) on(ctx context.Context, f func(n *node.Node, who id.ID, purpose staff.Purpose) error) error {
	purpose, err := staff.ParsePurpose(p.Purpose, "", p.Note)
	if err != nil {
		return err
	}
	n, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	r, err := n.LookUp(ctx, node.Itself, node.Whom{IDType: p.IDType, Number: p.Number}, purpose)
	if err != nil {
		return err
	}
	return f(n, r.Held.ID, purpose)
}

type paperIssueCommand struct {
	paperOf
	Out string `short:"o" required:"" placeholder:"FILE" type:"path" help:"The PDF."`
}

func (c *paperIssueCommand) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, who id.ID, purpose staff.Purpose) error {
		p, err := n.IssuePaper(ctx, node.Itself, who, purpose)
		if err != nil {
			return err
		}
		pdf, err := n.PrintPaper(ctx, node.Itself, who, p.ID, purpose)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.Out, pdf, 0o600); err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "%s: paper code %s, valid until %s\n", c.Out, p.Number(), p.Expires.In(instant.Beijing)[:10])
		return nil
	})
}

type paperLostCommand struct{ paperOf }

func (c *paperLostCommand) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, who id.ID, purpose staff.Purpose) error {
		p, err := n.LosePaper(ctx, node.Itself, who, purpose)
		if err == nil {
			fmt.Fprintf(s.Out, "paper code %s counts no more\n", p.Number())
		}
		return err
	})
}

type paperListCommand struct{ paperOf }

func (c *paperListCommand) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, who id.ID, purpose staff.Purpose) error {
		list, err := n.Papers(ctx, node.Itself, who, purpose)
		for _, p := range list {
			state := "counts"
			if p.Ended != "" {
				state = string(p.Ended)
			} else if !p.Counts(n.Now()) {
				state = "expired"
			}
			fmt.Fprintf(s.Out, "%s  %s to %s  by %-6s  %s\n", p.Number(), p.IssuedAt.In(instant.Beijing)[:10], p.Expires.In(instant.Beijing)[:10], p.By, state)
		}
		return err
	})
}
