package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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

// demoCommand is kangma demo: a Hubei in small, on SQLite, with nothing else installed.
type demoCommand struct {
	Data   string `help:"Folder to keep the demonstration in, so that it survives a restart; by default it is forgotten." type:"path"`
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080"`
}

// peopled is made in the data folder when everybody is there.
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
	hubei := nodeFile{Region: "420000", Pack: "hubei@2020-03-22", Name: policy.Text{Zh: "湖北", En: "Hubei"}, Origin: "demo.kangma.invalid/420000"}
	if err := hubei.write(c.Data); err != nil && fault.CodeOf(err) != fault.Conflict {
		return err
	}
	n, err := nodeFlags{Data: c.Data}.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	listener, err := listenHere(c.Listen)
	if err != nil {
		return fmt.Errorf("%w\nChoose another address with --listen 127.0.0.1:PORT", err)
	}
	url := "http://" + listener.Addr().String()
	notice := ui.Text{"zh": "演示系统，人物均为虚构。验证码见短信箱 /inbox", "en": "A demonstration; nobody in it is real. One-time codes are in the inbox: /inbox"}
	serving := &serveCommand{Hotline: "12345"}
	h, _ := serving.handler(n, api.Options{Limits: demoLimits}, notice)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serve(ctx, n, listener, h) })
	g.Go(func() error { return c.fill(ctx, n, url, s.Out) })
	return g.Wait()
}

// fill peoples the node if it is new, and says what there is to see.
func (c *demoCommand) fill(ctx context.Context, n *node.Node, url string, out io.Writer) error {
	ready := filepath.Join(c.Data, peopled)
	if _, err := os.Stat(ready); errors.Is(err, os.ErrNotExist) {
		fmt.Fprintln(out, "Making a Hubei in small …")
		begun := time.Now()
		_, err := n.Appoint(ctx, node.Itself, node.NewAppointment{Phone: demo.Headquarters, Name: "省指挥部", Role: staff.Headquarters, Region: region.MustParseCode("420000")})
		if err != nil {
			return err
		}
		if err := demo.Fill(ctx, url); err != nil {
			return err
		}
		if err := os.WriteFile(ready, nil, 0o600); err != nil {
			return err
		}
		fmt.Fprintf(out, "done in %s.\n", time.Since(begun).Round(100*time.Millisecond))
	}
	demo.Guide(out, url)
	fmt.Fprintf(out, "Ready: %s   (stop with Ctrl-C; data in %s)\n", url, c.Data)
	return nil
}

// demoLimits let one machine log in as everybody at once.
var demoLimits = api.Limits{Login: api.NoLimit, Open: api.NoLimit}
