package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"kangma/evidence"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/region"
)

// feedCommand is kangma feed: what other authorities send by machine (NA-15).
type feedCommand struct {
	Add        feedAdd        `cmd:"" help:"Set up a feed of an authority."`
	Set        feedSet        `cmd:"" help:"Change a feed, pause it, or let it go on."`
	List       feedList       `cmd:"" help:"List feeds, each with how fresh it is. Ends with 1 if one is late."`
	Show       feedShow       `cmd:"" help:"Show a feed with its keys."`
	Key        feedKeyCommand `cmd:"" help:"Keys of authorities: two people let one count."`
	Deliveries feedDeliveries `cmd:"" help:"List what came, the newest first."`
	Retake     feedRetake     `cmd:"" help:"Take a dead letter after correction."`
	Dismiss    feedDismiss    `cmd:"" help:"Give a dead letter up, with a reason."`
	Schema     feedSchema     `cmd:"" help:"Say what an authority's table may have, and print a sample of it."`
	Sandbox    feedSandbox    `cmd:"" help:"Be an authority: make a key, sign, drop, push, or let files be fetched."`
}

// feedFlags are what staff say of a feed.
type feedFlags struct {
	Region   string        `help:"About which it speaks; the node's if not given." placeholder:"CODE"`
	Kinds    []string      `help:"Of evidence that it may bring; all that its authority may state if not given." placeholder:"KIND,…"`
	Source   string        `help:"Of everything that it brings." placeholder:"NAME"`
	Mapping  string        `help:"Saved mapping of columns; without it the names of the columns tell." placeholder:"NAME"`
	Way      string        `help:"drop, push or pull." enum:"drop,push,pull," default:""`
	Address  string        `help:"From which it is fetched." placeholder:"URL"`
	Every    time.Duration `help:"How often it is fetched."`
	Expected time.Duration `help:"How often something comes: later it is late, after twice as long stale."`
}

func (c *feedFlags) lay(f *feed.Feed, given bool) error {
	if c.Region != "" {
		r, err := region.ParseCode(c.Region)
		if err != nil {
			return fault.Field("--region", c.Region, "is no region code")
		}
		f.Region = r
	}
	if len(c.Kinds) > 0 {
		f.Kinds = nil
	}
	for _, s := range c.Kinds {
		k, ok := evidence.KindOf(s)
		if !ok {
			return fault.Field("--kinds", s, "is not a kind of evidence")
		}
		f.Kinds = append(f.Kinds, k)
	}
	for value, into := range map[string]*string{c.Source: &f.Source, c.Mapping: &f.Mapping, c.Address: &f.Address} {
		if value != "" {
			*into = value
		}
	}
	if c.Way != "" {
		f.Way = feed.Way(c.Way)
	}
	if c.Every != 0 {
		f.Every = c.Every
	}
	if c.Expected != 0 || !given {
		f.Expected = c.Expected
	}
	return nil
}

type feedAdd struct {
	nodeFlags
	feedFlags
	Name      string `arg:"" help:"What it is called in addresses, folders and signatures: small letters, digits, hyphens."`
	Authority string `arg:"" help:"health, border, aviation, railway or telecom."`
}

func (c *feedAdd) Run(ctx context.Context, s *Streams) error {
	a, err := feed.ParseAuthority(c.Authority)
	if err != nil {
		return err
	}
	spec, _ := a.Spec()
	f := feed.Feed{Name: c.Name, Authority: a, Kinds: spec.Kinds, Source: spec.Zh}
	if err := c.lay(&f, false); err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	if f, err = n.AddFeed(ctx, node.Itself, f); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s is set up; nothing comes before a key of it counts: kangma feed key propose %[1]s KEY\n", f.Name)
	return nil
}

type feedSet struct {
	nodeFlags
	feedFlags
	Name   string `arg:"" help:"The feed."`
	Pause  bool   `help:"Take nothing of it." xor:"pause"`
	Resume bool   `help:"Take what comes again." xor:"pause"`
}

func (c *feedSet) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	now, err := n.Feed(ctx, node.Itself, c.Name)
	if err != nil {
		return err
	}
	f := now.Feed
	if err := c.lay(&f, true); err != nil {
		return err
	}
	f.Paused = c.Pause || f.Paused && !c.Resume
	if f.Way != feed.Pull {
		f.Address, f.Every = "", 0
	}
	_, err = n.ChangeFeed(ctx, node.Itself, c.Name, f)
	return err
}

type feedList struct{ nodeFlags }

func (c *feedList) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.Feeds(ctx, node.Itself)
	late := false
	for _, f := range list {
		late = late || f.Freshness.Worries()
		fmt.Fprintln(s.Out, feedLine(n, f))
	}
	if err == nil && late {
		err = errFailed
	}
	return err
}

// feedLine is a feed in a line: how fresh it is first.
func feedLine(n *node.Node, f node.FeedStanding) string {
	heard := "nothing came yet"
	if f.State.HeardAt != 0 {
		heard = fmt.Sprintf("last %s, %s ago", f.State.HeardAt.In(instant.Beijing), n.Now().Sub(f.State.HeardAt).Truncate(time.Second))
	}
	line := fmt.Sprintf("%-8s %s: %s by %s of %s, expected every %s; %s; %d dead letters", f.Freshness, f.Name, f.Authority, f.Way, n.Regions().FullName(f.Region), f.Expected, heard, f.Dead)
	if f.State.Trouble != "" {
		line += "; trouble: " + f.State.Trouble
	}
	return line
}

type feedShow struct {
	nodeFlags
	Name string `arg:"" help:"The feed."`
}

func (c *feedShow) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	f, err := n.Feed(ctx, node.Itself, c.Name)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Out, feedLine(n, f))
	var kinds []string
	for _, k := range f.Kinds {
		kinds = append(kinds, k.String())
	}
	fmt.Fprintf(s.Out, "may bring %s, as %s\n", strings.Join(kinds, ", "), f.Source)
	if f.Way == feed.Pull {
		fmt.Fprintf(s.Out, "fetched every %s from %s\n", f.Every, f.Address)
	}
	for _, k := range f.Keys {
		fmt.Fprintln(s.Out, "key", keyLine(k))
	}
	return nil
}

func keyLine(k feed.Key) string {
	switch {
	case k.RetiredAt != instant.Never:
		return k.ID + " retired " + k.RetiredAt.In(instant.Beijing)
	case k.Approved == nil:
		return k.ID + " waits for another person's approval: " + feed.KeyText(k.Public)
	}
	return k.ID + " counts since " + k.Approved.At.In(instant.Beijing) + ": " + feed.KeyText(k.Public)
}

type feedKeyCommand struct {
	Propose feedKeyPropose `cmd:"" help:"Propose the authority's public key, for another person to approve."`
	Approve feedKeyApprove `cmd:"" help:"Let a key count that another person proposed."`
	Retire  feedKeyRetire  `cmd:"" help:"Let a key count no more, at once."`
}

type feedKeyPropose struct {
	nodeFlags
	Name string `arg:"" help:"The feed."`
	Key  string `arg:"" help:"The public key, as the authority gives it: 32 bytes in base64url."`
}

func (c *feedKeyPropose) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		k, err := n.ProposeFeedKey(ctx, node.Itself, c.Name, c.Key)
		if err == nil {
			fmt.Fprintln(s.Out, keyLine(k))
		}
		return err
	})
}

type feedKeyApprove struct {
	nodeFlags
	Name string `arg:"" help:"The feed."`
	ID   string `arg:"" help:"The key, as kangma feed show says."`
}

func (c *feedKeyApprove) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		k, err := n.ApproveFeedKey(ctx, node.Itself, c.Name, c.ID)
		if err == nil {
			fmt.Fprintln(s.Out, keyLine(k))
		}
		return err
	})
}

type feedKeyRetire struct{ feedKeyApprove }

func (c *feedKeyRetire) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		k, err := n.RetireFeedKey(ctx, node.Itself, c.Name, c.ID)
		if err == nil {
			fmt.Fprintln(s.Out, keyLine(k))
		}
		return err
	})
}

type feedDeliveries struct {
	nodeFlags
	Name  string `arg:"" optional:"" help:"Of this feed only."`
	Dead  bool   `help:"Dead letters only: what waits for correction."`
	Limit int    `help:"At most so many." default:"50"`
}

func (c *feedDeliveries) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		list, _, err := n.Deliveries(ctx, node.Itself, node.DeliveryQuery{Feed: c.Name, Dead: c.Dead, Limit: c.Limit})
		for _, d := range list {
			fmt.Fprintf(s.Out, "%s %s %s %s by %s: %s\n", d.ID, d.At.In(instant.Beijing), d.FeedName, d.Name, d.Way, outcome(d.Delivery))
		}
		return err
	})
}

func outcome(d feed.Delivery) string {
	said := fmt.Sprintf("read %d = stored %d + refused %d + duplicate %d", d.Read, d.Stored, d.Refused, d.Duplicate)
	switch {
	case d.Reason != "":
		said = "not taken: " + d.Reason
	case !d.Ended:
		said += ", so far"
	}
	if d.Dead() {
		said += "; waits for correction"
	}
	if d.Note != "" {
		said += "; dismissed: " + d.Note
	}
	return said
}

type feedRetake struct {
	nodeFlags
	ID   string `arg:"" help:"The delivery."`
	File string `arg:"" optional:"" help:"The refused rows, corrected: kangma evidence errors ID gives them. Without it, the file that waits, once the mapping can read it."`
}

func (c *feedRetake) Run(ctx context.Context, s *Streams) error {
	v, err := readID("ID", c.ID)
	if err != nil {
		return err
	}
	var file *os.File
	if c.File != "" {
		if file, err = os.Open(c.File); err != nil {
			return unreadable(c.File, err)
		}
		defer file.Close()
	}
	return c.on(ctx, func(n *node.Node) (err error) {
		var d feed.Delivery
		if file != nil {
			d, err = n.RetakeDelivery(ctx, node.Itself, v, file)
		} else {
			d, err = n.RetakeDelivery(ctx, node.Itself, v, nil)
		}
		if err == nil {
			fmt.Fprintf(s.Out, "%s is taken; kangma serve reads it\n", d.ID)
		}
		return err
	})
}

type feedDismiss struct {
	nodeFlags
	ID     string `arg:"" help:"The delivery."`
	Reason string `help:"Why." required:""`
}

func (c *feedDismiss) Run(ctx context.Context) error {
	v, err := readID("ID", c.ID)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error { return n.DismissDelivery(ctx, node.Itself, v, c.Reason) })
}

type feedSchema struct {
	Authority string `arg:"" help:"health, border, aviation, railway or telecom."`
}

func (c *feedSchema) Run(s *Streams) error {
	a, err := feed.ParseAuthority(c.Authority)
	if err != nil {
		return err
	}
	sample, err := a.Sample()
	if err != nil {
		return err
	}
	spec, _ := a.Spec()
	fmt.Fprintf(s.Err, "# %s %s: CSV or XLSX, UTF-8 or GB 18030, the names of columns in the first row, in any order.\n", spec.Zh, spec.En)
	for _, k := range spec.Kinds {
		fmt.Fprintf(s.Err, "# %s %s: %s\n", k, k.Spec().Zh, strings.Join(evidence.Template(k), ", "))
	}
	_, err = s.Out.Write(sample)
	return err
}
