package person

import (
	"crypto/sha256"
	"fmt"

	"github.com/fxamacker/cbor/v2"
	"strings"
	"unicode"

	"kangma/internal/id"
)

// Sealed is what is stored of an identity: the owner's data key, wrapped under a key of the node, and the box that is
// sealed under the data key. Without Key the box cannot be opened by anybody: forgetting Key is deletion (PE-4).
type Sealed struct {
	Key []byte
	Box []byte
}

// Vault seals identities and computes the blind indexes under which they are found. It is made from keys of the node
// and safe for concurrent use.
type Vault struct {
	ring  *Keyring
	index keyed
}

// NewVault takes the ring that wraps data keys, and the index key. The index key cannot be rotated without indexing
// everybody again: it is kept apart from the others.
func NewVault(ring *Keyring, index Key) (*Vault, error) {
	if index.Secret == ([32]byte{}) {
		return nil, fmt.Errorf("person: the index key is all zeros")
	}
	return &Vault{ring: ring, index: newKeyed(index.Secret)}, nil
}

// Purposes that a wrapped data key is bound to.
const (
	personKey  = "kangma person key 1"
	accountKey = "kangma account key 1"
)

// plainIdentity is the sealed form: a CBOR map with small keys in deterministic encoding (RFC 8949 section 4.2).
type plainIdentity struct {
	Name    string       `cbor:"1,keyasint,omitempty"`
	Kind    DocumentType `cbor:"2,keyasint,omitempty"`
	Number  string       `cbor:"3,keyasint,omitempty"`
	Birth   Birth        `cbor:"4,keyasint,omitempty"`
	Phone   string       `cbor:"5,keyasint,omitempty"`
	Address string       `cbor:"6,keyasint,omitempty"`
	Reach   string       `cbor:"7,keyasint,omitempty"`
}

var encoding, decoding = modes()

func modes() (cbor.EncMode, cbor.DecMode) {
	det := cbor.CoreDetEncOptions()
	det.TextMarshaler = cbor.TextMarshalerNone
	enc, err := det.EncMode()
	if err != nil {
		panic(err)
	}
	dec, err := cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, ExtraReturnErrors: cbor.ExtraDecErrorUnknownField}.DecMode()
	if err != nil {
		panic(err)
	}
	return enc, dec
}

// Seal puts an identity under a new data key of the person.
func (v *Vault) Seal(person id.ID, who Identity) Sealed {
	key, wrapped := v.ring.WrapNew(personKey, person[:])
	return Sealed{Key: wrapped, Box: box(key, person, plain(who))}
}

// Reseal puts an identity under the data key that the person has. It fails if the key has been destroyed.
func (v *Vault) Reseal(person id.ID, s Sealed, who Identity) (Sealed, error) {
	key, err := v.ring.Unwrap(s.Key, personKey, person[:])
	if err != nil {
		return Sealed{}, fmt.Errorf("person %s: %w", person, err)
	}
	return Sealed{Key: s.Key, Box: box(key, person, plain(who))}, nil
}

// Open reads an identity. It fails with ErrKey if the key has been destroyed or anything was altered or swapped.
func (v *Vault) Open(person id.ID, s Sealed) (Identity, error) {
	var p plainIdentity
	if err := v.open(personKey, person, s, &p); err != nil {
		return Identity{}, err
	}
	return Identity{
		Name:     Name{p.Name},
		Document: Document{kind: p.Kind, number: p.Number, birth: p.Birth},
		Phone:    Phone{p.Phone},
		Reach:    Phone{p.Reach},
		Address:  Address{p.Address},
	}, nil
}

// SealContact and OpenContact do the same for an account.
func (v *Vault) SealContact(account id.ID, c Contact) Sealed {
	key, wrapped := v.ring.WrapNew(accountKey, account[:])
	return Sealed{Key: wrapped, Box: box(key, account, plainIdentity{Name: c.Name.text, Phone: c.Phone.e164})}
}

func (v *Vault) OpenContact(account id.ID, s Sealed) (Contact, error) {
	var p plainIdentity
	if err := v.open(accountKey, account, s, &p); err != nil {
		return Contact{}, err
	}
	return Contact{Phone: Phone{p.Phone}, Name: Name{p.Name}}, nil
}

// Rewrap moves a person's data key under the node's current key; changed is false if it already is.
func (v *Vault) Rewrap(person id.ID, s Sealed) (again Sealed, changed bool, err error) {
	again = s
	again.Key, changed, err = v.ring.Rewrap(s.Key, personKey, person[:])
	return again, changed, err
}

func plain(who Identity) plainIdentity {
	return plainIdentity{who.Name.text, who.Document.kind, who.Document.number, who.Document.birth, who.Phone.e164, who.Address.text, who.Reach.e164}
}

func box(key []byte, owner id.ID, p plainIdentity) []byte {
	b, err := encoding.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return sealer(key).Seal(nil, nil, b, owner[:])
}

func (v *Vault) open(purpose string, owner id.ID, s Sealed, p *plainIdentity) error {
	key, err := v.ring.Unwrap(s.Key, purpose, owner[:])
	if err != nil {
		return err
	}
	b, err := sealer(key).Open(nil, nil, s.Box, owner[:])
	if err != nil {
		return ErrKey
	}
	return decoding.Unmarshal(b, p)
}

// IndexDocument is the blind index of a document: HMAC-SHA-256 of its type and number, cut to 16 bytes. No document
// has no index.
func (v *Vault) IndexDocument(d Document) Index {
	if !d.Exists() {
		return Index{}
	}
	mac := v.hash("document", string(d.kind), d.number)
	return Index(mac[:16])
}

// IndexPhone is the blind index of a phone.
func (v *Vault) IndexPhone(p Phone) Index {
	if p.IsZero() {
		return Index{}
	}
	mac := v.hash("phone", p.e164)
	return Index(mac[:16])
}

// IndexWords is the blind index of a message's words: spaces, line ends and the width of punctuation do not count, which copying changes.
func (v *Vault) IndexWords(s string) Index {
	mac := v.hash("words", strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) || c == 0:
			return -1
		case c > 0xff00 && c < 0xff5f:
			return c - 0xfee0
		}
		return c
	}, s))
	return Index(mac[:16])
}

// IndexAccount is where the logins of an account are counted; no phone has the same.
func (v *Vault) IndexAccount(account id.ID) Index {
	mac := v.hash("account", account.String())
	return Index(mac[:16])
}

// indexMisses is where the searches of an account are counted that found nobody.
func (v *Vault) indexMisses(account id.ID) Index {
	mac := v.hash("misses", account.String())
	return Index(mac[:16])
}

// hash is keyed and domain-separated: no part holds a zero byte, which separates them.
func (v *Vault) hash(domain string, parts ...string) [sha256.Size]byte {
	b := append(make([]byte, 0, 128), domain...)
	for _, p := range parts {
		b = append(b, 0)
		b = append(b, p...)
	}
	return v.index.sum(b)
}

// SealWith and OpenWith are the box of AES-256-GCM under a key that its owner keeps elsewhere, bound to a name.
func SealWith(key, text, name []byte) []byte { return sealer(key).Seal(nil, nil, text, name) }

func OpenWith(key, sealed, name []byte) ([]byte, error) {
	text, err := sealer(key).Open(nil, nil, sealed, name)
	if err != nil {
		return nil, ErrKey
	}
	return text, nil
}
