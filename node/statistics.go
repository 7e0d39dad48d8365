package node

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kangma/internal/fault"
	"kangma/passage"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// What is counted, as it is stored.
type (
	Tally            = store.Tally
	ApplicationCount = store.ApplicationCount
	PassageCount     = store.PassageCount
)

// longestPeriod is the most days that statistics are asked for at once.
const longestPeriod = 366

// Period is what statistics are of: a region (zero: the node's) and days, both ends included.
type Period struct {
	Region      region.Code
	From, Until passage.Day
}

func (p Period) check() error {
	switch {
	case p.Until < p.From:
		return fault.Field("until", p.Until.String(), "is before the first day, %s", p.From)
	case p.Until-p.From >= longestPeriod:
		return fault.Field("from", p.From.String(), "is more than a year before the last day")
	}
	return nil
}

// LastDays is a period of so many days that ends today.
func (n *Node) LastDays(days int) Period {
	today := passage.DayOf(n.clock.Now())
	return Period{From: today - passage.Day(days) + 1, Until: today}
}

// counting runs a reading of counts in a region: they are of nobody, so neither purpose nor audit entry is asked for.
func (n *Node) counting(ctx context.Context, c Caller, p *Period, read func(tx *store.Tx) error) error {
	p.Region = cmp.Or(p.Region, n.region)
	if err := p.check(); err != nil {
		return err
	}
	return n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StatisticsRead, Region: p.Region}); err != nil {
			return err
		}
		return read(tx)
	})
}

// CodeStatistics counts people by colour at the end of each day, by the divisions right below the region; today's count is at most
// an hour old. Days before the node ran are absent.
func (n *Node) CodeStatistics(ctx context.Context, c Caller, p Period) (list []Tally, err error) {
	err = n.counting(ctx, c, &p, func(tx *store.Tx) error {
		all, err := tx.Tallies(ctx, p.Region, p.From, p.Until)
		list = summedUp(all, p.Region)
		return err
	})
	return list, err
}

// summedUp adds the counts of counties up to the divisions right below one.
func summedUp(all []Tally, top region.Code) []Tally {
	sums := map[Tally]int64{} // keyed by a count without people
	for _, t := range all {
		people := t.People
		t.Region, t.People = below(t.Region, top), 0
		sums[t] += people
	}
	out := make([]Tally, 0, len(sums))
	for t, people := range sums {
		t.People = people
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Colour, b.Colour))
	})
	return out
}

// below is the division right below another in which a region lies, or the other itself.
func below(r, top region.Code) region.Code {
	for r != top && r.Parent() != top && top.Contains(r.Parent()) && !r.Parent().IsZero() {
		r = r.Parent()
	}
	return r
}

// ApplicationStatistics counts the applications of each day by what came of them within the service level (HB-06).
func (n *Node) ApplicationStatistics(ctx context.Context, c Caller, p Period) (list []ApplicationCount, err error) {
	err = n.counting(ctx, c, &p, func(tx *store.Tx) error {
		list, err = tx.ApplicationsByDay(ctx, p.Region, p.From, p.Until, n.clock.Now())
		return err
	})
	return list, err
}

// CaseFigures says how long the cases of a kind took that were closed in a period, and what is open now.
type CaseFigures struct {
	Kind          review.Kind
	Closed        int64
	Median        time.Duration // of those closed: half took no longer
	Ninth         time.Duration // nine of ten took no longer
	Open, Overdue int64
}

// CaseStatistics tells of each kind of case what a region closed in a period, how long that took, and what is open (BY-17).
func (n *Node) CaseStatistics(ctx context.Context, c Caller, p Period) (list []CaseFigures, err error) {
	err = n.counting(ctx, c, &p, func(tx *store.Tx) error {
		closed, err := tx.ClosedCases(ctx, p.Region, p.From.Start(), (p.Until + 1).Start())
		if err != nil {
			return err
		}
		open, err := tx.OpenCasesByKind(ctx, p.Region, n.clock.Now())
		list = figuresOf(closed, open)
		return err
	})
	return list, err
}

func figuresOf(closed []store.ClosedCase, open []store.OpenCases) []CaseFigures {
	took := map[review.Kind][]time.Duration{}
	for _, c := range closed {
		took[c.Kind] = append(took[c.Kind], c.ClosedAt.Sub(c.Opened))
	}
	figures := map[review.Kind]CaseFigures{}
	for kind, all := range took {
		slices.Sort(all)
		figures[kind] = CaseFigures{Kind: kind, Closed: int64(len(all)), Median: all[(len(all)-1)/2], Ninth: all[(len(all)*9+9)/10-1]}
	}
	for _, o := range open {
		f := figures[o.Kind]
		f.Kind, f.Open, f.Overdue = o.Kind, o.Open, o.Overdue
		figures[o.Kind] = f
	}
	out := make([]CaseFigures, 0, len(figures))
	for _, f := range figures {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b CaseFigures) int { return cmp.Compare(a.Kind, b.Kind) })
	return out
}

// busiest is how many places passages are told of.
const busiest = 20

// PassageStatistics counts the passages of one day in a region by hour, and at its busiest places (WH-13); the period's last day counts.
func (n *Node) PassageStatistics(ctx context.Context, c Caller, p Period) (hours, places []PassageCount, err error) {
	err = n.counting(ctx, c, &p, func(tx *store.Tx) error {
		if hours, err = tx.PassagesByHour(ctx, p.Region, p.Until); err != nil {
			return err
		}
		places, err = tx.PassagesByPlace(ctx, p.Region, p.Until, busiest)
		return err
	})
	return hours, places, err
}
