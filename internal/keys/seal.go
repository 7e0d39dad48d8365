package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"

	"kangma/internal/fault"
)

// sealer seals under the newest sealing key and opens under any: number of the key (4 bytes), nonce (12), AES-256-GCM and tag.
type sealer struct {
	newest uint32
	aead   map[uint32]cipher.AEAD
}

func newSealer(r *Root) *sealer {
	keys := r.Keys(Sealing)
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
