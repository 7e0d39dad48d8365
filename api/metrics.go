package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kangma/internal/fault"
	"kangma/internal/jobs"
	"kangma/node"
)

// metrics are the figures of the API and its node. They name operations, never people (AP-4).
type metrics struct {
	took *prometheus.HistogramVec
	page http.Handler
}

func newMetrics(r *prometheus.Registry, n *node.Node, a *admission) *metrics {
	m := &metrics{
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "kangma_request_seconds", Help: "How long requests took, by operation and status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15}}, []string{"operation", "status"}),
		page: promhttp.HandlerFor(r, promhttp.HandlerOpts{}),
	}
	r.MustRegister(m.took, &figures{n, a}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Figures serves them in Prometheus' text form. They are the operator's: serve them elsewhere than the API.
func (a *API) Figures() http.Handler { return a.metrics.page }

// answered counts a request under its pattern; addresses that are none count together.
func (m *metrics) answered(pattern string, status int, took time.Duration) {
	if pattern == "" {
		pattern = "/"
	}
	m.took.WithLabelValues(pattern, strconv.Itoa(status)).Observe(took.Seconds())
}

// figures asks the node when somebody looks.
type figures struct {
	node  *node.Node
	admit *admission
}

var (
	decided = prometheus.NewDesc("kangma_decisions_changed_total", "Decisions that changed, since this process began.", nil, nil)
	dueLag  = prometheus.NewDesc("kangma_due_lag_seconds", "How long the longest overdue review has been due.", nil, nil)
	regime  = prometheus.NewDesc("kangma_regime", "Number of the regime in force.", nil, nil)
	allJobs = prometheus.NewDesc("kangma_jobs", "Background jobs by state.", []string{"state"}, nil)
	texts   = prometheus.NewDesc("kangma_texts", "Texts to phones of the last fortnight by state.", []string{"state"}, nil)
	stuck   = prometheus.NewDesc("kangma_cases_stuck", "Cases that are late and could not be moved; each is tried again.", nil, nil)
	waiting = prometheus.NewDesc("kangma_requests_waiting", "Requests that wait for admission.", []string{"urgency"}, nil)
	working = prometheus.NewDesc("kangma_requests_working", "Requests that are being worked on.", []string{"urgency"}, nil)
	shed    = prometheus.NewDesc("kangma_requests_shed_total", "Requests that were told to come again later.", []string{"urgency"}, nil)
)

// Describe and Collect make it a prometheus.Collector.
func (f *figures) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{decided, dueLag, regime, allJobs, texts, stuck, waiting, working, shed} {
		out <- d
	}
}

func (f *figures) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	counter := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
	}
	f.admit.mu.Lock()
	for u, name := range []string{desk: "desk", show: "show", scan: "scan"} {
		gauge(waiting, float64(len(f.admit.queue[u])), name)
		gauge(working, float64(f.admit.working[u]), name)
		counter(shed, float64(f.admit.shed[u]), name)
	}
	f.admit.mu.Unlock()

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	now, err := f.node.Figures(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(dueLag, err)
		return
	}
	counter(decided, float64(now.Decided))
	gauge(dueLag, now.DueLag.Seconds())
	gauge(stuck, float64(now.Stuck))
	gauge(regime, float64(now.Regime))
	for _, s := range node.TextStates {
		gauge(texts, float64(now.Texts[s]), string(s))
	}
	for _, s := range []jobs.State{jobs.Waiting, jobs.Running, jobs.Done, jobs.Failed, jobs.Stopped} {
		gauge(allJobs, float64(now.Jobs[s]), string(s))
	}
}

// healthy says that the process answers, ready that it can do its work.
func (a *API) healthy(w http.ResponseWriter, _ *http.Request) { plainly(w, "ok\n") }

func (a *API) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.node.Ready(ctx); err != nil {
		if fault.CodeOf(err) == fault.Internal {
			err = fault.New(fault.Unavailable, "node.not_ready", "the node cannot answer yet").Because(err)
		}
		a.refuse(w, r, err)
		return
	}
	plainly(w, "ready\n")
}

// plainly answers with plain text.
func plainly(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	strings.NewReader(text).WriteTo(w)
}
