package audit

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/fault"
	"kangma/internal/id"
)

// Inclusion shows that an entry stands in the log. Its text form is C2SP tlog-proof.
type Inclusion struct {
	Index      int64
	Hashes     []tlog.Hash
	Checkpoint []byte // the signed note that the proof leads to
}

// ProveInclusion makes the proof for an entry under the newest checkpoint. An entry that is pending or
// unknown is NotFound.
func ProveInclusion(ctx context.Context, r Reader, known *Verifier, entry id.ID) (Inclusion, error) {
	leaf, ok, err := r.AuditLeaf(ctx, entry)
	if err != nil {
		return Inclusion{}, err
	}
	if !ok {
		return Inclusion{}, fault.New(fault.NotFound, "audit.pending", "the entry is not in the log, or not yet")
	}
	head, tree, err := openHead(ctx, r, known)
	if err != nil {
		return Inclusion{}, err
	}
	if leaf.Index >= tree.N {
		return Inclusion{}, broken("the leaf of the entry lies beyond the newest checkpoint")
	}
	hashes, err := tlog.ProveRecord(tree.N, leaf.Index, tlog.TileHashReader(tree, tiles{ctx, r}))
	if err != nil {
		return Inclusion{}, err
	}
	return Inclusion{leaf.Index, hashes, head.Note}, nil
}

// Check says whether the proof shows that the entry stands in the log of v, and gives the tree that it was shown for.
func (p Inclusion) Check(v *Verifier, e *Entry) (tlog.Tree, error) {
	tree, err := v.Open(p.Checkpoint)
	if err != nil {
		return tree, err
	}
	return tree, CheckInclusion(tree, p.Index, e.LeafHash(), p.Hashes)
}

const proofHeader = "c2sp.org/tlog-proof@v1"

// MarshalText writes C2SP tlog-proof.
func (p Inclusion) MarshalText() ([]byte, error) {
	return formatProof(fmt.Sprintf("%s\nindex %d", proofHeader, p.Index), p.Hashes, p.Checkpoint), nil
}

// UnmarshalText reads C2SP tlog-proof. Nothing is checked yet.
func (p *Inclusion) UnmarshalText(text []byte) (err error) {
	header, rest, _ := strings.Cut(string(text), "\n")
	if header != proofHeader {
		return refused("it does not begin with %s", proofHeader)
	}
	if strings.HasPrefix(rest, "extra ") {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	p.Index, p.Hashes, p.Checkpoint, err = parseProof("index", rest)
	return err
}

// Consistency shows that the log of the newest checkpoint continues an older one.
// Its text form is the body of a C2SP tlog-witness request.
type Consistency struct {
	Size       int64 // of the older tree
	Hashes     []tlog.Hash
	Checkpoint []byte // the newest
}

// ProveConsistency makes the proof that the newest checkpoint continues the log of the given size.
func ProveConsistency(ctx context.Context, r Reader, known *Verifier, size int64) (Consistency, error) {
	head, tree, err := openHead(ctx, r, known)
	if err != nil {
		return Consistency{}, err
	}
	if size < 1 || size > tree.N {
		return Consistency{}, fault.Field("size", size, "is not between 1 and %d", tree.N)
	}
	hashes, err := tlog.ProveTree(tree.N, size, tlog.TileHashReader(tree, tiles{ctx, r}))
	if err != nil {
		return Consistency{}, err
	}
	return Consistency{size, hashes, head.Note}, nil
}

// Check says whether the proof shows that the log continues the checkpoint that somebody held, and gives the newer tree.
func (p Consistency) Check(v *Verifier, held []byte) (tlog.Tree, error) {
	older, err := v.Open(held)
	if err != nil {
		return older, err
	}
	newer, err := v.Open(p.Checkpoint)
	if err != nil {
		return newer, err
	}
	return newer, CheckConsistency(older, newer, p.Hashes)
}

// MarshalText writes the body of a C2SP tlog-witness add-checkpoint request.
func (p Consistency) MarshalText() ([]byte, error) {
	return formatProof(fmt.Sprintf("old %d", p.Size), p.Hashes, p.Checkpoint), nil
}

// UnmarshalText reads what MarshalText writes. Nothing is checked yet.
func (p *Consistency) UnmarshalText(text []byte) (err error) {
	p.Size, p.Hashes, p.Checkpoint, err = parseProof("old", string(text))
	return err
}

func formatProof(head string, hashes []tlog.Hash, checkpoint []byte) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	b.WriteByte('\n')
	for _, h := range hashes {
		b.WriteString(h.String())
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	b.Write(checkpoint)
	return b.Bytes()
}

// parseProof reads "word number", hashes, an empty line and a checkpoint.
func parseProof(word, text string) (number int64, hashes []tlog.Hash, checkpoint []byte, err error) {
	head, note, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	digits, found := strings.CutPrefix(lines[0], word+" ")
	number, err = strconv.ParseInt(digits, 10, 64)
	if !ok || !found || err != nil || number < 0 || strconv.FormatInt(number, 10) != digits {
		return 0, nil, nil, refused("it is not %q with a number, hashes, an empty line and a checkpoint", word)
	}
	if len(lines) > 1+2*63 {
		return 0, nil, nil, refused("it has more hashes than a tree can need")
	}
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, nil, refused("a line is not a hash in Base64")
		}
		hashes = append(hashes, h)
	}
	return number, hashes, []byte(note), nil
}
