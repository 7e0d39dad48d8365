package cli

import (
	"encoding/json"
	"fmt"

	"kangma/internal/fault"
	"kangma/policy"
	"kangma/region"
)

// policyLint checks packs.
type policyLint struct {
	packSource
	JSON bool     `name:"json" help:"As JSON."`
	Dir  []string `arg:"" optional:"" help:"Folders of packs, or of one pack. Without any, the shipped packs."`
}

func (c *policyLint) Run(s *Streams) error {
	findings, packs, err := c.findings()
	if err != nil {
		return err
	}
	errors := 0
	for _, f := range findings {
		if f.Severity == policy.LintError {
			errors++
		}
	}
	if c.JSON {
		enc := json.NewEncoder(s.Out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(append([]policy.Finding{}, findings...)); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			fmt.Fprintln(s.Out, f)
		}
		fmt.Fprintf(s.Out, "%s, %s, %s\n", count(packs, "pack"), count(errors, "error"), count(len(findings)-errors, "warning"))
	}
	if errors > 0 {
		return errFailed
	}
	return nil
}

// findings are those about every pack in the folders given, and between them.
func (c *policyLint) findings() (all []policy.Finding, count int, err error) {
	trees, err := c.trees(c.Dir)
	if err != nil {
		return nil, 0, err
	}
	var packs []*policy.Pack
	for _, t := range trees {
		before := count
		err := t.folders(func(dir string, isPack bool) error {
			if !isPack {
				return nil
			}
			count++
			for _, f := range policy.Lint(t, dir, region.Embedded()) {
				f.File = t.name(f.File)
				all = append(all, f)
			}
			if p, err := policy.Load(t, dir); err == nil {
				packs = append(packs, p)
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
		if count == before {
			return nil, 0, fault.Field("DIR", t.name(t.within), "holds no packs")
		}
	}
	return append(all, policy.LintTogether(packs)...), count, nil
}
