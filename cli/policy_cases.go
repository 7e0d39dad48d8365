package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// policyTest runs examples.
type policyTest struct {
	packSource
	Pack string   `placeholder:"NAME[@VERSION]" help:"The pack for cases that name none and lie in no pack."`
	Dir  []string `arg:"" optional:"" help:"Folders of packs, of one pack, or of cases. Without any, the shipped packs."`
}

// suite is the examples of one folder; pack is that of the folder, nil if it is not a pack's.
type suite struct {
	folder   string
	pack     *policy.Pack
	examples []*policy.Example
}

func (c *policyTest) Run(s *Streams) error {
	suites, err := c.suites()
	if err != nil {
		return err
	}
	passed, failed := 0, 0
	loaded := map[string]*policy.Pack{}
	for _, suite := range suites {
		cases, steps, bad := len(suite.examples), 0, 0
		for _, ex := range suite.examples {
			steps += len(ex.Steps)
			p, err := c.packOf(suite, ex, loaded)
			if err != nil {
				fmt.Fprintf(s.Out, "FAIL %s: %v\n", ex, err)
				bad += len(ex.Steps)
				continue
			}
			wrong := map[int]bool{}
			for _, f := range ex.Run(p, region.Embedded()) {
				fmt.Fprintf(s.Out, "FAIL %s\n", f)
				wrong[f.Step] = true
			}
			bad += len(wrong)
		}
		fmt.Fprintf(s.Out, "%s: %d cases, %d steps, %d failed\n", suite, cases, steps, bad)
		passed, failed = passed+steps-bad, failed+bad
	}
	fmt.Fprintf(s.Out, "%d passed, %d failed\n", passed, failed)
	if failed > 0 || passed == 0 {
		return errFailed
	}
	return nil
}

func (s suite) String() string {
	if s.pack != nil {
		return s.pack.ID()
	}
	return s.folder
}

// packOf is the pack that an example asks: the one it names, that of its folder, or the one of the command line.
func (c *policyTest) packOf(s suite, ex *policy.Example, loaded map[string]*policy.Pack) (*policy.Pack, error) {
	ref := ex.Pack
	if ref == "" && s.pack != nil {
		return s.pack, nil
	}
	if ref == "" {
		ref = c.Pack
	}
	if ref == "" {
		return nil, fault.Missing("pack")
	}
	at, _, err := instant.Parse(ex.Steps[0].At)
	if err != nil {
		at = 0 // the case itself will be refused; a version named outright is found all the same
	}
	key := fmt.Sprint(ref, at)
	if loaded[key] == nil {
		p, err := c.find(ref, at)
		if err != nil {
			return nil, err
		}
		loaded[key] = p
	}
	return loaded[key], nil
}

// suites finds what to run: in the folders given, or in the packs of --packs and the shipped ones.
func (c *policyTest) suites() ([]suite, error) {
	if len(c.Dir) == 0 {
		lib, err := c.library()
		if err != nil {
			return nil, err
		}
		return suitesIn(lib.FS, "")
	}
	var all []suite
	for _, dir := range c.Dir {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fault.Field("DIR", dir, "is not a folder")
		}
		some, err := suitesIn(os.DirFS(dir), dir)
		if err != nil {
			return nil, err
		}
		if len(some) == 0 {
			return nil, fault.Field("DIR", dir, "holds no cases")
		}
		all = append(all, some...)
	}
	return all, nil
}

// suitesIn walks a tree. Of a pack's folder only its folder cases is read.
func suitesIn(tree fs.FS, root string) ([]suite, error) {
	var all []suite
	err := fs.WalkDir(tree, ".", func(dir string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		s := suite{folder: filepath.Join(root, dir)}
		from := dir
		if _, err := fs.Stat(tree, path.Join(dir, "pack.yaml")); err == nil {
			if s.pack, err = policy.Load(tree, dir); err != nil {
				return err
			}
			from = path.Join(dir, "cases")
		}
		if s.examples, err = policy.ReadExamples(tree, from); err != nil {
			return err
		}
		for _, ex := range s.examples {
			ex.File = filepath.Join(root, ex.File)
		}
		if s.pack != nil || len(s.examples) > 0 {
			all = append(all, s)
		}
		if s.pack != nil {
			return fs.SkipDir
		}
		return nil
	})
	return all, err
}
