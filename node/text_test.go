package node_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/sms"
	"kangma/node"
	"kangma/notice"
	"kangma/person"
	"kangma/staff"
	"kangma/store"
)

// carrier takes messages as a test wants.
type carrier struct {
	mu   sync.Mutex
	got  []sms.Message
	fail error
	gone chan sms.Message // each message taken, where somebody waits for it
}

func (c *carrier) Send(_ context.Context, m sms.Message) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		return "", c.fail
	}
	c.got = append(c.got, m)
	if c.gone != nil {
		c.gone <- m
	}
	return fmt.Sprint("op-", len(c.got)), nil
}

func (c *carrier) Run(ctx context.Context, _ func(sms.Receipt)) error { <-ctx.Done(); return ctx.Err() }

// openSending is a node that sends.
func openSending(t testing.TB, rules node.TextRules) (*hubei, *carrier) {
	out := &carrier{}
	return openAt(t, spring, func(c *node.Config) {
		c.SMS, c.Texts = out, rules
	}), out
}

func (h *hubei) texts(want int) []node.Text {
	h.t.Helper()
	if _, err := h.SendTexts(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	list, err := h.TextList(h.t.Context(), node.Itself, "", id.ID{}, 100)
	if err != nil || len(list) != want {
		h.t.Fatalf("%d texts, want %d: %v", len(list), want, err)
	}
	return list
}

// WZ-01, SM-2: a code is sent once, by what is in the outbox, under its id; the words and the phone are sealed until then and gone afterwards.
func TestCodeIsSent(t *testing.T) {
	h, out := openSending(t, node.TextRules{})
	wants(t, h.RequestCode(t.Context(), "13800138000"))
	db, err := os.ReadFile(strings.TrimPrefix(h.Database, "sqlite:") + "-wal")
	wants(t, err)
	x := h.texts(1)[0]
	if x.State != store.TextSent || x.Sealed != nil || x.Purpose != "login" || x.Tries != 1 || x.Reference != "op-1" {
		t.Errorf("%+v", x)
	}
	h.texts(1)
	if len(out.got) != 1 || out.got[0].ID != x.ID || out.got[0].To != "+8613800138000" {
		t.Fatalf("%+v", out.got)
	}
	_, rest, _ := strings.Cut(out.got[0].Text, "验证码 ")
	for _, secret := range []string{rest[:6], "13800138000"} {
		if strings.Contains(string(db), secret) {
			t.Errorf("%s stands in the database", secret)
		}
	}
	s, err := h.Login(t.Context(), "13800138000", rest[:6], person.HolderDoor, false)
	if err != nil || s.Token == "" {
		t.Error(err)
	}
	for _, delivered := range []bool{true, false} { // the first receipt stands
		if kept, err := h.KeepReceipt(t.Context(), sms.Receipt{Reference: "op-1", Delivered: delivered}); !kept || err != nil {
			t.Error(kept, err)
		}
		if x := h.texts(1)[0]; x.State != store.TextDelivered {
			t.Errorf("%+v", x)
		}
	}
	if kept, err := h.KeepReceipt(t.Context(), sms.Receipt{Reference: "op-9"}); kept || err != nil {
		t.Error(kept, err)
	}
	if _, err := h.Inbox(t.Context(), ""); fault.CodeOf(err) != fault.NotFound {
		t.Error("a node that sends has an inbox", err)
	}
}

// A text that cannot go now is tried again, ever later; a code never goes after its three minutes; what is refused is seen and left.
func TestTextsAreTriedAgain(t *testing.T) {
	h, out := openSending(t, node.TextRules{})
	out.fail = fault.New(fault.TooMany, "sms.throttled", "slowly")
	wants(t, h.RequestCode(t.Context(), "13800138000"))
	for _, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		x := h.texts(1)[0]
		if x.State != store.TextWaiting || x.Why != "sms.throttled" || x.Next.Sub(h.Now()).Round(time.Millisecond) != wait {
			t.Errorf("%+v", x)
		}
		h.clock.Add(wait - time.Millisecond)
		if y := h.texts(1)[0]; y.Tries != x.Tries {
			t.Error("tried too early")
		}
		h.clock.Add(2 * time.Millisecond)
	}
	out.fail = errors.New("a cause that is not ours, +8613800138000")
	if x := h.texts(1)[0]; x.Why != "sms.unreachable" || x.Tries != 4 {
		t.Errorf("%+v", x)
	}
	h.clock.Add(3 * time.Minute)
	out.fail = nil
	if x := h.texts(1)[0]; x.State != store.TextExpired || x.Sealed != nil || len(out.got) != 0 {
		t.Errorf("%+v, sent %d", x, len(out.got))
	}
	out.fail = fault.New(fault.Invalid, "sms.refused", "no such number")
	wants(t, h.RequestCode(t.Context(), "13800138000"))
	if x := h.texts(2)[0]; x.State != store.TextRefused || x.Why != "sms.refused" || x.Sealed != nil {
		t.Errorf("%+v", x)
	}
	if f, err := h.Figures(t.Context()); err != nil || f.Texts[store.TextRefused] != 1 || f.Texts[store.TextExpired] != 1 {
		t.Errorf("%+v %v", f, err)
	}
	// A code that was asked for in vain is not in the outbox: WZ-12 state 13.
	if err := h.RequestCode(t.Context(), "13800138000"); fault.CodeOf(err) != fault.TooMany {
		t.Error(err)
	}
	h.texts(2)
	if _, err := h.TextList(t.Context(), node.Caller{}, "", id.ID{}, 1); fault.CodeOf(err) != fault.Forbidden {
		t.Error(err)
	}
	if _, err := h.TextList(t.Context(), node.Itself, "lost", id.ID{}, 1); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// The operator's daily number holds texts back until midnight in China; codes of today then have expired.
func TestDailyNumber(t *testing.T) {
	h, out := openSending(t, node.TextRules{Daily: 1, Notices: []notice.Kind{notice.StaffAppointed}})
	_, err := h.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: "13900000001", Name: "王小明", Role: staff.Reviewer, Region: wuhan})
	wants(t, err)
	h.texts(1)
	h.clock.Add(time.Minute)
	wants(t, h.RequestCode(t.Context(), "13800138000"))
	_, err = h.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: "13900000002", Name: "李梅", Role: staff.Reviewer, Region: wuhan})
	wants(t, err)
	if x := h.texts(3); len(out.got) != 1 || x[0].Why != "sms.daily" || x[1].Why != "sms.daily" {
		t.Errorf("%+v", out.got)
	}
	h.clock.Add(15 * time.Hour) // after midnight in China
	if h.texts(3); len(out.got) != 2 || !strings.HasPrefix(out.got[1].Text, "【湖北省健康码】您被任命为湖北省武汉市江岸区审核员") {
		t.Errorf("%+v", out.got)
	}
}

// Notices of the kinds that the operator chose go to phones, a change of colour to the account that shows the code; other kinds, and none by default, do not.
func TestNoticesGoToPhones(t *testing.T) {
	for _, kinds := range [][]notice.Kind{nil, {notice.ColourChanged}} {
		h, out := openSending(t, node.TextRules{Notices: kinds})
		wants(t, h.RequestCode(t.Context(), "13800138000"))
		h.texts(1)
		_, rest, _ := strings.Cut(out.got[0].Text, "验证码 ")
		s, err := h.Login(t.Context(), "13800138000", rest[:6], person.HolderDoor, false)
		wants(t, err)
		c, err := h.Authenticate(s.Token, person.HolderDoor)
		wants(t, err)
		_, err = h.Verify(t.Context(), c, zhang)
		wants(t, err)
		_, err = h.Apply(t.Context(), c, healthy(wuhan))
		wants(t, err)
		for i := range 12 { // colour to and fro: the phone gets no more than ten a day
			h.clock.Add(time.Minute)
			r := h.record(fmt.Sprint(i), evidence.Fact{Kind: evidence.ContactClose, Source: "cdc"})
			h.clock.Add(time.Minute)
			purpose, _ := staff.ParsePurpose("control", "", "")
			_, err = h.EndEvidence(t.Context(), node.Itself, evidence.Change{Person: r.Person, Evidence: r.ID, Until: h.Now(), Reason: "released", Ground: "test"}, purpose)
			wants(t, err)
		}
		h.texts(1 + 10*len(kinds))
		if len(kinds) == 0 {
			continue
		}
		if m := out.got[len(out.got)-1]; m.To != "+8613800138000" || !strings.HasPrefix(m.Text, "【湖北省健康码】健康码由") || strings.Contains(m.Text, "张") {
			t.Errorf("%+v", m)
		}
	}
}

// A running node sends by itself, and what was committed before it was cut off goes when it runs again.
func TestRunningNodeSends(t *testing.T) {
	h, out := openSending(t, node.TextRules{})
	wants(t, h.RequestCode(t.Context(), "13800138000")) // nobody runs yet
	out.gone = make(chan sms.Message, 1)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- h.Run(ctx) }()
	first := <-out.gone
	wants(t, h.RequestCode(t.Context(), "13800138001"))
	if second := <-out.gone; first.To == second.To {
		t.Error("one message twice")
	}
	cancel()
	wants(t, <-done)
}
