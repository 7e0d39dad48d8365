package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/internal/sheet"
	"kangma/node"
)

type evidenceImport struct {
	nodeFlags
	File     string `arg:"" optional:"" help:"The file; - for standard input."`
	Mapping  string `placeholder:"NAME|FILE" help:"What the columns mean: the name of a saved mapping, or a file. Without one the names of the columns tell."`
	Kind     string `placeholder:"KIND" help:"The kind of every row, if no column says it."`
	Source   string `help:"Who states it, if no column says it."`
	DryRun   bool   `help:"Store nothing: only say what would be stored, and what is wrong."`
	Errors   string `placeholder:"FILE" type:"path" help:"Write the refused rows there, with their reasons, to be corrected and imported again."`
	Sheet    string `help:"The sheet of an XLSX file; the first if none is named."`
	Encoding string `placeholder:"NAME" help:"The encoding of a CSV file, if it is not found out rightly: utf-8, gb18030, utf-16le, utf-16be."`
	Resume   string `placeholder:"ID" help:"Go on with an import that was stopped, or whose process died, instead of a file."`
}

// Help is what kangma evidence import --help says beside the flags.
func (*evidenceImport) Help() string {
	return `Read = stored + refused + duplicate. A record that came before, in this file or another, is a duplicate and changes nothing; one with the number
of another record is refused. Times without an offset are of +08:00, a day by itself is its 00:00. Ctrl-C stops the import between two batches; --resume goes on.
Ends with 1 if a row was refused.`
}

func (c *evidenceImport) Run(ctx context.Context, s *Streams) error {
	if (c.File == "") == (c.Resume == "") {
		return fault.New(fault.Invalid, "import.what", "name a file to import, or an import to --resume")
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	cfg.Workers = 2         // another job must not keep it waiting
	debug.SetGCPercent(400) // rows come and go: to collect them less often takes 40 MB more and a seventh less time
	n, err := node.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer n.Close()
	run, err := c.begin(ctx, s, n)
	if err != nil {
		return err
	}
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var failed error
	ended := make(chan struct{})
	go func() {
		failed = n.Run(working)
		close(ended)
	}()
	i, err := c.follow(ctx, s, n, run, ended)
	cancel()
	<-ended
	if err = cmp.Or(failed, err); err != nil {
		return err
	}
	return c.report(context.WithoutCancel(ctx), s, n, i)
}

// begin starts or resumes the import.
func (c *evidenceImport) begin(ctx context.Context, s *Streams, n *node.Node) (id.ID, error) {
	if c.Resume != "" {
		run, err := id.Parse(c.Resume)
		if err != nil {
			return run, fault.Field("--resume", c.Resume, "is not the id of an import")
		}
		return run, n.ResumeImport(ctx, node.Itself, run)
	}
	o := node.ImportOptions{File: c.File, Source: c.Source, DryRun: c.DryRun, Table: sheet.Options{Sheet: c.Sheet, Encoding: sheet.Encoding(c.Encoding)}}
	var err error
	if o.Kind, err = parseKind(c.Kind); err != nil {
		return id.ID{}, err
	}
	if _, no := os.Stat(c.Mapping); c.Mapping != "" && no == nil {
		if o.Mapping, err = readMapping(c.Mapping); err != nil {
			return id.ID{}, err
		}
	} else {
		o.Saved = c.Mapping
	}
	in := s.In
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return id.ID{}, unreadable(c.File, err)
		}
		defer f.Close()
		in = f
	}
	return n.StartImport(ctx, node.Itself, in, o)
}

// follow shows how the import goes on until it ends. When ctx does, it stops it.
func (c *evidenceImport) follow(ctx context.Context, s *Streams, n *node.Node, run id.ID, ended <-chan struct{}) (node.Import, error) {
	p := newProgress(s.Err)
	defer p.end()
	fmt.Fprintf(s.Err, "import %s\n", run)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	stopping := ctx.Done()
	for {
		select {
		case <-tick.C:
		case <-ended:
			return node.Import{}, errors.New("the node ended before the import did")
		case <-stopping:
			stopping = nil
			if err := n.StopImport(context.WithoutCancel(ctx), node.Itself, run); err != nil && fault.CodeOf(err) != fault.Conflict {
				return node.Import{}, err
			}
		}
		i, err := n.Import(context.WithoutCancel(ctx), node.Itself, run)
		if err != nil || i.Ended() {
			return i, err
		}
		p.show(i)
	}
}

// shownRefusals is how many refused rows are told on the spot.
const shownRefusals = 10

func (c *evidenceImport) report(ctx context.Context, s *Streams, n *node.Node, i node.Import) error {
	fmt.Fprintln(s.Out, summary(i))
	if i.Refused > 0 {
		list, err := n.Refused(ctx, node.Itself, i.ID, 0, shownRefusals)
		if err != nil {
			return err
		}
		for _, r := range list {
			fmt.Fprintln(s.Err, r.Reason)
		}
		if more := i.Refused - int64(len(list)); more > 0 {
			fmt.Fprintf(s.Err, "and %d more\n", more)
		}
		if c.Errors != "" {
			if err := writeErrors(ctx, n, i.ID, c.Errors); err != nil {
				return err
			}
			fmt.Fprintf(s.Err, "the refused rows are in %s\n", c.Errors)
		} else {
			fmt.Fprintf(s.Err, "for all of them, to be corrected: kangma evidence errors %s --data %s -o FILE\n", i.ID, c.Data)
		}
	}
	switch {
	case i.State == jobs.Stopped:
		fmt.Fprintf(s.Err, "stopped; go on with: kangma evidence import --resume %s --data %s\n", i.ID, c.Data)
		return errFailed
	case i.State == jobs.Failed:
		return errors.New(i.Error)
	case i.Refused > 0:
		return errFailed
	}
	return nil
}

// summary says what became of the rows, adding up.
func summary(i node.Import) string {
	s := fmt.Sprintf("read %d = stored %d + refused %d + duplicate %d", i.Read, i.Stored, i.Refused, i.Duplicate)
	if i.DryRun {
		s = "dry run: " + s
	}
	if i.Rate > 0 {
		s += fmt.Sprintf(", %.0f rows a second", i.Rate)
	}
	return s
}

// progress is a line that is written over on a terminal, and a line from time to time elsewhere.
type progress struct {
	w        io.Writer
	terminal bool
	last     time.Time
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return &progress{w: w, last: time.Now()}
	}
	info, err := f.Stat()
	return &progress{w: w, terminal: err == nil && info.Mode()&os.ModeCharDevice != 0, last: time.Now()}
}

func (p *progress) show(i node.Import) {
	every := 10 * time.Second
	if p.terminal {
		every = 200 * time.Millisecond
	}
	if time.Since(p.last) < every || i.Read == 0 {
		return
	}
	p.last = time.Now()
	line := fmt.Sprintf("%.0f %%: %s", 100*i.Share, summary(i))
	if i.Remaining > 0 {
		line += ", about " + i.Remaining.Round(time.Second).String() + " left"
	}
	if p.terminal {
		fmt.Fprintf(p.w, "\r\x1b[K%s", line)
	} else {
		fmt.Fprintln(p.w, line)
	}
}

func (p *progress) end() {
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
