package cli

import (
	"context"
	"fmt"
	"os"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/region"
)

// regionCommand is kangma region.
type regionCommand struct {
	Import   regionImportCommand   `cmd:"" help:"Load streets and communities from a file (code,name[,parent]) into a node."`
	Find     regionFindCommand     `cmd:"" help:"Find divisions by name, or one by its code."`
	Children regionChildrenCommand `cmd:"" help:"List what lies directly below a division."`
}

type regionImportCommand struct {
	nodeFlags
	File string `arg:"" help:"The file." type:"existingfile"`
}

func (c *regionImportCommand) Run(ctx context.Context, s *Streams) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	report, err := n.ImportRegions(ctx, node.Itself, file)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "read %d = stored %d + refused %d + duplicate %d\n", report.Read, report.Stored, report.Refused, report.Duplicate)
	for _, r := range report.Refusals {
		fmt.Fprintln(s.Err, r)
	}
	if more := report.Refused - len(report.Refusals); more > 0 {
		fmt.Fprintf(s.Err, "and %d more\n", more)
	}
	return nil
}

type regionFindCommand struct {
	Name   string `arg:"" help:"Name or code."`
	Within string `help:"Only in this division." default:"000000"`
}

func (c *regionFindCommand) Run(s *Streams) error {
	table := region.Embedded()
	if code, err := region.ParseCode(c.Name); err == nil {
		if err := table.Check(code); err != nil {
			why, _ := fault.As(err)
			return fault.Field("region", c.Name, "%s", why.Detail)
		}
		say(s, table, code)
		return nil
	}
	within, err := region.ParseCode(c.Within)
	if err != nil {
		return fault.Field("within", c.Within, "is not a region code")
	}
	found := table.Find(c.Name, within)
	if len(found) == 0 {
		return fault.Field("name", c.Name, "is no division that is known")
	}
	for _, d := range found {
		say(s, table, d.Code)
	}
	return nil
}

func say(s *Streams, t *region.Table, c region.Code) {
	fmt.Fprintf(s.Out, "%s %s", c, t.FullName(c))
	if next, ok := t.Successor(c); ok {
		fmt.Fprintf(s.Out, " (retired; now %s %s)", next, t.FullName(next))
	}
	fmt.Fprintln(s.Out)
}

type regionChildrenCommand struct {
	Code string `arg:"" help:"Code of the division; 000000 is the nation." default:"000000"`
}

func (c *regionChildrenCommand) Run(s *Streams) error {
	code, err := region.ParseCode(c.Code)
	if err != nil {
		return fault.Field("code", c.Code, "is not a region code")
	}
	for _, d := range region.Embedded().Children(code) {
		fmt.Fprintf(s.Out, "%s %s\n", d.Code, d.Name)
	}
	return nil
}
