package cli

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"kangma/policy"
	"kangma/region"
)

// policyDiff compares two packs, most often two versions of one.
type policyDiff struct {
	packSource
	From  string   `arg:"" placeholder:"A" help:"The first pack: NAME@VERSION, or a pack's folder."`
	To    string   `arg:"" placeholder:"B" help:"The second."`
	Cases []string `arg:"" optional:"" help:"Cases to try beside those of both packs: files of JSON, or folders of cases."`
}

func (c *policyDiff) Run(s *Streams) error {
	a, err := c.load(c.From)
	if err != nil {
		return err
	}
	b, err := c.load(c.To)
	if err != nil {
		return err
	}
	examples, err := c.examples(a, b)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s → %s\n\n", a.ID(), b.ID())
	changes := policy.Diff(a.Pack, b.Pack)
	for _, ch := range changes {
		fmt.Fprintln(s.Out, changeLine(ch))
	}
	outcomes := policy.DiffOutcomes(a.Pack, b.Pack, examples, region.Embedded())
	if len(outcomes) > 0 {
		fmt.Fprintln(s.Out)
	}
	steps := 0
	for _, ex := range examples {
		steps += len(ex.Steps)
	}
	for _, o := range outcomes {
		fmt.Fprintf(s.Out, "%s at %s\n", o.Example, o.Example.Steps[o.Step].At)
		for _, ch := range o.Changes {
			fmt.Fprintln(s.Out, "  "+changeLine(ch))
		}
	}
	fmt.Fprintf(s.Out, "\n%d changes; %d of %d cases come out otherwise\n", len(changes), len(outcomes), steps)
	return nil
}

func changeLine(ch policy.Change) string {
	of := ch.Of
	if ch.Field != "" && of != "" {
		of += " "
	}
	switch of += ch.Field; {
	case ch.From == "":
		return "+ " + of + ": " + ch.To
	case ch.To == "":
		return "- " + of + ": " + ch.From
	}
	return "~ " + of + ": " + ch.From + " → " + ch.To
}

// packWithCases is a pack and the examples in its folder.
type packWithCases struct {
	*policy.Pack
	examples []*policy.Example
}

// load finds a pack by NAME@VERSION, by NAME for its newest version, or by its folder.
func (c *policyDiff) load(ref string) (q packWithCases, err error) {
	lib, err := c.library()
	if err != nil {
		return q, err
	}
	tree, dir := lib.FS, strings.Replace(ref, "@", "/", 1)
	switch versions := lib.Versions(ref); {
	case strings.ContainsAny(ref, `/\`):
		tree, dir = os.DirFS(ref), "."
		q.Pack, err = loadFolder(ref)
	case len(versions) > 0:
		dir = path.Join(ref, versions[len(versions)-1])
		q.Pack, err = policy.Load(tree, dir)
	default:
		q.Pack, err = lib.Find(ref, 0)
	}
	if err != nil {
		return q, err
	}
	q.examples, err = policy.ReadExamples(tree, path.Join(dir, "cases"))
	return q, err
}

// examples are those of both packs, each once, and those of the command line.
func (c *policyDiff) examples(a, b packWithCases) ([]*policy.Example, error) {
	all := a.examples
	for _, ex := range b.examples {
		if !slices.ContainsFunc(all, func(o *policy.Example) bool { return o.Asks(ex) }) {
			all = append(all, ex)
		}
	}
	for _, file := range c.Cases {
		if strings.HasSuffix(file, ".expect.json") {
			continue // what *.json finds beside the cases
		}
		info, err := os.Stat(file)
		if err != nil {
			return nil, unreadable(file, err)
		}
		if !info.IsDir() {
			data, err := os.ReadFile(file)
			if err != nil {
				return nil, unreadable(file, err)
			}
			if _, err := policy.ParseCase(data, region.Embedded()); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			all = append(all, policy.Asked(file, data))
			continue
		}
		some, err := policy.ReadExamples(os.DirFS(file), ".")
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
