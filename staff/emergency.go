package staff

import (
	"context"
	"slices"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// MaxEmergency is how long emergency access lasts at most.
const MaxEmergency = 3 * time.Hour

// emergencies are the actions that can be taken into another region in an emergency: looks, never a change.
var emergencies = []Action{PersonLookUp, PersonReveal, EvidenceRead, CaseRead, PassageResolve}

// OpenEmergency is access that somebody takes himself because there is no time to ask (ST-10): an action of his own office,
// that looks and changes nothing, in a region where he has none; from now for at most MaxEmergency, and that long if
// Until is zero. It must say why. Whoever calls it raises the alarm. The same access asked for again while it lasts is
// the one that stands.
func OpenEmergency(ctx context.Context, tx Tx, who Standing, g Grant, at instant.Instant) (Grant, error) {
	g.Kind, g.Staff, g.From, g.By, g.Reason = Emergency, who.Staff, at, who.Staff, strings.TrimSpace(g.Reason)
	if g.Until == 0 {
		g.Until = at.Add(MaxEmergency)
	}
	if err := g.check(at); err != nil {
		return Grant{}, err
	}
	switch {
	case g.Until > at.Add(MaxEmergency):
		return Grant{}, fault.Field("until", g.Until, "is more than three hours away")
	case !slices.Contains(emergencies, g.Action):
		return Grant{}, fault.Field("action", string(g.Action), "cannot be opened in an emergency; only looks can")
	}
	own := who
	own.Grants = nil
	for _, action := range []Action{EmergencyOpen, g.Action} {
		if ws := own.warrants(action, at); len(ws) == 0 {
			if who.suspended() {
				return Grant{}, suspended()
			}
			return Grant{}, notPermitted(action)
		}
	}
	for _, before := range who.Grants {
		if before.Kind == Emergency && before.Action == g.Action && before.Region == g.Region && before.InForce(at) {
			return before, nil
		}
	}
	g.ID = id.New(at)
	return g, tx.InsertGrant(ctx, g)
}
