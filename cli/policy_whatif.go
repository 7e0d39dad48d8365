package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"kangma/api/client"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/policy"
)

// candidateFlag names a pack that a node is to try or publish.
type candidateFlag struct {
	Pack string `arg:"" help:"A pack's folder, a zip of it, or the digest of a pack that the node keeps."`
}

// candidateArg is a command that does something with a pack on the node of its folder.
type candidateArg struct {
	nodeFlags
	candidateFlag
}

// with runs do on the node, which keeps the pack.
func (c candidateArg) with(ctx context.Context, s *Streams, do func(*node.Node, policy.Digest) error) error {
	return c.on(ctx, func(n *node.Node) error {
		k, err := c.of(ctx, s, n)
		if err != nil {
			return err
		}
		return do(n, k.Digest)
	})
}

// of keeps the pack in the node, and says what is not in order in it.
func (c candidateFlag) of(ctx context.Context, s *Streams, n *node.Node) (policy.Kept, error) {
	if d, err := policy.ParseDigest(c.Pack); err == nil {
		return policy.Kept{Digest: d}, nil
	}
	data, err := c.zip()
	if err != nil {
		return policy.Kept{}, err
	}
	k, err := n.UploadPack(ctx, node.Itself, data)
	for _, f := range k.Findings {
		fmt.Fprintln(s.Err, f)
	}
	return k, err
}

// upload keeps the pack in a server's node, and gives its digest.
func (c candidateFlag) upload(ctx context.Context, s *Streams, staff *client.Client) (digest string, err error) {
	if d, err := policy.ParseDigest(c.Pack); err == nil {
		return d.String(), nil
	}
	data, err := c.zip()
	if err != nil {
		return "", err
	}
	k, err := staff.UploadPolicy(ctx, data)
	for _, f := range k.Findings {
		fmt.Fprintf(s.Err, "%s: %s: %s\n", f.File, f.Severity, f.What)
	}
	return k.Digest, err
}

// zip is the pack as a zip of its folder.
func (c candidateFlag) zip() ([]byte, error) {
	info, err := os.Stat(c.Pack)
	if err != nil {
		return nil, fault.Field("pack", c.Pack, "is neither a pack's folder, nor a zip of it, nor a digest")
	}
	if !info.IsDir() {
		return readAtMost(c.Pack, policy.MostArchive)
	}
	a, err := policy.WriteArchive(os.DirFS(c.Pack), ".")
	return a.Data, err
}

// readAtMost reads a file, but not much more than it may hold.
func readAtMost(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// policySimulate is kangma policy simulate.
type policySimulate struct {
	nodeFlags
	Pack   string `arg:"" optional:"" help:"The candidate: a pack's folder, a zip of it, or a digest. None: the pack in force, to try a list."`
	Risk   string `help:"A candidate list of risk areas as it was published (JSON)." type:"existingfile"`
	Source string `help:"Who publishes the list." default:"国务院客户端"`
	At     string `help:"The instant for which everybody is decided; now if absent." placeholder:"RFC3339"`
}

func (c *policySimulate) Run(ctx context.Context, s *Streams) error {
	if c.Pack == "" && c.Risk == "" {
		return fault.Missing("pack")
	}
	at, err := instantOf("--at", c.At)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	if at != 0 && at < n.Now() {
		return fault.Field("--at", c.At, "has passed: a candidate is tried for now or a time to come")
	}
	var what node.Candidate
	if c.Pack != "" {
		k, err := candidateFlag{c.Pack}.of(ctx, s, n)
		if err != nil {
			return err
		}
		what.Pack = k.Digest
	}
	if c.Risk != "" {
		what.Source = c.Source + " " + filepath.Base(c.Risk)
		if what.List, err = os.ReadFile(c.Risk); err != nil {
			return err
		}
	}
	tried, err := n.Simulate(ctx, what, at, func(int64) error { return nil })
	if err != nil {
		return err
	}
	told := tried.Told()
	fmt.Fprintf(s.Out, "%d people, against %s, as known at %s, for %s, in %.1f s\n", tried.Decided, tried.Policy, tried.Snapshot.In(instant.Beijing), tried.At.In(instant.Beijing), tried.Took.Seconds())
	fmt.Fprintf(s.Out, "%s change\n", people(told.Changed))
	return printTold(s.Out, told)
}

// people writes a count; one that is hidden is of few people, or would tell of few.
func people(n int64) string {
	if n < 0 {
		return "·"
	}
	return fmt.Sprint(n)
}

func printTold(w io.Writer, told policy.Told) error {
	if len(told.Changes) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "people\tfrom\tto\t%s\t%s\t\n", strings.Join(told.Regions.Columns, "\t"), strings.Join(told.Ages.Columns, "\t"))
	for i, c := range told.Changes {
		from, to := faceOf(c.From), faceOf(c.To)
		if c.Others {
			from, to = "others", "others"
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t", c.People, from, to)
		if i < len(told.Regions.Cells) {
			for _, n := range append(append([]int64{}, told.Regions.Cells[i]...), told.Ages.Cells[i]...) {
				fmt.Fprintf(t, "%s\t", people(n))
			}
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "·: fewer than ten people, or a count from which such a one would follow")
	for _, c := range told.Changes {
		for _, sample := range c.Samples[:min(1, len(c.Samples))] {
			fmt.Fprintf(w, "%s → %s, for example: %s → %s\n", c.From.State, c.To.State, rulesOf(sample.Before), rulesOf(sample.After))
		}
	}
	return nil
}

func faceOf(f policy.Face) string {
	text := f.State
	if f.Mark != "" {
		text += "+" + string(f.Mark)
	}
	if f.Labels != "" {
		text += " (" + f.Labels + ")"
	}
	return text
}

func rulesOf(reasons []policy.SampleReason) string {
	out := make([]string, len(reasons))
	for i, r := range reasons {
		out[i] = r.Rule
		if len(r.Kinds) > 0 {
			out[i] += " on " + strings.Join(r.Kinds, ", ")
		}
	}
	return strings.Join(out, "; ")
}

func instantOf(name, s string) (instant.Instant, error) {
	if s == "" {
		return 0, nil
	}
	at, _, err := instant.Parse(s)
	if err != nil {
		return 0, fault.Field(name, s, "is not a time such as 2020-03-25T09:00:00+08:00")
	}
	return at, nil
}

// policyShadow is kangma policy shadow.
type policyShadow struct {
	Start policyShadowStart `cmd:"" help:"Let a pack decide beside the rules in force, in whatever processes run the node."`
	Stop  policyShadowStop  `cmd:"" help:"Stop the shadow that runs."`
	List  policyShadowList  `cmd:"" help:"Show shadows, with what they would have decided otherwise."`
}

type policyShadowStart struct{ candidateArg }

func (c *policyShadowStart) Run(ctx context.Context, s *Streams) error {
	return c.with(ctx, s, func(n *node.Node, pack policy.Digest) error {
		sh, err := n.StartShadow(ctx, node.Itself, pack)
		if err == nil {
			fmt.Fprintf(s.Out, "%s %s runs in the shadow\n", sh.ID, sh.Policy)
		}
		return err
	})
}

type policyShadowStop struct{ nodeFlags }

func (c *policyShadowStop) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		list, err := n.Shadows(ctx, node.Itself, id.ID{}, 1)
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].EndedAt != instant.Never {
			return fault.New(fault.NotFound, "policy.no_shadow", "no shadow runs")
		}
		if err := n.StopShadow(ctx, node.Itself, list[0].ID); err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "%s %s is stopped\n", list[0].ID, list[0].Policy)
		return nil
	})
}

type policyShadowList struct{ nodeFlags }

func (c *policyShadowList) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.Shadows(ctx, node.Itself, id.ID{}, 20)
	if err != nil {
		return err
	}
	for _, sh := range list {
		until := "now"
		if sh.EndedAt != instant.Never {
			until = sh.EndedAt.In(instant.Beijing)
		}
		fmt.Fprintf(s.Out, "%s %s from %s to %s: %d decisions, %s otherwise, %d passed over\n", sh.ID, sh.Policy, sh.StartedAt.In(instant.Beijing), until, sh.Decided, people(sh.Told.Changed), sh.Passed)
		for _, c := range sh.Told.Changes {
			fmt.Fprintf(s.Out, "  %d: %s → %s\n", c.People, faceOf(c.From), faceOf(c.To))
		}
	}
	return nil
}
