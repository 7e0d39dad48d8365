package cli

// policyCommand is the noun policy.
type policyCommand struct {
	Eval policyEval `cmd:"" help:"Decide a case: print the decision as JSON."`
}

// policyEval is fixed by evidence.md: only the decision on standard output.
type policyEval struct {
	packSource
	Pack string `required:"" placeholder:"NAME[@VERSION]" help:"The pack; without a version the one in force at the case's \"at\". A path names a pack's folder."`
	File string `arg:"" help:"The case as JSON; - for standard input."`
}

func (c *policyEval) Run(s *Streams) error {
	in, err := readCase(s, c.File)
	if err != nil {
		return err
	}
	p, err := c.find(c.Pack, in.At)
	if err != nil {
		return err
	}
	d := p.Decide(&in.Facts, in.At, in.KnownAt)
	_, err = s.Out.Write(d.JSON(in.Zone))
	return err
}
