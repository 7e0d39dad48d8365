package federation

import (
	"bytes"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Trusted is a list that was verified, with the delegation that it stands on. It is immutable.
type Trusted struct {
	*List
	Delegation Delegation
	Document   Document
}

// early is how far ahead of ours another node's clock may be.
const early = 2 * time.Minute

// Verify checks the chain root → list key → list at an instant, and reads the list (FE-1). That the list has expired is not its
// business: a list that is held says what it says, and makes nobody trusted any more (Trusted.At).
func (d Document) Verify(at instant.Instant, roots ...Root) (*Trusted, error) {
	delegation, err := OpenDelegation(d.Delegation, roots...)
	if err != nil {
		return nil, err
	}
	var f listForm
	key, err := d.List.Open(KindList, &f, delegation.Keys...)
	if err != nil {
		return nil, err
	}
	l, err := f.list()
	if err != nil {
		return nil, err
	}
	refuse := func(why string) (*Trusted, error) {
		return nil, fault.New(fault.Invalid, "trust.refused", "the hub's list is refused: %s", why)
	}
	switch {
	case l.Hub != delegation.Hub:
		return refuse("it is another hub's than the root delegated to")
	case l.IssuedAt < key.From || l.IssuedAt >= key.Until:
		return refuse("the root's delegation did not hold when it was issued")
	case l.Expires > l.IssuedAt.Add(ListLife):
		return refuse("it would hold for longer than a list may")
	case l.IssuedAt > at.Add(early):
		return refuse("it was issued in the future; look at the clocks")
	}
	return &Trusted{List: l, Delegation: delegation, Document: d}, nil
}

// At is the list while it makes anybody trusted, else nil: until it expires, or the root's delegation of all keys does.
func (t *Trusted) At(at instant.Instant) *List {
	if t == nil || at >= t.Expires {
		return nil
	}
	for _, k := range t.Delegation.Keys {
		if at < k.Until {
			return t.List
		}
	}
	return nil
}

// Keep says whether an offered list replaces the one held, which may be nil (FE-2). Both were verified. It gives the one to hold.
func Keep(held, offered *Trusted) (*Trusted, error) {
	refuse := func(why string) (*Trusted, error) {
		return held, fault.New(fault.Conflict, "trust.refused", "the hub's list is refused: %s", why)
	}
	switch {
	case held == nil:
		return offered, nil
	case offered.Hub != held.Hub:
		return refuse("it is another hub's than the one held")
	case offered.Delegation.Version < held.Delegation.Version:
		return refuse("it stands on an older delegation than the one held")
	case offered.Delegation.Version == held.Delegation.Version && !bytes.Equal(offered.Document.Delegation.Payload, held.Document.Delegation.Payload):
		return refuse("it stands on another delegation of the same version")
	case offered.Sequence < held.Sequence:
		return refuse("its sequence is lower than that of the one held")
	case offered.Sequence == held.Sequence && !bytes.Equal(offered.Document.List.Payload, held.Document.List.Payload):
		return refuse("it differs from the one held under the same sequence")
	case offered.IssuedAt < held.IssuedAt:
		return refuse("it is older than the one held")
	}
	return offered, nil
}
