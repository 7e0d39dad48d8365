package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/region"
	"kangma/review"
)

// caseCommand is kangma case. It acts as whoever has the machine: one person of one office, the node's own.
type caseCommand struct {
	Kinds caseKinds `cmd:"" help:"Print the table of kinds: states, moves, clocks, who must be apart."`
	List  caseList  `cmd:"" help:"List open cases by when they are due."`
	Show  caseShow  `cmd:"" help:"Print one case with its history; its holder reads that you looked."`
	Move  caseMove  `cmd:"" help:"Make a move of a case."`
	Note  caseNote  `cmd:"" help:"Note something among staff."`
	Give  caseGive  `cmd:"" help:"Give a case to a member of staff."`

	Attach      caseAttach      `cmd:"" help:"Attach a picture or PDF, of up to 10 MB."`
	Attachments caseAttachments `cmd:"" help:"List what is attached, or write one of them to a file; its holder reads that you looked."`
	Whitelist   caseWhitelist   `cmd:"" help:"File a white list of the people of a CSV or XLSX table, for another person to approve."`
	Certificate caseCertificate `cmd:"" help:"Print a hospital or isolation certificate that holds, as PDF; its holder reads that you did."`
}

type caseKinds struct {
	Kind string `arg:"" optional:"" help:"Only this one."`
}

func (c *caseKinds) Run(s *Streams) error {
	if c.Kind != "" {
		d, err := review.Of(review.Kind(c.Kind))
		if err != nil {
			return err
		}
		printKind(s.Out, d)
		return nil
	}
	for i := range review.Kinds {
		printKind(s.Out, &review.Kinds[i])
	}
	return nil
}

func printKind(w io.Writer, d *review.Definition) {
	fmt.Fprintf(w, "%s  %s (%s): %s\n", d.Kind, d.Zh, d.En, strings.Join(d.Rules, ", "))
	for _, g := range d.Stages {
		switch {
		case g.Closed:
			fmt.Fprintf(w, "    %-14s %s; closed\n", g.State, g.Zh)
		case g.Clock > 0:
			fmt.Fprintf(w, "    %-14s %s; %s, %d hours, then %s\n", g.State, g.Zh, g.May, int(g.Clock/time.Hour), g.Overdue)
		default:
			fmt.Fprintf(w, "    %-14s %s; %s\n", g.State, g.Zh, g.May)
		}
	}
	for _, p := range d.Steps {
		var from []string
		for _, f := range p.From {
			from = append(from, string(f))
		}
		if from[0] == "" {
			from[0] = "(new)"
		}
		to := string(p.To)
		if p.To == review.Stay {
			to = "the same"
		}
		fmt.Fprintf(w, "    %-14s %s → %s, by %s", p.Move, strings.Join(from, ", "), to, p.By)
		if p.Reason {
			fmt.Fprint(w, ", with a reason")
		}
		if len(p.Apart) > 0 {
			fmt.Fprint(w, ", another person")
		}
		if p.Office {
			fmt.Fprint(w, " of another office")
		}
		fmt.Fprintln(w)
	}
}

type caseList struct {
	nodeFlags
	Kind   string `help:"Only of this kind."`
	State  string `help:"Only in this state."`
	Region string `help:"Only in this region."`
	Late   bool   `help:"Only what is late, or was."`
	Limit  int    `help:"At most so many." default:"50"`
}

func (c *caseList) Run(ctx context.Context, s *Streams) error {
	q := node.CaseQuery{Kind: review.Kind(c.Kind), State: review.State(c.State), Late: c.Late, Limit: c.Limit}
	if c.Region != "" {
		var err error
		if q.Region, err = region.ParseCode(c.Region); err != nil {
			return fault.Field("--region", c.Region, "is not a region code of 6 or 12 digits")
		}
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.Cases(ctx, node.Itself, q)
	for _, k := range list {
		fmt.Fprintln(s.Out, caseLine(n, k))
	}
	return err
}

// caseLine is a case in one line: nothing of whom it is about.
func caseLine(n *node.Node, k review.Case) string {
	line := fmt.Sprintf("%s %s %s %s", k.ID, k.Kind, k.State, n.Regions().FullName(k.Region))
	if k.Due != instant.Never {
		line += ", due " + k.Due.In(instant.Beijing)
	}
	if !k.Raised.IsZero() {
		line += ", raised to " + n.Regions().FullName(k.Raised)
	}
	if g := k.Assigned; !g.To.IsZero() {
		line += fmt.Sprintf(", with %s (%s of %s, %d open, one of %d)", g.To, g.Role, g.Region, g.Load, g.Among)
	}
	return fmt.Sprintf("%s, version %d", line, k.Version)
}

// caseArg is a command about one case.
type caseArg struct {
	nodeFlags
	ID string `arg:"" help:"The case."`
}

// on runs f on an open node.
func (c *caseArg) on(ctx context.Context, f func(*node.Node, id.ID) error) error {
	v, err := readID("id", c.ID)
	if err != nil {
		return err
	}
	return c.nodeFlags.on(ctx, func(n *node.Node) error { return f(n, v) })
}

type caseShow struct{ caseArg }

func (c *caseShow) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, v id.ID) error {
		f, err := n.Case(ctx, node.Itself, v)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "%s\n%s: %s\n", caseLine(n, f.Case), f.Def.Zh, f.Stage.Zh)
		if !f.Case.Person.IsZero() {
			fmt.Fprintf(s.Out, "about %s %s\n", f.Who.Name.Masked(), f.Who.Document.Masked())
		}
		if len(f.Form) > 0 {
			fmt.Fprintf(s.Out, "form %s\n", f.Form)
		}
		for _, x := range f.Facts {
			fmt.Fprintf(s.Out, "evidence %s %s of %s, until %s\n", x.ID, x.Kind, x.Source, x.ValidUntil)
		}
		for _, e := range f.History {
			fmt.Fprintf(s.Out, "%s %s %s", e.At.In(instant.Beijing), e.By.Side, e.Move)
			if !e.By.Office.IsZero() {
				fmt.Fprintf(s.Out, " (%s of %s)", e.By.Role, e.By.Office)
			}
			for _, text := range []string{e.Words.Reason, e.Words.Note} {
				if text != "" {
					fmt.Fprintf(s.Out, ": %s", text)
				}
			}
			fmt.Fprintln(s.Out)
		}
		for _, p := range f.Possible {
			fmt.Fprintf(s.Out, "possible: %s (%s)\n", p.Move, p.Zh)
		}
		return nil
	})
}

type caseMove struct {
	caseArg
	Move    string `arg:"" help:"One of those that show prints."`
	Version int    `required:"" help:"Of the case as you saw it: if it has moved since, nothing is done."`
	Reason  string `help:"Why; the holder reads it."`
	Note    string `help:"Among staff."`
	Form    string `type:"existingfile" help:"A changed form (JSON), where the move takes one."`
}

func (c *caseMove) Run(ctx context.Context, s *Streams) error {
	step := node.CaseStep{Move: review.Move(c.Move), Version: c.Version, Words: review.Words{Reason: c.Reason, Note: c.Note}}
	if c.Form != "" {
		text, err := os.ReadFile(c.Form)
		if err != nil {
			return unreadable(c.Form, err)
		}
		step.Form = json.RawMessage(text)
	}
	return c.on(ctx, func(n *node.Node, v id.ID) error {
		step.Case = v
		k, err := n.MoveCase(ctx, node.Itself, step)
		if err == nil {
			fmt.Fprintln(s.Out, caseLine(n, k))
		}
		return err
	})
}

type caseNote struct {
	caseArg
	Note string `arg:"" help:"The note."`
}

func (c *caseNote) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, v id.ID) error {
		_, err := n.NoteCase(ctx, node.Itself, v, c.Note)
		return err
	})
}

type caseGive struct {
	caseArg
	To     string `required:"" help:"The account of the member of staff."`
	Reason string `required:"" help:"Why he."`
}

func (c *caseGive) Run(ctx context.Context, s *Streams) error {
	to, err := id.Parse(c.To)
	if err != nil {
		return fault.Field("--to", c.To, "is not the id of an account")
	}
	return c.on(ctx, func(n *node.Node, v id.ID) error {
		k, err := n.AssignCase(ctx, node.Itself, v, to, c.Reason)
		if err == nil {
			fmt.Fprintln(s.Out, caseLine(n, k))
		}
		return err
	})
}
