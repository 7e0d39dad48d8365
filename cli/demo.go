package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
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

// demoCommand is kangma demo: three authorities in small, on SQLite, with nothing else installed.
type demoCommand struct {
	Data   string `help:"Folder to keep the demonstration in, so that it survives a restart; by default it is forgotten." type:"path"`
	Listen string `help:"Address of the first node; the others listen on the ports after it." default:"127.0.0.1:8080"`
}

// peopled is made in a node's folder when everybody is there.
const peopled = "demo.ready"

func (c *demoCommand) Run(ctx context.Context, s *Streams) error {
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
	g, ctx := errgroup.WithContext(ctx)
	var peopling errgroup.Group
	urls := make([]string, len(demo.Nodes))
	for i, d := range demo.Nodes {
		defer listeners[i].Close()
		urls[i] = "http://" + listeners[i].Addr().String()
		n, err := c.open(ctx, d)
		if err != nil {
			stop()
			return errors.Join(err, g.Wait())
		}
		defer n.Close()
		notice := ui.Text{"zh": "演示系统，人物均为虚构。验证码见短信箱 /inbox", "en": "A demonstration; nobody in it is real. One-time codes are in the inbox: /inbox"}
		h, _ := (&serveCommand{Hotline: "12345"}).handler(n, api.Options{Limits: demoLimits}, notice)
		g.Go(func() error {
			defer stop() // the nodes end together
			return serve(ctx, n, listeners[i], h)
		})
		peopling.Go(func() error { return c.fill(ctx, n, d, urls[i]) })
	}
	g.Go(func() error {
		fmt.Fprintln(s.Out, "Making three authorities in small …")
		if err := peopling.Wait(); err != nil {
			return err
		}
		demo.Guide(s.Out, urls)
		fmt.Fprintf(s.Out, "Ready: %s   (after %s; stop with Ctrl-C; data in %s)\n", urls[0], time.Since(begun).Round(100*time.Millisecond), c.Data)
		return nil
	})
	return g.Wait()
}

// listeners are one for each node: at the address given, and at the ports after it.
func (c *demoCommand) listeners() ([]net.Listener, error) {
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

// open makes and opens a node of the demonstration.
func (c *demoCommand) open(ctx context.Context, d demo.Node) (*node.Node, error) {
	dir := filepath.Join(c.Data, d.Name)
	f := nodeFile{Region: d.Region, Pack: d.Pack, Name: policy.Text{Zh: d.Zh, En: d.En}, Origin: "demo.kangma.invalid/" + d.Region}
	if err := f.write(dir); err != nil && fault.CodeOf(err) != fault.Conflict {
		return nil, err
	}
	return nodeFlags{Data: dir}.open(ctx)
}

// fill peoples a node if it is new.
func (c *demoCommand) fill(ctx context.Context, n *node.Node, d demo.Node, url string) error {
	ready := filepath.Join(c.Data, d.Name, peopled)
	if _, err := os.Stat(ready); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for phone, role := range map[string]staff.Role{demo.Headquarters: staff.Headquarters, demo.Auditor: staff.Auditor} {
		if _, err := n.Appoint(ctx, node.Itself, node.NewAppointment{Phone: phone, Name: role.Office().Zh, Role: role, Region: region.MustParseCode(d.Region)}); err != nil {
			return err
		}
	}
	if err := demo.Fill(ctx, url, d); err != nil {
		return err
	}
	return os.WriteFile(ready, nil, 0o600)
}

// demoLimits let one machine log in as everybody at once.
var demoLimits = api.Limits{Login: api.NoLimit, Open: api.NoLimit}
