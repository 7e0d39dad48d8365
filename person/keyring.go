package person

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
)

// Key is a secret of the node, of 32 bytes, with the number under which it is rotated. It prints its number only.
type Key struct {
	ID     uint32
	Secret [32]byte
}

// Masked, String, Format and LogValue show the number.
func (k Key) Masked() string             { return fmt.Sprintf("key %d", k.ID) }
func (k Key) String() string             { return k.Masked() }
func (k Key) Format(f fmt.State, _ rune) { format(f, k) }
func (k Key) LogValue() slog.Value       { return logged(k) }

// Keyring wraps keys of single owners (a person, a day) under keys of the node: AES-256-GCM, the owner's purpose and
// name bound as additional data. Wrapping is done with the first key, unwrapping with the one that is named. Safe for
// concurrent use.
type Keyring struct {
	current uint32
	aead    map[uint32]cipher.AEAD
}

// NewKeyring takes the current key and those before it.
func NewKeyring(current Key, older ...Key) (*Keyring, error) {
	r := &Keyring{current: current.ID, aead: make(map[uint32]cipher.AEAD)}
	for _, k := range append([]Key{current}, older...) {
		if _, twice := r.aead[k.ID]; twice {
			return nil, fmt.Errorf("person: key %d is given twice", k.ID)
		}
		if k.Secret == ([32]byte{}) {
			return nil, fmt.Errorf("person: key %d is all zeros", k.ID)
		}
		r.aead[k.ID] = sealer(k.Secret[:])
	}
	return r, nil
}

// sealer is AES-256-GCM that puts its own random nonce of 12 bytes before what it seals.
func sealer(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a wrong length
	}
	g, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return g
}

// ErrKey is the cause of a failure to unwrap or to open: a key that is not in the ring, or something altered.
var ErrKey = errors.New("person: sealed under another key, for another owner, or altered")

// WrapNew makes a key of 32 random bytes for an owner and wraps it: key number (4 bytes), nonce (12), key and tag (48).
func (r *Keyring) WrapNew(purpose string, owner []byte) (key, wrapped []byte) {
	key = make([]byte, 32)
	rand.Read(key)
	return key, r.wrap(key, purpose, owner)
}

func (r *Keyring) wrap(key []byte, purpose string, owner []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, r.current)
	return r.aead[r.current].Seal(b, nil, key, bound(purpose, owner))
}

// Unwrap gives the key back. It fails with ErrKey.
func (r *Keyring) Unwrap(wrapped []byte, purpose string, owner []byte) ([]byte, error) {
	if len(wrapped) < 4 {
		return nil, ErrKey
	}
	aead, ok := r.aead[binary.BigEndian.Uint32(wrapped)]
	if !ok {
		return nil, ErrKey
	}
	key, err := aead.Open(nil, nil, wrapped[4:], bound(purpose, owner))
	if err != nil {
		return nil, ErrKey
	}
	return key, nil
}

// Rewrap wraps a key again under the current key of the node; changed is false if it already is.
func (r *Keyring) Rewrap(wrapped []byte, purpose string, owner []byte) (again []byte, changed bool, err error) {
	if len(wrapped) >= 4 && binary.BigEndian.Uint32(wrapped) == r.current {
		return wrapped, false, nil
	}
	key, err := r.Unwrap(wrapped, purpose, owner)
	if err != nil {
		return nil, false, err
	}
	return r.wrap(key, purpose, owner), true, nil
}

// bound is purpose and owner, unambiguous since no purpose holds a zero byte.
func bound(purpose string, owner []byte) []byte {
	return append(append([]byte(purpose), 0), owner...)
}
