// Package demo peoples a node for a demonstration: holders, wards, staff, authorities' records and gates, all of them
// made up, driven through the API as anybody else would drive it.
//
// It is not a load and not a test, and it knows no more of a node than its client does.
package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"golang.org/x/sync/errgroup"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Fill peoples the node at an address. It may be repeated: what is there already stays.
func Fill(ctx context.Context, url string, n Node) error {
	h := &filling{Node: n, url: url, http: &http.Client{}}
	codes, err := h.holders(ctx)
	if err != nil {
		return err
	}
	point, err := h.staff(ctx)
	if err != nil {
		return err
	}
	if err := h.records(ctx); err != nil {
		return err
	}
	if err := h.cases(ctx); err != nil {
		return err
	}
	return h.scans(ctx, point, codes)
}

// filling is the work of peopling one node.
type filling struct {
	Node
	url  string
	http *http.Client
}

var sixDigits = regexp.MustCompile(`\d{6}`)

// login logs a phone in, with the code from the sandbox's inbox.
func (h *filling) login(ctx context.Context, phone, door string) (*client.Client, error) {
	c := client.New(h.url, h.http)
	if err := c.RequestCode(ctx, phone); err != nil {
		return nil, err
	}
	inbox, err := c.Inbox(ctx, phone)
	if err != nil {
		return nil, err
	}
	if len(inbox) == 0 {
		return nil, errors.New("demo: no one-time code came")
	}
	_, err = c.Login(ctx, wire.Login{Phone: phone, Code: sixDigits.FindString(inbox[0].Body), Door: door})
	return c, err
}

func key(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	return f.Key
}

// holders has everybody apply, and gives the codes of those who show them at the gate.
func (h *filling) holders(ctx context.Context) ([]string, error) {
	all := append(append([]someone{}, h.people...), h.crowd()...)
	codes := make([]string, len(all))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i, p := range all {
		g.Go(func() (err error) {
			if codes[i], err = h.holder(ctx, p); err != nil {
				return fmt.Errorf("demo: holder %d: %w", i+1, err)
			}
			return nil
		})
	}
	return codes, g.Wait()
}

func (h *filling) holder(ctx context.Context, p someone) (code string, err error) {
	c, err := h.login(ctx, p.phone, wire.HolderDoor)
	if err != nil {
		return "", err
	}
	a, err := c.Account(ctx)
	if err != nil {
		return "", err
	}
	if err := c.AcceptTerms(ctx, a.Terms); err != nil {
		return "", err
	}
	if _, err := c.Claim(ctx, wire.Claim{Relation: "self", Name: p.name, IDType: "resident_id", Number: p.number}); err != nil {
		return "", err
	}
	if _, err := c.Apply(ctx, application(p)); err != nil {
		return "", err
	}
	if w := p.ward; w != nil && len(a.People) < 2 {
		child, err := c.Claim(ctx, wire.Claim{Relation: "ward", Name: w.name, IDType: "none", Birth: w.birth})
		if err != nil {
			return "", err
		}
		form := application(*w)
		form.Person = child.Person
		if _, err := c.Apply(ctx, form); err != nil {
			return "", err
		}
	}
	shown, err := c.Show(ctx, wire.ShowRequest{})
	return shown.Token, err
}

func application(p someone) wire.Application {
	health := wire.Health{Status: p.status, Contact: "no", Symptoms: []string{"none"}, Temperature: 36.5}
	if p.status == "fever" {
		health.Symptoms, health.Temperature = []string{"cold_like"}, 37.8
	}
	return wire.Application{Purpose: p.purpose, Channel: "demo", Region: p.region, Address: p.address, Truth: true, Health: health}
}

// staff appoints somebody to every role that headquarters gives, a collector at a point among them.
func (h *filling) staff(ctx context.Context) (point id.ID, err error) {
	hq, err := h.login(ctx, Headquarters, wire.StaffDoor)
	if err != nil {
		return point, err
	}
	for _, o := range offices {
		if o.phone == Headquarters || o.phone == Auditor || o.phone == collector {
			continue
		}
		if _, err := hq.Appoint(ctx, wire.NewAppointment{Phone: o.phone, Name: o.name, Role: o.role, Region: o.region(h.Node)}); err != nil {
			return point, err
		}
	}
	admin, err := h.login(ctx, administrator, wire.StaffDoor)
	if err != nil {
		return point, err
	}
	place, err := admin.AddPlace(ctx, wire.NewPlace{Kind: "supermarket", Name: h.place, Region: h.counties[0]})
	if err != nil {
		return point, err
	}
	for i, name := range []string{"南门", "东门"} {
		p, err := admin.AddPoint(ctx, wire.NewPoint{Name: name, Place: place.ID})
		if err != nil {
			return point, err
		}
		if i == 1 {
			point = p.ID
		}
	}
	_, err = admin.Appoint(ctx, wire.NewAppointment{Phone: collector, Name: "采集员", Role: "collector", Region: h.counties[0], Point: point})
	return point, err
}

// records are what authorities record of people.
func (h *filling) records(ctx context.Context) error {
	officer, err := h.login(ctx, dataOfficer, wire.StaffDoor)
	if err != nil {
		return err
	}
	for i, p := range h.people {
		for j, f := range p.facts {
			in := wire.NewEvidence{Whom: wire.Whom{IDType: "resident_id", Number: p.number}, Number: fmt.Sprintf("demo-%d-%d", i+1, j+1), Kind: f.kind, Source: h.source,
				Region: f.region, ValidFrom: wire.Time(now().Add(-f.ago)), Purpose: wire.Purpose{Purpose: "control"}}
			if f.lasts != 0 {
				in.ValidUntil = wire.Time(now().Add(f.lasts - f.ago))
			}
			if f.attrs != "" {
				in.Attrs = json.RawMessage(f.attrs)
			}
			_, err := officer.RecordEvidence(ctx, in)
			if err != nil && key(err) != "evidence.repeated" && key(err) != "evidence.contradicts" {
				return fmt.Errorf("demo: record %d.%d: %w", i+1, j+1, err)
			}
		}
	}
	return nil
}

// scans has the collector scan everybody who came by.
func (h *filling) scans(ctx context.Context, point id.ID, codes []string) error {
	gate, err := h.login(ctx, collector, wire.StaffDoor)
	if err != nil {
		return err
	}
	if err := gate.StandAt(ctx, point); err != nil {
		return err
	}
	for i, code := range codes {
		scan := wire.Scan{ID: id.New(now()), Point: point, Text: code, Temperature: 36.2 + float64(i%9)/10}
		if i == 8 {
			scan.Temperature = 37.6
		}
		if _, err := gate.Scan(ctx, scan); err != nil {
			return fmt.Errorf("demo: scan %d: %w", i+1, err)
		}
	}
	return nil
}

func now() instant.Instant { return instant.Of(clock()) }
