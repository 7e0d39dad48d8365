// Package notice is what the node tells people: a notice goes to one receiver, says one thing of a closed list in both
// languages, and waits in an inbox until it is read.
//
// Rules:
//
//	NT-1  A notice has one receiver, a person, an account of staff or an office, and a kind that is meant for such a receiver.
//	NT-2  It says the sentence of its kind with values of the types that the sentence names, no more and no fewer; free text has no place in it, so that it carries no name, number, phone or address.
//	NT-3  It is stored in the transaction of what it tells: both stand, or neither, and once.
//	NT-4  What follows from decisions, a change of colour or of mark, is read from them and written nowhere else: deciding a population anew costs nothing more for it.
//	NT-5  An office is a role in a region. Its notices go to the nearest region, from there upward, where somebody holds the role, and are read by whoever holds it in that very region.
//	NT-6  The first reading stands. What a person reads is read for all accounts that show him; what an office reads, each of its people reads for himself.
//
// To add a kind: one row in kind.go. To send one: node.Node's notify, in the transaction of the use case.
//
// It sends nothing to phones (package node does, where the operator wants it) and decides nothing.
package notice
