// Package sandbox is a telecom operator for trying out: it computes statements of itineraries from stays that it was told,
// and answers for them by the same protocol as a real one (docs/itinerary.md).
//
// Rules:
//
//	TS-1  A city counts after 4 hours of stay in one go, one day later, and for 14 days.
//	TS-2  A number that is in service for less than 14 days, or of which nothing is known, has no statement.
//	TS-3  The card that the holder can read stars a city that has a risk area: it does not say that he was in that.
//	TS-4  It answers with 1 or 0 against a list that was sent before, whole, for everybody; never with a place.
//
// It sends no texts but to whoever it was given, keeps nothing when it ends, and knows no person.
package sandbox
