package cli

import (
	"fmt"
	"path"

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
		steps, bad := 0, 0
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
		fmt.Fprintf(s.Out, "%s: %s, %s, %d failed\n", suite, count(len(suite.examples), "case"), count(steps, "step"), bad)
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

// suites finds what to run. Of a pack's folder only its folder cases is read.
func (c *policyTest) suites() ([]suite, error) {
	trees, err := c.trees(c.Dir)
	if err != nil {
		return nil, err
	}
	var all []suite
	for _, t := range trees {
		before := len(all)
		err := t.folders(func(dir string, isPack bool) (err error) {
			s := suite{folder: t.name(dir)}
			from := dir
			if isPack {
				from = path.Join(dir, "cases")
				if s.pack, err = policy.Load(t, dir); err != nil {
					return err
				}
			}
			if s.examples, err = policy.ReadExamples(t, from); err != nil {
				return err
			}
			for _, ex := range s.examples {
				ex.File = t.name(ex.File)
			}
			if isPack || len(s.examples) > 0 {
				all = append(all, s)
			}
			return nil
		})
		if err != nil {
			return nil, t.saying(err)
		}
		if len(all) == before {
			return nil, fault.Field("DIR", t.name(t.within), "holds no cases")
		}
	}
	return all, nil
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprint(n, " ", noun, "s")
}
