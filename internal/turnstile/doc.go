// Package turnstile lets so many through at once, and the others in the order in
// which they came (NA-09). Whoever has to wait gets a ticket, comes back by
// himself, is told his place and an honest time, and is called in turn; nobody
// overtakes him by asking more often.
//
// A turnstile is of one process and forgets its tickets with it. It knows no HTTP,
// and not what lies behind it.
package turnstile
