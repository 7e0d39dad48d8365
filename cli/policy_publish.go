package cli

import (
	"context"
	"fmt"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/policy"
	"kangma/staff"
)

// policyPropose is kangma policy propose: as whoever has the machine, or with --server as a member of staff. Two it must be.
type policyPropose struct {
	candidateArg
	serverFlag
	From      string `help:"From when; as soon as may be if absent." placeholder:"RFC3339"`
	Until     string `help:"Until when, at most 24 months later; the pack's own end if absent." placeholder:"RFC3339"`
	Reason    string `help:"Why." required:""`
	Emergency string `help:"Why there is no time for notice."`
}

func (c *policyPropose) Run(ctx context.Context, s *Streams) error {
	q := node.Proposal{Reason: c.Reason, Emergency: c.Emergency}
	var err error
	if q.From, err = instantOf("--from", c.From); err != nil {
		return err
	}
	if q.Until, err = instantOf("--until", c.Until); err != nil {
		return err
	}
	if c.Server != "" {
		return c.as(ctx, func(staff *client.Client) error {
			digest, err := c.upload(ctx, s, staff)
			if err != nil {
				return err
			}
			p, err := staff.Propose(ctx, wire.Propose{Digest: digest, From: wire.Time(q.From), Until: wire.Time(q.Until), Reason: q.Reason, Emergency: q.Emergency})
			return tellPublication(s, p, err)
		})
	}
	return c.with(ctx, s, func(n *node.Node, pack policy.Digest) error {
		q.Digest = pack
		p, err := n.ProposeRules(ctx, node.Itself, q)
		if err == nil {
			printPublication(s, p, n.Now())
		}
		return err
	})
}

// publicationArg names a publication.
type publicationArg struct {
	nodeFlags
	serverFlag
	ID     string `arg:"" help:"Of the publication, as kangma policy published prints it."`
	Reason string `help:"Why."`
}

// act does it as who has logged in at a server, or else as whoever has the machine.
func (c publicationArg) act(ctx context.Context, s *Streams, asStaff func(staff *client.Client, publication id.ID) (wire.Publication, error),
	asNode func(n *node.Node, publication id.ID) (policy.Publication, error)) error {
	v, err := readID("id", c.ID)
	if err != nil {
		return err
	}
	if c.Server != "" {
		return c.as(ctx, func(staff *client.Client) error {
			p, err := asStaff(staff, v)
			return tellPublication(s, p, err)
		})
	}
	return c.on(ctx, func(n *node.Node) error {
		p, err := asNode(n, v)
		if err == nil {
			printPublication(s, p, n.Now())
		}
		return err
	})
}

type policyApprove struct{ publicationArg }

func (c *policyApprove) Run(ctx context.Context, s *Streams) error {
	return c.act(ctx, s, func(staff *client.Client, v id.ID) (wire.Publication, error) {
		return staff.ApproveRules(ctx, v, c.Reason)
	},
		func(n *node.Node, v id.ID) (policy.Publication, error) {
			return n.ApproveRules(ctx, node.Itself, v, c.Reason)
		})
}

type policyWithdraw struct{ publicationArg }

func (c *policyWithdraw) Run(ctx context.Context, s *Streams) error {
	return c.act(ctx, s, func(staff *client.Client, v id.ID) (wire.Publication, error) {
		return staff.WithdrawRules(ctx, v, c.Reason)
	},
		func(n *node.Node, v id.ID) (policy.Publication, error) {
			return n.WithdrawRules(ctx, node.Itself, v, c.Reason)
		})
}

// tellPublication prints what a server says of one, as printPublication does.
func tellPublication(s *Streams, p wire.Publication, err error) error {
	if err != nil {
		return err
	}
	from := "not approved"
	if p.Approved != nil {
		from = instant.Instant(p.From).In(instant.Beijing)
	}
	fmt.Fprintf(s.Out, "%s %s %s, from %s until %s\n", p.ID, p.Policy, p.Standing, from, instant.Instant(p.Until).In(instant.Beijing))
	return nil
}

func printPublication(s *Streams, p policy.Publication, at instant.Instant) {
	from := "not approved"
	if p.Approved != nil {
		from = p.From.In(instant.Beijing)
	}
	fmt.Fprintf(s.Out, "%s %s %s, from %s until %s\n", p.ID, p.Policy, p.Standing(at), from, p.Until.In(instant.Beijing))
}

type policyPublished struct{ nodeFlags }

func (c *policyPublished) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.Published(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		until, standing := "for ever", "to come or past"
		if r.Until != instant.Never {
			until = "until " + r.Until.In(instant.Beijing)
		}
		switch {
		case r.InForce:
			standing = "in force"
		case r.Ended:
			standing = "ended: there are no codes"
		}
		fmt.Fprintf(s.Out, "%s from %s %s: %s\n  digest %s\n", r.Pack.ID(), r.From.In(instant.Beijing), until, standing, r.Pack.Digest)
	}
	proposals, err := n.Publications(ctx, node.Itself, id.ID{}, 50)
	if err != nil {
		return err
	}
	for _, p := range proposals {
		printPublication(s, p, n.Now())
	}
	return nil
}

// policyReplay is kangma policy replay (BY-02).
type policyReplay struct {
	nodeFlags
	IDType  string `help:"Type of the identity document." default:"resident_id"`
	Number  string `help:"Its number." required:""`
	At      string `help:"The instant; now if absent." placeholder:"RFC3339"`
	KnownAt string `help:"With what was known at this instant; as known at the instant asked about if absent." placeholder:"RFC3339"`
	Purpose string `help:"Why: service, review, check, investigation, control, quality or legal. The person can read it." required:""`
	Note    string `help:"More about why."`
}

func (c *policyReplay) Run(ctx context.Context, s *Streams) error {
	var m node.Moment
	var err error
	if m.At, err = instantOf("--at", c.At); err != nil {
		return err
	}
	if m.KnownAt, err = instantOf("--known-at", c.KnownAt); err != nil {
		return err
	}
	purpose, err := staff.ParsePurpose(c.Purpose, "", c.Note)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	r, err := n.LookUpAt(ctx, node.Itself, node.Whom{IDType: c.IDType, Number: c.Number}, m, purpose)
	if err != nil {
		return err
	}
	_, err = s.Out.Write(r.Decision)
	return err
}
