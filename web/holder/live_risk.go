package holder

import (
	"context"

	"kangma/internal/instant"
	"kangma/region"
	"kangma/riskarea"
)

const regionsFound = 8

func (l Live) RiskAreas(ctx context.Context, at instant.Instant) ([]RiskArea, instant.Instant, error) {
	if at == 0 {
		at = l.Node.Now()
	}
	listed, err := l.Node.RiskAreas(ctx, at)
	var out []RiskArea
	for _, a := range listed {
		if a.Level != riskarea.Low { // which never counts
			out = append(out, RiskArea{Region: Region{a.Region, a.Name}, Level: string(a.Level), Whole: a.Whole, From: a.From})
		}
	}
	return out, at, err
}

func (l Live) FindRegions(_ context.Context, name string) ([]Region, error) {
	var out []Region
	for _, d := range l.Node.Regions().Find(name, region.Nation) {
		if len(out) < regionsFound {
			out = append(out, Region{d.Code, l.Node.Regions().FullName(d.Code)})
		}
	}
	return out, nil
}
