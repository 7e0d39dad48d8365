package cli

import (
	"context"
	"fmt"
	"os"
)

// auditCommand is kangma audit.
type auditCommand struct {
	Verify     auditVerifyCommand     `cmd:"" help:"Rebuild the log from its rows and compare: what was changed, left out or added is found."`
	Checkpoint auditCheckpointCommand `cmd:"" help:"Print the newest signed checkpoint, to be kept outside."`
	Key        auditKeyCommand        `cmd:"" help:"Print the public key under which outsiders verify the log."`
}

type auditVerifyCommand struct {
	nodeFlags
	Held []string `help:"Checkpoints that were kept outside." type:"existingfile"`
}

func (c *auditVerifyCommand) Run(ctx context.Context, s *Streams) error {
	var held [][]byte
	for _, path := range c.Held {
		note, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		held = append(held, note)
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	report, err := n.VerifyLog(ctx, held, func(done, total int64) { fmt.Fprintf(s.Err, "\r%d of %d", done, total) })
	if err != nil {
		return err
	}
	fmt.Fprint(s.Err, "\r\033[K")
	fmt.Fprintf(s.Out, "%d entries under root %s, %d checkpoints and %d held ones checked, %d entries waiting\n",
		report.Size, report.Root, report.Checkpoints, len(held), report.Pending)
	for _, f := range report.Findings {
		fmt.Fprintf(s.Out, "%s: index %d, entry %s: %s\n", f.Wrong, f.Index, f.Entry, f.Detail)
	}
	if report.More > 0 {
		fmt.Fprintf(s.Out, "and %d more\n", report.More)
	}
	if !report.Sound() {
		return errFailed
	}
	fmt.Fprintln(s.Out, "sound")
	return nil
}

type auditCheckpointCommand struct{ nodeFlags }

func (c *auditCheckpointCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	if err := n.Settle(ctx); err != nil {
		return err
	}
	note, err := n.Checkpoint(ctx)
	if err == nil {
		_, err = s.Out.Write(note)
	}
	return err
}

type auditKeyCommand struct{ nodeFlags }

func (c *auditKeyCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	_, err = fmt.Fprintln(s.Out, n.LogKey())
	return err
}
