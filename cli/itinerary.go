package cli

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/telecom"
	"kangma/internal/telecom/sandbox"
	"kangma/itinerary"
	"kangma/node"
)

// itineraryFile is the part of node.yaml that names the telecom operator that answers for itineraries (WZ-08, docs/itinerary.md).
type itineraryFile struct {
	Name     string     `yaml:"name"` // of the operator, as the source of its statements
	URL      string     `yaml:"url"`
	Party    string     `yaml:"party"` // what the operator knows this node as
	Secret   secretFile `yaml:"secret"`
	CA       string     `yaml:"ca,omitempty"`       // file of certificates
	Capacity int        `yaml:"capacity,omitempty"` // statements an hour that it makes for each process of the node
}

// operator is the one that is configured; nil if none is.
func (f *itineraryFile) operator(dir string, c *node.Config) error {
	if f == nil {
		return nil
	}
	secret, err := f.Secret.read(dir, "itinerary.secret")
	if err != nil {
		return err
	}
	if f.Capacity < 0 {
		return fault.Field("itinerary.capacity", f.Capacity, "is negative")
	}
	ca := f.CA
	if ca != "" && !filepath.IsAbs(ca) {
		ca = filepath.Join(dir, ca)
	}
	o, err := telecom.New(telecom.Config{Name: f.Name, URL: f.URL, Party: f.Party, Secret: secret, CA: ca, Now: clock})
	if err != nil {
		return err
	}
	c.Telecom, c.TelecomCapacity = o, f.Capacity
	return nil
}

// itineraryCommand is kangma itinerary.
type itineraryCommand struct {
	Rule    itineraryRule    `cmd:"" help:"Print how long a statement of an itinerary is valid, by load and risk."`
	Cities  itineraryCities  `cmd:"" help:"List the cities that count as risk areas in a node today, and their digest."`
	Check   itineraryCheck   `cmd:"" help:"Send that list to the operator that node.yaml names, and say whether it answers."`
	Sandbox itinerarySandbox `cmd:"" help:"Run a sandbox of an operator, with made-up stays, for trying out."`
}

type itineraryRule struct {
	On string `help:"Date whose rule is printed: 2021-12-01. By default today." placeholder:"DATE"`
}

func (c *itineraryRule) Run(s *Streams) error {
	at := instant.Of(clock())
	if c.On != "" {
		var err error
		if at, err = instant.Date(c.On, instant.Beijing); err != nil {
			return fault.Field("on", c.On, "is not a date such as 2021-12-01")
		}
	}
	r := itinerary.RuleAt(at)
	fmt.Fprintf(s.Out, "%s  %s / %s\n", r.Version, r.Title.Zh, r.Title.En)
	for _, l := range r.Levels {
		fmt.Fprintf(s.Out, "%-7s from %2d cities  %s without load, %s under full load\n", l.Name, l.Cities, hours(l.Idle), hours(l.Busy))
	}
	fmt.Fprintf(s.Out, "Showing the code renews it, for %s after the operator's answer at most.\n", hours(r.Most))
	return nil
}

func hours(d time.Duration) string { return fmt.Sprintf("%gh", d.Hours()) }

type itineraryCities struct{ nodeFlags }

func (c *itineraryCities) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	r := n.ItineraryRule()
	for _, city := range r.List.Cities {
		fmt.Fprintf(s.Out, "%s  %s\n", city, n.Regions().FullName(city))
	}
	fmt.Fprintf(s.Out, "%d cities, digest %s; level %s: a statement made now is valid for %d minutes\n", len(r.List.Cities), r.List.Digest(), r.Level.Name, r.Valid)
	return nil
}

type itineraryCheck struct{ nodeFlags }

func (c *itineraryCheck) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	if n.Telecom == nil {
		return fault.New(fault.NotFound, "itinerary.no_operator", "%s names no operator; docs/itinerary.md says how", filepath.Join(c.Data, nodeFileName))
	}
	list := n.ItineraryRule().List
	if err := n.Telecom.Publish(ctx, telecom.List{Digest: list.Digest().String(), Cities: list.Codes()}); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s took the list of %d cities\n", n.Telecom.Name(), len(list.Cities))
	return nil
}

type itinerarySandbox struct {
	Listen string `help:"Address to listen at; of this machine only." default:"127.0.0.1:8090"`
	Party  string `help:"What the node is called that may ask." default:"sandbox"`
	Secret string `help:"File with the secret that the node has too, of at least 32 bytes." required:""`
	Home   string `help:"City of numbers that nothing was told of: 6 digits." default:"330300"`
	Phones string `help:"JSON with what is known of numbers: {\"+8613800138000\": {\"since\": …, \"home\": \"330300\", \"stays\": [{\"city\": …, \"from\": …, \"until\": …}]}}" type:"existingfile"`
}

func (c *itinerarySandbox) Run(ctx context.Context, s *Streams) error {
	secret, err := secretFile{File: c.Secret}.read(".", "secret")
	if err != nil {
		return err
	}
	o := sandbox.New(sandbox.Config{Parties: map[string][]byte{c.Party: secret}, Home: c.Home, Now: clock})
	if c.Phones != "" {
		text, err := os.ReadFile(c.Phones)
		if err != nil {
			return err
		}
		var phones map[string]sandbox.Phone
		if err := json.Unmarshal(text, &phones); err != nil {
			return fault.Field("phones", c.Phones, "is not JSON of the form that the help shows: %v", err)
		}
		for number, p := range phones {
			o.Put(number, p)
		}
	}
	l, err := listenHere(c.Listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "A sandbox of an operator: http://%s\nThe last text to a number: GET /sandbox/phones/{number}/text\n", l.Addr())
	server := newSandbox(o, l)
	stop := context.AfterFunc(ctx, server.close)
	defer stop()
	return server.serve()
}

// sandboxTelecom is a sandbox of an operator beside a node that is tried out, asked by the same protocol as a real one.
type sandboxTelecom struct {
	*sandbox.Operator
	listener net.Listener
	server   *http.Server
}

func newSandbox(o *sandbox.Operator, l net.Listener) *sandboxTelecom {
	return &sandboxTelecom{o, l, &http.Server{Handler: o.Handler(), ReadHeaderTimeout: 5 * time.Second}}
}

// withSandbox has a node ask a sandbox of its own, if it asks nobody else. Serve what it gives, after the node was opened.
func withSandbox(c *node.Config) (*sandboxTelecom, error) {
	if c.Telecom != nil {
		return nil, nil
	}
	l, err := listenHere("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	const party = "sandbox"
	secret := []byte(rand.Text() + rand.Text())
	o := sandbox.New(sandbox.Config{Parties: map[string][]byte{party: secret}, Home: itinerary.City(c.Region).String(), Now: c.Now})
	c.Telecom, err = telecom.New(telecom.Config{Name: "通信行程（演示） Telecom sandbox", URL: "http://" + l.Addr().String(), Party: party, Secret: secret, Now: c.Now})
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return newSandbox(o, l), nil
}

// textsTo has its texts go to the inbox of the node. The nil sandbox sends none, serves nothing and needs no closing.
func (s *sandboxTelecom) textsTo(n *node.Node) {
	if s != nil {
		s.Text = n.KeepText
	}
}

func (s *sandboxTelecom) serve() error {
	if s == nil {
		return nil
	}
	if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *sandboxTelecom) close() {
	if s != nil {
		s.server.Close()
	}
}
