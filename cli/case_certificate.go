package cli

import (
	"context"
	"fmt"
	"os"

	"kangma/internal/id"
	"kangma/node"
)

// caseCertificate is kangma case certificate (HB-12, WZ-15).
type caseCertificate struct {
	caseArg
	Out string `short:"o" required:"" placeholder:"FILE" type:"path" help:"The PDF."`
}

func (c *caseCertificate) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, v id.ID) error {
		pdf, err := n.PrintCertificate(ctx, node.Itself, v)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.Out, pdf, 0o600); err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "%s\n", c.Out)
		return nil
	})
}
