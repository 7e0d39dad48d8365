package node

import (
	"context"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/person"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// TextRules say what goes to phones beside one-time codes, and how much.
type TextRules struct {
	Notices []notice.Kind // kinds whose notices go to phones too; none by default
	Daily   int           // texts that the operator takes from us a day, from midnight in China; 0 is as many as there are
}

// Text is a message of the outbox as staff see it: neither phone nor words.
type Text = store.Text

// TextState is how far a text has come, TextStates are all that there are.
type TextState = store.TextState

var TextStates = []TextState{store.TextWaiting, store.TextSent, store.TextDelivered, store.TextUndelivered, store.TextRefused, store.TextExpired}

const (
	loginText     = "login" // purpose of one-time codes
	noticesADay   = 10      // texts of notices to one phone
	noticeTextFor = instant.Day
)

// text puts a message for a phone into the outbox, in the transaction of what it tells: it goes if that is committed, and is never
// sent after until. The sandbox keeps it in the inbox that everybody can read.
func (n *Node) text(ctx context.Context, tx *store.Tx, purpose string, to person.Phone, body string, until, at instant.Instant) error {
	if err := n.noteWords(ctx, tx, to, body, at); err != nil {
		return err
	}
	if n.SMS == nil {
		return tx.InsertMessage(ctx, store.Message{ID: id.New(at), Phone: to.Reveal(), Body: body, At: at})
	}
	x := store.Text{ID: id.New(at), Purpose: purpose, Phone: n.vault.IndexPhone(to), CreatedAt: at, Until: until, Next: at, State: store.TextWaiting, ChangedAt: at}
	x.Sealed = n.outbox.Seal([]byte(to.Reveal()+"\n"+body), x.ID[:])
	tx.OnCommit(func() { wake(n.textWake) })
	return tx.InsertText(ctx, x)
}

// opened is whom a text is for, and what it says.
func (n *Node) opened(x store.Text) (to, body string, err error) {
	plain, err := n.outbox.Open(x.Sealed, x.ID[:])
	to, body, _ = strings.Cut(string(plain), "\n")
	return to, body, err
}

// textNotice sends a notice to the phones that it concerns, where the operator wants its kind there. An office has no phone.
func (n *Node) textNotice(ctx context.Context, tx *store.Tx, x notice.Notice, at instant.Instant) error {
	if !slices.Contains(n.Texts.Notices, x.Kind) || x.To.Office() {
		return nil
	}
	accounts := []id.ID{x.To.Staff}
	if !x.To.Person.IsZero() {
		links, err := tx.LinksOfPerson(ctx, x.To.Person)
		if err != nil {
			return err
		}
		accounts = nil
		for _, l := range links {
			if l.Open(at) {
				accounts = append(accounts, l.Account)
			}
		}
	}
	for _, a := range accounts {
		if err := n.textAccount(ctx, tx, a, x, at); err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) textAccount(ctx context.Context, tx *store.Tx, account id.ID, x notice.Notice, at instant.Instant) error {
	a, err := tx.Account(ctx, account)
	if err != nil {
		return err
	}
	contact, err := n.vault.OpenContact(a.ID, a.Sealed)
	if err != nil {
		return err
	}
	today, err := tx.TextsTo(ctx, n.vault.IndexPhone(contact.Phone), loginText, at.Add(-instant.Day))
	if err != nil || today >= noticesADay {
		return err // the notice is in the inbox all the same
	}
	return n.text(ctx, tx, string(x.Kind), contact.Phone, "【"+n.Name.ZH+"健康码】"+n.Say(x).Text.Zh, min(x.Until, at.Add(noticeTextFor)), at)
}

// textChanges sends a change of colour to the phones that it concerns, where the operator wants that. A population that is decided
// anew at once gets none: that is what the inbox is for.
func (n *Node) textChanges(ctx context.Context, tx *store.Tx, decided []policy.Record, before map[id.ID]policy.Record, at instant.Instant) error {
	if !slices.Contains(n.Texts.Notices, notice.ColourChanged) {
		return nil
	}
	for _, d := range decided {
		was, known := before[d.Person]
		if !known || was.Colour == d.Colour {
			continue
		}
		x := notice.Notice{To: notice.ToPerson(d.Person), Kind: notice.ColourChanged, Until: at.Add(notice.Kept),
			Values: notice.Values{"from": notice.Colour(was.Colour), "to": notice.Colour(d.Colour)}}
		if err := n.textNotice(ctx, tx, x, at); err != nil {
			return err
		}
	}
	return nil
}

// TextList lists the outbox, of one state or all (""), newest first, without phones and words.
func (n *Node) TextList(ctx context.Context, c Caller, state store.TextState, before id.ID, limit int) (list []Text, err error) {
	if state != "" && !slices.Contains(TextStates, state) {
		return nil, fault.Field("state", string(state), "is not one of waiting, sent, delivered, undelivered, refused, expired")
	}
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StatisticsRead}); err != nil {
			return err
		}
		list, err = tx.Texts(ctx, state, before, limit)
		return err
	})
	return list, err
}
