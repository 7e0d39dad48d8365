package federation

import (
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
)

// Submission is what a node tells the hub of itself, signed by its own anchor.
type Submission struct {
	Member
	Hub string          // the address that it was made for: it is no other hub's
	At  instant.Instant // whole seconds; of two the later counts
}

type submissionForm struct {
	Hub    string     `json:"hub"`
	At     int64      `json:"at"`
	Member memberForm `json:"member"`
}

// Sign makes the envelope of a submission.
func (s Submission) Sign(anchor pass.Signer) (Envelope, error) {
	if err := s.Check(); err != nil {
		return Envelope{}, err
	}
	return Seal(anchor, KindSubmission, submissionForm{s.Hub, s.At.Unix(), s.Member.form()})
}

// OpenSubmission reads a submission and verifies that its own anchor signed it: that says that whoever sends it has the anchor, and nothing
// about who he is.
func OpenSubmission(e Envelope, at instant.Instant) (Submission, error) {
	var f submissionForm
	anchor, err := peekAnchor(e)
	if err != nil {
		return Submission{}, err
	}
	if _, err := e.Open(KindSubmission, &f, anchor); err != nil {
		return Submission{}, err
	}
	m, err := f.Member.member()
	if err != nil {
		return Submission{}, err
	}
	s := Submission{Member: m, Hub: f.Hub, At: instant.Instant(f.At * 1e6)}
	switch {
	case s.At > at.Add(early):
		return s, fault.Field("at", s.At, "lies in the future; look at the clocks")
	case s.Anchor.From > at.Add(early) || at >= s.Anchor.Until:
		return s, fault.New(fault.Invalid, "trust.refused", "the anchor's time has not begun, or is over")
	}
	return s, m.Check()
}

// peekAnchor reads, of a document that nobody has verified, the key under which it is to be verified.
func peekAnchor(e Envelope) (*pass.Key, error) {
	var f submissionForm
	if err := unverified(e, &f); err != nil {
		return nil, err
	}
	k, err := f.Member.Anchor.key()
	if err != nil {
		return nil, fault.At("anchor", err)
	}
	if k.Use != pass.UseTrust {
		return nil, fault.Field("anchor", string(k.Use), "is no anchor")
	}
	return k, nil
}

// StoredSubmission reads a submission that was verified before it was stored.
func StoredSubmission(e Envelope) (Submission, error) {
	var f submissionForm
	if err := unverified(e, &f); err != nil {
		return Submission{}, err
	}
	m, err := f.Member.member()
	return Submission{Member: m, Hub: f.Hub, At: instant.Instant(f.At * 1e6)}, err
}
