package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/federation"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/policy"
	"kangma/region"
)

// recognitionCommand is kangma recognition (BY-15).
type recognitionCommand struct {
	Show     recognitionShow     `cmd:"" help:"Whose codes count at a node now, as what, and by what right."`
	Lint     recognitionLint     `cmd:"" help:"Check a matrix, and say what is likely a mistake."`
	Diff     recognitionDiff     `cmd:"" help:"Compare two matrices: what changes for whose codes."`
	Propose  recognitionPropose  `cmd:"" help:"Propose a matrix, or keys or rules of other states' certificates, for another to approve."`
	Approve  recognitionApprove  `cmd:"" help:"Approve another's proposal."`
	Withdraw recognitionWithdraw `cmd:"" help:"Take a proposal back before it begins."`
	Stop     recognitionStop     `cmd:"" help:"Stop recognising an issuer at once."`
	List     recognitionList     `cmd:"" help:"List all editions, the newest first."`
}

func readMatrix(s *Streams, file string) (*federation.Matrix, []byte, error) {
	data, err := readInput(s, file)
	if err != nil {
		return nil, nil, err
	}
	m, err := federation.ParseMatrix(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	return m, data, nil
}

type recognitionLint struct {
	File string `arg:"" help:"The matrix (YAML or JSON); - for standard input."`
}

func (c *recognitionLint) Run(s *Streams) error {
	m, data, err := readMatrix(s, c.File)
	if err != nil {
		return err
	}
	findings := m.Lint(region.Embedded())
	bad := false
	for _, f := range findings {
		fmt.Fprintln(s.Out, f)
		bad = bad || f.Severity == policy.LintError
	}
	fmt.Fprintf(s.Out, "%s: %d rows, %d of certificates, %d findings, digest %s\n", m.ID(), len(m.Rows), len(m.Papers), len(findings), federation.Digest(data))
	if bad {
		return errFailed
	}
	return nil
}

type recognitionDiff struct {
	Before string `arg:"" help:"The one matrix."`
	After  string `arg:"" help:"The other."`
}

func (c *recognitionDiff) Run(s *Streams) error {
	before, _, err := readMatrix(s, c.Before)
	if err != nil {
		return err
	}
	after, _, err := readMatrix(s, c.After)
	if err != nil {
		return err
	}
	list := federation.Diff(before, after)
	for _, d := range list {
		fmt.Fprintf(s.Out, "%s of %s for %s\n", d.By, d.Issuer, d.Use)
		if d.Before != "" {
			fmt.Fprintf(s.Out, "  - %s\n", d.Before)
		}
		if d.After != "" {
			fmt.Fprintf(s.Out, "  + %s\n", d.After)
		}
	}
	fmt.Fprintf(s.Out, "%d differences\n", len(list))
	return nil
}

type recognitionShow struct{ nodeFlags }

func (c *recognitionShow) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		now, err := n.Recognition(ctx)
		if err != nil {
			return err
		}
		if now.Matrix == nil {
			fmt.Fprintln(s.Out, "no matrix is in force: nobody else's codes count here")
			return nil
		}
		printMatrix(s.Out, now, n.Region)
		return nil
	})
}

func printMatrix(w io.Writer, now node.Recognised, home region.Code) {
	fmt.Fprintf(w, "%s from %s until %s, digest %s; others: %s\n", now.Matrix.ID(), now.Edition.From.In(instant.Beijing), now.Edition.Until.In(instant.Beijing),
		now.Edition.Digest, now.Matrix.Else)
	for _, d := range federation.Diff(nil, now.Matrix) {
		if d.By == home {
			fmt.Fprintf(w, "%s for %s: %s\n", d.Issuer, d.Use, d.After)
		}
	}
	for _, issuer := range now.Stopped {
		fmt.Fprintf(w, "stopped: %s\n", issuer)
	}
}

type recognitionPropose struct {
	nodeFlags
	serverFlag
	File   string `arg:"" help:"The file; - for standard input."`
	Kind   string `help:"What it is: recognition (a matrix), signers, rules." default:"recognition" enum:"recognition,signers,rules"`
	From   string `help:"From when; as soon as it is approved if absent." placeholder:"RFC3339"`
	Reason string `help:"Why." required:""`
}

func (c *recognitionPropose) Run(ctx context.Context, s *Streams) error {
	from, err := instantOf("--from", c.From)
	if err != nil {
		return err
	}
	data, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	if c.Server != "" {
		return c.as(ctx, func(staff *client.Client) error {
			e, err := staff.ProposeEdition(ctx, c.Kind, data, from, c.Reason)
			return tellEdition(s, e, err)
		})
	}
	return c.on(ctx, func(n *node.Node) error {
		e, err := n.ProposeEdition(ctx, node.Itself, federation.EditionKind(c.Kind), data, from, c.Reason)
		return printEdition(s, e, n.Now(), err)
	})
}

// editionArg names an edition.
type editionArg struct {
	nodeFlags
	serverFlag
	ID     string `arg:"" help:"Of the edition, as kangma recognition list prints it."`
	Reason string `help:"Why."`
}

// act does it as who has logged in at a server, or else as whoever has the machine.
func (c editionArg) act(ctx context.Context, s *Streams, asStaff func(*client.Client, id.ID) (wire.Edition, error), asNode func(*node.Node, id.ID) (federation.Edition, error)) error {
	v, err := readID("id", c.ID)
	if err != nil {
		return err
	}
	if c.Server != "" {
		return c.as(ctx, func(staff *client.Client) error {
			e, err := asStaff(staff, v)
			return tellEdition(s, e, err)
		})
	}
	return c.on(ctx, func(n *node.Node) error {
		e, err := asNode(n, v)
		return printEdition(s, e, n.Now(), err)
	})
}

type recognitionApprove struct{ editionArg }

func (c *recognitionApprove) Run(ctx context.Context, s *Streams) error {
	return c.act(ctx, s, func(staff *client.Client, v id.ID) (wire.Edition, error) {
		return staff.ApproveEdition(ctx, v, c.Reason)
	},
		func(n *node.Node, v id.ID) (federation.Edition, error) {
			return n.ApproveEdition(ctx, node.Itself, v, c.Reason)
		})
}

type recognitionWithdraw struct{ editionArg }

func (c *recognitionWithdraw) Run(ctx context.Context, s *Streams) error {
	return c.act(ctx, s, func(staff *client.Client, v id.ID) (wire.Edition, error) {
		return staff.WithdrawEdition(ctx, v, c.Reason)
	},
		func(n *node.Node, v id.ID) (federation.Edition, error) {
			return n.WithdrawEdition(ctx, node.Itself, v, c.Reason)
		})
}

type recognitionStop struct {
	editionArg
	Issuer string `help:"Region or country; all of the edition if absent."`
}

func (c *recognitionStop) Run(ctx context.Context, s *Streams) error {
	return c.act(ctx, s, func(staff *client.Client, v id.ID) (wire.Edition, error) {
		return staff.StopEdition(ctx, v, wire.StopRecognising{Issuer: c.Issuer, Reason: c.Reason})
	}, func(n *node.Node, v id.ID) (federation.Edition, error) {
		return n.StopEdition(ctx, node.Itself, v, c.Issuer, c.Reason)
	})
}

type recognitionList struct{ nodeFlags }

func (c *recognitionList) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		list, err := n.Editions(ctx, node.Itself, "", id.ID{}, 200)
		for _, e := range list {
			printEdition(s, e, n.Now(), nil)
		}
		return err
	})
}

func printEdition(s *Streams, e federation.Edition, at instant.Instant, err error) error {
	if err != nil {
		return err
	}
	from := "not approved"
	if e.Approved != nil {
		from = e.From.In(instant.Beijing)
	}
	fmt.Fprintf(s.Out, "%s %s %s %s, from %s until %s%s\n", e.ID, e.Kind, e.Name, e.Standing(at), from, e.Until.In(instant.Beijing), stoppedWords(e.Stopped(at)))
	return nil
}

func tellEdition(s *Streams, e wire.Edition, err error) error {
	if err != nil {
		return err
	}
	from := "not approved"
	if e.Approved != nil {
		from = instant.Instant(e.From).In(instant.Beijing)
	}
	var stopped []string
	for _, x := range e.Stops {
		stopped = append(stopped, x.Issuer)
	}
	fmt.Fprintf(s.Out, "%s %s %s %s, from %s until %s%s\n", e.ID, e.Kind, e.Name, e.Standing, from, instant.Instant(e.Until).In(instant.Beijing), stoppedWords(stopped))
	return nil
}

func stoppedWords(issuers []string) string {
	if len(issuers) == 0 {
		return ""
	}
	words := make([]string, len(issuers))
	for i, issuer := range issuers {
		if words[i] = issuer; issuer == "" {
			words[i] = "all"
		}
	}
	return ", stopped: " + strings.Join(words, ", ")
}
