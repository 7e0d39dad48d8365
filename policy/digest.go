package policy

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"kangma/internal/fault"
)

// Digest names the content of a pack: what of it decides, and nothing else (PB-1). It is what
//
//	sha256sum pack.yaml rules/*.yaml | sha256sum
//
// says in the pack's folder, with the names in order of bytes. Cases are not part of it: they decide nobody. The zero
// Digest is of no pack.
type Digest [sha256.Size]byte

// digestOf reads a pack's folder.
func digestOf(fsys fs.FS, dir string) (d Digest, err error) {
	rules, err := fs.Glob(fsys, path.Join(dir, "rules", "*.yaml"))
	if err != nil {
		return d, err
	}
	slices.Sort(rules)
	sums := sha256.New()
	for _, file := range append([]string{path.Join(dir, "pack.yaml")}, rules...) {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return d, fault.New(fault.NotFound, "pack.unreadable", "%s cannot be read", file).Because(err)
		}
		name := strings.TrimPrefix(file, path.Clean(dir)+"/")
		fmt.Fprintf(sums, "%x  %s\n", sha256.Sum256(text), name)
	}
	return Digest(sums.Sum(nil)), nil
}

// ParseDigest reads the 64 hexadecimal digits of a digest.
func ParseDigest(s string) (d Digest, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(d) {
		return d, fault.Field("digest", s, "is not a digest of 64 hexadecimal digits")
	}
	return Digest(b), nil
}

// IsZero says whether it is of no pack.
func (d Digest) IsZero() bool { return d == Digest{} }

// String is 64 hexadecimal digits, "" for none.
func (d Digest) String() string {
	if d.IsZero() {
		return ""
	}
	return hex.EncodeToString(d[:])
}

// MarshalText writes it as String does.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads it; "" is none.
func (d *Digest) UnmarshalText(b []byte) (err error) {
	if *d = (Digest{}); len(b) > 0 {
		*d, err = ParseDigest(string(b))
	}
	return err
}

// Value and Scan store the 32 bytes; none is NULL.
func (d Digest) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d[:], nil
}

func (d *Digest) Scan(src any) error {
	b, ok := src.([]byte)
	switch {
	case src == nil:
		*d = Digest{}
		return nil
	case !ok || len(b) != len(d):
		return fmt.Errorf("policy: cannot read %T as a digest", src)
	}
	copy(d[:], b)
	return nil
}
