package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/pass"
)

// hubCommand is kangma hub: whom nodes trust (docs/playbooks/hub.md).
type hubCommand struct {
	Root       hubRootCommand `cmd:"" help:"Make the hub's root key, and delegate with it. On a machine without a network."`
	Key        hubKey         `cmd:"" help:"Write the public halves of this hub's list keys, for its root to delegate to."`
	Begin      hubBegin       `cmd:"" help:"Make this node a hub, or take its root's next delegation."`
	Join       hubJoin        `cmd:"" help:"Tell the hub of node.yaml of this node, and keep telling it of new keys."`
	Candidates hubCandidates  `cmd:"" help:"List the nodes that wait to be admitted."`
	Admit      hubAdmit       `cmd:"" help:"Vouch for a candidate or, as the second of two people, admit it."`
	Refuse     hubRefuse      `cmd:"" help:"End a candidacy."`
	Remove     hubRemove      `cmd:"" help:"Take a node off the list, at once."`
	List       hubList        `cmd:"" help:"List the nodes that this hub admitted."`
	Status     hubStatus      `cmd:"" help:"Say whom this node trusts now, and how fresh that is."`
}

type hubRootCommand struct {
	New      hubRootNew      `cmd:"" help:"Make a root key in a new file, and print its public half for node.yaml."`
	Delegate hubRootDelegate `cmd:"" help:"Sign that the hub's list keys may sign lists."`
}

type hubRootNew struct {
	Out       string `help:"New file for the private key. Keep it offline." required:"" type:"path"`
	Algorithm string `help:"ES256, EdDSA or SM2." default:"ES256" enum:"ES256,EdDSA,SM2"`
}

func (c *hubRootNew) Run(s *Streams) error {
	k, err := keys.NewOffline(c.Out, keys.UseRoot, c.Algorithm)
	if err != nil {
		return err
	}
	r, err := federation.NewRoot(k.Algorithm(), k.Public)
	if err == nil {
		fmt.Fprintln(s.Out, r)
	}
	return err
}

type hubRootDelegate struct {
	Root    string   `help:"File of the root key." required:"" type:"existingfile"`
	Key     []string `help:"Files that kangma hub key wrote; more than one while one key follows another." required:"" type:"existingfile"`
	Hub     string   `help:"Region code of the hub." default:"000000"`
	Version uint64   `help:"Of this delegation: above that of the one before." required:""`
	Days    int      `help:"Let each key sign for at most so many days from now." default:"400"`
	Out     string   `help:"File to write." required:"" type:"path"`
}

func (c *hubRootDelegate) Run(s *Streams) error {
	root, err := keys.ReadOffline(c.Root, keys.UseRoot)
	if err != nil {
		return err
	}
	d := federation.Delegation{Version: c.Version}
	if d.Hub, err = readRegion(c.Hub); err != nil {
		return err
	}
	until := instant.Of(clock()).Add(time.Duration(c.Days) * instant.Day)
	for _, file := range c.Key {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var list []json.RawMessage
		if json.Unmarshal(text, &list) != nil {
			return fault.Field("key", file, "is not what kangma hub key writes")
		}
		for _, one := range list {
			k, err := federation.ParseKey(one)
			if err != nil {
				return fault.At(file, err)
			}
			if k, err = pass.NewKey(k.KID, k.Algorithm, k.Public, k.Use, k.From, min(k.Until, until)); err != nil {
				return fault.At(file, err)
			}
			d.Keys = append(d.Keys, k)
			fmt.Fprintf(s.Out, "%s from %s until %s: %s\n", k.KID, k.From.In(instant.Beijing), k.Until.In(instant.Beijing), federation.Fingerprint(k))
		}
	}
	e, err := d.Sign(root)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(c.Out, append(text, '\n'), 0o644)
}

type hubKey struct {
	nodeFlags
	Out string `help:"File to write." required:"" type:"path"`
}

func (c *hubKey) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		list, err := n.ListKeys(ctx, node.Itself)
		if err != nil {
			return err
		}
		var all []json.RawMessage
		for _, k := range list {
			text, err := federation.KeyText(k)
			if err != nil {
				return err
			}
			all = append(all, text)
			fmt.Fprintf(s.Out, "%s until %s: %s\n", k.KID, k.Until.In(instant.Beijing), federation.Fingerprint(k))
		}
		text, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			return err
		}
		return os.WriteFile(c.Out, append(text, '\n'), 0o644)
	})
}

type hubBegin struct {
	nodeFlags
	Root       string `help:"The root's public half, as kangma hub root new printed it." required:""`
	Delegation string `help:"File that kangma hub root delegate wrote." required:"" type:"existingfile"`
}

func (c *hubBegin) Run(ctx context.Context, s *Streams) error {
	root, err := federation.ParseRoot(c.Root)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(c.Delegation)
	if err != nil {
		return err
	}
	var e federation.Envelope
	if err := json.Unmarshal(text, &e); err != nil {
		return fault.Field("delegation", c.Delegation, "is not what kangma hub root delegate writes")
	}
	return c.on(ctx, func(n *node.Node) error {
		if err := n.BeginHub(ctx, node.Itself, root, e); err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "This node is the hub of %s. In node.yaml of the others:\nhub:\n  address: %s\n  roots: [%s]\n", n.Region, n.Address, root)
		return nil
	})
}

type hubJoin struct{ nodeFlags }

func (c *hubJoin) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		state, fingerprint, err := n.JoinHub(ctx, node.Itself)
		if fingerprint != "" {
			fmt.Fprintf(s.Out, "anchor of %s: %s\n", n.Region, fingerprint)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "the hub says: %s\n", state)
		return nil
	})
}

type hubCandidates struct {
	nodeFlags
	serverFlag
}

func (c *hubCandidates) Run(ctx context.Context, s *Streams) error {
	if c.Server != "" {
		return c.as(ctx, func(staff *client.Client) error {
			list, err := staff.HubCandidates(ctx)
			for _, k := range list.Items {
				fmt.Fprintf(s.Out, "%s %s %s %s %s\n", k.ID, k.State, k.Node.Region, k.Node.Address, k.Node.Anchor)
			}
			return err
		})
	}
	return c.on(ctx, func(n *node.Node) error {
		list, err := n.HubCandidates(ctx, node.Itself)
		for _, k := range list {
			fmt.Fprintf(s.Out, "%s %s %s %s %s\n", k.ID, k.Standing(), k.Submission.Region, k.Submission.Address, federation.Fingerprint(k.Submission.Anchor))
		}
		return err
	})
}

type hubAdmit struct {
	nodeFlags
	serverFlag
	ID     string `arg:"" help:"Of the candidate."`
	Reason string `help:"How the fingerprint of its anchor was compared." required:""`
}

func (c *hubAdmit) Run(ctx context.Context, s *Streams) error {
	return judged(ctx, c.nodeFlags, c.serverFlag, c.ID, s, func(staff *client.Client, k id.ID) (wire.HubCandidate, error) {
		return staff.AdmitMember(ctx, k, c.Reason)
	}, func(n *node.Node, k id.ID) (federation.Candidate, error) {
		return n.AdmitMember(ctx, node.Itself, k, c.Reason)
	})
}

type hubRefuse struct {
	nodeFlags
	serverFlag
	ID     string `arg:"" help:"Of the candidate."`
	Reason string `help:"Why." required:""`
}

func (c *hubRefuse) Run(ctx context.Context, s *Streams) error {
	return judged(ctx, c.nodeFlags, c.serverFlag, c.ID, s, func(staff *client.Client, k id.ID) (wire.HubCandidate, error) {
		return staff.RefuseMember(ctx, k, c.Reason)
	}, func(n *node.Node, k id.ID) (federation.Candidate, error) {
		return n.RefuseMember(ctx, node.Itself, k, c.Reason)
	})
}

// judged acts on a candidate as who has logged in, or as whoever has the machine, and says how far it is then.
func judged(ctx context.Context, f nodeFlags, server serverFlag, candidate string, s *Streams,
	there func(*client.Client, id.ID) (wire.HubCandidate, error), here func(*node.Node, id.ID) (federation.Candidate, error)) error {
	k, err := readID("candidate", candidate)
	if err != nil {
		return err
	}
	if server.Server != "" {
		return server.as(ctx, func(staff *client.Client) error {
			out, err := there(staff, k)
			if err == nil {
				fmt.Fprintf(s.Out, "%s is %s\n", out.Node.Region, out.State)
			}
			return err
		})
	}
	return f.on(ctx, func(n *node.Node) error {
		out, err := here(n, k)
		if err == nil {
			fmt.Fprintf(s.Out, "%s is %s\n", out.Submission.Region, out.Standing())
		}
		return err
	})
}

type hubRemove struct {
	nodeFlags
	serverFlag
	Region string `arg:"" help:"Region code of the node."`
	Reason string `help:"Why." required:""`
}

func (c *hubRemove) Run(ctx context.Context, s *Streams) error {
	r, err := readRegion(c.Region)
	if err != nil {
		return err
	}
	if c.Server != "" {
		err = c.as(ctx, func(staff *client.Client) error {
			_, err := staff.RemoveMember(ctx, c.Region, c.Reason)
			return err
		})
	} else {
		err = c.on(ctx, func(n *node.Node) error {
			_, err := n.RemoveMember(ctx, node.Itself, r, c.Reason)
			return err
		})
	}
	if err == nil {
		fmt.Fprintf(s.Out, "%s is removed\n", r)
	}
	return err
}

type hubList struct {
	nodeFlags
	serverFlag
}

func (c *hubList) Run(ctx context.Context, s *Streams) error {
	t := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	defer t.Flush()
	if c.Server != "" {
		return c.as(ctx, func(staff *client.Client) error {
			list, err := staff.HubMembers(ctx)
			for _, m := range list.Items {
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d keys\n", m.Region, m.Name.Zh, m.Address, m.Standing, m.Keys)
			}
			return err
		})
	}
	return c.on(ctx, func(n *node.Node) error {
		list, err := n.Members(ctx, node.Itself)
		for _, m := range list {
			standing := "listed"
			if m.Removed != nil {
				standing = "removed: " + m.Removed.Reason
			}
			x := m.Submission
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d keys\n", x.Region, x.Name.ZH, x.Address, standing, len(x.Keys))
		}
		return err
	})
}

type hubStatus struct {
	nodeFlags
	Fetch bool `help:"Ask the hub first."`
}

func (c *hubStatus) Run(ctx context.Context, s *Streams) error {
	return c.on(ctx, func(n *node.Node) error {
		if c.Fetch {
			if err := n.FollowHub(ctx); err != nil {
				fmt.Fprintln(s.Err, err)
			}
		}
		h, err := n.HubStatus(ctx, node.Itself)
		if err != nil {
			return err
		}
		if h.Failures > 0 {
			fmt.Fprintf(s.Out, "the hub has not answered well %d times, last at %s: %s\n", h.Failures, h.FailedAt.In(instant.Beijing), h.Failure)
		}
		if h.List == nil {
			fmt.Fprintln(s.Out, "no other node is trusted now")
			return nil
		}
		fmt.Fprintf(s.Out, "list %d of %s, issued %s, until %s\n", h.List.Sequence, h.List.Hub, h.List.IssuedAt.In(instant.Beijing), h.List.Expires.In(instant.Beijing))
		for _, m := range h.List.Members {
			fmt.Fprintf(s.Out, "%s %s %s, %d keys\n", m.Region, m.Name.ZH, m.Address, len(m.Keys))
		}
		for _, x := range h.Heard {
			fmt.Fprintf(s.Out, "codes of %s are linked here; it last answered at %s\n", x.Issuer, x.At.In(instant.Beijing))
		}
		return nil
	})
}
