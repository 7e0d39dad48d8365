package node

import (
	"context"

	"kangma/audit"
	"kangma/contact"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/store"
)

// patientsKept is how long a patient is matched after he was stated: longer than any window, lists and control together.
const patientsKept = 60 * instant.Day

// purgeContacts destroys the lists of days of service past retention together with their keys (CT-9), and forgets old patients.
func (n *Node) purgeContacts(ctx context.Context, tx *store.Tx, at instant.Instant) error {
	days, err := tx.ContactDays(ctx)
	if err != nil {
		return err
	}
	for _, d := range days {
		if !contact.Expired(d, n.Retention, at) {
			continue
		}
		passengers, err := tx.DestroyContactDay(ctx, d, at)
		if err != nil {
			return err
		}
		err = n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "retention"}, Action: audit.KeyDestroy, Region: n.region,
			Object: audit.Object{Kind: "day of service", ID: d.String()}, Detail: audit.Detail{}.With("passengers", passengers)})
		if err != nil {
			return err
		}
	}
	if _, err := tx.DeletePatients(ctx, at.Add(-patientsKept)); err != nil {
		return err
	}
	return tx.ForgetContactUses(ctx, passage.DayOf(at)-30)
}
