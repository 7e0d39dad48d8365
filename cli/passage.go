package cli

import (
	"context"
	"fmt"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
)

// passageCommand is kangma passage. It acts as whoever has the machine, and every use is an entry of the audit log.
type passageCommand struct {
	List passageList `cmd:"" help:"List passages of a region, newest first, without persons."`
	Who  passageWho  `cmd:"" help:"Say who passed, masked; the person reads that you looked, and why."`
}

// why is the purpose of a look.
type why struct {
	Purpose string `required:"" help:"What for: service, review, check, investigation, control, quality or legal."`
	Case    string `help:"Number of the case that it belongs to."`
	Note    string `help:"In a few words."`
}

func (w why) parse() (staff.Purpose, error) { return staff.ParsePurpose(w.Purpose, w.Case, w.Note) }

type passageList struct {
	nodeFlags
	why
	Region string `required:"" help:"Code of the region."`
	Point  string `help:"Only of this point."`
	Since  string `help:"Not before this time (RFC 3339)."`
	Limit  int    `help:"At most so many." default:"50"`
}

func (c *passageList) Run(ctx context.Context, s *Streams) error {
	q := passage.Query{Limit: min(max(c.Limit, 1), 1000)}
	var err error
	if q.Region, err = region.ParseCode(c.Region); err != nil {
		return err
	}
	if c.Point != "" {
		if q.Point, err = id.Parse(c.Point); err != nil {
			return err
		}
	}
	if c.Since != "" {
		if q.From, _, err = instant.Parse(c.Since); err != nil {
			return err
		}
	}
	purpose, err := c.parse()
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.Passages(ctx, node.Itself, q, purpose)
	for _, p := range list {
		fmt.Fprintf(s.Out, "%s  %s  point %s  %s  %s\n", p.ID, p.At.In(instant.Beijing), p.Point, n.Regions().FullName(p.Region), p.Gate)
	}
	return err
}

type passageWho struct {
	nodeFlags
	why
	ID    string `arg:"" help:"Of the passage, as the list has it."`
	Point string `required:"" help:"The point's id."`
	At    string `required:"" help:"The time of the passage as the list has it."`
}

func (c *passageWho) Run(ctx context.Context, s *Streams) error {
	var ref node.PassageRef
	var err error
	if ref.ID, err = id.Parse(c.ID); err != nil {
		return err
	}
	if ref.Point, err = id.Parse(c.Point); err != nil {
		return err
	}
	if ref.At, _, err = instant.Parse(c.At); err != nil {
		return err
	}
	purpose, err := c.parse()
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	who, err := n.WhoPassed(ctx, node.Itself, ref, purpose)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s  %s  %s %s\n", who.ID, who.Who.Name.Masked(), who.Who.Document.Kind(), who.Who.Document.Masked())
	return nil
}
