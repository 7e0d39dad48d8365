package node

import (
	"bytes"
	"cmp"
	"context"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/internal/poster"
	"kangma/notice"
	"kangma/pass"
	"kangma/person"
	"kangma/staff"
	"kangma/store"
)

// IssuePaper makes a person's code on paper, from now on the only one that counts (BY-09, NA-12): his own or a ward's by the holder's
// door, that of somebody whom he helps by a member of staff. purpose is asked of staff alone.
func (n *Node) IssuePaper(ctx context.Context, c Caller, who id.ID, purpose staff.Purpose) (out pass.Paper, err error) {
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		p, e, helped, err := n.holderOrHelper(ctx, tx, c, who, audit.PaperIssue, purpose)
		if err != nil {
			return err
		}
		if err := n.regime.Load().ended(e.At); err != nil {
			return err
		}
		if err := hasApplied(ctx, tx, p); err != nil {
			return err
		}
		by := pass.ByHolder
		if helped {
			by = pass.ByStaff
		}
		if out, err = pass.IssuePaper(ctx, tx, p, n.handles.CTI(p.Handle), by, time.Duration(n.PaperDays)*instant.Day, e.At); err != nil {
			return err
		}
		if err := n.tellPaper(ctx, tx, out, notice.PaperIssued, e.At); err != nil {
			return err
		}
		tx.OnCommit(func() { n.recalled.Store(nil) })
		e.Object = audit.Object{Kind: "paper", ID: out.ID.String()}
		e.Detail = e.Detail.With("until", out.Expires)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// hasApplied refuses a paper for somebody of whom nothing was declared: it would name a person without a state.
func hasApplied(ctx context.Context, tx *store.Tx, p person.Person) error {
	if p.Deleted() {
		return fault.New(fault.NotFound, "person.not_found", "there is no such person")
	}
	applications, err := tx.Applications(ctx, p.ID)
	if err == nil && len(applications) == 0 {
		err = fault.New(fault.Conflict, "paper.not_applied", "this person has no code yet; fill in the form first")
	}
	return err
}

// LosePaper ends a person's paper code for good: gates with a network know it at once, the others with their next status list (BY-14).
// It gives what it ended; nothing to end is refused.
func (n *Node) LosePaper(ctx context.Context, c Caller, who id.ID, purpose staff.Purpose) (ended pass.Paper, err error) {
	err = n.write(ctx, c, &ended, func(tx *store.Tx) error {
		p, e, _, err := n.holderOrHelper(ctx, tx, c, who, audit.PaperEnd, purpose)
		if err != nil {
			return err
		}
		all, err := pass.EndPapers(ctx, tx, p.ID, pass.PaperLost, e.At)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fault.New(fault.Conflict, "paper.none", "there is no paper code that counts")
		}
		ended = all[0]
		if err := n.tellPaper(ctx, tx, ended, notice.PaperEnded, e.At); err != nil {
			return err
		}
		tx.OnCommit(func() { n.recalled.Store(nil) })
		e.Object = audit.Object{Kind: "paper", ID: ended.ID.String()}
		return n.record(ctx, tx, e)
	})
	return ended, err
}

func (n *Node) tellPaper(ctx context.Context, tx *store.Tx, p pass.Paper, kind notice.Kind, at instant.Instant) error {
	v := notice.Values{"number": notice.Word(p.Number(), p.Number())}
	if kind == notice.PaperIssued {
		v["until"] = notice.Time(p.Expires)
	}
	return n.notify(ctx, tx, at, notice.Notice{To: notice.ToPerson(p.Person), Kind: kind, About: notice.About{Kind: "paper", ID: p.ID}, Values: v})
}

// Papers are a person's codes on paper, the newest first, those that ended among them until their time is over.
func (n *Node) Papers(ctx context.Context, c Caller, who id.ID, purpose staff.Purpose) (list []pass.Paper, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		p, _, _, err := n.holderOrHelper(ctx, tx, c, who, audit.PaperPrint, purpose)
		if err != nil {
			return err
		}
		list, err = tx.Papers(ctx, p.ID)
		return err
	})
	return list, err
}

// PrintPaper is the PDF of a paper code that counts, with the name masked.
func (n *Node) PrintPaper(ctx context.Context, c Caller, who, which id.ID, purpose staff.Purpose) ([]byte, error) {
	font, err := poster.Font()
	if err != nil {
		return nil, err
	}
	var sheet poster.Paper
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		p, e, helped, err := n.holderOrHelper(ctx, tx, c, who, audit.PaperPrint, purpose)
		if err != nil {
			return err
		}
		paper, err := tx.Paper(ctx, p.ID, which)
		if err != nil {
			return err
		}
		if !paper.Counts(e.At) {
			return fault.New(fault.Conflict, "paper.ended", "this paper code no longer counts; have a new one issued")
		}
		sheet = poster.Paper{System: n.Name.ZH + "健康码", SystemEN: n.Name.EN + " health code", Number: paper.Number(),
			Issued: paper.IssuedAt.In(instant.Beijing)[:10], Until: paper.Expires.In(instant.Beijing)[:10], Hotline: cmp.Or(n.Hotline, "12345")}
		if sheet.Name, sheet.Document, err = n.masked(p); err != nil {
			return err
		}
		if sheet.Code, err = n.signPaper(paper); err != nil || !helped {
			return err
		}
		e.Object = audit.Object{Kind: "paper", ID: paper.ID.String()}
		return n.record(ctx, tx, e)
	})
	if err != nil {
		return nil, err
	}
	var pdf bytes.Buffer
	if err := poster.WritePaper(&pdf, font, sheet); err != nil {
		return nil, err
	}
	return pdf.Bytes(), nil
}

// signPaper gives the text of a paper code: by a key that was valid when the paper was issued and outlives it, so that the same paper can
// be printed again.
func (n *Node) signPaper(p pass.Paper) (string, error) {
	for _, k := range n.signing.Published(n.clock.Now()) {
		if k.Use == keys.UsePaper && k.From <= p.IssuedAt && p.Expires <= k.Until {
			return pass.Issue(k, p.Claims(n.region))
		}
	}
	return "", fault.New(fault.Unavailable, "keys.none", "there is no key for paper codes now")
}
