// Package desk is the pages of staff at a desk: what waits for them, cases and the people whom they are about, places,
// rules, and what was done by whom.
//
// All addresses are under /desk and in routes.go, all entries of the navigation in nav.go, what waits on the first page
// in home.go; what the pages need from the node is Service, one small interface a noun in service_NOUN.go, which
// live_NOUN.go answers.
//
// Rules:
//
//	DK-1  Whoever comes without a session is sent to log in and back, and only to an address of the desk; a login is always a new session, and ends the one that the browser had.
//	DK-2  The navigation leads only where the reader's office permits something; the node refuses all the same.
//	DK-3  What was entered is shown again after an error, with the error beside its field.
//	DK-4  Nothing that names a person stands in an address: neither number, phone nor name; a record's address is good for who opened it, for a while.
//
// It decides nothing and keeps nothing: no permission of its own, no database.
package desk
