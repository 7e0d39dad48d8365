// Package policy decides colours by published rules.
//
// A Pack is one version of a jurisdiction's rule book, as data: rules one by
// one, each with its citation, the kinds of evidence that it looks at, a CEL
// condition on one piece of it, how long a piece counts and what lifts it, and
// what the rule gives: a colour, a mark, a label, or a named fact for other
// rules. Deciding is pure: Pack.Decide(facts, at, knownAt).
//
// How it decides. Every rule turns the pieces of evidence that it looks at into
// spans of time during which they count. A rule holds at an instant when one of
// its spans does (or as many as it needs) and its own condition does. The
// decision is made aspect by aspect: the colour is the strongest that a rule of
// the first deciding tier gives; then the mark, the state, the labels. Between
// two neighbouring ends of spans nothing changes, so the next change is found
// exactly by deciding at those ends.
//
// Rules:
//
//	PO-1  No colour without evidence or a published default: every aspect shown has a reason (BY-03).
//	PO-2  The same case gives the same bytes; the order of evidence does not matter.
//	PO-3  next_review is the first instant after `at` at which colour, mark, labels, state or gate differ, nothing being learned.
//	PO-4  A decision for known_at uses only what was known then (BY-02).
//	PO-5  A condition cannot loop: macros are off, and its estimated cost is limited.
//	PB-1  The digest of a pack is that of what decides: an edited pack of the same version is another one.
//	PB-2  A pack that is not in order, its cases included, is not published (BY-05).
//	PB-3  Rules have an end, at most 24 months after their beginning and not after the pack's own (BY-16).
//	PB-4  Rules come into force by two human beings, whatever accounts and roles they have.
//	PB-5  No count of fewer than ten people is told, nor one from which it would follow.
//
// It does not store decisions, know a clock, or look anything up.
package policy
