// Package pass is the signed token that a holder shows as a QR code: issuing it,
// verifying it without a network, and the two signed lists that a gate holds,
// whom to believe and what is recalled. docs/token.md describes the formats for
// whoever writes another verifier; testdata/vectors.json tests them all.
//
// The words: a token is the text "KM1:…"; its claims are what it says; an answer
// is what a gate shows; a key is trusted for one use; a link is one step of the
// rotating tail.
//
// Rules:
//
//	PA-1  Nothing in a token is interpreted before its signature holds under the key of the trust list; the header chooses no algorithm (BY-10).
//	PA-2  What a gate knows besides a genuine token makes its answer stricter, never softer, and never by itself a stop (BY-13).
//	PA-3  In a trust list a key id names one key, and a region has one issuer, which speaks for that region alone.
//	PA-4  A gate never goes back to an earlier trust list.
//	PA-5  There is one text for one signed token: whatever is not the deterministic form is refused.
//	PA-6  Every text gets one of the four answers, within a bounded time (BY-13).
//	PA-7  A paper code says no state: by itself it is never more than ask, and the key that signs it signs nothing else (BY-09).
//	PA-8  A person has one paper code that counts; a new one, or a report of its loss, ends the one before for good, on the status list too.
//	PA-9  Another issuer's code counts only by a row of the list's recognition that is in force here, and never for more than it says itself: no red becomes green, nothing but green passes (BY-15).
//
// Tokens and lists are pure and safe for concurrent use; private keys are whoever
// implements Signer's. Papers alone are kept, in the caller's transaction. It does not decide colours (package policy), does not
// know who the holder is (only the issuer can tell, by Handles), and does not say whom
// to recognise: that is the matrix of package federation. An EU certificate is named, not believed.
package pass
