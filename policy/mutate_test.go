package policy_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"kangma/packs"
)

// edit is one change to a file of a pack. Old "" writes the file anew; both "" removes it.
type edit struct{ file, old, new string }

// edited is a shipped pack with changes, in its place in a tree of its own.
func edited(t testing.TB, dir string, edits ...edit) fstest.MapFS {
	t.Helper()
	return editedFrom(t, packs.FS, dir, edits...)
}

func editedFrom(t testing.TB, from fs.FS, dir string, edits ...edit) fstest.MapFS {
	t.Helper()
	tree := fstest.MapFS{}
	err := fs.WalkDir(from, dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, file)
		tree[file] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		file := path.Join(dir, e.file)
		switch {
		case e.old == "" && e.new == "":
			delete(tree, file)
		case e.old == "":
			tree[file] = &fstest.MapFile{Data: []byte(e.new)}
		case tree[file] == nil || !strings.Contains(string(tree[file].Data), e.old):
			t.Fatalf("%s does not contain %q", file, e.old)
		default:
			tree[file] = &fstest.MapFile{Data: []byte(strings.Replace(string(tree[file].Data), e.old, e.new, 1))}
		}
	}
	return tree
}
