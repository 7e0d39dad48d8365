package person

import (
	"context"

	"kangma/internal/instant"
)

// AskOperator counts a code that a telecom operator is to send to a phone, which asks for codes as login does and by the
// same limits, apart from it (PE-15): it may be refused (login.too_soon, login.blocked), and errors.As finds the Wait. A
// phone that login has blocked is blocked here too (WZ-12, state 13). Commit unless err is set.
func AskOperator(ctx context.Context, tx LoginTx, v *Vault, phone Phone, at instant.Instant) (refused, err error) {
	door, err := tx.Login(ctx, v.IndexPhone(phone))
	if err != nil {
		return nil, err
	}
	if at < door.BlockedUntil {
		return blocked(door.BlockedUntil), nil
	}
	l, err := tx.Login(ctx, v.indexOperator(phone))
	if err != nil {
		return nil, err
	}
	l, refused = l.ask(at)
	return refused, tx.PutLogin(ctx, l)
}

// BlockedUntil is until when no more codes are sent to a phone, by the door or by the operator; an instant that is past if
// they are (WZ-12, state 13).
func BlockedUntil(ctx context.Context, tx LoginTx, v *Vault, phone Phone) (instant.Instant, error) {
	door, err := tx.Login(ctx, v.IndexPhone(phone))
	if err != nil {
		return 0, err
	}
	operator, err := tx.Login(ctx, v.indexOperator(phone))
	return max(door.BlockedUntil, operator.BlockedUntil), err
}

// indexOperator is where the codes of the operator are counted; no phone has the same.
func (v *Vault) indexOperator(p Phone) Index {
	mac := v.hash("operator", p.e164)
	return Index(mac[:16])
}
