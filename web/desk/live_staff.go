package desk

import (
	"context"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/staff"
	"kangma/web/ui"
)

// membersPage is how many appointments a page of the list has.
const membersPage = 50

func (l Live) Members(ctx context.Context, b Bearer, q MemberQuery) (out Members, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	query := node.StaffQuery{Phone: digits(q.Phone), After: q.After, Limit: membersPage}
	if q.Role != "" {
		if query.Role, err = staff.ParseRole(q.Role); err != nil {
			return out, err
		}
	}
	if query.Region, err = l.regionFor(ctx, c, staff.StaffRead, strings.TrimSpace(q.Region)); err != nil {
		return out, err
	}
	out.Region = l.division(query.Region)
	list, err := l.Node.Staff(ctx, c, query)
	for _, m := range list {
		out.List = append(out.List, l.member([]node.Member{m}))
	}
	if len(list) == membersPage && query.Phone == "" {
		out.Next = list[len(list)-1].ID
	}
	return out, err
}

// member is one account with its appointments.
func (l Live) member(of []node.Member) Member {
	m := Member{Account: of[0].Appointment.Staff, Name: of[0].Who.Name.Masked(), Phone: of[0].Who.Phone.Masked(), Suspended: of[0].Suspended}
	if of[0].Away != nil {
		m.AwayUntil = of[0].Away.Until
	}
	now := l.Node.Now()
	for _, a := range of {
		o := a.Role.Office()
		m.Offices = append(m.Offices, Appointed{a.ID, ui.Text{"zh": o.Zh, "en": o.En}, l.Node.Regions().FullName(a.Region), a.From, a.Until, a.Until != instant.Never, a.InForce(now)})
	}
	return m
}

func (l Live) Member(ctx context.Context, b Bearer, account id.ID) (Member, error) {
	c, err := l.caller(b)
	if err != nil {
		return Member{}, err
	}
	list, err := l.Node.StaffHistory(ctx, c, account)
	if err != nil {
		return Member{}, err
	}
	if len(list) == 0 {
		return Member{}, fault.New(fault.NotFound, "staff.not_found", "no such member of staff")
	}
	return l.member(list), nil
}

func (l Live) Appoint(ctx context.Context, b Bearer, in NewOffice) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	a := node.NewAppointment{Phone: digits(in.Phone), Name: strings.TrimSpace(in.Name)}
	if a.Role, err = staff.ParseRole(in.Role); err != nil {
		return id.ID{}, err
	}
	if a.Region, err = l.regionFor(ctx, c, staff.StaffAppoint, strings.TrimSpace(in.Region)); err != nil {
		return id.ID{}, err
	}
	if in.Until != "" {
		last, err := passage.ParseDay(in.Until)
		if err != nil {
			return id.ID{}, fault.Field("until", in.Until, "is not a day as 2020-03-25")
		}
		a.Until = (last + 1).Start()
	}
	made, err := l.Node.Appoint(ctx, c, a)
	return made.Staff, err
}

func (l Live) Dismiss(ctx context.Context, b Bearer, appointment id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.Dismiss(ctx, c, appointment)
	return err
}

func (l Live) Suspend(ctx context.Context, b Bearer, account id.ID, reason string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.Suspend(ctx, c, account, strings.TrimSpace(reason))
}

func (l Live) Restore(ctx context.Context, b Bearer, account id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.Restore(ctx, c, account)
}

func (l Live) EndSessions(ctx context.Context, b Bearer, account id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.EndSessions(ctx, c, account, id.ID{})
}

func (l Live) Enrol(ctx context.Context, b Bearer, account id.ID) (string, instant.Instant, error) {
	c, err := l.caller(b)
	if err != nil {
		return "", 0, err
	}
	return l.Node.Enrol(ctx, c, account)
}
