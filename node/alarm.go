package node

import (
	"context"
	"encoding/json"
	"slices"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// Kinds of alarm.
const (
	AlarmMassList  = "mass.list"      // a list would change more than the set number of people, and is held
	AlarmMassDay   = "mass.day"       // a hand or a source reached that number with single records
	AlarmThreshold = "mass.threshold" // the number was set
)

// Alarm is what the auditor is told of at once. It names no person but staff.
type Alarm struct {
	ID     id.ID
	At     instant.Instant
	Kind   string
	About  string // one alarm of a kind about the same thing
	Region region.Code
	By     string
	Detail map[string]any
	People int             // how many it is about, as the notice says it
	SeenAt instant.Instant // Never while no auditor has
	SeenBy id.ID
}

// raise stores an alarm, its audit entry and the auditors' notice, in the transaction of what raises it. The same again is
// told once.
func (n *Node) raise(ctx context.Context, tx *store.Tx, a Alarm, at instant.Instant) error {
	detail, err := json.Marshal(a.Detail)
	if err != nil {
		return err
	}
	a.ID, a.At = id.New(at), at
	raised, err := tx.InsertAlarm(ctx, store.Alarm{ID: a.ID, At: at, Kind: a.Kind, About: a.About, Region: a.Region, By: a.By, Detail: string(detail), SeenAt: instant.Never})
	if err != nil || !raised {
		return err
	}
	if err := n.record(ctx, tx, alarmEntry(a, at)); err != nil {
		return err
	}
	return n.notify(ctx, tx, at, notice.Notice{To: notice.ToOffice(staff.Auditor, a.Region), Kind: alarmNotices[a.Kind], About: notice.About{Kind: "alarm", ID: a.ID},
		Values: notice.Values{"region": notice.Region(a.Region), "people": notice.Count(a.People)}})
}

// alarmNotices are what auditors read of each kind of alarm in their inbox.
var alarmNotices = map[string]notice.Kind{AlarmMassList: notice.ListAlarm, AlarmMassDay: notice.HandAlarm, AlarmThreshold: notice.LimitAlarm}

// Alarms lists the alarms of the regions that an auditor audits, newest first, with ids before the given one (zero: from
// the newest). next is where to go on, zero at the end.
func (n *Node) Alarms(ctx context.Context, c Caller, before id.ID, limit int) (list []Alarm, next id.ID, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list, next = nil, id.ID{}
		if _, err := n.permitSomewhere(ctx, tx, c, staff.AuditRead, staff.Purpose{}); err != nil {
			return err
		}
		standing, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		var found []store.Alarm
		for _, r := range standing.Scope(staff.AuditRead, n.clock.Now()) {
			some, err := tx.Alarms(ctx, r, before, limit+1)
			if err != nil {
				return err
			}
			found = append(found, some...)
		}
		slices.SortFunc(found, func(a, b store.Alarm) int { return slices.Compare(b.ID[:], a.ID[:]) })
		if len(found) > limit {
			found = found[:limit]
			next = found[limit-1].ID
		}
		for _, f := range found {
			a := Alarm{ID: f.ID, At: f.At, Kind: f.Kind, About: f.About, Region: f.Region, By: f.By, SeenAt: f.SeenAt, SeenBy: f.SeenBy}
			if err := json.Unmarshal([]byte(f.Detail), &a.Detail); err != nil {
				return err
			}
			list = append(list, a)
		}
		return nil
	})
	return list, next, err
}

// SeeAlarm says that an auditor has taken note of an alarm.
func (n *Node) SeeAlarm(ctx context.Context, c Caller, which id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		a, err := tx.Alarm(ctx, which)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.AuditRead, Region: a.Region})
		if err != nil {
			return err
		}
		at := n.clock.Now()
		if err := tx.SeeAlarm(ctx, which, c.Account, at); err != nil {
			return err
		}
		e := o.entry(audit.AlarmSee, a.Region, at)
		e.Object = audit.Object{Kind: "alarm", ID: which.String()}
		return n.record(ctx, tx, e)
	})
}
