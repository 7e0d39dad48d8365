package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/store"
)

// SaveMapping saves a mapping of columns under its name, in the place of one that has it.
func (n *Node) SaveMapping(ctx context.Context, c Caller, m evidence.Mapping) error {
	if m.Name == "" {
		return fault.Missing("name")
	}
	if err := m.Check(); err != nil {
		return err
	}
	document, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		o, _, err := n.importer(ctx, tx, c)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		if err := tx.PutMapping(ctx, m.Name, string(document), at); err != nil {
			return err
		}
		e := o.entry(audit.EvidenceImport, n.region, at)
		e.Object = audit.Object{Kind: "mapping", ID: m.Name}
		e.Detail = e.Detail.With("step", "mapping")
		return n.record(ctx, tx, e)
	})
}

// Mappings are the saved mappings, in the order of their names.
func (n *Node) Mappings(ctx context.Context, c Caller) (list []evidence.Mapping, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		if _, _, err := n.importer(ctx, tx, c); err != nil {
			return err
		}
		documents, err := tx.Mappings(ctx)
		if err != nil {
			return err
		}
		for _, d := range documents {
			m, err := evidence.ParseMapping([]byte(d))
			if err != nil {
				return err
			}
			list = append(list, m)
		}
		return nil
	})
	return list, err
}

func savedMapping(ctx context.Context, tx *store.Tx, name string) (evidence.Mapping, error) {
	document, err := tx.Mapping(ctx, name)
	if err != nil {
		return evidence.Mapping{}, err
	}
	if document == "" {
		return evidence.Mapping{}, fault.Field("mapping", name, "is not the name of a saved mapping")
	}
	return evidence.ParseMapping([]byte(document))
}
