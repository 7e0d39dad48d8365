// Package evidence is what is known about a person: dated, sourced facts from
// authorities and from the holder, of a closed catalogue of kinds (evidence.md
// section 2), each with typed attributes.
//
// Rules:
//
//	EV-1  Facts are append-only. A fact ends by one record and is retracted by another; both keep the original readable.
//	EV-2  A fact is known from recorded_at on; its end is known from end_recorded_at on; from retracted_at on it never was.
//	EV-3  An unknown kind or attribute, a wrong type, a value outside its list or an interval that ends before it starts is refused, naming field and value, and nothing of that input is stored.
//	EV-4  A record of a source (source and record number) is stored once: read = stored + refused + duplicate.
//
// It does not decide anything: what a fact means for a colour is a pack's
// business (package policy). It does not know persons beyond their id.
package evidence
