package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// notices holds notice.Tx to its contract (NT-3 to NT-6).
func notices(t *testing.T, s *store.Store) {
	who, clerk, other := ident(100), ident(200), ident(201)
	told := func(n int, to notice.Receiver) notice.Notice {
		return notice.Notice{ID: ident(n), To: to, Kind: notice.CaseMoved, About: notice.About{Kind: "case", ID: ident(9)}, At: at, Until: at + day,
			Values: notice.Values{"kind": notice.Word("转码", "conversion"), "state": notice.Word("已批准", "approved")}}
	}
	office := notice.ToOffice(staff.Reviewer, jiangan)
	mine, his, desk, elsewhere := told(1, notice.ToPerson(who)), told(2, notice.ToStaff(clerk)), told(3, office), told(4, notice.ToOffice(staff.Reviewer, xiaogan))
	second := told(5, notice.ToPerson(who))
	second.About = notice.About{}
	write(t, s, func(tx *store.Tx) error {
		return tx.InsertNotices(ctx, []notice.Notice{mine, his, desk, elsewhere, second})
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertNotices(ctx, []notice.Notice{mine}) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertNotices(ctx, []notice.Notice{his}) })

	q := notice.Query{At: at, Limit: 10}
	lists := func(to notice.Receiver, reader id.ID, q notice.Query) func(*store.Tx) ([]notice.Notice, error) {
		return func(tx *store.Tx) ([]notice.Notice, error) { return tx.Notices(ctx, to, reader, q) }
	}
	reads(t, s, []notice.Notice{second, mine}, lists(mine.To, id.ID{}, q))
	reads(t, s, []notice.Notice{mine}, lists(mine.To, id.ID{}, notice.Query{At: at, Limit: 10, Before: second.ID}))
	reads(t, s, []notice.Notice{second}, lists(mine.To, id.ID{}, notice.Query{At: at, Limit: 1}))
	reads(t, s, nil, lists(mine.To, id.ID{}, notice.Query{At: at + day, Limit: 10}))
	reads(t, s, []notice.Notice{his}, lists(his.To, clerk, q))
	reads(t, s, []notice.Notice{desk}, lists(office, clerk, q))
	reads(t, s, nil, lists(notice.ToOffice(staff.GridWorker, jiangan), clerk, q))
	reads(t, s, nil, lists(notice.ToPerson(ident(101)), id.ID{}, q))

	// A green decision, the same again, red, red with a mark.
	shown := func(n int, c policy.Colour, m policy.Mark) policy.Record {
		d := decision(who, n, instant.Never)
		d.At, d.Colour, d.Mark = at+instant.Instant(n), c, m
		return d
	}
	for _, d := range []policy.Record{shown(11, policy.Green, ""), shown(12, policy.Green, ""), shown(13, policy.Red, ""), shown(14, policy.Red, "cross")} {
		write(t, s, func(tx *store.Tx) error { return tx.InsertDecisions(ctx, []policy.Record{d}) })
	}
	red := notice.Change{Decision: ident(13), At: at + 13, From: policy.Green, To: policy.Red}
	cross := notice.Change{Decision: ident(14), At: at + 14, From: policy.Red, To: policy.Red, Is: "cross"}
	changes := func(since instant.Instant, q notice.Query) func(*store.Tx) ([]notice.Change, error) {
		return func(tx *store.Tx) ([]notice.Change, error) { return tx.CodeChanges(ctx, who, since, q) }
	}
	reads(t, s, []notice.Change{cross, red}, changes(at, q))
	reads(t, s, []notice.Change{cross}, changes(at+13, q))
	reads(t, s, []notice.Change{red}, changes(at, notice.Query{Before: cross.Decision, Limit: 1}))

	// Reading: the first stands; what an office reads, each reads for himself.
	unread := func(to notice.Receiver, reader id.ID) func(*store.Tx) (int, error) {
		return func(tx *store.Tx) (int, error) { return tx.UnreadNotices(ctx, to, reader, at, at) }
	}
	reads(t, s, 4, unread(mine.To, id.ID{}))
	reads(t, s, 1, unread(office, clerk))
	for _, x := range []struct {
		to     notice.Receiver
		reader id.ID
		notice id.ID
	}{{mine.To, id.ID{}, mine.ID}, {mine.To, id.ID{}, red.Decision}, {office, clerk, desk.ID}} {
		for _, when := range []instant.Instant{at + 20, at + 21} {
			write(t, s, func(tx *store.Tx) error { return tx.ReadNotice(ctx, x.to, x.reader, x.notice, when) })
		}
	}
	mine.Read, desk.Read, red.ReadBefore = at+20, at+20, at+20
	reads(t, s, []notice.Notice{second, mine}, lists(mine.To, id.ID{}, q))
	reads(t, s, []notice.Change{cross, red}, changes(at, q))
	reads(t, s, 2, unread(mine.To, id.ID{}))
	reads(t, s, 0, unread(office, clerk))
	reads(t, s, 1, unread(office, other))
	q.Unread = true
	reads(t, s, []notice.Notice{second}, lists(mine.To, id.ID{}, q))
	reads(t, s, []notice.Change{cross}, changes(at, q))

	for _, x := range []struct {
		to   notice.Receiver
		id   id.ID
		want bool
	}{{mine.To, mine.ID, true}, {mine.To, red.Decision, true}, {mine.To, desk.ID, false}, {notice.ToPerson(ident(101)), mine.ID, false},
		{office, desk.ID, true}, {office, elsewhere.ID, false}, {office, his.ID, false}, {his.To, his.ID, true}, {notice.ToStaff(other), his.ID, false}} {
		reads(t, s, x.want, func(tx *store.Tx) (bool, error) { return tx.HasNotice(ctx, x.to, x.id) })
	}

	a := staff.Appointment{ID: ident(1), Staff: clerk, Role: staff.Reviewer, Region: jiangan, From: at, Until: at + day}
	write(t, s, func(tx *store.Tx) error { return tx.InsertAppointment(ctx, a) })
	for _, x := range []struct {
		role staff.Role
		r    region.Code
		at   instant.Instant
		want bool
	}{{a.Role, jiangan, at, true}, {a.Role, jiangan, at + day, false}, {a.Role, jiangan, at - 1, false}, {a.Role, wuhan, at, false}, {staff.GridWorker, jiangan, at, false}} {
		reads(t, s, x.want, func(tx *store.Tx) (bool, error) { return tx.Staffed(ctx, x.role, x.r, x.at) })
	}

	write(t, s, func(tx *store.Tx) error { return tx.ForgetNotices(ctx, at+day, at+21) })
	reads(t, s, nil, lists(mine.To, id.ID{}, notice.Query{At: at, Limit: 10}))
	reads(t, s, nil, lists(office, clerk, notice.Query{At: at, Limit: 10}))
	red.ReadBefore = 0
	reads(t, s, []notice.Change{cross, red}, changes(at, notice.Query{Limit: 10}))
}
