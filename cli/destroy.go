package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"kangma/api/client"
	"kangma/destruction"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
)

// destroyCommand is kangma destroy (BY-16). Alone it is a dry run.
type destroyCommand struct {
	Plan        destroyPlan        `cmd:"" default:"withargs" help:"Count what would be destroyed and what kept, and say from when on it may be ordered."`
	Propose     destroyPropose     `cmd:"" help:"Propose it, for another to approve."`
	Approve     destroyApprove     `cmd:"" help:"Approve another's proposal. It cannot be undone."`
	Run         destroyRun         `cmd:"" help:"Carry out what was approved, where no kangma serve does."`
	Certificate destroyCertificate `cmd:"" help:"Print the signed certificate of destruction."`
	Verify      destroyVerify      `cmd:"" help:"Verify a certificate with nothing but the key of the node's audit log."`
}

type destroyPlan struct{ nodeFlags }

func (c *destroyPlan) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	d, err := n.Doom(ctx, node.Itself)
	if err != nil {
		return err
	}
	printTables(s, "destroyed", d.Destroyed)
	fmt.Fprintf(s.Out, "destroyed  %9d files that wait for their import\n", d.Files)
	printTables(s, "kept", d.Kept)
	if d.Refused != nil {
		fmt.Fprintln(s.Out, d.Refused)
		return nil
	}
	fmt.Fprintf(s.Out, "the rules %s ended at %s: it may be ordered since %s\n", d.Policy, d.Ended.In(instant.Beijing), d.Due.In(instant.Beijing))
	return nil
}

func printTables(s *Streams, what string, list []destruction.Table) {
	for _, t := range list {
		fmt.Fprintf(s.Out, "%-10s %9d %s", what, t.Rows, t.Name)
		if t.Why != "" {
			fmt.Fprintf(s.Out, ": %s", t.Why)
		}
		fmt.Fprintln(s.Out)
	}
}

type destroyPropose struct {
	nodeFlags
	serverFlag
	Reason string `help:"Why." required:""`
}

func (c *destroyPropose) Run(ctx context.Context, s *Streams) error {
	told := func(order id.ID) {
		fmt.Fprintf(s.Out, "%s is proposed; another member of staff approves it within seven days\n", order)
	}
	if c.Server != "" {
		return c.as(ctx, func(staff *client.Client) error {
			o, err := staff.ProposeDestruction(ctx, c.Reason)
			if err == nil {
				told(o.ID)
			}
			return err
		})
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	o, err := n.ProposeDestruction(ctx, node.Itself, c.Reason)
	if err == nil {
		told(o.ID)
	}
	return err
}

type destroyApprove struct {
	nodeFlags
	serverFlag
	ID     string `arg:"" help:"Of the proposal, as kangma destroy propose prints it."`
	Reason string `help:"Why."`
	Yes    bool   `help:"That you have seen the dry run, and that it cannot be undone." required:""`
}

func (c *destroyApprove) Run(ctx context.Context, s *Streams) error {
	order, err := readID("id", c.ID)
	if err != nil {
		return err
	}
	if c.Server != "" {
		err = c.as(ctx, func(staff *client.Client) (err error) {
			_, err = staff.ApproveDestruction(ctx, order, c.Reason)
			return err
		})
	} else {
		var n *node.Node
		if n, err = c.open(ctx); err != nil {
			return err
		}
		defer n.Close()
		_, err = n.ApproveDestruction(ctx, node.Itself, order, c.Reason)
	}
	if err == nil {
		fmt.Fprintln(s.Out, "approved: kangma serve carries it out, or kangma destroy run")
	}
	return err
}

type destroyRun struct{ nodeFlags }

func (c *destroyRun) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	ordered, err := n.DestructionOrdered(ctx)
	if err != nil {
		return err
	}
	if !ordered {
		return fault.New(fault.Conflict, "destruction.not_approved", "no destruction of this node has been approved")
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	err = waitForCertificate(ctx, s, n, ended)
	cancel()
	<-ended
	return err
}

// waitForCertificate prints the certificate once there is one.
func waitForCertificate(ctx context.Context, s *Streams, n *node.Node, ended chan error) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		note, err := n.Destruction(ctx)
		if err == nil {
			_, err = s.Out.Write(note)
			return err
		}
		if fault.CodeOf(err) != fault.NotFound {
			return err
		}
		select {
		case <-tick.C:
		case err := <-ended:
			ended <- nil
			return errors.Join(err, ctx.Err())
		}
	}
}

type destroyCertificate struct {
	nodeFlags
	Server string `help:"Ask the node at this address; anybody may." placeholder:"URL"`
}

func (c *destroyCertificate) Run(ctx context.Context, s *Streams) error {
	var note []byte
	if c.Server != "" {
		server, err := parseServer(c.Server)
		if err != nil {
			return err
		}
		if note, err = client.New(server, patience).Destruction(ctx); err != nil {
			return err
		}
	} else {
		n, err := c.open(ctx)
		if err != nil {
			return err
		}
		defer n.Close()
		if note, err = n.Destruction(ctx); err != nil {
			return err
		}
	}
	_, err := s.Out.Write(note)
	return err
}

type destroyVerify struct {
	File string   `arg:"" help:"The certificate." type:"existingfile"`
	Key  []string `help:"Key of the node's audit log, as kangma audit key and GET /v1/audit/key give it." required:""`
}

func (c *destroyVerify) Run(_ context.Context, s *Streams) error {
	note, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	cert, err := destruction.Verify(note, c.Key...)
	if err != nil {
		return err
	}
	var total int64
	for _, t := range cert.Destroyed {
		total += t.Rows
	}
	fmt.Fprintf(s.Out, "genuine: %s (%s), rules %s ended %s, completed %s\n%d rows of %d tables and %d files were destroyed, %d keys retired; the log had %d entries under root %s\n",
		cert.Node.Zh, cert.Node.Region, cert.Rules.Policy, cert.Rules.Ended, cert.Completed, total, len(cert.Destroyed), cert.Files, len(cert.Keys), cert.Log.Size, cert.Log.Root)
	return nil
}
