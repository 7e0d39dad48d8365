// Package node is what a running authority does: its use cases, one file a verb.
// Each begins a transaction, calls domain verbs, writes its audit entry, enqueues
// what follows, and commits.
//
// Rules:
//
//	NO-1  A use case writes its audit entry in its own transaction: both stand or neither.
//	NO-2  Whoever's evidence changed is decided in the same transaction, so a colour changes with its evidence.
//	NO-3  A decision that stands on an older regime, or whose review is due, is never shown: it is decided first.
//	NO-4  The clock of a node never goes back.
//	NO-5  An account sees its own person and its wards, staff see what package staff permits, nobody else anybody (BY-19).
//	NO-12  What a login begins with (state, challenge, enrolment) is good once and for minutes, whatever comes of it.
//	NO-11  Who was dismissed or suspended, or whose login was ended elsewhere, is out at his next request.
//	NO-6  A declaration can be made once a calendar day, +08:00; identity never changes (NA-07).
//	NO-7  What a trial of a candidate says is what its publication does, nothing being learned in between (BY-05).
//	NO-8  A decision of the past can be made again, with what was known then, to the same bytes (BY-02).
//	NO-9  Nobody who is decided waits for a shadow; what it had no time for is counted (BY-05).
//
// It is not a way in: api, web and cli call it. It holds no SQL and no page.
package node
