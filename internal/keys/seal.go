package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"

	"kangma/internal/fault"
)

// Box seals what waits in the database for a short time, under keys of a purpose that are derived from the root. It is safe for concurrent use.
type Box struct{ s *sealer }

// NewBox makes the box of a purpose.
func NewBox(r *Root, p Purpose) Box { return Box{newSealer(r, p)} }

// Seal and Open bind what is sealed to bound, such as the row it stands in: elsewhere it does not open.
func (b Box) Seal(secret, bound []byte) []byte          { return b.s.seal(secret, bound) }
func (b Box) Open(sealed, bound []byte) ([]byte, error) { return b.s.open(sealed, bound) }

// sealer seals under the newest key of a purpose and opens under any: number of the key (4 bytes), nonce (12), AES-256-GCM and tag.
type sealer struct {
	newest uint32
	aead   map[uint32]cipher.AEAD
}

func newSealer(r *Root, p Purpose) *sealer {
	keys := r.Keys(p)
	s := &sealer{newest: keys[0].ID, aead: make(map[uint32]cipher.AEAD, len(keys))}
	for _, k := range keys {
		block, err := aes.NewCipher(k.Secret[:])
		if err != nil {
			panic(err) // only for a wrong length
		}
		if s.aead[k.ID], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			panic(err) // only for another block size
		}
	}
	return s
}

func (s *sealer) seal(secret, bound []byte) []byte {
	return s.aead[s.newest].Seal(binary.BigEndian.AppendUint32(nil, s.newest), nil, secret, bound)
}

func (s *sealer) open(sealed, bound []byte) ([]byte, error) {
	if len(sealed) < 4 {
		return nil, fault.New(fault.Internal, "keys.altered", "a stored key is cut short")
	}
	aead, ok := s.aead[binary.BigEndian.Uint32(sealed)]
	if !ok {
		return nil, fault.New(fault.Unavailable, "keys.other_root", "the stored keys were sealed under another root secret; start with that one, or give it as a further line")
	}
	secret, err := aead.Open(nil, nil, sealed[4:], bound)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "keys.altered", "a stored key does not open: it has been altered").Because(err)
	}
	return secret, nil
}

// current says whether something is sealed under the newest key.
func (s *sealer) current(sealed []byte) bool {
	return len(sealed) >= 4 && binary.BigEndian.Uint32(sealed) == s.newest
}
