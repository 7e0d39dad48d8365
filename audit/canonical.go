package audit

import (
	"github.com/fxamacker/cbor/v2"
	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/id"
)

// wire is an entry as it is hashed: a CBOR array (RFC 8949) of eleven items in
// core deterministic encoding, so that an outsider recomputes it with any CBOR
// library. In CDDL:
//
//	entry = [
//	  1,                              ; version of this form
//	  id: bstr .size 16,
//	  at: int,                        ; microseconds since 1970, UTC
//	  actor: [kind: tstr, id: tstr, text: tstr],
//	  role: tstr,
//	  region: tstr,                   ; 6 or 12 digits, "" for none
//	  purpose: tstr,
//	  action: tstr,
//	  subject: bstr .size 16 / null,
//	  object: [kind: tstr, id: tstr],
//	  detail: [* [key: tstr, value: tstr]],
//	]
//
// A later form gets another version; entries of this one keep it.
type wire struct {
	_       struct{} `cbor:",toarray"`
	Version uint
	ID      id.ID
	At      int64
	Actor   wireActor
	Role    string
	Region  string
	Purpose string
	Action  string
	Subject *id.ID
	Object  wirePair
	Detail  []wirePair
}

type wireActor struct {
	_              struct{} `cbor:",toarray"`
	Kind, ID, Text string
}

type wirePair struct {
	_          struct{} `cbor:",toarray"`
	Key, Value string
}

const wireVersion = 1

var encoding = func() cbor.EncMode {
	m, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	return m
}()

// Canonical is the bytes that the leaf hash covers, less than 65536 for an entry that passes Check.
func (e *Entry) Canonical() []byte {
	w := wire{
		Version: wireVersion, ID: e.ID, At: int64(e.At),
		Actor: wireActor{Kind: string(e.Actor.Kind), ID: e.Actor.ID, Text: e.Actor.Text},
		Role:  e.Role, Region: e.Region.String(), Purpose: e.Purpose, Action: string(e.Action),
		Object: wirePair{Key: e.Object.Kind, Value: e.Object.ID},
		Detail: make([]wirePair, len(e.Detail)),
	}
	if !e.Subject.IsZero() {
		w.Subject = &e.Subject
	}
	for i, p := range e.Detail {
		w.Detail[i] = wirePair{Key: p.Key, Value: p.Value}
	}
	b, err := encoding.Marshal(&w)
	if err != nil {
		panic("audit: " + err.Error()) // strings, numbers and bytes always encode
	}
	return b
}

// LeafHash is the entry's hash in the tree: SHA-256 of a zero byte and Canonical (RFC 6962, section 2.1).
func (e *Entry) LeafHash() tlog.Hash { return tlog.RecordHash(e.Canonical()) }
