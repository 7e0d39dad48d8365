package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/packs"
	"kangma/policy"
)

// packSource says where packs are looked for. It is embedded in the commands that use packs.
type packSource struct {
	Packs string `placeholder:"DIR" help:"A folder of packs, DIR/NAME/VERSION/pack.yaml, looked at before the shipped ones."`
}

func (p packSource) library() (policy.Library, error) {
	if p.Packs == "" {
		return policy.Library{FS: packs.FS}, nil
	}
	if info, err := os.Stat(p.Packs); err != nil || !info.IsDir() {
		return policy.Library{}, fault.Field("--packs", p.Packs, "is not a folder")
	}
	return policy.Library{FS: overlay{os.DirFS(p.Packs), packs.FS}}, nil
}

// find loads a pack by NAME or NAME@VERSION; what holds a path separator is the folder of a pack.
func (p packSource) find(ref string, at instant.Instant) (*policy.Pack, error) {
	if strings.ContainsAny(ref, `/\`) {
		ref = filepath.Clean(ref)
		return policy.Load(os.DirFS(filepath.Dir(ref)), filepath.Base(ref))
	}
	lib, err := p.library()
	if err != nil {
		return nil, err
	}
	return lib.Find(ref, at)
}

// overlay is several trees of packs as one. A version is taken whole from the first tree that has it, so that files of
// two packs never mix.
type overlay []fs.FS

// from is the tree that has the name/version which a path lies in.
func (o overlay) from(name string) (fs.FS, error) {
	parts := strings.SplitN(name, "/", 3)
	for _, tree := range o {
		if _, err := fs.Stat(tree, strings.Join(parts[:min(2, len(parts))], "/")); err == nil {
			return tree, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (o overlay) Open(name string) (fs.File, error) {
	tree, err := o.from(name)
	if err != nil {
		return nil, err
	}
	return tree.Open(name)
}

// ReadDir joins the lists of names and of versions.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	if strings.Contains(name, "/") {
		tree, err := o.from(name)
		if err != nil {
			return nil, err
		}
		return fs.ReadDir(tree, name)
	}
	var all []fs.DirEntry
	for _, tree := range o {
		entries, err := fs.ReadDir(tree, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		all = append(all, entries...)
	}
	slices.SortStableFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return slices.CompactFunc(all, func(a, b fs.DirEntry) bool { return a.Name() == b.Name() }), nil
}
