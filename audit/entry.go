package audit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// ActorKind says what sort of actor it is.
type ActorKind string

const (
	Holder ActorKind = "holder" // a person about his own or his wards' data; ID is the person's id
	Staff  ActorKind = "staff"  // ID is the staff member's id
	System ActorKind = "system" // this node by itself; ID is the part that acted: "sequencer", "due"
	Node   ActorKind = "node"   // another node; ID is its region or name
)

// Actor is who did it. Text is what to show a reader, copied in so that the
// entry says the same when the actor is long gone. For staff it is what the
// holder may see (name and office); for a holder it is empty.
type Actor struct {
	Kind ActorKind
	ID   string
	Text string
}

// Object is what it was done to, where that is no person: a kind of thing and its id, as text.
type Object struct {
	Kind string // "evidence", "pack", "passage", "point"
	ID   string
}

// Entry is one act. No field carries personal data of the subject: ids, counts and codes only.
type Entry struct {
	ID      id.ID           // made at At; gives the order within a batch
	At      instant.Instant // when it was done
	Actor   Actor
	Role    string      // the role that the actor acted in, "" for holder and system
	Region  region.Code // the region that the actor acted for, none for holder and system
	Purpose string      // why, as the actor gave it
	Action  Action
	Subject id.ID // the person concerned, so that he can list who looked; none for acts on no one person
	Object  Object
	Detail  Detail // what changed
}

// Limits of an entry, in bytes of UTF-8. Together they keep Canonical below the 65535 bytes of a C2SP entry bundle.
const (
	MaxText    = 1000 // purpose, actor's text, object id, value of a detail
	MaxWord    = 64   // actor id, role, object kind, key of a detail
	MaxDetails = 32
)

// Check says whether the entry may be recorded (AU-1, AU-2): a fault that names the field.
func (e *Entry) Check() error {
	if e.ID.IsZero() {
		return fault.Missing("id")
	}
	if e.At <= 0 || e.At == instant.Never {
		return fault.Missing("at")
	}
	switch e.Actor.Kind {
	case Holder, Staff, System, Node:
	default:
		return fault.Field("actor.kind", string(e.Actor.Kind), "is not one of holder, staff, system, node")
	}
	if e.Actor.ID == "" {
		return fault.Missing("actor.id")
	}
	rule, ok := actions[e.Action]
	if !ok {
		return fault.Field("action", string(e.Action), "is not in the list of actions")
	}
	if rule.look && e.Actor.Kind != System {
		if e.Purpose == "" && e.Actor.Kind != Holder {
			return fault.Missing("purpose")
		}
		if rule.subject && e.Subject.IsZero() {
			return fault.Missing("subject")
		}
	}
	if len(e.Detail) > MaxDetails {
		return fault.Field("detail", len(e.Detail), "entries are more than %d", MaxDetails)
	}
	for _, f := range []struct {
		name, text string
		limit      int
	}{
		{"actor.id", e.Actor.ID, MaxWord}, {"actor.text", e.Actor.Text, MaxText}, {"role", e.Role, MaxWord},
		{"purpose", e.Purpose, MaxText}, {"object.kind", e.Object.Kind, MaxWord}, {"object.id", e.Object.ID, MaxText},
	} {
		if err := checkText(f.name, f.text, f.limit); err != nil {
			return err
		}
	}
	return e.Detail.check()
}

// checkText refuses what would not come back from every database as it went in, and what is too long.
// The text is not repeated: it may be a name.
func checkText(field, s string, limit int) error {
	if len(s) > limit {
		return fault.Secret(field, "has %d bytes, more than %d", len(s), limit)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return fault.Secret(field, "has control characters or is not UTF-8")
	}
	return nil
}
