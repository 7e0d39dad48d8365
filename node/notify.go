package node

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/store"
)

// notify puts notices into inboxes, in the transaction of what they tell (NT-3):
//
//	n.notify(ctx, tx, at, notice.Notice{To: notice.ToPerson(who), Kind: notice.CaseMoved, About: notice.About{Kind: "case", ID: c.ID},
//		Values: notice.Values{"kind": notice.Word("转码申请", "conversion"), "state": notice.Word("已批准", "approved")}})
//
// It fails only for a notice that is not in order, which is a mistake of ours, or with the database.
func (n *Node) notify(ctx context.Context, tx *store.Tx, at instant.Instant, list ...notice.Notice) error {
	posted, err := notice.Post(ctx, tx, at, list...)
	if err != nil {
		return err
	}
	for _, x := range posted {
		if err := n.textNotice(ctx, tx, x, at); err != nil {
			return err
		}
	}
	return nil
}

// NoticeQuery says which of one's notices are listed, from the newest on.
type NoticeQuery struct {
	Person id.ID // one of the people of an account; zero for all of them
	Before id.ID // cursor
	Unread bool
	Limit  int
}

// Notices are a page of an inbox.
type Notices struct {
	Page   []notice.Notice
	Next   id.ID // cursor, zero at the end
	Unread int   // in the whole inbox
}

// HolderNotices lists what the people of the caller's account were told, all in one place (NA-05).
func (n *Node) HolderNotices(ctx context.Context, c Caller, q NoticeQuery) (out Notices, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		boxes, err := holderBoxes(ctx, tx, c, q.Person, at)
		if err != nil {
			return err
		}
		out, err = inbox(ctx, tx, boxes, q, at)
		return err
	})
	return out, err
}

// ReadHolderNotices notes that some of them were read.
func (n *Node) ReadHolderNotices(ctx context.Context, c Caller, which ...id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		boxes, err := holderBoxes(ctx, tx, c, id.ID{}, at)
		if err != nil {
			return err
		}
		for _, v := range which {
			if err := notice.Read(ctx, tx, boxes, v, at); err != nil {
				return err
			}
		}
		return nil
	})
}

// UnreadNotices counts what the people of the caller's account were told and have not read.
func (n *Node) UnreadNotices(ctx context.Context, c Caller) (unread int, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		boxes, err := holderBoxes(ctx, tx, c, id.ID{}, at)
		if err != nil {
			return err
		}
		unread, err = notice.Unread(ctx, tx, boxes, at)
		return err
	})
	return unread, err
}

// StaffNotices lists what the caller was told himself, and in the offices that he holds.
func (n *Node) StaffNotices(ctx context.Context, c Caller, q NoticeQuery) (out Notices, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		boxes, err := n.staffBoxes(ctx, tx, c, at)
		if err != nil {
			return err
		}
		out, err = inbox(ctx, tx, boxes, q, at)
		return err
	})
	return out, err
}

// ReadStaffNotices notes that the caller has read some of them.
func (n *Node) ReadStaffNotices(ctx context.Context, c Caller, which ...id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		boxes, err := n.staffBoxes(ctx, tx, c, at)
		if err != nil {
			return err
		}
		for _, v := range which {
			if err := notice.Read(ctx, tx, boxes, v, at); err != nil {
				return err
			}
		}
		return nil
	})
}

// Say puts a notice into words.
func (n *Node) Say(x notice.Notice) notice.Said { return x.Say(n.Regions().FullName) }

func inbox(ctx context.Context, tx *store.Tx, boxes []notice.Box, q NoticeQuery, at instant.Instant) (out Notices, err error) {
	out.Page, out.Next, err = notice.Inbox(ctx, tx, boxes, notice.Query{At: at, Before: q.Before, Unread: q.Unread, Limit: q.Limit})
	if err != nil {
		return out, err
	}
	out.Unread, err = notice.Unread(ctx, tx, boxes, at)
	return out, err
}

// holderBoxes are the boxes of the people of the caller's account, or of the one that is named (NO-5).
func holderBoxes(ctx context.Context, tx *store.Tx, c Caller, who id.ID, at instant.Instant) ([]notice.Box, error) {
	links, err := tx.LinksOfAccount(ctx, c.Account)
	if err != nil {
		return nil, err
	}
	if !who.IsZero() {
		who, err := pick(links, who, at)
		return notice.OfPeople([]id.ID{who}), err
	}
	var people []id.ID
	for _, l := range links {
		if l.Open(at) {
			people = append(people, l.Person)
		}
	}
	return notice.OfPeople(people), nil
}

// staffBoxes are the caller's own and those of his offices: his scope for notices.
func (n *Node) staffBoxes(ctx context.Context, tx *store.Tx, c Caller, at instant.Instant) ([]notice.Box, error) {
	if c.itself {
		return nil, fault.New(fault.Forbidden, "staff.door", "this is for staff; log in as staff")
	}
	s, err := n.stand(ctx, tx, c)
	return notice.OfStaff(s, at), err
}
