package tour

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/demo"
	"kangma/internal/fault"
	"kangma/internal/instant"
)

// teller tells one story. It keeps the first thing that goes wrong: nothing is done and nothing told after that, so that a story
// reads from top to bottom and looks at it nowhere.
type teller struct {
	ctx context.Context
	Country
	w      io.Writer
	zh     bool
	err    error
	steps  int
	logins logins
	people *int // made so far, in all stories
}

// logins are who is logged in now, by node, door and phone.
type logins map[[3]string]*client.Client

func (t *teller) words(zh, en string) string {
	if t.zh {
		return zh
	}
	return en
}

// say tells one step that happened at a node.
func (t *teller) say(node, zh, en string, args ...any) {
	if t.err != nil {
		return
	}
	t.steps++
	name := ""
	for _, n := range demo.Nodes {
		if n.Name == node {
			name = t.words(n.Zh, n.En)
		}
	}
	fmt.Fprintf(t.w, "    %s  %s\n", pad(name, 9), fmt.Sprintf(t.words(zh, en), args...))
}

// pad fills up to a width in columns, of which a Chinese character takes two.
func pad(s string, width int) string {
	for _, r := range s {
		width--
		if r > 0x2e80 {
			width--
		}
	}
	return fmt.Sprintf("%s%*s", s, max(width, 0), "")
}

// want is what must be so.
func (t *teller) want(ok bool, format string, args ...any) {
	if t.err == nil && !ok {
		t.err = fmt.Errorf(format, args...)
	}
}

// failed keeps what went wrong, and says whether something has.
func (t *teller) failed(err error) bool {
	if t.err == nil {
		t.err = err
	}
	return t.err != nil
}

// ask does something that must go well, and gives what came of it.
func ask[T any](t *teller, do func(context.Context) (T, error)) (out T) {
	if t.err == nil {
		out, t.err = do(t.ctx)
	}
	return out
}

// do does something that must go well.
func (t *teller) do(do func(context.Context) error) {
	if t.err == nil {
		t.err = do(t.ctx)
	}
}

// refused is what must be refused with a key, and why it was, in the words of the refusal.
func (t *teller) refused(key string, err error) string {
	if t.err != nil {
		return ""
	}
	f, ok := fault.As(err)
	switch {
	case err == nil:
		t.err = fmt.Errorf("it should have been refused as %s", key)
	case !ok || f.Key != key:
		t.err = fmt.Errorf("it should have been refused as %s, not: %w", key, err)
	default:
		return f.Detail
	}
	return ""
}

// becomes waits for what a node does by itself.
func (t *teller) becomes(what string, is func(context.Context) (bool, error)) {
	for until := time.Now().Add(30 * time.Second); t.err == nil; time.Sleep(20 * time.Millisecond) {
		ok, err := is(t.ctx)
		if ok || t.failed(err) {
			return
		}
		if time.Now().After(until) {
			t.err = fmt.Errorf("it did not come about: %s", what)
		}
	}
}

// later lets time pass, at all nodes. Logins end meanwhile.
func (t *teller) later(d time.Duration, zh, en string) {
	if t.err != nil {
		return
	}
	if t.err = t.Pass(d); t.err != nil {
		return
	}
	clear(t.logins)
	if zh != "" {
		t.steps++
		fmt.Fprintf(t.w, "    %s  %s\n", pad("", 9), t.words("…… "+zh, "… "+en))
	}
}

func (t *teller) now() instant.Instant { return instant.Of(t.Now()) }

// time is so long after now, or before it.
func (t *teller) time(after time.Duration) wire.Time { return wire.Time(t.now().Add(after)) }

var sixDigits = regexp.MustCompile(`\d{6}`)

// login logs a phone in at a door of a node, with the code that came to it.
func (t *teller) login(node, phone, door string) *client.Client {
	key := [3]string{node, phone, door}
	if c := t.logins[key]; c != nil || t.err != nil {
		return c
	}
	c := client.New(t.URLs[node], nil)
	t.do(func(ctx context.Context) error { return c.RequestCode(ctx, phone) })
	inbox := ask(t, func(ctx context.Context) ([]wire.Message, error) { return c.Inbox(ctx, phone) })
	t.want(len(inbox) > 0, "no one-time code came")
	if t.err != nil {
		return nil
	}
	ask(t, func(ctx context.Context) (wire.Session, error) {
		return c.Login(ctx, wire.Login{Phone: phone, Code: sixDigits.FindString(inbox[0].Body), Door: door})
	})
	t.logins[key] = c
	return c
}

// staff is a member of staff of a node, by phone.
func (t *teller) staff(node, phone string) *client.Client {
	return t.login(node, phone, wire.StaffDoor)
}
