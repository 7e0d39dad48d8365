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
	"kangma/internal/fault"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/web/gate"
	"kangma/web/holder"
	"kangma/web/sandbox"
	"kangma/web/ui"
)

// serveCommand is kangma serve.
type serveCommand struct {
	nodeFlags
	Listen    string `help:"Address to listen on." default:"127.0.0.1:8080" env:"KANGMA_LISTEN"`
	Hotline   string `help:"Telephone number that pages name for questions." default:"12345"`
	Sandbox   bool   `help:"Keep one-time codes in an inbox that everybody can read, instead of sending them: for trying out, on this machine only. This version has no other sender."`
	Forwarded bool   `help:"Requests come through a proxy of ours that writes X-Forwarded-For and X-Forwarded-Proto."`
}

func (c *serveCommand) Run(ctx context.Context, s *Streams) error {
	if !c.Sandbox {
		return fault.New(fault.Unavailable, "serve.no_sender", "this version sends no SMS, so nobody could log in; try it out on this machine with --sandbox")
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	listener, err := listenHere(c.Listen)
	if err != nil {
		return err
	}
	if _, err := poster.Font(); err != nil {
		fmt.Fprintln(s.Err, err) // everything else works
	}
	fmt.Fprintf(s.Out, "Ready: http://%s\n", listener.Addr())
	return serve(ctx, n, listener, c.handler(n, api.Options{AccessLog: slog.New(slog.NewJSONHandler(s.Err, nil)), Forwarded: c.Forwarded}, nil))
}

// listenHere listens for the sandbox, in which anybody who can connect can log in as anybody: on loopback only.
func listenHere(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if at, ok := listener.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		listener.Close()
		return nil, fault.Field("listen", address, "is not an address of this machine alone, such as 127.0.0.1:8080: in the sandbox anybody can log in as anybody")
	}
	return listener, nil
}

// handler is everything that the node serves: its API, and its pages. notice stands on top of every page.
func (c *serveCommand) handler(n *node.Node, o api.Options, notice ui.Text) http.Handler {
	_, pack := n.Regime()
	site := ui.Site{Name: ui.Text{"zh": n.Name.ZH + "健康码", "en": n.Name.EN + " health code"},
		Authority: ui.Text{"zh": pack.Authority.Zh, "en": pack.Authority.En}, Hotline: c.Hotline, Notice: notice}
	mux := http.NewServeMux()
	of := api.New(n, o)
	for _, path := range []string{"/v1/", "/openapi.json", "/healthz", "/readyz", "/metrics"} {
		mux.Handle(path, of)
	}
	ui.Mount(mux, site)
	holder.New(holder.Live{Node: n}, site).Mount(mux)
	gate.New(site).Mount(mux)
	if n.SMS == nil {
		sandbox.Mount(mux, n, site)
	}
	return mux
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
