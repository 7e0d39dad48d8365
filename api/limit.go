package api

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"kangma/internal/fault"
	"kangma/internal/id"
)

// Limits bound what one client may ask and how much is worked on at once. Zero fields mean the defaults.
type Limits struct {
	Login   Rate // of one address, for one-time codes and logins
	Open    Rate // of one address, for what needs no login
	Holder  Rate // of one account at the holders' door
	Staff   Rate // of one account at the staff door
	Working int  // requests that are worked on at once
}

// Rate is so many requests a second, and so many at once after a pause.
type Rate struct {
	PerSecond rate.Limit
	Burst     int
}

// NoLimit lets everything through, for a load that is meant.
var NoLimit = Rate{rate.Inf, 1}

// A whole town may come from one address of a mobile network, so limits of addresses are wide.
func (l Limits) orDefault() Limits {
	for _, d := range []struct {
		of *Rate
		is Rate
	}{
		{&l.Login, Rate{5, 100}}, {&l.Open, Rate{100, 500}}, {&l.Holder, Rate{5, 40}}, {&l.Staff, Rate{50, 200}},
	} {
		if d.of.PerSecond == 0 {
			*d.of = d.is
		}
	}
	if l.Working == 0 {
		l.Working = 256
	}
	return l
}

// wait is the cause of a refusal that ends after a time.
type wait struct{ time time.Duration }

func (w *wait) Error() string { return "in " + w.time.String() }

// clients remembers how often each client asked, for as long as it matters.
type clients struct {
	limits Limits
	seen   *otter.Cache[client, *rate.Limiter]
}

// client is an account or an address.
type client struct {
	kind byte
	id   [16]byte
}

const (
	ofLogin byte = iota
	ofAddress
	ofHolder
	ofStaff
)

func newClients(l Limits) *clients {
	return &clients{limits: l, seen: otter.Must(&otter.Options[client, *rate.Limiter]{
		MaximumSize: 1 << 18, ExpiryCalculator: otter.ExpiryAccessing[client, *rate.Limiter](10 * time.Minute)})}
}

// ask counts a request of a client, and refuses it if there were too many.
func (c *clients) ask(kind byte, who [16]byte) error {
	r := [...]Rate{c.limits.Login, c.limits.Open, c.limits.Holder, c.limits.Staff}[kind]
	if r.PerSecond == rate.Inf {
		return nil
	}
	key := client{kind, who}
	l, ok := c.seen.GetIfPresent(key)
	if !ok {
		l = rate.NewLimiter(r.PerSecond, r.Burst)
		if was, set := c.seen.SetIfAbsent(key, l); !set {
			l = was
		}
	}
	if l.Allow() {
		return nil
	}
	return fault.New(fault.TooMany, "rate.too_many", "too many requests from here; wait a little").Because(&wait{time.Duration(float64(time.Second) / float64(r.PerSecond))})
}

// account is a client's id where it is logged in.
func account(v id.ID) [16]byte { return v }

// address is where a request comes from: of IPv6 the network that one customer gets.
func (a *API) address(r *http.Request) [16]byte {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if a.options.Forwarded {
		if hops := r.Header.Values("X-Forwarded-For"); len(hops) > 0 {
			all := strings.Split(hops[len(hops)-1], ",")
			host, err = strings.TrimSpace(all[len(all)-1]), nil
		}
	}
	if err != nil {
		return [16]byte{}
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return [16]byte{}
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		p, _ := ip.Prefix(64) // 64 bits are in range
		ip = p.Addr()
	}
	return ip.As16()
}
