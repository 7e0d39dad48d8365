package person

import (
	"fmt"

	"kangma/internal/id"
)

// Safe seals what else is kept about one owner under his data key: a person's, so that forgetting him forgets it too
// (PE-4), or that of a matter which is nobody's. Safe for concurrent use.
type Safe struct {
	ring    *Keyring
	purpose string
	owner   id.ID
	Wrapped []byte // the data key, wrapped
}

const matterKey = "kangma matter key 1"

// SafeOf is a person's safe.
func (v *Vault) SafeOf(p Person) Safe { return Safe{v.ring, personKey, p.ID, p.Sealed.Key} }

// NewSafe makes a safe for a matter that is nobody's; SafeWith is the same with its key as it was kept.
func (v *Vault) NewSafe(matter id.ID) Safe {
	_, wrapped := v.ring.WrapNew(matterKey, matter[:])
	return v.SafeWith(matter, wrapped)
}

func (v *Vault) SafeWith(matter id.ID, wrapped []byte) Safe {
	return Safe{v.ring, matterKey, matter, wrapped}
}

// Seal seals something under a name, which is bound to it: nothing opens under the name of another thing. It fails with
// ErrKey if the key has been destroyed.
func (s Safe) Seal(name string, plain []byte) ([]byte, error) {
	key, err := s.ring.Unwrap(s.Wrapped, s.purpose, s.owner[:])
	if err != nil {
		return nil, fmt.Errorf("sealing %s of %s: %w", name, s.owner, err)
	}
	return sealer(key).Seal(nil, nil, plain, bound(name, s.owner[:])), nil
}

// Open reads what was sealed under a name. It fails with ErrKey if the key has been destroyed or anything was altered
// or swapped.
func (s Safe) Open(name string, box []byte) ([]byte, error) {
	key, err := s.ring.Unwrap(s.Wrapped, s.purpose, s.owner[:])
	if err != nil {
		return nil, err
	}
	plain, err := sealer(key).Open(nil, nil, box, bound(name, s.owner[:]))
	if err != nil {
		return nil, ErrKey
	}
	return plain, nil
}
