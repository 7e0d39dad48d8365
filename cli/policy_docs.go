package cli

import (
	"os"
	"path/filepath"

	"kangma/internal/fault"
	"kangma/web/rulebook"
)

// policyDocs writes a pack as a page that people read.
type policyDocs struct {
	packSource
	Pack string `arg:"" placeholder:"NAME[@VERSION]" help:"The pack, or its folder; without a version the newest."`
	Out  string `placeholder:"FILE" type:"path" help:"Where to write the page, instead of standard output."`
}

func (c *policyDocs) Run(s *Streams) error {
	finder := policyDiff{packSource: c.packSource}
	p, err := finder.load(c.Pack)
	if err != nil {
		return err
	}
	if c.Out == "" {
		return rulebook.Write(s.Out, p.Pack, p.examples)
	}
	if err := os.MkdirAll(filepath.Dir(c.Out), 0o755); err != nil {
		return fault.Field("--out", c.Out, "cannot be written: %v", err)
	}
	file, err := os.Create(c.Out)
	if err != nil {
		return fault.Field("--out", c.Out, "cannot be written: %v", err)
	}
	err = rulebook.Write(file, p.Pack, p.examples)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
