package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Options say what is measured and how.
type Options struct {
	People   int      // that the database is filled with; 0 is 100 000, or 4 000 when brief
	Brief    bool     // few and short turns
	Only     []string // names of figures; none: all
	Database string   // an empty one; "" is SQLite in a folder that is removed
	Say      func(format string, args ...any)

	tamper tamper
}

// tamper is how tests make a node that does wrong.
type tamper struct {
	api    func(http.Handler) http.Handler
	feed   func(row int) (copies int)
	stored func(context.Context, *db.Tx) error // before what is stored is counted
}

// suite is a run of the suite: its options and what its figures share.
type suite struct {
	Options
	*rig
}

// figures are all figures in the order in which they are measured: what fills the database comes last.
var figures = []struct {
	name    string
	measure func(context.Context, *suite) (Figure, error)
}{
	{"verify", verifyOffline},
	{"evaluate", evaluate},
	{"contacts", matchLists},
	{"show", show},
	{"self-check", selfCheck},
	{"passages", passages},
	{"import", importPlain},
	{"import-decided", importDecided},
	{"import-colours", importColours},
	{"simulate", simulate},
	{"redecide", redecide},
}

// Names are the names of all figures.
func Names() []string {
	names := make([]string, len(figures))
	for i, f := range figures {
		names[i] = f.name
	}
	return names
}

// Run measures. An error means that a load was served wrongly (BN-2) or could not be measured; a target that was missed
// is none.
func Run(ctx context.Context, o Options) (*Report, error) {
	for _, name := range o.Only {
		if !slices.Contains(Names(), name) {
			return nil, fault.Field("only", name, "is not one of %s", strings.Join(Names(), ", "))
		}
	}
	if o.People == 0 {
		o.People = 100_000
		if o.Brief {
			o.People = 4000
		}
	}
	if o.People < leastPeople {
		return nil, fault.Field("people", o.People, "are fewer than %d", leastPeople)
	}
	if o.Say == nil {
		o.Say = func(string, ...any) {}
	}
	s := &suite{Options: o, rig: &rig{}}
	r, err := s.run(ctx)
	return r, errors.Join(err, s.rig.close())
}

func (s *suite) run(ctx context.Context) (*Report, error) {
	at := instant.Of(time.Now())
	r := &Report{At: at, When: at.In(instant.Beijing), Machine: thisMachine(), Database: s.engine(), People: s.People, Brief: s.Brief}
	then, known := used()
	for _, f := range figures {
		if len(s.Only) > 0 && !slices.Contains(s.Only, f.name) {
			continue
		}
		s.Say("%s …", f.name)
		figure, err := f.measure(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("bench: %s: %w", f.name, err)
		}
		figure.Name = f.name
		r.Figures = append(r.Figures, figure)
	}
	r.Machine.Others = othersSince(then, known)
	return r, nil
}

// pick is one of two quantities: for a whole run, or for a brief one.
func (s *suite) pick(whole, brief int) int {
	if s.Brief {
		return brief
	}
	return whole
}
