package cli

import (
	"context"
	"fmt"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
)

// memberFlags name a member of staff by his account or by his phone.
type memberFlags struct {
	nodeFlags
	Staff string `help:"Id of the account, as kangma staff list prints it." xor:"who" required:""`
	Phone string `help:"Phone of the account, instead." xor:"who" required:""`
}

// on runs what a command does with the account.
func (f memberFlags) on(ctx context.Context, do func(*node.Node, id.ID) error) error {
	account, err := readID("staff", f.Staff)
	if err != nil {
		return err
	}
	return f.nodeFlags.on(ctx, func(n *node.Node) error {
		if f.Phone != "" {
			list, err := n.Staff(ctx, node.Itself, node.StaffQuery{Phone: f.Phone})
			if err != nil {
				return err
			}
			if len(list) == 0 {
				return fault.New(fault.NotFound, "staff.not_found", "nobody with that phone is appointed here; appoint him first with kangma staff appoint")
			}
			account = list[0].Staff
		}
		return do(n, account)
	})
}

type enrolCommand struct{ memberFlags }

func (c *enrolCommand) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, account id.ID) error {
		code, until, err := n.Enrol(ctx, node.Itself, account)
		if err == nil {
			fmt.Fprintf(s.Out, "%s\nTell it to nobody but him; he enters it at /desk/login/enrol before %s, once.\n", code, until.In(instant.Beijing))
		}
		return err
	})
}

type linkCommand struct {
	memberFlags
	Subject string `help:"Subject of the account at the provider: its claim sub." required:""`
}

func (c *linkCommand) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, account id.ID) error {
		err := n.LinkLogin(ctx, node.Itself, account, c.Subject)
		if err == nil {
			fmt.Fprintf(s.Out, "%s is linked\n", account)
		}
		return err
	})
}

type unlinkCommand struct{ memberFlags }

func (c *unlinkCommand) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, account id.ID) error {
		err := n.UnlinkLogin(ctx, node.Itself, account)
		if err == nil {
			fmt.Fprintf(s.Out, "%s is linked to nobody\n", account)
		}
		return err
	})
}
