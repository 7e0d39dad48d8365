package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/passage"
)

// statisticsCommand is kangma statistics.
type statisticsCommand struct {
	Codes        statisticsCodesCommand        `cmd:"" help:"Count people by colour at the end of each day, by division."`
	Applications statisticsApplicationsCommand `cmd:"" help:"Count the applications of each day against the service level."`
	Cases        statisticsCasesCommand        `cmd:"" help:"Tell how long cases of each kind took, and what is open."`
	Passages     statisticsPassagesCommand     `cmd:"" help:"Count the passages of a day by hour and place."`
}

// counting is what the commands count, and how they tell it.
type counting struct {
	nodeFlags
	Region string `placeholder:"CODE" help:"Of this division; the node's by default."`
	From   string `placeholder:"DAY" help:"The first day, as 2020-03-25; 30 days up to the last by default."`
	Until  string `placeholder:"DAY" help:"The last day; today by default."`
	CSV    bool   `name:"csv" help:"As CSV."`
}

// tell opens the node and writes the rows that count makes of a period.
func (c *counting) tell(ctx context.Context, s *Streams, count func(n *node.Node, p node.Period) ([][]string, error)) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	p, err := c.period(n)
	if err != nil {
		return err
	}
	rows, err := count(n, p)
	if err != nil {
		return err
	}
	return writeRows(s.Out, rows, c.CSV)
}

func (c *counting) period(n *node.Node) (p node.Period, err error) {
	p = n.LastDays(30)
	if c.Region != "" {
		if p.Region, err = parseDivision(n, c.Region); err != nil {
			return p, err
		}
	}
	if c.Until != "" {
		if p.Until, err = dayOf("until", c.Until); err != nil {
			return p, err
		}
		p.From = p.Until - 29
	}
	if c.From != "" {
		p.From, err = dayOf("from", c.From)
	}
	return p, err
}

func dayOf(field, s string) (passage.Day, error) {
	d, err := passage.ParseDay(s)
	if err != nil {
		return 0, fault.Field(field, s, "is not a day as 2020-03-25")
	}
	return d, nil
}

func cells(names []string, counts ...int64) []string {
	for _, v := range counts {
		names = append(names, strconv.FormatInt(v, 10))
	}
	return names
}

type statisticsCodesCommand struct{ counting }

func (c *statisticsCodesCommand) Run(ctx context.Context, s *Streams) error {
	return c.tell(ctx, s, func(n *node.Node, p node.Period) ([][]string, error) {
		list, err := n.CodeStatistics(ctx, node.Itself, p)
		rows := [][]string{{"day", "region", "name", "colour", "people"}}
		for _, x := range list {
			rows = append(rows, cells([]string{x.Day.String(), x.Region.String(), n.Regions().FullName(x.Region), string(x.Colour)}, x.People))
		}
		return rows, err
	})
}

type statisticsApplicationsCommand struct{ counting }

func (c *statisticsApplicationsCommand) Run(ctx context.Context, s *Streams) error {
	return c.tell(ctx, s, func(n *node.Node, p node.Period) ([][]string, error) {
		list, err := n.ApplicationStatistics(ctx, node.Itself, p)
		rows := [][]string{{"day", "on_time", "late", "open", "missed"}}
		for _, x := range list {
			rows = append(rows, cells([]string{x.Day.String()}, x.OnTime, x.Late, x.Open, x.Missed))
		}
		return rows, err
	})
}

type statisticsCasesCommand struct{ counting }

func (c *statisticsCasesCommand) Run(ctx context.Context, s *Streams) error {
	return c.tell(ctx, s, func(n *node.Node, p node.Period) ([][]string, error) {
		list, err := n.CaseStatistics(ctx, node.Itself, p)
		rows := [][]string{{"kind", "closed", "median", "ninth", "open", "overdue"}}
		for _, x := range list {
			row := cells([]string{string(x.Kind)}, x.Closed)
			rows = append(rows, cells(append(row, x.Median.Round(time.Second).String(), x.Ninth.Round(time.Second).String()), x.Open, x.Overdue))
		}
		return rows, err
	})
}

type statisticsPassagesCommand struct{ counting }

func (c *statisticsPassagesCommand) Run(ctx context.Context, s *Streams) error {
	return c.tell(ctx, s, func(n *node.Node, p node.Period) ([][]string, error) {
		hours, places, err := n.PassageStatistics(ctx, node.Itself, p)
		rows := [][]string{{"where", "pass", "ask", "stop", "unknown"}}
		for _, x := range hours {
			rows = append(rows, cells([]string{fmt.Sprintf("%s %02d:00", p.Until, x.Hour)}, x.Pass, x.Ask, x.Stop, x.Unknown))
		}
		for _, x := range places {
			rows = append(rows, cells([]string{x.Place}, x.Pass, x.Ask, x.Stop, x.Unknown))
		}
		return rows, err
	})
}
