package node

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/sheet"
	"kangma/store"
)

// Refused is a row that an import refused.
type Refused struct {
	Row    int      // its number in the file
	Cells  []string // as they were, under the columns of the file
	Reason string   // names the column, and the value unless it could name somebody
}

// refusedKey is what keys of refused rows are bound to.
const refusedKey = "kangma refused row key 1"

// keepRefused stores refused rows, sealed, since they are personal data, or might be: a value that a reason repeats can be
// anything if the columns were mistaken. In the clear stays what was wrong.
func (m *importing) keepRefused(ctx context.Context, tx *store.Tx, run id.ID, refused []refusal) error {
	rows := make([]store.Refusal, len(refused))
	for i, r := range refused {
		f, ok := fault.As(r.reason)
		if !ok {
			return r.reason
		}
		sealed, err := m.sealRow(run, Refused{Row: r.number, Cells: r.cells, Reason: reason(r.number, f)})
		if err != nil {
			return err
		}
		plain := *f
		plain.Value = ""
		rows[i] = store.Refusal{Line: int64(r.number), Sealed: sealed, Reason: plain.Error()}
	}
	return tx.InsertRefusals(ctx, run, rows)
}

// reason says what is wrong with a row, and in which.
func reason(number int, f *fault.Fault) string {
	row := fmt.Sprintf("row %d", number)
	switch {
	case f.Field == "":
		return row + ": " + f.Error()
	case strings.HasPrefix(f.Field, "row "): // package sheet has said so
		return f.Error()
	}
	return row + ", " + f.Error()
}

func (n *Node) sealRow(run id.ID, r Refused) ([]byte, error) {
	plain, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	key, wrapped := n.ring.WrapNew(refusedKey, run[:])
	box, err := rowSealer(key)
	if err != nil {
		return nil, err
	}
	return box.Seal(wrapped, nil, plain, run[:]), nil
}

// wrappedKey is the length of a key as a ring wraps it.
const wrappedKey = 4 + 12 + 32 + 16

func (n *Node) openRow(run id.ID, sealed []byte) (r Refused, err error) {
	if len(sealed) < wrappedKey {
		return r, fmt.Errorf("node: a refused row of import %s is cut off", run)
	}
	key, err := n.ring.Unwrap(sealed[:wrappedKey], refusedKey, run[:])
	if err != nil {
		return r, err
	}
	box, err := rowSealer(key)
	if err != nil {
		return r, err
	}
	plain, err := box.Open(nil, nil, sealed[wrappedKey:], run[:])
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(plain, &r)
}

func rowSealer(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Refused lists refused rows of an import whose number is greater than after, in order, at most limit.
func (n *Node) Refused(ctx context.Context, c Caller, run id.ID, after, limit int) ([]Refused, error) {
	list, _, err := n.refused(ctx, c, run, after, limit)
	return list, err
}

func (n *Node) refused(ctx context.Context, c Caller, run id.ID, after, limit int) (list []Refused, p plan, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		if _, p, err = n.importOf(ctx, tx, c, run); err != nil {
			return err
		}
		rows, err := tx.Refusals(ctx, run, int64(after), limit)
		if err != nil {
			return err
		}
		for _, r := range rows {
			opened, err := n.openRow(run, r.Sealed)
			if err != nil {
				return err
			}
			list = append(list, opened)
		}
		return nil
	})
	return list, p, err
}

// ImportErrors writes the refused rows of an import as a table with a column of reasons (sheet.Writer), to be corrected
// and imported again, and says how many they are. Who takes it is in the audit log.
func (n *Node) ImportErrors(ctx context.Context, c Caller, run id.ID, to io.Writer) (int, error) {
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		if _, _, err := n.importOf(ctx, tx, c, run); err != nil {
			return err
		}
		o, _, err := n.importer(ctx, tx, c)
		if err != nil {
			return err
		}
		return n.record(ctx, tx, importEntry(o, run, "errors", n.region, n.clock.Now()))
	})
	if err != nil {
		return 0, err
	}
	var w *sheet.Writer
	for count, after := 0, 0; ; {
		list, p, err := n.refused(ctx, c, run, after, 500)
		if err != nil {
			return count, err
		}
		if w == nil {
			w = sheet.NewWriter(to, p.Header, true)
		}
		if len(list) == 0 {
			return count, w.Flush()
		}
		for _, r := range list {
			if err := w.Write(sheet.Row{Number: r.Row, Cells: r.Cells}, r.Reason); err != nil {
				return count, err
			}
			count, after = count+1, r.Row
		}
	}
}
