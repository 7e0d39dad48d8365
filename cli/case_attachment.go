package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
)

// caseAttach is kangma case attach (WZ-10).
type caseAttach struct {
	caseArg
	File string `arg:"" help:"JPEG, PNG or PDF: what it is, its content says." type:"existingfile"`
}

func (c *caseAttach) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node, v id.ID) error {
		file, err := os.Open(c.File)
		if err != nil {
			return unreadable(c.File, err)
		}
		defer file.Close()
		a, err := n.AttachToCase(ctx, node.Itself, v, file)
		if err == nil {
			printAttachment(s, a)
		}
		return err
	})
}

// caseAttachments is kangma case attachments.
type caseAttachments struct {
	caseArg
	Which string `arg:"" optional:"" help:"The attachment to be written."`
	Out   string `short:"o" placeholder:"FILE" type:"path" help:"Where to; a file that is there is not overwritten."`
}

func (c *caseAttachments) Run(ctx context.Context, s *Streams) error {
	if (c.Which == "") != (c.Out == "") {
		return fault.New(fault.Invalid, "case.attachment_out", "an attachment and --out go together")
	}
	return c.on(ctx, func(n *node.Node, v id.ID) error {
		if c.Which == "" {
			list, err := n.Attachments(ctx, node.Itself, v)
			for _, a := range list {
				printAttachment(s, a)
			}
			return err
		}
		which, err := readID("WHICH", c.Which)
		if err != nil {
			return err
		}
		a, content, err := n.Attachment(ctx, node.Itself, v, which)
		if err != nil {
			return err
		}
		file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = file.Write(content)
		if err = errors.Join(err, file.Close()); err == nil {
			printAttachment(s, a)
		}
		return err
	})
}

func printAttachment(s *Streams, a node.Attachment) {
	by := "staff"
	if a.ByHolder {
		by = "holder"
	}
	fmt.Fprintf(s.Out, "%s %s %d bytes, by %s at %s, sha256 %x\n", a.ID, a.Type, a.Size, by, a.AddedAt.In(instant.Beijing), a.SHA256)
}
