package node

import (
	"context"
	"crypto/hpke"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"kangma/audit"
	"kangma/contact"
	"kangma/destruction"
	"kangma/federation"
	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/internal/keys"
	"kangma/internal/sms"
	"kangma/internal/telecom"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/store"
)

// Config is what an operator decides about a node.
type Config struct {
	Region    region.Code // whose authority it is
	Name      pass.Text   // the authority's
	Pack      string      // name of its rule book; name@version stays with a version whatever the date, for demonstrations and replays
	Packs     policy.Library
	Notice    time.Duration // before published rules begin; 0 is Notice
	Database  string        // sqlite:PATH or postgres://…
	Root      *keys.Root
	Algorithm string                 // that signs tokens: ES256, EdDSA or SM2 (BY-10); "" is ES256
	Origin    string                 // of its audit log: a URL without scheme
	Address   string                 // how the links of its pages begin, as people type it: https://jkm.example; "" prints no posters
	Cities    map[region.Code]string // cities below with a code of their own, and where people apply for it: an https address (WH-15)
	Hotline   string                 // that posters and refusals name for questions; "" is 12345
	PaperDays int                    // that a code on paper counts; 0 is 90, at most 180 (BY-09)
	Retention int                    // days that passages are kept; 0 is passage.Retention
	Now       func() time.Time
	SMS       sms.Sender // nil: the sandbox, whose messages stand in the node's own inbox
	Texts     TextRules
	Identity  *IdentityProvider // says who a holder is; nil: what he writes, as RealName checks it
	RealName  RealName          // nil: the sandbox, which believes whatever is well-formed
	Spool     string            // folder where files wait for their import, shared by all processes of the node; "" allows none
	OIDC      *OIDC             // provider of the staff's logins; nil: none
	Passkeys  Passkeys          // where passkeys are good; the zero value: nowhere
	NoCodes   bool              // staff do not log in with one-time codes: those are for demonstrations
	Workers   int               // background jobs at once; 0 is 1
	Hub       *Hub              // where it learns whom to trust; nil: nowhere, or it is the hub
	HTTP      *http.Client      // for calls of other nodes; nil: one with a time limit
	Contacts  string            // name of the policy about contacts; "" is china, name@version stays with a version
	Grace     int               // days after the end of rules that were not renewed before the node may be destroyed (BY-16); 0 is 30
	Drop      string            // folder in which feeds that are dropped have theirs, by name (NA-15); "" allows none
	Mass      int               // people whom one hand or source may give a worse colour in a day before a second office must agree (BY-18); 0 is DefaultMass

	Telecom         telecom.Operator // answers for itineraries; nil: nobody does
	TelecomCapacity int              // statements that the operator makes for this process an hour; 0 is telecomCapacity
}

// hotline is the line that every city answers (NA-10).
const hotline = "12345"

// Node is a running authority. Its methods are safe for concurrent use.
type Node struct {
	Config
	region  region.Code
	clock   *Clock
	store   *store.Store
	regions atomic.Pointer[region.Table]
	queue   *jobs.Queue

	ring    *person.Keyring
	vault   *person.Vault
	mint    *person.Mint
	handles *pass.Handles
	older   []hpke.PrivateKey // of the gates' register, before it was rotated
	signing *keys.Set

	certificates certificates

	plans    []keys.Plan
	logKey   *audit.Signer
	logKnown *audit.Verifier

	regime   atomic.Pointer[regime]
	books    books
	past     past
	shadow   atomic.Pointer[shadowing]
	trust    atomic.Pointer[trusted]
	hubTrust atomic.Pointer[federation.Trusted]

	partners     partners
	trustVersion atomic.Uint64 // of the trust list that this process signed last

	recalled atomic.Pointer[recalled]
	issued   *issued
	lookUps  *rate.Limiter  // of numbers that anybody checks
	hands    [64]sync.Mutex // of oneAtATime
	codes    *codes

	matching        *contact.Body // makes keyed identifiers (SC-04)
	contactPolicies contact.Policies

	decided  atomic.Int64 // decisions that changed
	days     dayKeys
	asked    minutes // statements of itineraries
	passages *db.Group[*scan]
	dueWake  chan struct{}
	logWake  chan struct{}
	caseWake chan struct{}
	feedWake chan struct{}
	stuck    stuck
	outbox   keys.Box
	looks    keys.Box
	textWake chan struct{}
	hubWake  chan struct{} // the list changed
	pushWake chan struct{} // a change is urgent
	hubSoon  chan struct{} // the hub is asked at once
}

// Open makes a node ready: database, keys, regime. Nothing runs yet; see Run.
func Open(ctx context.Context, c Config) (*Node, error) {
	if c.Region.IsZero() {
		return nil, fault.Missing("region")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Retention == 0 {
		c.Retention = passage.Retention
	}
	if c.PaperDays == 0 {
		c.PaperDays = int(pass.PaperLife / instant.Day)
	}
	if most := int(pass.MaxPaperLife / instant.Day); c.PaperDays < 1 || c.PaperDays > most {
		return nil, fault.Field("paper_days", c.PaperDays, "is not between 1 and %d", most)
	}
	if c.Grace == 0 {
		c.Grace = int(destruction.Grace / instant.Day)
	}
	if c.Grace < 1 || c.Grace > 365 {
		return nil, fault.Field("grace_days", c.Grace, "is not between 1 and 365")
	}
	if c.Algorithm == "" {
		c.Algorithm = keys.ES256
	}
	if c.Origin == "" {
		c.Origin = "kangma.local/" + c.Region.String()
	}
	s, err := store.Open(ctx, c.Database)
	if err != nil {
		return nil, err
	}
	n := &Node{Config: c, region: c.Region, clock: NewClock(c.Now), store: s,
		dueWake: make(chan struct{}, 1), logWake: make(chan struct{}, 1), caseWake: make(chan struct{}, 1), feedWake: make(chan struct{}, 1), textWake: make(chan struct{}, 1),
		hubWake: make(chan struct{}, 1), hubSoon: make(chan struct{}, 1), pushWake: make(chan struct{}, 1),
		outbox: keys.NewBox(c.Root, keys.Outbox), looks: keys.NewBox(c.Root, keys.Looks)}
	if err := n.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return n, nil
}

func (n *Node) prepare(ctx context.Context) error {
	n.codes, n.issued, n.lookUps = newCodes(), newIssued(), rate.NewLimiter(20, 200)
	n.passages = db.NewGroup(500, 0, n.storeScans)
	n.queue = jobs.New(n.store.DB(), n.clock.Now)
	for _, step := range []func(context.Context) error{n.beginClock, n.openKeys, n.openLog, n.loadRegions, n.keepMass, n.settleRegime, n.loadHeld} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	n.handleJobs()
	return nil
}

// beginClock lets the clock begin where the database ended, so that a machine whose clock went back while it was off
// does not write history before history.
func (n *Node) beginClock(ctx context.Context) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		newest, err := tx.AuditEntries(ctx, audit.Query{Limit: 1})
		if len(newest) > 0 {
			n.clock.NotBefore(newest[0].At)
		}
		return err
	})
}

// Run does the background work until ctx ends: jobs, due reviews, clocks of cases, the audit log's sequencer, keys and retention.
func (n *Node) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return n.queue.Run(ctx, max(n.Workers, 1)) })
	g.Go(func() error { return n.queue.Lead(ctx, "due", leaseTime, n.runDue) })
	g.Go(func() error { return n.queue.Lead(ctx, "cases", leaseTime, n.runCases) })
	g.Go(func() error { return n.queue.Lead(ctx, "sequencer", leaseTime, n.runSequencer) })
	g.Go(func() error { return n.queue.Lead(ctx, "feeds", leaseTime, n.runFeeds) })
	g.Go(func() error { return n.queue.Lead(ctx, "upkeep", leaseTime, n.runUpkeep) })
	g.Go(func() error { return n.queue.Lead(ctx, "hub", leaseTime, n.runHub) })
	g.Go(func() error { return n.followHub(ctx) })
	g.Go(func() error { return n.queue.Lead(ctx, "push", leaseTime, n.runPush) })
	g.Go(func() error { return n.queue.Lead(ctx, "links", leaseTime, n.runLinks) })
	if n.SMS != nil {
		g.Go(func() error { return n.queue.Lead(ctx, "texts", leaseTime, n.runTexts) })
	}
	g.Go(func() error { return n.followRegime(ctx) })
	g.Go(func() error { return n.runShadow(ctx) })
	g.Go(func() error { return n.followKeys(ctx) })
	g.Go(func() error { return n.followDecisions(ctx) })
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

const leaseTime = 15 * time.Second

// Close ends all use of the node. End Run first.
func (n *Node) Close() error { return n.store.Close() }

// Now is the node's time.
func (n *Node) Now() instant.Instant { return n.clock.Now() }

// Regions is the table of divisions with the communities that were loaded.
func (n *Node) Regions() *region.Table { return n.regions.Load() }

// runUpkeep rotates keys, makes the inspections that plans ask for, destroys what has expired, looks for codes that were
// at two places at once, and counts colours, every hour.
func (n *Node) runUpkeep(ctx context.Context) error {
	for {
		over, err := n.over(ctx)
		if !over && err == nil {
			err = errors.Join(n.rotateKeys(ctx), n.purge(ctx), n.findDoubled(ctx), n.planInspections(ctx), n.tally(ctx))
		}
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "upkeep failed; it is tried again in an hour", "error", err)
		}
		if !sleep(ctx, time.Hour, nil) {
			return ctx.Err()
		}
	}
}

// sleep waits for d, or until woken; false if ctx ended.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
	case <-wake:
	}
	return true
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
