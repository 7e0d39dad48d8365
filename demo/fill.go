// Package demo peoples a node for a demonstration: holders, wards, staff, authorities' records, cases, places and gates, all of
// them made up, driven through the API as anybody else would drive it, on a clock that begins some days ago.
//
// It is not a load and not a test, and it knows no more of a node than its client does.
package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"sync"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
)

const day = 24 * time.Hour

// Past is how long before now a node of the demonstration begins.
const Past = 6*day + 6*time.Hour

// Fill peoples the new node at an address, which lives by the clock. next is the zip of the pack that n names as its next.
func Fill(ctx context.Context, url string, n Node, next []byte, clock *Clock) error {
	h := &filling{Node: n, Clock: clock, next: next, url: url, http: &http.Client{}, in: map[string]*client.Client{}, told: map[string]id.ID{}}
	for _, c := range []struct {
		ago  time.Duration
		what func(context.Context) error
	}{
		{6*day + 5*time.Hour, h.begin},
		{5*day + 3*time.Hour, h.aDay},
		{4*day + 7*time.Hour, h.aDay},
		{4 * day, h.past},
		{3*day + 2*time.Hour, h.aDay},
		{2*day + 5*time.Hour, h.aDay},
		{1*day + 4*time.Hour, h.aDay},
		{6 * time.Hour, h.aDay},
		{time.Hour, h.lately},
		{0, h.today},
	} {
		clock.Back(c.ago)
		clear(h.in) // logins end meanwhile
		if err := c.what(ctx); err != nil {
			return fmt.Errorf("demo: %s, %s ago: %w", n.Name, c.ago, err)
		}
	}
	return nil
}

// Staff appoints the staff of the new node at an address and adds its places, and no more: what a tour of it begins with.
func Staff(ctx context.Context, url string, n Node, clock *Clock) error {
	h := &filling{Node: n, Clock: clock, url: url, http: &http.Client{}, in: map[string]*client.Client{}}
	if err := h.appoint(ctx); err != nil {
		return err
	}
	return h.addPlaces(ctx)
}

// filling is the work of peopling one node.
type filling struct {
	Node
	*Clock
	next   []byte
	url    string
	http   *http.Client
	mu     sync.Mutex
	in     map[string]*client.Client // who is logged in now, by door and phone
	points []id.ID                   // where collectors stand, as their places are listed
	places map[string]id.ID          // by name
	codes  map[string]string         // of places, by name
	told   map[string]id.ID          // cases, by phone and kind
	days   int                       // that have passed
}

// begin is when the node is new: staff, places, everybody applies, and the province answers where a city asks it.
func (h *filling) begin(ctx context.Context) error {
	all := func(ctx context.Context) error { return h.applyAll(ctx, false) }
	for _, do := range []func(context.Context) error{h.appoint, h.addPlaces, all, h.province, h.aDay} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// aDay is what happens on any day: people come by gates and places, and inspectors go round.
func (h *filling) aDay(ctx context.Context) error {
	h.days++
	if err := h.scans(ctx, 7); err != nil {
		return err
	}
	return h.inspect(ctx, h.days)
}

// past is what was recorded and asked for days ago, and is late by now where nobody worked on it.
func (h *filling) past(ctx context.Context) error {
	if err := h.records(ctx, true); err != nil {
		return err
	}
	if err := h.tell(ctx, true); err != nil {
		return err
	}
	return h.lists(ctx)
}

// lately is an hour ago: somebody applies, and somebody else asks for one-time codes too often.
func (h *filling) lately(ctx context.Context) error {
	if err := h.applyAll(ctx, true); err != nil {
		return err
	}
	return h.tooOften(ctx)
}

// today is the present.
func (h *filling) today(ctx context.Context) error {
	for _, do := range []func(context.Context) error{
		func(ctx context.Context) error { return h.records(ctx, false) },
		func(ctx context.Context) error { return h.tell(ctx, false) },
		h.goOn, h.offices, h.rules, h.list, h.journeys,
		func(ctx context.Context) error { return h.scans(ctx, 1) },
		h.faraway, h.forgotten,
	} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

var sixDigits = regexp.MustCompile(`\d{6}`)

// login logs a phone in at a door, once, with the code from the sandbox's inbox.
func (h *filling) login(ctx context.Context, phone, door string) (*client.Client, error) {
	h.mu.Lock()
	c, ok := h.in[door+phone]
	h.mu.Unlock()
	if ok {
		return c, nil
	}
	c = client.New(h.url, h.http)
	if err := c.RequestCode(ctx, phone); err != nil {
		return nil, err
	}
	inbox, err := c.Inbox(ctx, phone)
	if err != nil {
		return nil, err
	}
	if len(inbox) == 0 {
		return nil, errors.New("no one-time code came")
	}
	if _, err = c.Login(ctx, wire.Login{Phone: phone, Code: sixDigits.FindString(inbox[0].Body), Door: door}); err != nil {
		return nil, err
	}
	h.mu.Lock()
	h.in[door+phone] = c
	h.mu.Unlock()
	return c, nil
}

func (h *filling) asStaff(ctx context.Context, phone string) (*client.Client, error) {
	return h.login(ctx, phone, wire.StaffDoor)
}

// time is so long after now, or before it.
func (h *filling) time(after time.Duration) wire.Time { return wire.Time(h.instant().Add(after)) }
