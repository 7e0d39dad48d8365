package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"

	"kangma/internal/turnstile"
	"kangma/node"
)

// Options are what an operator decides about the API. The zero Options are those of a node in service.
type Options struct {
	// AccessLog gets a line for every request, without personal data. Nil: none is written.
	AccessLog *slog.Logger
	// Metrics is where figures are registered. Nil: a registry of its own.
	Metrics *prometheus.Registry
	// Limits bound what one client may ask, and how much is worked on at once.
	Limits Limits
	// Forwarded says that the address of a client is the last one in X-Forwarded-For, because a proxy of ours wrote it.
	Forwarded bool
}

// API serves a node over HTTP. It is safe for concurrent use.
type API struct {
	node     *node.Node
	options  Options
	mux      *http.ServeMux
	huma     huma.API
	admit    *admission
	queue    *turnstile.Turnstile // of what is expensive
	clients  *clients
	metrics  *metrics
	instance string // begins every request id
	requests atomic.Uint64
}

// New makes the API of a node.
func New(n *node.Node, o Options) *API {
	a := &API{node: n, options: o, mux: http.NewServeMux(), instance: instance()}
	if a.options.Metrics == nil {
		a.options.Metrics = prometheus.NewRegistry()
	}
	a.options.Limits = o.Limits.orDefault()
	a.admit = newAdmission(a.options.Limits)
	a.queue = turnstile.New(queueWidth * a.options.Limits.Working)
	a.clients = newClients(a.options.Limits)
	a.metrics = newMetrics(a.options.Metrics, n, a.admit)
	a.huma = describe(a)
	a.routes()
	return a
}

func instance() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Server is an HTTP server for a handler with the time limits that a public address needs.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
}

// patience is how long one request is worked on.
const patience = 15 * time.Second

// deadline bounds the work on a request.
func deadline(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), patience)
}
