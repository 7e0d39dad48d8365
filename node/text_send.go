package node

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/sms"
	"kangma/store"
)

const (
	textBatch   = 64
	textsAtOnce = 16
	textEvery   = time.Second
	textTime    = 30 * time.Second // one try
	firstRetry  = time.Second
	lastRetry   = 5 * time.Minute
)

// runTexts sends what is in the outbox, in one process at a time, and keeps what receipts say.
func (n *Node) runTexts(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	receipts := make(chan sms.Receipt, 256)
	g.Go(func() error {
		return n.SMS.Run(ctx, func(r sms.Receipt) {
			select {
			case receipts <- r:
			case <-ctx.Done():
			}
		})
	})
	g.Go(func() error { return n.keepReceipts(ctx, receipts) })
	g.Go(func() error {
		for {
			tried, err := n.sendTexts(ctx)
			if err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "the outbox of texts cannot be worked on; it is tried again", "error", err)
			}
			if tried == textBatch && err == nil {
				continue
			}
			if !sleep(ctx, textEvery, n.textWake) {
				return ctx.Err()
			}
		}
	})
	return g.Wait()
}

// sendTexts tries what is due, several at once, and gives how many.
func (n *Node) sendTexts(ctx context.Context) (tried int, err error) {
	var due []store.Text
	left := 0 // of today's number
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		if due, err = tx.TextsDue(ctx, at, textBatch); err != nil || n.Texts.Daily == 0 || len(due) == 0 {
			return err
		}
		today, err := tx.HandedOver(ctx, midnight(at))
		left = max(0, n.Texts.Daily-today)
		return err
	})
	if err != nil {
		return 0, err
	}
	whole := context.WithoutCancel(ctx) // what is on its way when the node is stopped comes to an end and is noted: else it would be sent again
	var g errgroup.Group
	g.SetLimit(textsAtOnce)
	var failed sync.Once
	for _, x := range due {
		held := false
		if x.Until > n.clock.Now() && n.Texts.Daily != 0 {
			held, left = left == 0, max(0, left-1)
		}
		g.Go(func() error {
			x, why := n.tryText(whole, x, held)
			if why != nil {
				failed.Do(func() {
					slog.WarnContext(ctx, "a text was not taken", "purpose", x.Purpose, "state", x.State, "tries", x.Tries, "error", why)
				})
			}
			return n.store.Write(whole, func(tx *store.Tx) error { return tx.UpdateText(whole, x) })
		})
	}
	return len(due), g.Wait()
}

// tryText tries one text and gives what became of it, and why it was not taken. held says that today's number is used up.
func (n *Node) tryText(ctx context.Context, x store.Text, held bool) (store.Text, error) {
	at := n.clock.Now()
	done := func(s store.TextState) { x.State, x.Sealed, x.Next, x.ChangedAt = s, nil, instant.Never, at }
	switch {
	case at >= x.Until:
		done(store.TextExpired)
		return x, nil
	case held:
		x.Next, x.Why, x.ChangedAt = min(midnight(at).Add(instant.Day), x.Until), "sms.daily", at
		return x, fault.New(fault.TooMany, "sms.daily", "today's %d texts have been sent", n.Texts.Daily)
	}
	to, body, err := n.opened(x)
	if err == nil {
		try, cancel := context.WithTimeout(ctx, min(textTime, x.Until.Sub(at)))
		x.Reference, err = n.SMS.Send(try, sms.Message{ID: x.ID, To: to, Text: body, Until: x.Until})
		cancel()
	}
	x.Tries++
	f, _ := fault.As(err)
	switch {
	case err == nil:
		x.Why, x.SentAt = "", at
		done(store.TextSent)
	case f != nil && f.Code == fault.Invalid:
		x.Why = f.Key
		done(store.TextRefused)
	default:
		x.Why = "sms.unreachable"
		if f != nil {
			x.Why = f.Key
		}
		x.Next, x.ChangedAt = min(at.Add(retryAfter(x.Tries)), x.Until), at
	}
	return x, err
}

// retryAfter is how long to wait after so many tries: a second, then twice as long each time, up to five minutes.
func retryAfter(tries int) time.Duration {
	if tries > 8 {
		return lastRetry
	}
	return min(firstRetry<<(tries-1), lastRetry)
}

// midnight is when the day of an instant began in China.
func midnight(at instant.Instant) instant.Instant {
	const day, ahead = instant.Instant(instant.Day / time.Microsecond), instant.Instant(8 * time.Hour / time.Microsecond)
	return (at+ahead)/day*day - ahead
}

// keepReceipts notes what became of texts. A receipt may come before what it is about has been noted as sent, so it is kept a while.
func (n *Node) keepReceipts(ctx context.Context, receipts <-chan sms.Receipt) error {
	type early struct {
		sms.Receipt
		tries int
	}
	var waiting []early
	keep := func(r early) {
		kept, err := n.keepReceipt(ctx, r.Receipt)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "a receipt cannot be kept", "error", err)
		}
		if r.tries++; !kept && r.tries < 60 {
			waiting = append(waiting, r)
		}
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-receipts:
			keep(early{Receipt: r})
		case <-tick.C:
			again := waiting
			waiting = nil
			for _, r := range again {
				keep(r)
			}
		}
	}
}

func (n *Node) keepReceipt(ctx context.Context, r sms.Receipt) (kept bool, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		x, ok, err := tx.TextByReference(ctx, r.Reference)
		if kept = ok && err == nil; !kept || x.State != store.TextSent {
			return err
		}
		x.State, x.ChangedAt = store.TextUndelivered, n.clock.Now()
		if r.Delivered {
			x.State = store.TextDelivered
		}
		return tx.UpdateText(ctx, x)
	})
	return kept, err
}
