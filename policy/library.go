package policy

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Library finds packs in a folder of <name>/<version>/. It loads a pack when it is asked for; the caller keeps it.
type Library struct{ FS fs.FS }

// Names are the names of the packs, sorted.
func (l Library) Names() []string { return l.list(".") }

// Versions are the versions of a pack, oldest first.
func (l Library) Versions(name string) []string { return l.list(name) }

func (l Library) list(dir string) []string {
	entries, _ := fs.ReadDir(l.FS, dir)
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}

// Find loads name@version, or, without a version, the version in force at the given instant.
func (l Library) Find(ref string, at instant.Instant) (*Pack, error) {
	name, version, exact := strings.Cut(ref, "@")
	versions := l.Versions(name)
	if !fs.ValidPath(name) || name == "." || len(versions) == 0 {
		return nil, fault.Field("pack", ref, "is not a known pack; there are %s", strings.Join(l.Names(), ", "))
	}
	if exact {
		if !slices.Contains(versions, version) {
			return nil, fault.Field("pack", ref, "has no such version; there are %s", strings.Join(versions, ", "))
		}
		return l.load(name, version)
	}
	for _, v := range slices.Backward(versions) {
		from, err := instant.Date(v, instant.Beijing)
		if err != nil {
			return nil, fault.Field("pack", path.Join(name, v), "is not named by a date")
		}
		if from > at {
			continue
		}
		p, err := l.load(name, v)
		if err == nil && at >= p.Until {
			err = fault.Field("pack", name, "is not in force at %s: %s ended at %s", at, p.ID(), p.Until)
		}
		return p, err
	}
	return nil, fault.Field("pack", name, "is not in force at %s: the first version is of %s", at, versions[0])
}

// load sees that a pack is what its folder says: decisions and tokens name it by that.
func (l Library) load(name, version string) (*Pack, error) {
	p, err := Load(l.FS, path.Join(name, version))
	if err == nil && p.ID() != name+"@"+version {
		return nil, fault.Field(path.Join(name, version, "pack.yaml"), p.ID(), "lies in a folder of another name")
	}
	return p, err
}
