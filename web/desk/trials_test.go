package desk

import (
	"context"
	"testing"

	"kangma/internal/id"
	"kangma/node"
	"kangma/policy"
	"kangma/staff"
)

// ended answers with a trial that has ended.
type ended struct {
	Service
	trial node.Simulation
}

func (s ended) Trial(context.Context, Bearer, id.ID) (node.Simulation, map[string]string, error) {
	return s.trial, map[string]string{"420100": "武汉市", "420200": "黄石市"}, nil
}

// Issue 4, BY-05: what a trial found is told as bars by change and by age and as a map; no count of fewer than ten people is told.
func TestTrialAsPictures(t *testing.T) {
	found := node.Simulation{Result: &node.SimulationResult{Against: "hubei@2020-03-22", Told: policy.Told{Decided: 1234, Changed: 57,
		Changes: []policy.ToldChange{{Turn: policy.Turn{From: policy.Face{Colour: policy.Green}, To: policy.Face{Colour: policy.Yellow}}, People: 45}, {Others: true, People: 12}},
		Regions: policy.Table{Columns: []string{"420100", "420200", "unknown"}, Sums: []int64{57, -1, -1}},
		Ages:    policy.Table{Columns: []string{"18-59", "60+"}, Sums: []int64{57, -1}}}}}
	d := openDesk(t, nil, func(s Service) Service { return ended{s, found} })
	d.member(phone, staff.PolicyOfficer, hubei)
	body := d.signIn("zh", phone).get("/desk/rules/trials/" + id.New(d.Now()).String())
	contains(t, "trial", body, "判定 1 234 人，会改变 57 人", "绿码 → 黄码", "其他少见的变化", "武汉市 57", "黄石市 &lt;10", "18-59", "不足 10")
	lacks(t, "trial", body, ">-1", " -1<")
}
