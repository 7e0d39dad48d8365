package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"kangma/api"
	"kangma/demo"
	"kangma/internal/fault"
	"kangma/node"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
	"kangma/web/ui"
)

// demoCommand is kangma demo: a country in small, on SQLite, with nothing else installed.
type demoCommand struct {
	Start demoStart `cmd:"" default:"withargs" help:"Start it and say what there is to see."`
	Tour  demoTour  `cmd:"" help:"Tell what the system does, as stories in a country of its own."`
}

// demoStart is kangma demo.
type demoStart struct {
	Data   string `help:"Folder to keep the demonstration in, so that it survives a restart; by default it is forgotten." type:"path"`
	Listen string `help:"Address of the first node; the others listen on the ports after it." default:"127.0.0.1:8080"`

	hubURL string // "" while the nodes are peopled, each by itself
}

func (c *demoStart) Run(ctx context.Context, s *Streams) error {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "kangma-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	}
	begun := time.Now()
	listeners, err := c.listeners()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	urls := make([]string, len(demo.Nodes))
	var making errgroup.Group
	for i, d := range demo.Nodes {
		defer listeners[i].Close()
		urls[i] = "http://" + listeners[i].Addr().String()
		making.Go(func() error { return c.make(ctx, d, urls[i]) })
	}
	fmt.Fprintln(s.Out, "Making a country in small …")
	if err := making.Wait(); err != nil {
		return err
	}
	c.hubURL = urls[slices.IndexFunc(demo.Nodes, func(d demo.Node) bool { return d.Name == demo.HubName })]
	nodes := map[string]*node.Node{}
	for i, d := range demo.Nodes {
		n, err := c.open(ctx, d, urls[i], nil)
		if err != nil {
			return err
		}
		defer n.Close()
		nodes[d.Name] = n
	}
	if err := c.beginHub(ctx, nodes[demo.HubName]); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	for i, d := range demo.Nodes {
		g.Go(func() error {
			defer stop() // the nodes end together
			return serve(ctx, nodes[d.Name], listeners[i], c.handler(nodes[d.Name]))
		})
	}
	if err := c.join(ctx, nodes); err != nil {
		stop()
		return errors.Join(err, g.Wait())
	}
	demo.Guide(s.Out, urls)
	fmt.Fprintf(s.Out, "Ready: %s   (after %s; stop with Ctrl-C; data in %s)\n", urls[0], time.Since(begun).Round(100*time.Millisecond), c.Data)
	return g.Wait()
}

// listeners are one for each node: at the address given, and at the ports after it.
func (c *demoStart) listeners() ([]net.Listener, error) {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, fault.Field("listen", c.Listen, "is not host:port")
	}
	first, err := strconv.Atoi(port)
	if err != nil {
		return nil, fault.Field("listen", c.Listen, "is not host:port")
	}
	var all []net.Listener
	for i := range demo.Nodes {
		at := 0 // whichever is free
		if first != 0 {
			at = first + i
		}
		l, err := listenHere(net.JoinHostPort(host, strconv.Itoa(at)))
		if err != nil {
			for _, l := range all {
				l.Close()
			}
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// open opens a node of the demonstration, that lives by a clock; nil is the machine's.
func (c *demoStart) open(ctx context.Context, d demo.Node, url string, clock *demo.Clock) (*node.Node, error) {
	cfg, err := nodeFlags{Data: filepath.Join(c.Data, d.Name)}.config()
	if err != nil {
		return nil, err
	}
	cfg.Address, cfg.Mass = url, demo.Mass // the port may be another than when it was made
	if cfg.Hub, err = c.hub(d); err != nil {
		return nil, err
	}
	if clock != nil {
		cfg.Now = clock.Now
	}
	var operator *sandboxTelecom
	if d.Itineraries {
		if operator, err = withSandbox(&cfg); err != nil {
			return nil, err
		}
	}
	n, err := node.Open(ctx, cfg)
	if err != nil {
		operator.close()
		return nil, err
	}
	operator.textsTo(n)
	go operator.serve() // until it is closed
	context.AfterFunc(ctx, operator.close)
	return n, nil
}

func (c *demoStart) handler(n *node.Node) http.Handler {
	h, _ := (&serveCommand{Hotline: "12345"}).handler(n, api.Options{Limits: demoLimits},
		ui.Text{"zh": "演示系统，人物均为虚构。验证码见短信箱 /inbox", "en": "A demonstration; nobody in it is real. One-time codes are in the inbox: /inbox"})
	return h
}

// Marks in the folder of a node: it is being made; everybody is there.
const making, peopled = "demo.making", "demo.ready"

// make makes a node and peoples it. One that is there stays; what was cut off while it was made is made from the beginning.
func (c *demoStart) make(ctx context.Context, d demo.Node, url string) error {
	dir := filepath.Join(c.Data, d.Name)
	if exists(filepath.Join(dir, peopled)) {
		return nil
	}
	if exists(filepath.Join(dir, making)) {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	if err := c.write(d, url); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, making), nil, 0o600); err != nil {
		return err
	}
	if err := c.fill(ctx, d, url); err != nil {
		return err
	}
	return os.Rename(filepath.Join(dir, making), filepath.Join(dir, peopled))
}

// write makes the folder of a node, with its node.yaml.
func (c *demoStart) write(d demo.Node, url string) error {
	f := nodeFile{Region: d.Region, Pack: d.Pack, Name: policy.Text{Zh: d.Zh, En: d.En}, Origin: "demo.kangma.invalid/" + d.Region, Address: url, Hotline: "12345",
		Contacts: "china@2022-06-28"} // the last that was in force
	return f.write(filepath.Join(c.Data, d.Name))
}

// found appoints those whom nobody of the node could appoint.
func (c *demoStart) found(ctx context.Context, n *node.Node, d demo.Node) error {
	for phone, role := range map[string]staff.Role{demo.Headquarters: staff.Headquarters, demo.Deputy: staff.Headquarters, demo.Auditor: staff.Auditor} {
		if _, err := n.Appoint(ctx, node.Itself, node.NewAppointment{Phone: phone, Name: role.Office().Zh, Role: role, Region: region.MustParseCode(d.Region)}); err != nil {
			return err
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// fill peoples a node over some days of its own, where nobody else reaches it.
func (c *demoStart) fill(ctx context.Context, d demo.Node, url string) error {
	clock := &demo.Clock{}
	clock.Back(demo.Past)
	n, err := c.open(ctx, d, url, clock)
	if err != nil {
		return err
	}
	defer n.Close()
	if err := c.found(ctx, n, d); err != nil {
		return err
	}
	next, err := c.next(d, time.Now())
	if err != nil {
		return err
	}
	l, err := listenHere("127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serve(ctx, n, l, c.handler(n)) })
	g.Go(func() error {
		defer stop()
		return demo.Fill(ctx, "http://"+l.Addr().String(), d, next, clock)
	})
	return g.Wait()
}

// next is the pack that is proposed in a node, as a zip: a version in the program renewed from three days hence on; nil if none is.
func (c *demoStart) next(d demo.Node, now time.Time) ([]byte, error) {
	if d.Next == "" {
		return nil, nil
	}
	name, _, _ := strings.Cut(d.Next, "@")
	version := now.AddDate(0, 0, 3).Format(time.DateOnly)
	dir := filepath.Join(c.Data, d.Name, "next")
	if err := (&policyNew{Pack: name + "@" + version, Like: d.Next, Dir: dir}).Run(&Streams{Out: io.Discard}); err != nil {
		return nil, err
	}
	a, err := policy.WriteArchive(os.DirFS(filepath.Join(dir, name, version)), ".")
	return a.Data, err
}

// demoLimits let one machine log in as everybody at once.
var demoLimits = api.Limits{Login: api.NoLimit, Open: api.NoLimit}
