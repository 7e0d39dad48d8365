package cli

import (
	"errors"
	"io/fs"
	"os"
	"path"
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
		return loadFolder(ref)
	}
	lib, err := p.library()
	if err != nil {
		return nil, err
	}
	return lib.Find(ref, at)
}

func loadFolder(dir string) (*policy.Pack, error) {
	if _, err := os.Stat(filepath.Join(dir, "pack.yaml")); err != nil {
		return nil, fault.Field("pack", dir, "is not the folder of a pack: it has no pack.yaml")
	}
	return policy.Load(os.DirFS(dir), ".")
}

// tree is a folder to look through for packs and cases. Of a folder on the disk the tree begins two folders above it,
// since a pack is named by the two folders that it lies in.
type tree struct {
	fs.FS
	within string // where to look: a folder of the FS
	at     string // where the FS is on the disk; "" for the shipped packs
}

// trees are the folders given, or, without any, the packs of --packs and the shipped ones.
func (p packSource) trees(dirs []string) ([]tree, error) {
	if len(dirs) == 0 {
		lib, err := p.library()
		return []tree{{lib.FS, ".", ""}}, err
	}
	var all []tree
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fault.Field("DIR", dir, "is not a folder")
		}
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		at := filepath.Dir(filepath.Dir(abs))
		rel, err := filepath.Rel(at, abs)
		if err != nil {
			return nil, err
		}
		all = append(all, tree{os.DirFS(at), filepath.ToSlash(rel), at})
	}
	return all, nil
}

// name is what to call a file of the tree: a path that the reader can open.
func (t tree) name(file string) string {
	if t.at == "" {
		return file
	}
	name := filepath.Join(t.at, filepath.FromSlash(file))
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, name); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return name
}

// saying names the file that an error begins with so that the reader can open it.
func (t tree) saying(err error) error {
	if rest, ok := strings.CutPrefix(err.Error(), t.within+"/"); ok {
		return errors.New(t.name(t.within) + "/" + rest)
	}
	return err
}

// folders calls visit for every folder of the tree; isPack says whether it is a pack's, whose inside is not visited.
func (t tree) folders(visit func(dir string, isPack bool) error) error {
	return fs.WalkDir(t, t.within, func(dir string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		_, err = fs.Stat(t, path.Join(dir, "pack.yaml"))
		isPack := err == nil
		if err := visit(dir, isPack); err != nil || !isPack {
			return err
		}
		return fs.SkipDir
	})
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
