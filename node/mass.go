package node

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/store"
)

// DefaultMass is how many people one hand, or one source, may give a worse colour in a day before a second office must
// agree (BY-18). A hospital or a centre for disease control of a county reports fewer in most days of most outbreaks, and
// who has more sends a list.
const DefaultMass = 50

const massSetting = "mass.threshold"

// keepMass notes the threshold by which this node works. Whoever has the machine may change it, but not unseen.
func (n *Node) keepMass(ctx context.Context) error {
	n.Mass = cmp.Or(n.Mass, DefaultMass)
	if n.Mass < 0 {
		return fault.Field("mass", n.Mass, "is negative")
	}
	text, err := json.Marshal(n.Mass)
	if err != nil {
		return err
	}
	if over, err := n.over(ctx); err != nil || over {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		before, err := tx.Setting(ctx, massSetting)
		if err != nil || before == string(text) {
			return err
		}
		if err := tx.PutSetting(ctx, massSetting, string(text)); err != nil || before == "" && n.Mass == DefaultMass {
			return err
		}
		at := n.clock.Now()
		return n.raise(ctx, tx, Alarm{Kind: AlarmThreshold, About: id.New(at).String(), Region: n.region, By: "system", People: n.Mass,
			Detail: map[string]any{"before": cmp.Or(before, "none"), "now": n.Mass}}, at)
	})
}

// hands are under which names an act is counted: who did it, and in whose name.
func (o office) hands(sources ...string) []string {
	hands := []string{"node"}
	if !o.itself {
		hands[0] = "account:" + o.Account.String()
	}
	for _, s := range sources {
		hands = append(hands, "source:"+s)
	}
	return hands
}

// oneAtATime lets the single records of one member of staff wait for each other in this process, since they are counted in
// one row: waiting costs less than being made again. Call what it gives when the record is durable.
func (n *Node) oneAtATime(c Caller) (done func()) {
	mu := &n.hands[c.Account[15]%byte(len(n.hands))]
	mu.Lock()
	return mu.Unlock
}

// dayNumber counts calendar days, +08:00.
func dayNumber(at instant.Instant) int64 {
	return int64(at.Add(8*time.Hour)) / instant.Day.Microseconds()
}

// colouredToday is how many the busiest of some hands has coloured today.
func colouredToday(ctx context.Context, tx *store.Tx, hands []string, at instant.Instant) (most int64, err error) {
	for _, h := range hands {
		c, err := tx.Coloured(ctx, dayNumber(at), h)
		if err != nil {
			return 0, err
		}
		most = max(most, c)
	}
	return most, nil
}

func countColoured(ctx context.Context, tx *store.Tx, hands []string, more int64, at instant.Instant) error {
	for _, h := range hands {
		if err := tx.AddColoured(ctx, dayNumber(at), h, more); err != nil {
			return err
		}
	}
	return nil
}

const tooMany = "evidence.too_many"

// restrain counts an act that gives a person a worse colour, and refuses it beyond what one hand or one source may do in a
// day, so that single records are no way around the rule for lists (BY-18). It must run before the change is stored;
// whoever calls it ends in alarmed.
func (n *Node) restrain(ctx context.Context, tx *store.Tx, o office, person id.ID, change func(known []evidence.Fact) []evidence.Fact,
	sources []string, at instant.Instant, moments ...instant.Instant) error {
	r, err := n.current(ctx, tx)
	if err != nil {
		return err
	}
	briefs, err := tx.Briefs(ctx, []id.ID{person}, id.ID{}, 1)
	if err != nil || len(briefs) == 0 {
		return err
	}
	known, err := tx.EvidenceOf(ctx, []id.ID{person})
	if err != nil {
		return err
	}
	if _, coloured := r.turn(briefs[0].Person, known[person], change(known[person]), at, moments...); !coloured {
		return nil
	}
	hands := o.hands(sources...)
	today, err := colouredToday(ctx, tx, hands, at)
	if err != nil {
		return err
	}
	if today >= int64(n.Mass) {
		return fault.New(fault.TooMany, tooMany, "more than %d people would get a worse colour today by the same hand or in the name of the same source; "+
			"send them as a list, which a second office approves; the auditor has been told", n.Mass)
	}
	return countColoured(ctx, tx, hands, 1, at)
}

// adding is the change that brings new facts.
func adding(rs ...evidence.Record) func([]evidence.Fact) []evidence.Fact {
	return func(known []evidence.Fact) []evidence.Fact {
		after := append([]evidence.Fact{}, known...)
		for i := range rs {
			after = append(after, rs[i].Fact)
		}
		return after
	}
}

// changing is the change that ends or retracts a fact.
func changing(c evidence.Change) func([]evidence.Fact) []evidence.Fact {
	return func(known []evidence.Fact) []evidence.Fact {
		after := append([]evidence.Fact{}, known...)
		for i := range after {
			if after[i].ID == c.Evidence.String() {
				evidence.Apply(&after[i], []evidence.Change{c})
			}
		}
		return after
	}
}

// alarmed tells the auditor of an act that restrain refused. The act's own transaction is gone, so this is one of its own.
func (n *Node) alarmed(ctx context.Context, c Caller, where region.Code, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Key != tooMany {
		return err
	}
	at := n.clock.Now()
	if where.IsZero() {
		where = n.region
	}
	by, name := office{Caller: c}, "staff "+c.Account.String()
	if c.itself {
		name = by.by()
	}
	a := Alarm{Kind: AlarmMassDay, About: by.hands()[0] + " " + dayOf(at), Region: where, By: name, People: n.Mass, Detail: map[string]any{"threshold": n.Mass}}
	if e := n.store.Write(ctx, func(tx *store.Tx) error { return n.raise(ctx, tx, a, at) }); e != nil {
		return e
	}
	return err
}

// alarmEntry is the audit entry of an alarm.
func alarmEntry(a Alarm, at instant.Instant) audit.Entry {
	e := audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "node"}, Region: a.Region, Action: audit.AlarmRaise,
		Object: audit.Object{Kind: "alarm", ID: a.ID.String()}}
	e.Detail = e.Detail.With("kind", a.Kind).With("by", a.By)
	return e
}
