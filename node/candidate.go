package node

import (
	"context"
	"slices"
	"strings"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// UploadPack keeps a pack as a candidate: read strictly, linted, its cases run. What is not in order is said, and cannot
// be published; it can be tried. The same pack again is the same candidate.
func (n *Node) UploadPack(ctx context.Context, c Caller, data []byte) (policy.Kept, error) {
	if err := n.may(ctx, c, staff.Ask{Action: staff.PolicyTry}); err != nil { // nobody else has this machine work on packs
		return policy.Kept{}, err
	}
	a, err := policy.ReadArchive(data)
	if err != nil {
		return policy.Kept{}, err
	}
	if a.Pack.Region != n.region {
		return policy.Kept{}, fault.Field("region", a.Pack.Region.String(), "is not the region of this node, %s", n.region)
	}
	findings := policy.Lint(a.FS(), a.Dir(), n.Regions())
	var out policy.Kept
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry})
		if err != nil {
			return err
		}
		others, err := n.packsBeside(ctx, tx, a.Pack)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		kept := policy.Kept{Digest: a.Pack.Digest, Policy: a.Pack.ID(), Data: a.Data, RecordedAt: at, By: o.by(),
			Findings: append(findings, about(a.Dir(), policy.LintTogether(append(others, a.Pack)))...)}
		if err := tx.KeepPack(ctx, kept); err != nil {
			return err
		}
		if out, err = tx.KeptPack(ctx, kept.Digest); err != nil {
			return err
		}
		e := o.entry(audit.PolicyUpload, n.region, at)
		e.Object = audit.Object{Kind: "pack", ID: out.Policy}
		e.Detail = e.Detail.With("digest", out.Digest).With("errors", countErrors(out.Findings)).With("warnings", len(out.Findings)-countErrors(out.Findings))
		return n.record(ctx, tx, e)
	})
	return out, err
}

// about are the findings in a folder: those in other packs are not this one's.
func about(dir string, findings []policy.Finding) []policy.Finding {
	return slices.DeleteFunc(findings, func(f policy.Finding) bool { return !strings.HasPrefix(f.File, dir+"/") })
}

func countErrors(findings []policy.Finding) (errors int) {
	for _, f := range findings {
		if f.Severity == policy.LintError {
			errors++
		}
	}
	return errors
}

// packsBeside are the other packs of the jurisdiction that have been in force or come with the program: codes carry the
// numbers of all of them.
func (n *Node) packsBeside(ctx context.Context, tx *store.Tx, p *policy.Pack) ([]*policy.Pack, error) {
	var others []*policy.Pack
	name, _, _ := strings.Cut(n.Pack, "@")
	for _, v := range n.Packs.Versions(name) {
		shipped, err := n.Packs.Find(name+"@"+v, 0)
		if err != nil {
			return nil, err
		}
		others = append(others, shipped)
	}
	published, err := tx.PublishedPacks(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range published {
		q, err := n.keptPack(ctx, tx, d)
		if err != nil {
			return nil, err
		}
		others = append(others, q)
	}
	return others, nil
}

// Candidates lists the packs that the node keeps, the newest first, recorded before an instant (0: all).
func (n *Node) Candidates(ctx context.Context, c Caller, before instant.Instant, limit int) (list []policy.Kept, err error) {
	if before == 0 {
		before = instant.Never
	}
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry}); err != nil {
			return err
		}
		list, err = tx.KeptPacks(ctx, before, limit)
		return err
	})
	return list, err
}

// hand is who acts under an office: the account, and the human being who has shown that it is his.
func (n *Node) hand(ctx context.Context, tx *store.Tx, o office, at instant.Instant) (policy.Hand, error) {
	h := policy.Hand{Account: o.Account, Role: string(o.Role)}
	if o.itself {
		return h, nil
	}
	links, err := tx.LinksOfAccount(ctx, o.Account)
	for _, l := range links {
		if l.Relation == person.Self && l.Open(at) {
			h.Person = l.Person
		}
	}
	return h, err
}

// publicationEntry begins the audit entry of an act on a publication.
func (n *Node) publicationEntry(o office, action audit.Action, p policy.Publication, at instant.Instant) audit.Entry {
	e := o.entry(action, n.region, at)
	e.Object = audit.Object{Kind: "publication", ID: p.ID.String()}
	e.Detail = e.Detail.With("pack", p.Policy).With("digest", p.Digest)
	return e
}
