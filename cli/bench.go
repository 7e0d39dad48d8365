package cli

import (
	"context"
	"fmt"
	"os"
	"runtime/pprof"

	"kangma/cli/bench"
)

// benchCommand is kangma bench.
type benchCommand struct {
	Brief    bool     `help:"Few and short turns, for a first look."`
	JSON     string   `help:"Also write the report to this file, as JSON." placeholder:"FILE" type:"path"`
	Only     []string `help:"Measure only these figures, by name; a wrong name lists all." placeholder:"NAME"`
	Database string   `help:"Measure on this empty database, which stays filled: sqlite:PATH or postgres://…; by default SQLite in a folder that is removed."`
	People   int      `help:"How many made-up people the database is filled with; by default 100 000, or 4 000 with --brief."`
	Profile  string   `help:"Also write a profile of the processor's time to this file, for go tool pprof." placeholder:"FILE" type:"path"`
}

func (c *benchCommand) Run(ctx context.Context, s *Streams) error {
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	r, err := bench.Run(ctx, bench.Options{Brief: c.Brief, Only: c.Only, Database: c.Database, People: c.People,
		Say: func(format string, args ...any) { fmt.Fprintf(s.Err, format+"\n", args...) }})
	if err != nil {
		return err
	}
	if c.JSON != "" {
		text, err := r.JSON()
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.JSON, text, 0o644); err != nil {
			return err
		}
	}
	return r.Write(s.Out)
}
