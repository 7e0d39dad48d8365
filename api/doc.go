// Package api is the node's JSON API: /v1, described at /openapi.json, with
// health and metrics beside it.
//
// A request goes through one chain (enter.go): a request id, a limit for whoever
// asks, the door that the operation is behind, and admission, where scans come
// before showing and showing before desk work. All operations stand in routes.go,
// one line each; every file beside holds the operations of one noun and what they
// say. A refusal is a problem document and leaves through problem.go, nowhere else.
//
// Rules:
//
//	AP-1  No answer repeats a name, an identity number, a phone or a rejected value that may be one.
//	AP-2  A write under an Idempotency-Key happens once, and its answer is given again.
//	AP-3  When too many come, scans are served before showing and showing before desk work; the others are told when to come again (NA-09, BY-08).
//	AP-4  Logs and metrics name operations, never people.
//
// It decides nothing and stores nothing: node does. It serves no page.
package api
