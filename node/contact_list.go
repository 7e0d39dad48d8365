package node

import (
	"context"
	"slices"

	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/store"
)

// openLists are the services of one file while it is stored, each read and written once.
type openLists struct {
	n    *Node
	tx   *store.Tx
	at   instant.Instant
	file ContactFile
	days map[passage.Day]contact.DaySafe
	all  map[serviceKey][]*openList
}

type serviceKey struct {
	day    passage.Day
	mode   contact.Mode
	number string
}

type openList struct {
	contact.Listed
	block   *contact.Block
	there   map[contact.Passenger]bool
	changed bool
}

func (n *Node) openLists(tx *store.Tx, f ContactFile, at instant.Instant) *openLists {
	return &openLists{n: n, tx: tx, at: at, file: f, days: map[passage.Day]contact.DaySafe{}, all: map[serviceKey][]*openList{}}
}

// storePassengers adds the passengers of a file to the lists of their services.
func (n *Node) storePassengers(ctx context.Context, tx *store.Tx, f ContactFile, bound *contact.Binding, lines []contactLine, at instant.Instant) error {
	open := n.openLists(tx, f, at)
	for i := range lines {
		l := &lines[i]
		if l.Fault != nil {
			continue
		}
		cell := func(field contact.Field) string { return bound.Cell(l.Cells, field) }
		added, err := open.add(ctx, l.who, cell)
		if f, ok := fault.As(err); ok && f.Code != fault.Internal {
			l.Fault = f
		} else if err != nil {
			return err
		}
		l.duplicate = !added
	}
	return open.close(ctx)
}

// add puts one passenger into the list of his service.
func (o *openLists) add(ctx context.Context, who contact.Keyed, cell func(contact.Field) string) (added bool, err error) {
	list, leg, err := o.find(ctx, cell)
	if err != nil {
		return false, err
	}
	p := contact.Passenger{Who: who, Leg: leg}
	if crew := cell("crew"); crew != "" && crew != "否" && crew != "no" && crew != "0" {
		p.Seat, err = contact.ParseZone(list.Mode, cell("zone"))
	} else {
		p.Seat, err = contact.ParseSeat(list.Mode, cell("coach"), cell("seat"), cell("class"))
	}
	if err != nil {
		return false, err
	}
	added, err = contact.Append(list.block, list.there, p)
	list.changed = list.changed || added
	return added, err
}

// find is the service that a row means, and the leg on it: one that is known, or that a timetable has on the day, or, for a
// number that nobody knows, one from the row's first stop to its last.
func (o *openLists) find(ctx context.Context, cell func(contact.Field) string) (*openList, contact.Leg, error) {
	var none contact.Leg
	mode, err := contact.ParseMode(cell("mode"))
	if err != nil {
		return nil, none, err
	}
	numbers, err := contact.ParseNumbers(cell("number"))
	if err != nil {
		return nil, none, err
	}
	day, err := o.day(ctx, mode, numbers[0], cell)
	if err != nil {
		return nil, none, err
	}
	key := serviceKey{day, mode, numbers[0]}
	lists, err := o.known(ctx, key)
	if err != nil {
		return nil, none, err
	}
	from, to := cell("from"), cell("to")
	if list, leg, ok := serving(lists, from, to); ok {
		return list, leg, nil
	}
	made, err := o.timetabled(ctx, key, numbers, from, to)
	if err != nil {
		return nil, none, err
	}
	if made == nil {
		if len(lists) > 0 {
			_, err = lists[0].Leg(from, to)
			return nil, none, err
		}
		if from == "" || to == "" {
			return nil, none, fault.Field("number", numbers[0], "is in no timetable of %s; name where the service begins and ends", day).WithKey("contact.no_timetable")
		}
		made = &contact.Service{Mode: mode, Day: day, Numbers: numbers, Stops: []contact.Stop{{Name: from, Arrives: contact.Unknown, Departs: contact.Unknown}, {Name: to, Arrives: contact.Unknown, Departs: contact.Unknown}}}
	}
	list, err := o.begin(ctx, key, *made)
	if err != nil {
		return nil, none, err
	}
	leg, err := list.Leg(from, to)
	return list, leg, err
}

func serving(lists []*openList, from, to string) (*openList, contact.Leg, bool) {
	for _, l := range lists {
		if leg, err := l.Leg(from, to); err == nil {
			return l, leg, true
		}
	}
	return nil, contact.Leg{}, false
}

// day is the day of service that a row means: that of leaving the origin, or found from that of boarding (CT-2).
func (o *openLists) day(ctx context.Context, mode contact.Mode, number string, cell func(contact.Field) string) (passage.Day, error) {
	text, field := cell("date"), "date"
	boarded := text == ""
	if boarded {
		text, field = cell("boarded"), "boarded"
	}
	if text == "" {
		return 0, fault.Missing("date")
	}
	day, err := parseServiceDay(field, text)
	if err != nil {
		return 0, err
	}
	if boarded {
		tables, err := o.tx.TimetablesNumbered(ctx, mode, number)
		if err != nil {
			return 0, err
		}
		for _, t := range tables {
			s := t.On(day)
			if left, err := s.ServiceDay(day, cell("from")); err == nil && t.Runs(left) {
				day = left
				break
			}
		}
	}
	if today := passage.DayOf(o.at); day > today+2 {
		return 0, fault.Field(field, text, "has not come yet")
	}
	return day, nil
}

// known are the lists of a number that are there.
func (o *openLists) known(ctx context.Context, key serviceKey) ([]*openList, error) {
	if lists, ok := o.all[key]; ok {
		return lists, nil
	}
	safe, err := o.safe(ctx, key.day)
	if err != nil {
		return nil, err
	}
	found, err := o.tx.ContactServicesNumbered(ctx, key.day, key.mode, key.number)
	if err != nil {
		return nil, err
	}
	lists := []*openList{}
	for _, l := range found {
		if same := o.opened(l.ID); same != nil { // by another of its numbers
			lists = append(lists, same)
			continue
		}
		b, err := safe.Open(l.ID, l.Sealed)
		if err != nil {
			return nil, err
		}
		lists = append(lists, &openList{Listed: l, block: b, there: b.Index()})
	}
	o.all[key] = lists
	return lists, nil
}

func (o *openLists) opened(service id.ID) *openList {
	for _, lists := range o.all {
		for _, l := range lists {
			if l.ID == service {
				return l
			}
		}
	}
	return nil
}

// safe opens the key of a day, which it makes for the first list. A day past its retention has none for ever (CT-9).
func (o *openLists) safe(ctx context.Context, day passage.Day) (contact.DaySafe, error) {
	if s, ok := o.days[day]; ok {
		return s, nil
	}
	w, err := o.tx.ContactDay(ctx, day)
	if fault.CodeOf(err) == fault.NotFound {
		if contact.Expired(day, o.n.Retention, o.at) {
			return contact.DaySafe{}, dayGone(day)
		}
		if w, err = o.tx.InsertContactDay(ctx, contact.NewDay(o.n.ring, day, o.at)); fault.CodeOf(err) == fault.NotFound {
			err = dayGone(day)
		}
	}
	if err != nil {
		return contact.DaySafe{}, err
	}
	s, err := w.Open(o.n.ring)
	o.days[day] = s
	return s, err
}

func dayGone(day passage.Day) error {
	return fault.Field("date", day.String(), "is longer ago than lists are kept").WithKey("contact.day_gone")
}

// timetabled is the service that a timetable has on the day and that serves a leg, nil if none does.
func (o *openLists) timetabled(ctx context.Context, key serviceKey, numbers []string, from, to string) (*contact.Service, error) {
	tables, err := o.tx.TimetablesNumbered(ctx, key.mode, key.number)
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		s := t.On(key.day)
		if _, err := s.Leg(from, to); t.Runs(key.day) && err == nil {
			for _, n := range numbers {
				if !slices.Contains(s.Numbers, n) {
					s.Numbers = append(slices.Clip(s.Numbers), n)
				}
			}
			return &s, nil
		}
	}
	return nil, nil
}

// begin stores a new service and opens its list.
func (o *openLists) begin(ctx context.Context, key serviceKey, s contact.Service) (*openList, error) {
	s.ID, s.Traits = id.New(o.at), o.file.Traits
	s.Traits.Inbound = s.Traits.Inbound || o.file.Inbound
	if err := s.Check(); err != nil {
		return nil, err
	}
	for _, number := range s.Numbers { // what is there under its other numbers, before it is there itself
		if _, err := o.known(ctx, serviceKey{key.day, key.mode, number}); err != nil {
			return nil, err
		}
	}
	if err := o.tx.InsertContactService(ctx, s, o.at); err != nil {
		return nil, err
	}
	l := &openList{Listed: contact.Listed{Service: s}, block: &contact.Block{}, there: map[contact.Passenger]bool{}}
	for _, number := range s.Numbers {
		key.number = number
		o.all[key] = append(o.all[key], l)
	}
	return l, nil
}

// close seals the lists that grew.
func (o *openLists) close(ctx context.Context) error {
	written := map[id.ID]bool{}
	for _, lists := range o.all {
		for _, l := range lists {
			if !l.changed || written[l.ID] {
				continue
			}
			written[l.ID] = true
			sealed, err := o.days[l.Day].Seal(l.ID, l.block)
			if err != nil {
				return err
			}
			l.Sealed, l.Rows, l.ListedAt = sealed, l.block.Len(), o.at
			l.Traits.Inbound = l.Traits.Inbound || o.file.Inbound
			if err := o.tx.PutContactList(ctx, l.Listed); err != nil {
				return err
			}
		}
	}
	return nil
}
