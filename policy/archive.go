package policy

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Limits of an archive: rule books are text, and the longest that ships has 60 kB.
const (
	MostArchive  = 1 << 20 // bytes of the zip
	mostUnpacked = 8 << 20
	mostFiles    = 1000
)

// Archive is a pack with its cases as one file, as nodes keep it: a zip of NAME/VERSION/pack.yaml, rules and cases, in
// order of name and without dates, so that the same pack is the same bytes.
type Archive struct {
	Pack *Pack
	Data []byte
}

// Kept is a pack as a node keeps it: it never changes, and is never thrown away while decisions stand on it.
type Kept struct {
	Digest     Digest
	Policy     string // name@version
	Data       []byte // of the Archive
	Shipped    bool   // it came with the program; otherwise somebody uploaded it
	RecordedAt instant.Instant
	By         string
	Findings   []Finding // of Lint when it was recorded
}

// FS is the archive's content, for Lint and ReadExamples, and Dir the pack's folder in it.
func (a Archive) FS() fs.FS {
	r, err := zip.NewReader(bytes.NewReader(a.Data), int64(len(a.Data)))
	if err != nil {
		panic("policy: an archive that was written cannot be read: " + err.Error())
	}
	return r
}

func (a Archive) Dir() string { return path.Join(a.Pack.Name, a.Pack.Version) }

// ReadArchive reads a zip of a pack's folder from a stranger, strictly: no file but a pack's own, at most so many and so
// long, one pack; and loads it. The folder may lie in other folders, which are left off.
func ReadArchive(data []byte) (Archive, error) {
	files, err := unpack(data)
	if err != nil {
		return Archive{}, err
	}
	plain, err := pack(files, ".")
	if err != nil {
		return Archive{}, err
	}
	p, err := Load(Archive{Data: plain}.FS(), ".")
	if err != nil {
		return Archive{}, err
	}
	a := Archive{Pack: p}
	a.Data, err = pack(files, a.Dir())
	return a, err
}

// WriteArchive makes an archive of a pack's folder.
func WriteArchive(fsys fs.FS, dir string) (Archive, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name := strings.TrimPrefix(file, path.Clean(dir)+"/")
		if !belongs(name) {
			return nil
		}
		files[name], err = fs.ReadFile(fsys, file)
		return err
	})
	if err != nil {
		return Archive{}, fault.New(fault.NotFound, "pack.unreadable", "%s cannot be read", dir).Because(err)
	}
	data, err := pack(files, ".")
	if err != nil {
		return Archive{}, err
	}
	return ReadArchive(data)
}

// belongs says whether a file, named from the pack's folder, is one of a pack's.
func belongs(name string) bool {
	dir, file := path.Split(name)
	switch ext := path.Ext(file); dir {
	case "":
		return file == "pack.yaml"
	case "rules/":
		return ext == ".yaml"
	case "cases/":
		return ext == ".yaml" || ext == ".json"
	}
	return false
}

// unpack reads the files of a zip, by their names from the pack's folder.
func unpack(data []byte) (map[string][]byte, error) {
	if len(data) > MostArchive {
		return nil, fault.New(fault.TooLarge, "pack.too_large", "a pack has at most %d bytes as a zip", MostArchive)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.New(fault.Invalid, "pack.archive", "the pack is not a zip of its folder")
	}
	if len(r.File) > mostFiles {
		return nil, fault.New(fault.TooLarge, "pack.too_large", "a pack has at most %d files", mostFiles)
	}
	root, found := "", false
	for _, f := range r.File {
		if path.Base(f.Name) != "pack.yaml" {
			continue
		}
		if found {
			return nil, fault.Field("archive", f.Name, "is a second pack.yaml; upload one pack at a time")
		}
		root, found = strings.TrimSuffix(f.Name, "pack.yaml"), true
	}
	if !found {
		return nil, fault.New(fault.Invalid, "pack.archive", "there is no pack.yaml in the zip")
	}
	files, left := map[string][]byte{}, int64(mostUnpacked)
	for _, f := range r.File {
		if f.FileInfo().IsDir() {
			continue
		}
		name, within := strings.CutPrefix(f.Name, root)
		if !within || !belongs(name) || !f.Mode().IsRegular() {
			return nil, fault.Field("archive", f.Name, "does not belong in a pack: there are pack.yaml, rules/*.yaml and cases/*.yaml or *.json beside it")
		}
		if _, twice := files[name]; twice {
			return nil, fault.Field("archive", f.Name, "is there twice")
		}
		text, err := unpackFile(f, left)
		if err != nil {
			return nil, err
		}
		files[name], left = text, left-int64(len(text))
	}
	return files, nil
}

// unpackFile reads at most so many bytes, whatever the zip says of its length.
func unpackFile(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fault.Field("archive", f.Name, "cannot be unpacked")
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return nil, fault.Field("archive", f.Name, "cannot be unpacked")
	case int64(len(text)) > most:
		return nil, fault.New(fault.TooLarge, "pack.too_large", "a pack has at most %d bytes unpacked", mostUnpacked)
	}
	return text, nil
}

// pack writes files into a zip, in order of name, under a folder.
func pack(files map[string][]byte, dir string) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(path.Join(dir, name))
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}
