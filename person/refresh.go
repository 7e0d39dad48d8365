package person

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// A refresh token is base64url of the session's id and a secret of 32 random bytes: 64 characters.
const refreshText = (16 + 32) / 3 * 4

// OpenSession begins a session after a login. Without remember there is no refresh token, and the session ends with
// its first bearer token: a face each time (NA-01).
func OpenSession(ctx context.Context, tx SessionTx, account id.ID, door Door, remember bool, at instant.Instant) (s Session, refresh string, err error) {
	s = Session{ID: id.New(at), Account: account, Door: door, RotatedAt: at, CreatedAt: at, EndedAt: instant.Never}
	switch {
	case !remember:
		s.ExpiresAt = at.Add(BearerValid)
	case door == StaffDoor:
		s.ExpiresAt = at.Add(StaffSession)
	default:
		s.ExpiresAt = at.Add(HolderSession)
	}
	if remember {
		refresh, s.Hash = newRefresh(s.ID)
	}
	return s, refresh, tx.InsertSession(ctx, s)
}

// Refresh exchanges a refresh token for the next one (PE-10). A token that was used before ends the session, for its
// thief and its owner alike, except that the last one is taken again within RetryWithin, since answers get lost on the
// way. The session's end does not move. A refusal is remembered too: commit unless err is set.
func Refresh(ctx context.Context, tx SessionTx, token string, at instant.Instant) (s Session, next string, refused, err error) {
	session, secret, ok := splitRefresh(token)
	if !ok {
		return Session{}, "", badToken(), nil
	}
	s, err = tx.Session(ctx, session)
	if fault.CodeOf(err) == fault.NotFound {
		return Session{}, "", badToken(), nil
	}
	if err != nil {
		return Session{}, "", nil, err
	}
	if at >= s.EndedAt || at >= s.ExpiresAt {
		return Session{}, "", fault.New(fault.Unauthenticated, "session.expired", "the login has ended; log in again"), nil
	}
	var hash []byte
	next, hash = newRefresh(s.ID)
	switch sum := sha256.Sum256(secret); {
	case subtle.ConstantTimeCompare(sum[:], s.Hash) == 1:
		s.Previous, s.Hash, s.RotatedAt = s.Hash, hash, at
	case subtle.ConstantTimeCompare(sum[:], s.Previous) == 1 && at < s.RotatedAt.Add(RetryWithin):
		s.Hash = hash
	default:
		s.EndedAt = at
		refused = fault.New(fault.Unauthenticated, "session.reused", "this login was renewed from elsewhere and has been ended for safety; log in again")
		return Session{}, "", refused, tx.UpdateSession(ctx, s)
	}
	return s, next, nil, tx.UpdateSession(ctx, s)
}

// EndSession ends a session; its bearer tokens live on for at most BearerValid. It may be repeated.
func EndSession(ctx context.Context, tx SessionTx, account, session id.ID, at instant.Instant) error {
	s, err := tx.Session(ctx, session)
	if err != nil {
		return err
	}
	if s.Account != account {
		return fault.New(fault.NotFound, "session.not_found", "there is no such login of this account")
	}
	if s.EndedAt <= at {
		return nil
	}
	s.EndedAt = at
	return tx.UpdateSession(ctx, s)
}

func newRefresh(session id.ID) (token string, hash []byte) {
	var b [48]byte
	copy(b[:], session[:])
	rand.Read(b[16:])
	sum := sha256.Sum256(b[16:])
	return base64url.EncodeToString(b[:]), sum[:]
}

func splitRefresh(token string) (session id.ID, secret []byte, ok bool) {
	if len(token) != refreshText {
		return id.ID{}, nil, false
	}
	b, err := base64url.DecodeString(token)
	if err != nil || len(b) != 48 {
		return id.ID{}, nil, false
	}
	return id.ID(b[:16]), b[16:], true
}
