package node

import (
	"context"
	"encoding/json"
	"regexp"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/store"
)

// DraftKept is how long a form that somebody has begun waits for him to go on.
const DraftKept = 7 * instant.Day

const maxDraft = 32 << 10 // bytes of its answers

var draftForm = regexp.MustCompile(`^[a-z][a-z_]{0,39}$`)

// draftName is what the answers are sealed under.
func draftName(account id.ID, form string) string { return "draft " + account.String() + " " + form }

// Draft is what the caller has entered so far into a form for his own person or a ward, as JSON; nil if he has not begun.
// Another account that looks after the same person does not see it.
func (n *Node) Draft(ctx context.Context, c Caller, who id.ID, form string) (answers json.RawMessage, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		answers = nil
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		d, found, err := tx.Draft(ctx, who, c.Account, form, at.Add(-DraftKept))
		if err != nil || !found {
			return err
		}
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		answers, err = n.vault.SafeOf(p).Open(draftName(c.Account, form), d.Sealed)
		return err
	})
	return answers, err
}

// KeepDraft keeps what was entered so far, sealed, in place of what was kept before. Nothing follows from it: a draft is
// not said to anybody yet, and so it is no entry of the log either.
func (n *Node) KeepDraft(ctx context.Context, c Caller, who id.ID, form string, answers json.RawMessage) error {
	switch {
	case !draftForm.MatchString(form):
		return fault.Field("form", form, "is not the name of a form")
	case len(answers) > maxDraft:
		return fault.New(fault.TooLarge, "form.too_large", "the answers have more than %d bytes", maxDraft)
	case !json.Valid(answers):
		return fault.Secret("answers", "are not JSON")
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		sealed, err := n.vault.SafeOf(p).Seal(draftName(c.Account, form), answers)
		if err != nil {
			return err
		}
		return tx.PutDraft(ctx, store.Draft{Person: who, Account: c.Account, Form: form, Changed: at, Sealed: sealed})
	})
}

// DropDraft deletes what was entered so far; it may be repeated.
func (n *Node) DropDraft(ctx context.Context, c Caller, who id.ID, form string) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		who, err := linked(ctx, tx, c, who, n.clock.Now())
		if err != nil {
			return err
		}
		return tx.DropDraft(ctx, who, c.Account, form)
	})
}
