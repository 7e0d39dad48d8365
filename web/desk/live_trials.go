package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/policy"
	"kangma/region"
)

func (l Live) StartTrial(ctx context.Context, b Bearer, pack policy.Digest) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	s, err := l.Node.StartSimulation(ctx, c, node.Candidate{Pack: pack}, 0)
	return s.ID, err
}

func (l Live) Trial(ctx context.Context, b Bearer, which id.ID) (node.Simulation, map[string]string, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.Simulation{}, nil, err
	}
	s, err := l.Node.Simulation(ctx, c, which)
	names := map[string]string{}
	if err == nil && s.Result != nil {
		for _, column := range s.Result.Regions.Columns {
			if r, e := region.ParseCode(column); e == nil {
				names[column] = l.Node.Regions().Name(r)
			}
		}
	}
	return s, names, err
}

func (l Live) Trials(ctx context.Context, b Bearer) ([]node.Simulation, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Simulations(ctx, c, id.ID{}, 10)
}
