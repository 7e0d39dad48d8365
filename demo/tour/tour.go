package tour

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Country is where a tour happens: running nodes, which live by one clock that the tour moves on.
type Country struct {
	URLs map[string]string // by name of the node, as demo.Nodes has them
	Now  func() time.Time
	Pass func(time.Duration) error // lets time pass at all nodes
	Next []byte                    // zip of rules that Hubei may publish
}

// Before is how long before the machine's time the clock of a tour begins: more than all stories together take.
const Before = 120 * day

const day = 24 * time.Hour

// Story is one that the tour tells.
type Story struct {
	Name   string   // as one asks for it
	Zh, En string   // title
	Rules  []string // requirements that it shows
	tell   func(*teller)
}

// Stories are all, in the order in which they are told.
func Stories() []Story { return slices.Concat(inHubei, inWuhan, inWenzhou, ofNation) }

// Tell tells the stories named, or all, in a language, zh or en. It goes on after one that fails, and gives all failures.
func Tell(ctx context.Context, w io.Writer, c Country, lang string, names ...string) error {
	told, steps, begun := 0, 0, time.Now()
	people := new(int)
	var failed []error
	for i, s := range Stories() {
		if len(names) > 0 && !slices.Contains(names, s.Name) {
			continue
		}
		t := &teller{ctx: ctx, Country: c, w: w, zh: lang == "zh", logins: logins{}, people: people}
		fmt.Fprintf(w, "\n%2d  %s  (%s)\n    %s\n", i+1, t.words(s.Zh, s.En), s.Name, strings.Join(s.Rules, " "))
		t.later(time.Hour, "", "")
		s.tell(t)
		told, steps = told+1, steps+t.steps
		if t.err != nil {
			fmt.Fprintf(w, "    ✗ %v\n", t.err)
			failed = append(failed, fmt.Errorf("%s: %w", s.Name, t.err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	t := &teller{zh: lang == "zh"}
	fmt.Fprintf(w, t.words("\n讲了 %d 个故事，%d 步，%d 个没有照讲的发生；用时 %s\n", "\n%d stories, %d steps, %d went otherwise; %s\n"), told, steps, len(failed), time.Since(begun).Round(100*time.Millisecond))
	return errors.Join(failed...)
}
