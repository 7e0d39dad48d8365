package desk

import (
	"context"
	"strings"

	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/staff"
	"kangma/web/ui"
)

// Live is the Service of a running node. A Bearer is the node's short-lived token and, behind a space, the refresh token
// of the shift: Renew exchanges it.
type Live struct{ Node *node.Node }

var _ Service = Live{}

func (l Live) caller(b Bearer) (node.Caller, error) {
	token, _, _ := strings.Cut(string(b), " ")
	return l.Node.Authenticate(token, person.StaffDoor)
}

// Me is read for each page: what was given or taken counts at once (WH-10).
func (l Live) Me(ctx context.Context, b Bearer) (Me, error) {
	c, err := l.caller(b)
	if err != nil {
		return Me{}, err
	}
	s, err := l.Node.Standing(ctx, c)
	if err != nil {
		return Me{}, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return Me{}, err
	}
	inbox, err := l.Node.StaffNotices(ctx, c, node.NoticeQuery{Limit: 1})
	if err != nil {
		return Me{}, err
	}
	out := Me{Bearer: b, Staff: c.Account, Phone: a.Phone.Masked(), Suspended: s.Suspended != nil, Unread: inbox.Unread, Now: l.Node.Now()}
	for _, a := range staff.Actions() {
		if _, err := s.MaySomewhere(a, anyPurpose, out.Now); err == nil {
			out.Actions = append(out.Actions, a)
		}
	}
	for _, a := range s.Appointments {
		if a.InForce(out.Now) {
			o := a.Role.Office()
			out.Offices = append(out.Offices, Office{Title: ui.Text{"zh": o.Zh, "en": o.En}, Region: l.Node.Regions().FullName(a.Region), Until: a.Until, Gives: o.Appoints})
		}
	}
	for _, g := range s.Grants {
		if g.InForce(out.Now) {
			out.Offices = append(out.Offices, Office{Title: ui.Text{"zh": g.Kind.Zh() + "：" + g.Action.Zh(), "en": g.Kind.En() + ": " + g.Action.En()},
				Region: l.Node.Regions().FullName(g.Region), Until: g.Until, Grant: true})
		}
	}
	return out, nil
}

// anyPurpose stands for the one that will be said: here it is only asked what could be permitted.
var anyPurpose = staff.Purpose{Kind: "service", Case: "-"}

func (l Live) Notices(ctx context.Context, b Bearer, before id.ID) ([]Notice, id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, id.ID{}, err
	}
	in, err := l.Node.StaffNotices(ctx, c, node.NoticeQuery{Before: before, Limit: 50})
	out := make([]Notice, len(in.Page))
	for i, n := range in.Page {
		said := l.Node.Say(n)
		out[i] = Notice{ID: n.ID, Title: ui.Text{"zh": said.Title.Zh, "en": said.Title.En}, Text: ui.Text{"zh": said.Text.Zh, "en": said.Text.En}, At: n.At, Read: n.Read != 0}
		if page := aboutPages[n.About.Kind]; page != "" && !n.About.ID.IsZero() {
			out[i].Href = page + n.About.ID.String()
		}
	}
	return out, in.Next, err
}

// aboutPages are the pages of what notices are about.
var aboutPages = map[string]string{
	"alarm": "/desk/alarms#",
	"case":  "/desk/cases/",
}

func (l Live) ReadNotices(ctx context.Context, b Bearer, which []id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.ReadStaffNotices(ctx, c, which...)
}
