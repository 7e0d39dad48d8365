package person

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

func testMint(t testing.TB, current byte, older ...byte) *Mint {
	keys := make([]Key, len(older))
	for i, n := range older {
		keys[i] = testKey(n)
	}
	m, err := NewMint(testKey(current), keys...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// WZ-01: a bearer token says who, for one door, for half an hour, and nobody else can make one.
func TestBearer(t *testing.T) {
	m := testMint(t, 1)
	s := Session{ID: id.New(now), Account: id.New(now), Door: HolderDoor, ExpiresAt: now.Add(HolderSession)}
	token, expires := m.Issue(s, now)
	b, err := m.Read(token, HolderDoor, expires-1)
	if err != nil || b.Account != s.Account || b.Session != s.ID || b.IssuedAt != now || b.ExpiresAt != expires || expires != now.Add(BearerValid) {
		t.Fatal(b, err)
	}
	_, err = m.Read(token, HolderDoor, expires)
	wantFault(t, err, fault.Unauthenticated, "session.expired", "")
	_, err = m.Read(token, StaffDoor, now)
	wantFault(t, err, fault.Unauthenticated, "session.other_door", "")

	if len(token) != bearerText {
		t.Errorf("%d characters", len(token))
	}
	for i := range token {
		forged := []byte(token)
		if forged[i] = 'A'; token[i] == 'A' {
			forged[i] = 'B'
		}
		if _, err := m.Read(string(forged), HolderDoor, now); fault.CodeOf(err) != fault.Unauthenticated {
			t.Fatalf("character %d changed: %v", i, err)
		}
	}
	for _, bad := range []string{"", "x", token[:103], token + "A", strings.Repeat("=", 104), base64.RawURLEncoding.EncodeToString(make([]byte, 78))} {
		_, err := m.Read(bad, HolderDoor, now)
		wantFault(t, err, fault.Unauthenticated, "session.invalid", "")
	}
	if _, expires := m.Issue(Session{ExpiresAt: now.Add(time.Minute)}, now); expires != now.Add(time.Minute) {
		t.Error("outlives its session:", expires)
	}
}

func TestBearerKeyRotation(t *testing.T) {
	s := Session{ID: id.New(now), Account: id.New(now), Door: StaffDoor, ExpiresAt: now.Add(StaffSession)}
	token, _ := testMint(t, 1).Issue(s, now)
	if _, err := testMint(t, 2, 1).Read(token, StaffDoor, now); err != nil {
		t.Error("the old key does not read:", err)
	}
	if _, err := testMint(t, 2).Read(token, StaffDoor, now); err == nil {
		t.Error("read without its key")
	}
	if _, err := NewMint(testKey(1), testKey(1)); err == nil {
		t.Error("one number twice")
	}
}

// PE-10, NA-01: renewed again and again for 30 days, each token once.
func TestRefresh(t *testing.T) {
	tx := newMemory()
	account := id.New(now)
	s, token, err := OpenSession(ctx, tx, account, HolderDoor, true, now)
	if err != nil || s.ExpiresAt != now.Add(HolderSession) {
		t.Fatal(err)
	}
	at := now
	for range 5 {
		at = at.Add(6 * instant.Day)
		if at >= s.ExpiresAt {
			break
		}
		var refused error
		old := token
		if s, token, refused, err = Refresh(ctx, tx, token, at); refused != nil || err != nil {
			t.Fatal(refused, err)
		}
		if token == old || s.ExpiresAt != now.Add(HolderSession) || s.Account != account {
			t.Fatal("the token or the end did not stay right")
		}
	}
	_, _, refused, err := Refresh(ctx, tx, token, now.Add(HolderSession))
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, refused, fault.Unauthenticated, "session.expired", "")
}

// PE-10: a token that was used before ends the session for its thief and its owner.
func TestRefreshReuseEndsTheSession(t *testing.T) {
	tx := newMemory()
	s, first, err := OpenSession(ctx, tx, id.New(now), HolderDoor, true, now)
	if err != nil {
		t.Fatal(err)
	}
	_, second, refused, err := Refresh(ctx, tx, first, now)
	if err := errors.Join(refused, err); err != nil {
		t.Fatal(err)
	}
	late := now.Add(RetryWithin)
	_, _, refused, err = Refresh(ctx, tx, first, late)
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, refused, fault.Unauthenticated, "session.reused", "")
	_, _, refused, _ = Refresh(ctx, tx, second, late)
	wantFault(t, refused, fault.Unauthenticated, "session.expired", "")
	if tx.sessions[s.ID].EndedAt != late {
		t.Error("not ended")
	}
}

// PE-10: an answer that was lost on the way may be asked for again; then only the newest token counts.
func TestRefreshRetry(t *testing.T) {
	tx := newMemory()
	_, first, err := OpenSession(ctx, tx, id.New(now), HolderDoor, true, now)
	if err != nil {
		t.Fatal(err)
	}
	_, lost, _, _ := Refresh(ctx, tx, first, now)
	_, kept, refused, err := Refresh(ctx, tx, first, now.Add(RetryWithin)-1)
	if err := errors.Join(refused, err); err != nil {
		t.Fatal("the retry was refused:", err)
	}
	if _, _, refused, err = Refresh(ctx, tx, kept, now.Add(time.Hour)); refused != nil || err != nil {
		t.Fatal(refused, err)
	}
	_, _, refused, _ = Refresh(ctx, tx, lost, now.Add(time.Hour))
	wantFault(t, refused, fault.Unauthenticated, "session.reused", "")
}

// NA-01: with a face each time there is nothing to renew, and staff log in every shift.
func TestSessionKinds(t *testing.T) {
	tx := newMemory()
	s, token, err := OpenSession(ctx, tx, id.New(now), HolderDoor, false, now)
	if err != nil || token != "" || s.ExpiresAt != now.Add(BearerValid) {
		t.Error(token, err)
	}
	s, token, err = OpenSession(ctx, tx, id.New(now), StaffDoor, true, now)
	if err != nil || s.ExpiresAt != now.Add(StaffSession) {
		t.Error(err)
	}
	wantFault(t, EndSession(ctx, tx, id.New(now), s.ID, now), fault.NotFound, "session.not_found", "")
	for range 2 {
		if err := EndSession(ctx, tx, s.Account, s.ID, now.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	_, _, refused, _ := Refresh(ctx, tx, token, now.Add(time.Minute))
	wantFault(t, refused, fault.Unauthenticated, "session.expired", "")
	for _, bad := range []string{"", "x", strings.Repeat("A", 64), strings.Repeat("!", 64)} {
		_, _, refused, err := Refresh(ctx, tx, bad, now)
		if err != nil {
			t.Fatal(err)
		}
		wantFault(t, refused, fault.Unauthenticated, "session.invalid", "")
	}
}

func FuzzReadBearer(f *testing.F) {
	m := testMint(f, 1)
	token, _ := m.Issue(Session{ID: id.ID{1}, Account: id.ID{2}, Door: HolderDoor, ExpiresAt: now.Add(HolderSession)}, now)
	f.Add(token)
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := m.Read(s, HolderDoor, now); err == nil && s != token {
			t.Fatalf("%q was read", s)
		}
		splitRefresh(s)
	})
}

func BenchmarkReadBearer(b *testing.B) {
	m := testMint(b, 1)
	token, _ := m.Issue(Session{ID: id.New(now), Account: id.New(now), Door: HolderDoor, ExpiresAt: now.Add(HolderSession)}, now)
	for b.Loop() {
		if _, err := m.Read(token, HolderDoor, now); err != nil {
			b.Fatal(err)
		}
	}
}
