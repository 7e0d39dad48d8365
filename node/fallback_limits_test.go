package node_test

import (
	"testing"
	"time"

	"kangma/node"
	"kangma/pass"
)

// BY-13, WZ-18: how old a gate's lists may be, and after how long without an answer it offers to go on by other codes, the rules in force say.
func TestGateLimitsAreTheRules(t *testing.T) {
	for _, c := range []struct {
		gates string
		l     pass.Limits
		alone time.Duration
	}{
		{"", pass.DefaultLimits, 5 * time.Minute},
		{"gates: {keys: 12h, recall_list: 5m, without_node: 10m}\n", pass.Limits{Early: pass.DefaultLimits.Early, TrustAge: 12 * time.Hour, StatusAge: 5 * time.Minute}, 10 * time.Minute},
	} {
		cfg := config(t, t.TempDir(), &clock{now: spring})
		cfg.Packs = shipped(t, "colours: [red", c.gates+"colours: [red")
		n, err := node.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if l, alone := n.GateLimits(); l != c.l || alone != c.alone {
			t.Errorf("%q: %+v %s", c.gates, l, alone)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
}
