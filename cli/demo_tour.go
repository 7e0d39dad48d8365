package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"kangma/api"
	"kangma/demo"
	"kangma/demo/tour"
	"kangma/internal/fault"
	"kangma/node"
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
	defer slog.SetLogLoggerLevel(slog.SetLogLoggerLevel(slog.LevelError)) // nodes that slept for days warn of what they find
	country := &tourCountry{dir: dir, clock: &demo.Clock{}}
	country.clock.Back(tour.Before)
	err = country.start(ctx)
	if err == nil {
		err = tour.Tell(ctx, s.Out, tour.Country{URLs: country.urls, Now: country.clock.Now, Pass: country.pass, Next: country.next}, c.Lang, c.Only...)
	}
	return errors.Join(err, country.stop())
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

// tourCountry is all nodes, staffed and without people, on one clock that lies behind.
type tourCountry struct {
	dir     string
	clock   *demo.Clock
	urls    map[string]string
	next    []byte
	nodes   []*node.Node
	servers []*http.Server

	end  context.CancelFunc // of what the nodes do by themselves
	work *errgroup.Group
}

func (t *tourCountry) start(ctx context.Context) error {
	t.urls = map[string]string{}
	nodes := map[string]*node.Node{}
	c := demoStart{Data: t.dir, Listen: "127.0.0.1:0"}
	listeners, err := c.listeners()
	if err != nil {
		return err
	}
	for i, d := range demo.Nodes {
		t.urls[d.Name] = "http://" + listeners[i].Addr().String()
	}
	c.hubURL = t.urls[demo.HubName]
	for i, d := range demo.Nodes {
		url := t.urls[d.Name]
		if err := c.write(d, url); err != nil {
			return err
		}
		n, err := c.open(ctx, d, url, t.clock)
		if err != nil {
			return err
		}
		server := api.Server(c.handler(n))
		go server.Serve(listeners[i]) // until it is closed
		nodes[d.Name], t.nodes, t.servers = n, append(t.nodes, n), append(t.servers, server)
		if err := c.found(ctx, n, d); err != nil {
			return err
		}
	}
	if err := c.beginHub(ctx, nodes[demo.HubName]); err != nil {
		return err
	}
	t.run()
	var staffing errgroup.Group
	for _, d := range demo.Nodes {
		staffing.Go(func() error { return demo.Staff(ctx, t.urls[d.Name], d, t.clock) })
	}
	if t.next, err = c.next(demo.Nodes[0], t.clock.Now()); err != nil {
		return errors.Join(err, staffing.Wait())
	}
	if err := staffing.Wait(); err != nil {
		return err
	}
	return c.join(ctx, nodes)
}

// run begins what the nodes do by themselves.
func (t *tourCountry) run() {
	ctx, end := context.WithCancel(context.Background())
	t.end, t.work = end, &errgroup.Group{}
	for _, n := range t.nodes {
		t.work.Go(func() error { return n.Run(ctx) })
	}
}

func (t *tourCountry) rest() error {
	if t.end == nil {
		return nil
	}
	t.end()
	if err := t.work.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// pass lets time pass as if the nodes had slept: then they do at once what is due.
func (t *tourCountry) pass(d time.Duration) error {
	if err := t.rest(); err != nil {
		return err
	}
	err := t.clock.Pass(d)
	t.run()
	for until := time.Now().Add(10 * time.Second); err == nil; time.Sleep(10 * time.Millisecond) {
		if err = t.follow(); err == nil || time.Now().After(until) {
			return err
		}
		err = nil
	}
	return err
}

// follow has the nodes learn whom to trust now: the hub has signed a new list, if time made the last one old.
func (t *tourCountry) follow() error {
	for _, n := range t.nodes {
		if n.Hub != nil {
			if err := n.FollowHub(context.Background()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tourCountry) stop() error {
	errs := []error{t.rest()}
	for i, n := range t.nodes {
		errs = append(errs, t.servers[i].Close(), n.Close())
	}
	return errors.Join(errs...)
}
