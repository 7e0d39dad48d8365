package evidence

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Key is a hash of 16 bytes: of source and record number, or of content. The zero Key is none.
type Key [16]byte

// IsZero says whether it is no key.
func (k Key) IsZero() bool { return k == Key{} }

// Value and Scan store the 16 bytes; none is NULL.
func (k Key) Value() (driver.Value, error) {
	if k.IsZero() {
		return nil, nil
	}
	return k[:], nil
}

func (k *Key) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*k = Key{}
		return nil
	case []byte:
		if len(s) == len(k) {
			copy(k[:], s)
			return nil
		}
	}
	return fmt.Errorf("evidence: cannot read a key from %T", src)
}

// RecordKey is the key under which a source's record is found again (EV-4); none without a number.
func RecordKey(source, number string) Key {
	if number == "" {
		return Key{}
	}
	return hash("record", source, number)
}

// digest is a hash of what a fact says, without when it was recorded.
func digest(f *Fact) Key {
	attrs, _ := f.Attrs.MarshalJSON()
	return hash("fact", f.Kind.String(), f.Source, f.Region.String(), f.ValidFrom.String(), f.ValidUntil.String(), string(attrs))
}

func hash(parts ...string) (k Key) {
	h := sha256.New()
	for _, p := range parts {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		h.Write([]byte(p))
	}
	copy(k[:], h.Sum(nil))
	return k
}

// NewRecord makes a record of a fact that is learnt now: it gets its id and its time of recording. number is the
// source's own number of it, "" if it has none. The fact must pass Check.
func NewRecord(person id.ID, number string, f Fact, now instant.Instant) (Record, error) {
	r := Record{Person: person, ID: id.New(now), Key: RecordKey(f.Source, number), Fact: f}
	r.Fact.ID = r.ID.String()
	r.RecordedAt, r.EndRecordedAt, r.RetractedAt = now, now, instant.Never
	r.Digest = digest(&r.Fact)
	return r, r.Fact.Check()
}

// Append stores facts that are learnt now. It does not look for repetitions; an import does.
func Append(ctx context.Context, tx Tx, rs ...Record) error { return tx.InsertEvidence(ctx, rs) }

// End ends a fact at an instant, known from now on (EV-1). An end that stands may be moved to an earlier instant only:
// to make a fact hold longer, record another.
func End(ctx context.Context, tx Tx, c Change, now instant.Instant) (Change, error) {
	c.Kind = Ends
	r, err := changeable(ctx, tx, &c, now)
	if err != nil {
		return c, err
	}
	switch {
	case c.Until < r.ValidFrom:
		return c, fault.Field("until", c.Until.String(), "is before valid_from %s", r.ValidFrom)
	case c.Until >= r.ValidUntil:
		return c, fault.New(fault.Conflict, "evidence.ended", "the evidence already ends at %s", r.ValidUntil)
	}
	return c, tx.InsertEvidenceChanges(ctx, []Change{c})
}

// Retract says that a fact never was true, from now on known (EV-1).
func Retract(ctx context.Context, tx Tx, c Change, now instant.Instant) (Change, error) {
	c.Kind = Retracts
	if _, err := changeable(ctx, tx, &c, now); err != nil {
		return c, err
	}
	return c, tx.InsertEvidenceChanges(ctx, []Change{c})
}

func changeable(ctx context.Context, tx Tx, c *Change, now instant.Instant) (Record, error) {
	switch {
	case c.By == "":
		return Record{}, fault.Missing("by")
	case c.Reason == "":
		return Record{}, fault.Missing("reason")
	case c.Ground == "":
		return Record{}, fault.Missing("ground")
	}
	r, changes, err := tx.EvidenceRecord(ctx, c.Person, c.Evidence)
	if err != nil {
		return r, err
	}
	Apply(&r.Fact, changes)
	if r.RetractedAt != instant.Never {
		return r, fault.New(fault.Conflict, "evidence.retracted", "the evidence was retracted at %s", r.RetractedAt)
	}
	c.ID, c.RecordedAt = id.New(now), now
	return r, nil
}

// Apply writes changes, oldest first, into the fact that they change. Ends that were known before are kept, so that the
// fact reads at any earlier known time as it did then (EV-2).
func Apply(f *Fact, changes []Change) {
	for _, c := range changes {
		switch c.Kind {
		case Ends:
			if f.ValidUntil != instant.Never {
				f.Earlier = append(f.Earlier, EarlierEnd{f.ValidUntil, f.EndRecordedAt})
			}
			f.ValidUntil, f.EndRecordedAt = c.Until, c.RecordedAt
		case Retracts:
			f.RetractedAt = min(f.RetractedAt, c.RecordedAt)
		}
	}
}
