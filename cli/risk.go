package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"kangma/internal/instant"
	"kangma/node"
)

// riskCommand is kangma risk.
type riskCommand struct {
	Import riskImportCommand `cmd:"" help:"Import official lists of risk areas, in the order of their dates."`
	List   riskListCommand   `cmd:"" help:"List the areas that are listed now."`
}

type riskImportCommand struct {
	nodeFlags
	Files  []string `arg:"" help:"The lists as they were published (JSON)." type:"existingfile"`
	Source string   `help:"Who published them." default:"国务院客户端"`
	Rows   bool     `help:"Also print every row that changed or did not resolve."`
}

func (c *riskImportCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	rows, resolved := 0, 0
	for _, path := range c.Files {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r, err := n.ImportRisk(ctx, node.Itself, c.Source+" "+filepath.Base(path), data)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		rows, resolved = rows+r.Rows, resolved+r.Resolved
		fmt.Fprintf(s.Out, "%s of %s: %d rows = %d resolved + %d not; %d added, %d removed, %d at another level\n", filepath.Base(path),
			r.Published.In(instant.Beijing), r.Rows, r.Resolved, len(r.Unresolved), len(r.Change.Added), len(r.Change.Removed), len(r.Change.Changed))
		if !r.Held.IsZero() {
			fmt.Fprintf(s.Out, "  held: it would change the colour of %d people; a second office decides the case %s\n", r.Coloured, r.Held)
		}
		if c.Rows {
			details(s.Out, r)
		}
	}
	if rows > 0 {
		fmt.Fprintf(s.Out, "%d of %d rows resolved, %.2f %%\n", resolved, rows, 100*float64(resolved)/float64(rows))
	}
	return nil
}

func details(w io.Writer, r node.RiskImport) {
	for _, e := range r.Change.Added {
		fmt.Fprintf(w, "  + %s %s %s %s\n", e.Level, e.Region, e.Name, e.Text)
	}
	for _, e := range r.Change.Removed {
		fmt.Fprintf(w, "  - %s %s %s %s\n", e.Level, e.Region, e.Name, e.Text)
	}
	for _, l := range r.Change.Changed {
		fmt.Fprintf(w, "  %s → %s %s %s %s\n", l.From, l.To.Level, l.To.Region, l.To.Name, l.To.Text)
	}
	for _, u := range r.Unresolved {
		fmt.Fprintf(w, "  ? %s %s%s%s %s: %s\n", u.Level, u.Province, u.City, u.County, u.Text, u.Reason)
	}
}

type riskListCommand struct{ nodeFlags }

func (c *riskListCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	areas, err := n.RiskAreas(ctx, n.Now())
	if err != nil {
		return err
	}
	for _, a := range areas {
		extent := "part"
		if a.Whole {
			extent = "all"
		}
		fmt.Fprintf(s.Out, "%s %s %s %s since %s\n", a.Region, a.Level, extent, a.Name, a.From.In(instant.Beijing))
	}
	return nil
}
