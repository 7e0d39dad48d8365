package cli

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/sync/errgroup"

	"kangma/demo"
	"kangma/demo/tour"
	"kangma/internal/fault"
)

// demoTour is kangma demo tour: the country in small, new, and stories told in it.
type demoTour struct {
	Only []string `help:"Tell only these stories, by name." placeholder:"NAME,..."`
	List bool     `help:"Only list the stories."`
	Lang string   `help:"Language to tell them in: zh or en." enum:"zh,en" default:"zh"`
}

func (c *demoTour) Run(ctx context.Context, s *Streams) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.List {
		for i, story := range tour.Stories() {
			fmt.Fprintf(s.Out, "%2d  %-12s  %s / %s  %v\n", i+1, story.Name, story.Zh, story.En, story.Rules)
		}
		return nil
	}
	dir, err := os.MkdirTemp("", "kangma-tour-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	country, stop, err := startCountry(ctx, dir)
	if err != nil {
		return err
	}
	err = tour.Tell(ctx, s.Out, country, c.Lang, c.Only...)
	if stopped := stop(); err == nil {
		err = stopped
	}
	return err
}

func (c *demoTour) check() error {
	known := map[string]bool{}
	for _, s := range tour.Stories() {
		known[s.Name] = true
	}
	for _, name := range c.Only {
		if !known[name] {
			return fault.Field("only", name, "is no story; kangma demo tour --list names them")
		}
	}
	return nil
}

// startCountry starts all nodes, staffed and without people, on one clock that lies behind.
func startCountry(ctx context.Context, dir string) (country tour.Country, stop func() error, err error) {
	clock := &demo.Clock{}
	clock.Back(tour.Before)
	country = tour.Country{URLs: map[string]string{}, Clock: clock}
	ctx, cancel := context.WithCancel(ctx)
	g, ctx := errgroup.WithContext(ctx)
	stop = func() error { cancel(); return g.Wait() }
	c := demoStart{Data: dir}
	for _, d := range demo.Nodes {
		l, err := listenHere("127.0.0.1:0")
		if err != nil {
			return country, nil, fmt.Errorf("%w; %w", err, stop())
		}
		url := "http://" + l.Addr().String()
		country.URLs[d.Name] = url
		if err := c.write(d, url); err != nil {
			return country, nil, err
		}
		n, err := c.open(ctx, d, url, clock)
		if err != nil {
			return country, nil, err
		}
		g.Go(func() error {
			defer n.Close()
			return serve(ctx, n, l, c.handler(n))
		})
		if err := c.found(ctx, n, d); err != nil {
			return country, nil, err
		}
		if d.Next != "" && d.Name == demo.Nodes[0].Name {
			if country.Next, err = c.next(d, clock.Now()); err != nil {
				return country, nil, err
			}
		}
	}
	var staffing errgroup.Group
	for _, d := range demo.Nodes {
		staffing.Go(func() error { return demo.Staff(ctx, country.URLs[d.Name], d, clock) })
	}
	return country, stop, staffing.Wait()
}
