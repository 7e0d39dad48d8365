package node

import (
	"sync"

	"kangma/federation"
	"kangma/federation/certlogic"
	"kangma/federation/hcert"
	"kangma/internal/id"
)

// certificates keeps the last list of signers and set of rules that was read: they are large, and seldom change. Safe for concurrent use.
type certificates struct {
	mu   sync.Mutex
	keys struct {
		of   id.ID
		list *hcert.Signers
	}
	set struct {
		of   id.ID
		list *certlogic.Set
	}
}

func (c *certificates) signers(e federation.Edition) (*hcert.Signers, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys.of != e.ID {
		l, err := hcert.ParseSigners(e.Data)
		if err != nil {
			return nil, err
		}
		c.keys.of, c.keys.list = e.ID, l
	}
	return c.keys.list, nil
}

func (c *certificates) rules(e federation.Edition) (*certlogic.Set, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.set.of != e.ID {
		s, err := certlogic.ParseSet(e.Data)
		if err != nil {
			return nil, err
		}
		c.set.of, c.set.list = e.ID, s
	}
	return c.set.list, nil
}
