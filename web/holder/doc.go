// Package holder is the pages of the person whom a health code is about: sign
// in, consent, identity, application, the code and why it is what it is, past
// declarations, and the people whose codes one account looks after.
//
// Every page works without scripts; with them the remaining time counts down
// and the lists of places fill themselves. One file a page; all addresses are
// in routes.go; what the pages need from the node is in service.go.
//
// Rules:
//   - Rule HP-1: what somebody entered is shown again after an error, all of it, with the error beside its field.
//   - Rule HP-2: the time that counts is the server's, and a page says so.
//   - Rule HP-3: identity number and name appear masked only, as the node gives them (WH-04).
//   - Rule HP-4: a form that has more than one page is kept as a draft after each, and what is kept is never believed.
//
// It decides nothing and keeps nothing: no session of its own, no database.
package holder
