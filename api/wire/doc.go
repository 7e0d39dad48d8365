// Package wire is what goes over the wire of the JSON API under /v1: the form of
// requests and answers, once for the server and once for clients, with the words
// that the OpenAPI description says of them.
//
// Times are RFC 3339 in +08:00, null where there is none. Identities are masked
// always (HB-08, WH-04). A member that may be absent says so by its tag.
//
// It is not the domain: nothing here is checked, decided or stored. It imports no
// domain package, so that a client needs none.
package wire
