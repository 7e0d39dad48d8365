package client

import (
	"context"

	"kangma/api/wire"
)

// Counting says what is counted: a region ("": the node's) and days as 2020-03-25 ("": the last thirty).
type Counting struct{ Region, From, Until string }

func (p Counting) query() query {
	return query{}.set("region", p.Region).set("from", p.From).set("until", p.Until)
}

// CodeStatistics counts people by colour at the end of each day, by division.
func (c *Client) CodeStatistics(ctx context.Context, p Counting) (out wire.Page[wire.ColourCount], err error) {
	return out, c.get(ctx, p.query().on("/v1/statistics/codes"), &out)
}

// ApplicationStatistics counts applications of each day against the service level (HB-06).
func (c *Client) ApplicationStatistics(ctx context.Context, p Counting) (out wire.Page[wire.ApplicationCount], err error) {
	return out, c.get(ctx, p.query().on("/v1/statistics/applications"), &out)
}

// CaseStatistics tells how long cases of each kind took, and what is open (BY-17).
func (c *Client) CaseStatistics(ctx context.Context, p Counting) (out wire.Page[wire.CaseFigures], err error) {
	return out, c.get(ctx, p.query().on("/v1/statistics/cases"), &out)
}

// PassageStatistics counts the passages of one day ("": today) by hour and place.
func (c *Client) PassageStatistics(ctx context.Context, region, day string) (out wire.PassageStatistics, err error) {
	return out, c.get(ctx, query{}.set("region", region).set("day", day).on("/v1/statistics/passages"), &out)
}
