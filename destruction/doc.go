// Package destruction is the end of a node: rules that ended and were not renewed leave data that nothing needs any
// more, and an Order of two human beings destroys it (BY-16). What was destroyed and what stays says a Certificate, which
// the node signs and anybody can verify.
//
// The rules:
//
//	DE-1  Nothing is destroyed while rules are in force or to come, or before their end and the grace are over.
//	DE-2  It takes two human beings; the second within seven days of the first.
//	DE-3  A certificate of the same facts has the same text, and one that was changed does not verify.
//	DE-4  Every table of the database is either destroyed or kept for a reason that the certificate names.
//
// What it is not: it deletes nothing itself (package store does), and it cannot speak of copies that were made outside
// of the node, such as backups: those end with the node's root secret.
package destruction
