package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"kangma/api"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/web/desk"
	"kangma/web/gate"
	"kangma/web/holder"
	"kangma/web/sandbox"
	"kangma/web/ui"
)

// serveCommand is kangma serve.
type serveCommand struct {
	nodeFlags
	publicFlags
	Hotline string `help:"Telephone number that pages name for questions." default:"12345"`
	Sandbox bool   `help:"Keep one-time codes in an inbox that everybody can read, instead of sending them: for trying out, on this machine only."`

	geography *ui.Geography // the operator's own map
}

func (c *serveCommand) Run(ctx context.Context, s *Streams) error {
	conf, err := c.config()
	if err != nil {
		return err
	}
	if c.geography, err = c.outlines(); err != nil {
		return err
	}
	lacks, err := c.offerLanguages()
	if err != nil {
		return err
	}
	for _, line := range lacks {
		fmt.Fprintln(s.Err, line)
	}
	var listener net.Listener
	var url string
	var operator *sandboxTelecom
	switch {
	case c.Sandbox:
		conf.SMS = nil
		if listener, err = listenHere(c.Listen); err == nil {
			url = "http://" + listener.Addr().String()
			operator, err = withSandbox(&conf)
		}
	case conf.SMS == nil:
		return noSender(c.Data)
	default:
		listener, url, err = c.listen()
	}
	if err != nil {
		return err
	}
	defer listener.Close()
	n, err := node.Open(ctx, conf)
	if err != nil {
		return err
	}
	defer n.Close()
	h, figures := c.handler(n, api.Options{AccessLog: slog.New(slog.NewJSONHandler(s.Err, nil)), Forwarded: c.Forwarded}, nil)
	g, ctx := errgroup.WithContext(ctx)
	server, at, err := c.metrics(figures)
	if err != nil {
		return err
	}
	if _, err := poster.Font(); err != nil {
		fmt.Fprintln(s.Err, err) // everything else works
	}
	if server != nil {
		g.Go(func() error {
			if err := server.Serve(at); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
		fmt.Fprintf(s.Out, "Figures: http://%s/metrics\n", at.Addr())
	}
	operator.textsTo(n)
	g.Go(operator.serve)
	fmt.Fprintf(s.Out, "Ready: %[1]s\nStaff: %[1]s/desk, gates: %[1]s/gate/\n", url)
	g.Go(func() error {
		defer func() {
			operator.close()
			if server != nil {
				server.Close()
			}
		}()
		return serve(ctx, n, listener, h)
	})
	return g.Wait()
}

// handler is everything that the node serves to the public: its API, and its pages, on top of each of which notice stands; and its figures,
// which are the operator's.
func (c *serveCommand) handler(n *node.Node, o api.Options, notice ui.Text) (public, figures http.Handler) {
	_, pack := n.Regime()
	site := ui.Site{Name: ui.Text{"zh": n.Name.ZH + "健康码", "en": n.Name.EN + " health code"},
		Authority: ui.Text{"zh": pack.Authority.Zh, "en": pack.Authority.En}, Hotline: c.Hotline, Geography: c.geography, Notice: notice}
	mux := http.NewServeMux()
	of := api.New(n, o)
	for _, path := range []string{"/v1/", "/federation/", "/openapi.json", "/healthz", "/readyz"} {
		mux.Handle(path, of)
	}
	ui.Mount(mux, site)
	holder.New(holder.Live{Node: n}, site).Mount(mux)
	gate.New(site).Mount(mux)
	desk.New(desk.Live{Node: n}, site).Mount(mux)
	if n.SMS == nil {
		sandbox.Mount(mux, n, site)
	}
	return mux, of.Figures()
}

// serve serves, and does the node's background work, until ctx ends or the process is told to stop; then it lets
// requests that are under way finish.
func serve(ctx context.Context, n *node.Node, listener net.Listener, h http.Handler) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	server := api.Server(h)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return n.Run(ctx) })
	g.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		return server.Shutdown(end)
	})
	return g.Wait()
}
