// Package httpsig signs and verifies HTTP messages: HTTP Message Signatures (RFC 9421) over components of the message, and
// Content-Digest (RFC 9530) over its body.
//
// Rules:
//
//	HS-1  A signature counts only for what it covers: the verifier says what must be covered, and refuses less.
//	HS-2  What is parsed is what was signed: parameters are taken as they stand, and whatever is written otherwise than the RFC writes it is refused.
//
// Of the components only those without parameters are known, and req, by which an answer names its request. Of the structured fields (RFC 8941)
// only the forms that signatures use are read. Keys, times and nonces are the caller's business.
//
// It is not a client or a server, and knows no key.
package httpsig
