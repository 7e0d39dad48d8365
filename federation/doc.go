// Package federation is how nodes of many authorities trust each other, call each other, and link a holder's codes: the rules, without
// a network, a database or a clock.
//
// An offline root delegates to the hub's list key; the list key signs the list of members with their keys; a member's anchor signs what
// it submits. All of them are envelopes in the form of DSSE v1, whose signature covers the kind of document.
//
// Rules:
//
//	FE-1  Nobody is trusted but by the chain root → list key → list, each link signed, of its kind, and in its time.
//	FE-2  A list that is held is replaced only by one that is not older: never by a lower sequence, an earlier date, an older
//	      delegation, or another content under the same sequence.
//	FE-3  A node is admitted to the hub by two people; its later keys are taken without them only under the anchor that they admitted.
//	FE-4  A key belongs to one member, and signs what its use says and nothing else.
//	FE-5  A call counts once: it is signed by a listed node's call key, meant for this node, in its time, and its nonce was not seen.
//	FE-6  No answer is no answer: whoever does not answer in time is not asked on and on, and nobody's code is better for it.
//	FE-7  Of a person only issuer, colour and reason code travel, under a name that the two nodes alone share; never evidence. Who he is travels
//	      once, when he himself links.
//	FE-8  Of two messages about a link the later one counts, in whatever order and however often they come.
//
// It is not the token (package pass), and not whose colour counts for what: that is the matrix of recognition.
package federation
