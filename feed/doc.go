// Package feed is what other authorities send by machine: which authority, what it may say and where, by which way and
// under which keys its files come, and how old what it said is (NA-15).
//
// Rules:
//
//	FD-1  A feed says only what its authority may say, and of that what it was given: a border feed never brings a case (Feed.Check, Feed.Permits).
//	FD-2  A feed says it of its own region, under its own source, whatever the rows claim.
//	FD-3  A file counts under a signature by a key of its feed, over the feed, the name and the content; nothing of it is looked at before (Verify).
//	FD-4  A key counts when another human being than who proposed it has approved it; two may count at once, so that one can take the other's place (Key).
//	FD-5  The same content of one feed is one delivery, however often and by whatever way it comes.
//	FD-6  What could not be taken is a dead letter, with its reason, until it is taken after correction or dismissed with one; read = stored + refused + duplicate.
//	FD-7  A feed from which nothing came for longer than is expected is late, and for twice as long stale; silence is never news: nobody's colour changes by it (Freshness).
//
// It is not how rows become evidence (evidence, and the imports of node: a delivery is an import), nor how files travel (node).
package feed
