package node

import (
	"context"
	"maps"
	"slices"
	"sync"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// ScanRequest is one code that a collector scans at a point (WH-12).
type ScanRequest struct {
	ID          id.ID // chosen by the gate; the same when it asks again
	Point       id.ID
	Token       string // as scanned
	Temperature passage.Temperature
}

// Scanned is what the gate shows: the answer of this moment, and masked checking information, never a reason (HB-08, BY-13).
type Scanned struct {
	Answer pass.Answer
	Name   string // masked, as Number is; both empty if the code is nobody's of this node
	Number string
	Stored bool // false if this passage was stored before
}

// scan is one request on its way through a group.
type scan struct {
	caller  Caller
	request ScanRequest
	at      instant.Instant
	offline bool
	answer  pass.Answer
	manual  *passage.Shown   // in place of a code, with what was written down
	written *passage.Written // nil where nothing was

	who    id.ID
	stored bool
	err    error
}

// Check answers for a scanned code with the newest state of its holder, and stores nothing but that it was looked at.
func (n *Node) Check(ctx context.Context, c Caller, point id.ID, token string) (Scanned, error) {
	at := n.clock.Now()
	answer, err := n.verify(ctx, token, point, at)
	if err != nil {
		return Scanned{}, err
	}
	var out Scanned
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		out = Scanned{Answer: answer}
		p, err := tx.Point(ctx, point)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageRecord, Region: p.Region})
		if err != nil || answer.Claims == nil || answer.Claims.Issuer != n.region {
			return err
		}
		who, err := tx.PersonByHandle(ctx, n.handles.HandleOf(answer.Claims.CTI))
		if err != nil {
			return ignoreNotFound(err)
		}
		if answer.Claims.Paper {
			ended, err := tx.EndedPapers(ctx, []id.ID{who.ID})
			if err != nil {
				return err
			}
			if e, ok := ended[answer.Claims.CTI]; ok && e <= at {
				out.Answer = answer.Void()
				return nil
			}
		}
		now, err := tx.Current(ctx, []id.ID{who.ID})
		if err != nil {
			return err
		}
		if d, ok := now[who.ID]; ok {
			if out.Answer, err = n.newest(answer, d); err != nil {
				return err
			}
		}
		if out.Name, out.Number, err = n.masked(who); err != nil {
			return err
		}
		e := o.entry(audit.CodeCheck, p.Region, at)
		e.Subject, e.Purpose = who.ID, "passage"
		e.Object = audit.Object{Kind: "point", ID: point.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}

func ignoreNotFound(err error) error {
	if fault.CodeOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// verify answers for a text as a gate without a network would, at a point and an instant. Where that is matters to codes of others alone.
func (n *Node) verify(ctx context.Context, token string, point id.ID, at instant.Instant) (pass.Answer, error) {
	trust, _, err := n.Trust(ctx)
	if err != nil {
		return pass.Answer{}, err
	}
	limits := pass.DefaultLimits
	a := pass.Verify(token, trust, nil, at, limits)
	if a.Scheme == "HC1" && a.Reason == pass.Foreign {
		return n.certificateAtGate(ctx, a, token, at)
	}
	if a.Claims == nil || a.Claims.Issuer == n.region || point.IsZero() {
		return a, nil
	}
	if limits.Where, err = n.whereIs(ctx, point); err != nil {
		return a, err
	}
	return pass.Verify(token, trust, nil, at, limits), nil
}

// whereIs is where a point stands, as recognition may be bound to it; nowhere if there is no such point.
func (n *Node) whereIs(ctx context.Context, point id.ID) (w pass.Place, err error) {
	err = n.store.Look(ctx, func(tx *store.Tx) error {
		p, err := tx.Point(ctx, point)
		if err != nil {
			return ignoreNotFound(err)
		}
		w.Region = p.Region
		if p.Place.IsZero() {
			return nil
		}
		in, err := tx.Place(ctx, p.Place)
		w.Kind = string(in.Kind)
		return ignoreNotFound(err)
	})
	return w, err
}

// newest is the answer with what holds for the person now: he may have shown the code before it changed.
func (n *Node) newest(a pass.Answer, d policy.Record) (pass.Answer, error) {
	signs, err := signsOf(&d)
	if err != nil {
		return a, err
	}
	state := n.regime.Load().pack.State(d.State)
	if state == nil { // the rules have just changed; the token speaks for itself
		return a, nil
	}
	return a.Updated(signs.colour, signs.mark, signs.gate, uint16(state.Number)), nil
}

// signs are a decision's colour, mark and gate as tokens carry them.
type signs struct {
	colour pass.Colour
	mark   pass.Mark
	gate   pass.Outcome
}

func signsOf(d *policy.Record) (s signs, err error) {
	if s.colour, err = pass.ParseColour(string(d.Colour)); err != nil {
		return s, err
	}
	if s.mark, err = pass.ParseMark(string(d.Mark)); err != nil {
		return s, err
	}
	s.gate, err = pass.ParseOutcome(string(d.Gate))
	return s, err
}

func (n *Node) identity(p person.Person) (*person.Identity, error) {
	if p.Deleted() {
		return nil, nil
	}
	who, err := n.vault.Open(p.ID, p.Sealed)
	return &who, err
}

// masked is the checking information of a person (HB-08), none if his identity was destroyed.
func (n *Node) masked(p person.Person) (name, number string, err error) {
	who, err := n.identity(p)
	if err != nil || who == nil {
		return "", "", err
	}
	return who.Name.Masked(), who.Document.Masked(), nil
}

// Scan verifies a code online and stores its passage durably, in a group with those of other gates (WH-12, MS-02).
func (n *Node) Scan(ctx context.Context, c Caller, r ScanRequest) (Scanned, error) {
	at := n.clock.Now()
	answer, err := n.verify(ctx, r.Token, r.Point, at)
	if err != nil {
		return Scanned{}, err
	}
	s := &scan{caller: c, request: r, at: at, answer: answer}
	if err := n.passages.Do(ctx, s); err != nil {
		return Scanned{}, err
	}
	if s.err != nil {
		return Scanned{}, s.err
	}
	out := Scanned{Answer: s.answer, Stored: s.stored}
	if s.who.IsZero() {
		return out, nil
	}
	if k, ok := n.codes.persons.GetIfPresent(s.who); ok { // he has shown it to this process
		out.Name, out.Number = k.name, k.number
		return out, nil
	}
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, s.who)
		if err == nil {
			out.Name, out.Number, err = n.masked(p)
		}
		return err
	})
	return out, err
}

// storeScans stores a group of scans in one transaction. A scan that is refused gets its own error; the others stand.
func (n *Node) storeScans(ctx context.Context, group []*scan) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		g := &gathering{n: n, at: n.clock.Now()}
		if err := g.resolve(ctx, tx, group); err != nil {
			return err
		}
		if err := g.place(ctx, tx, group); err != nil {
			return err
		}
		for _, s := range group {
			if s.stored, s.err = false, nil; s.err == nil {
				s.err = g.add(ctx, tx, s)
			}
			if s.err != nil && fault.CodeOf(s.err) == fault.Internal {
				return s.err
			}
		}
		return g.store(ctx, tx)
	})
}

// gathering is what a group of scans comes to.
type gathering struct {
	n         *Node
	at        instant.Instant
	standings map[id.ID]staff.Standing
	ended     []id.ID // sessions that are over
	points    map[id.ID]passage.Point
	scans     []*scan
	passages  []passage.Passage
	manuals   map[id.ID]passage.Manual // of those among them that are
	fevers    []evidence.Record
}

// resolve finds whose codes were scanned, and what holds for them now.
func (g *gathering) resolve(ctx context.Context, tx *store.Tx, group []*scan) error {
	var handles []person.Handle
	for _, s := range group {
		s.who = id.ID{}
		if a := s.answer; a.Claims != nil && a.Claims.Issuer == g.n.region {
			handles = append(handles, g.n.handles.HandleOf(a.Claims.CTI))
		}
	}
	owners, err := tx.PeopleByHandle(ctx, handles)
	if err != nil {
		return err
	}
	var persons, onPaper []id.ID
	for _, s := range group {
		if a := s.answer; a.Claims != nil && a.Claims.Issuer == g.n.region {
			if s.who = owners[g.n.handles.HandleOf(a.Claims.CTI)]; !s.who.IsZero() {
				persons = append(persons, s.who)
				if a.Claims.Paper {
					onPaper = append(onPaper, s.who)
				}
			}
		}
	}
	if err := voidEnded(ctx, tx, group, onPaper); err != nil {
		return err
	}
	now, err := tx.Current(ctx, persons)
	if err != nil {
		return err
	}
	for _, s := range group {
		if d, ok := now[s.who]; ok && !s.offline {
			if s.answer, err = g.n.newest(s.answer, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// voidEnded has papers that no longer counted when they were scanned name nobody: who finds one does not pass as its holder (BY-09).
func voidEnded(ctx context.Context, tx *store.Tx, group []*scan, onPaper []id.ID) error {
	if len(onPaper) == 0 {
		return nil
	}
	ended, err := tx.EndedPapers(ctx, onPaper)
	if err != nil {
		return err
	}
	for _, s := range group {
		if s.who.IsZero() || !s.answer.Claims.Paper {
			continue
		}
		if at, ok := ended[s.answer.Claims.CTI]; ok && at <= s.at {
			s.who = id.ID{}
			if !s.offline {
				s.answer = s.answer.Void()
			}
		}
	}
	return nil
}

// place finds the points and what the collectors may do now (ST-3), for all of the group at once.
func (g *gathering) place(ctx context.Context, tx *store.Tx, group []*scan) (err error) {
	points, collectors, sessions := make(map[id.ID]bool), make(map[id.ID]bool), make(map[id.ID]bool)
	for _, s := range group {
		points[s.request.Point], collectors[s.caller.Account], sessions[s.caller.Session] = true, true, true
	}
	if g.ended, err = tx.EndedSessions(ctx, g.at, slices.Collect(maps.Keys(sessions))...); err != nil {
		return err
	}
	if g.points, err = tx.Points(ctx, slices.Collect(maps.Keys(points))); err != nil {
		return err
	}
	g.standings, err = staff.StandAll(ctx, tx, slices.Collect(maps.Keys(collectors))...)
	return err
}

// add checks one scan and makes its passage.
func (g *gathering) add(ctx context.Context, tx *store.Tx, s *scan) error {
	point, ok := g.points[s.request.Point]
	if !ok {
		return fault.New(fault.NotFound, "point.not_found", "there is no such point")
	}
	if slices.Contains(g.ended, s.caller.Session) {
		return sessionEnded()
	}
	if _, err := g.standings[s.caller.Account].May(staff.Ask{Action: staff.PassageRecord, Region: point.Region}, g.at); err != nil {
		return err
	}
	key, err := g.n.days.open(ctx, tx, g.n, passage.DayOf(s.at), g.at)
	if err != nil {
		return err
	}
	p, err := passage.Scan{ID: s.request.ID, Person: s.who, Collector: s.caller.Account, At: s.at, Temperature: s.request.Temperature,
		Gate: s.answer.Outcome, Claims: s.answer.Claims, Home: g.n.region, Offline: s.offline}.Passage(point, key, g.at)
	if err != nil {
		return err
	}
	if s.manual != nil {
		m, err := s.manual.Manual(p, s.written, key)
		if err != nil {
			return err
		}
		if g.manuals == nil {
			g.manuals = map[id.ID]passage.Manual{}
		}
		g.manuals[p.ID], p = m, m.Passage
	}
	g.scans, g.passages = append(g.scans, s), append(g.passages, p)
	return nil
}

// store stores the passages, once each, and the fevers that were measured, for review (MS-02).
func (g *gathering) store(ctx context.Context, tx *store.Tx) error {
	if len(g.passages) == 0 {
		return nil
	}
	isNew, err := tx.InsertPassages(ctx, g.passages)
	if err != nil {
		return err
	}
	var feverish []id.ID
	var manuals []passage.Manual
	stored := 0
	for i, s := range g.scans {
		if s.stored = isNew[i]; !s.stored {
			continue
		}
		stored++
		if m, ok := g.manuals[g.passages[i].ID]; ok {
			manuals = append(manuals, m)
		}
		if p := g.passages[i]; p.Feverish() && !s.who.IsZero() {
			f, err := feverChecked(s.who, p, g.at)
			if err != nil {
				return err
			}
			g.fevers = append(g.fevers, f)
			feverish = append(feverish, s.who)
		}
	}
	if err := tx.InsertManual(ctx, manuals); err != nil {
		return err
	}
	if err := evidence.Append(ctx, tx, g.fevers...); err != nil {
		return err
	}
	if _, err := g.n.decide(ctx, tx, feverish, g.at); err != nil {
		return err
	}
	if stored == 0 {
		return nil
	}
	return g.n.record(ctx, tx, audit.Entry{At: g.at, Actor: audit.Actor{Kind: audit.System, ID: "gates"}, Action: audit.PassageStore,
		Region: g.n.region, Object: audit.Object{Kind: "passages", ID: g.passages[0].ID.String()},
		Detail: audit.Detail{}.With("stored", stored).With("repeated", len(g.passages)-stored).With("fevers", len(g.fevers))})
}

func feverChecked(who id.ID, p passage.Passage, at instant.Instant) (evidence.Record, error) {
	return evidence.NewRecord(who, p.ID.String(), evidence.Fact{Kind: evidence.FeverChecked, Source: "point:" + p.Point.String(), Region: p.Region,
		ValidFrom: p.At, ValidUntil: instant.Never,
		Attrs: evidence.Attrs{evidence.NumberAttr(evidence.Temperature, p.Temperature.Celsius())}}, at)
}

// dayKeys keeps the keys of days open. Safe for concurrent use.
type dayKeys struct {
	mu   sync.Mutex
	keys map[passage.Day]*passage.DayKey
}

func (d *dayKeys) open(ctx context.Context, tx *store.Tx, n *Node, day passage.Day, at instant.Instant) (*passage.DayKey, error) {
	d.mu.Lock()
	k := d.keys[day]
	d.mu.Unlock()
	if k != nil {
		return k, nil
	}
	k, err := passage.OpenDayAt(ctx, tx, n.ring, day, n.Retention, at)
	if err != nil {
		return nil, err
	}
	tx.OnCommit(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.keys == nil {
			d.keys = map[passage.Day]*passage.DayKey{}
		}
		d.keys[day] = k
	})
	return k, nil
}

// keep forgets the keys of all days but these.
func (d *dayKeys) keep(days []passage.Day) {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.keys, func(day passage.Day, _ *passage.DayKey) bool { return !slices.Contains(days, day) })
}

func (d *dayKeys) forget(day passage.Day) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.keys, day)
}
