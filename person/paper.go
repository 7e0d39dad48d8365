package person

import (
	"fmt"

	"kangma/internal/id"
)

// Papers are what is kept of a person beside his identity: the form of a case, a picture attached to it. They are sealed
// under the same data key, so that forgetting the person forgets them too (PE-4). label says what a paper is and which one;
// it is bound to the seal, so that no paper can be put in the place of another.

const paperKey = "kangma paper key 1"

// SealPaper seals a paper under the data key that the person has. It fails if the key has been destroyed.
func (v *Vault) SealPaper(person id.ID, s Sealed, label string, paper []byte) ([]byte, error) {
	key, err := v.ring.Unwrap(s.Key, personKey, person[:])
	if err != nil {
		return nil, fmt.Errorf("person %s: %w", person, err)
	}
	return sealer(key).Seal(nil, nil, paper, bound(label, person[:])), nil
}

// OpenPaper reads a paper. It fails with ErrKey if the key has been destroyed or anything was altered or swapped.
func (v *Vault) OpenPaper(person id.ID, s Sealed, label string, box []byte) ([]byte, error) {
	key, err := v.ring.Unwrap(s.Key, personKey, person[:])
	if err != nil {
		return nil, err
	}
	paper, err := sealer(key).Open(nil, nil, box, bound(label, person[:]))
	if err != nil {
		return nil, ErrKey
	}
	return paper, nil
}

// SealLoose and OpenLoose do the same for a paper that is about nobody, or about many: under a key of its own, which is
// kept with it. owner is what the paper belongs to.
func (v *Vault) SealLoose(owner id.ID, label string, paper []byte) Sealed {
	key, wrapped := v.ring.WrapNew(paperKey, owner[:])
	return Sealed{Key: wrapped, Box: sealer(key).Seal(nil, nil, paper, bound(label, owner[:]))}
}

func (v *Vault) OpenLoose(owner id.ID, label string, s Sealed) ([]byte, error) {
	key, err := v.ring.Unwrap(s.Key, paperKey, owner[:])
	if err != nil {
		return nil, err
	}
	paper, err := sealer(key).Open(nil, nil, s.Box, bound(label, owner[:]))
	if err != nil {
		return nil, ErrKey
	}
	return paper, nil
}
