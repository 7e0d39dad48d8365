package cli

import (
	"io"

	"kangma/policy"
)

// policyCommand is the noun policy.
type policyCommand struct {
	New     policyNew     `cmd:"" help:"Make a pack to begin with, or the next version of one."`
	Eval    policyEval    `cmd:"" help:"Decide a case: print the decision as JSON."`
	Test    policyTest    `cmd:"" help:"Run the cases of packs and folders."`
	Lint    policyLint    `cmd:"" help:"Say what is not in order in packs: dead rules, ties, missing texts, citations, cases, end dates."`
	Diff    policyDiff    `cmd:"" help:"Compare two packs: what is written otherwise, and which cases come out otherwise."`
	Docs    policyDocs    `cmd:"" help:"Write a pack as a page to read, in Chinese and English, with a picture of its states."`
	Explain policyExplain `cmd:"" help:"Tell how a case is decided: every rule tried, why it holds or not, on which evidence, until when."`

	Simulate  policySimulate  `cmd:"" help:"Try a pack or a list of risk areas on everybody in a node: who would change, by region and age (BY-05)."`
	Shadow    policyShadow    `cmd:"" help:"Let a pack decide beside the rules in force, and see what differs."`
	Propose   policyPropose   `cmd:"" help:"Propose a pack for a node; another human being must approve it."`
	Approve   policyApprove   `cmd:"" help:"Approve a proposal of somebody else, as whoever has the machine."`
	Withdraw  policyWithdraw  `cmd:"" help:"Withdraw a publication before its rules begin."`
	Published policyPublished `cmd:"" help:"List the published rules of a node, and proposals."`
	Replay    policyReplay    `cmd:"" help:"Decide a person of a node for an instant of the past, with what was known then or is known since (BY-02)."`
}

// packFlag names the pack that decides.
type packFlag struct {
	packSource
	Pack string `required:"" placeholder:"NAME[@VERSION]" help:"The pack; without a version the one in force at the case's \"at\". A path names a pack's folder."`
}

// caseArgs are a pack and a case.
type caseArgs struct {
	packFlag
	File string `arg:"" help:"The case as JSON; - for standard input."`
}

func (a *caseArgs) read(s *Streams) (*policy.Pack, *policy.Case, error) {
	c, err := readCase(s, a.File)
	if err != nil {
		return nil, nil, err
	}
	p, err := a.find(a.Pack, c.At)
	return p, c, err
}

// policyEval is fixed by evidence.md: only the decision on standard output.
type policyEval struct{ caseArgs }

func (c *policyEval) Run(s *Streams) error {
	p, q, err := c.read(s)
	if err != nil {
		return err
	}
	d := p.Decide(&q.Facts, q.At, q.KnownAt)
	_, err = s.Out.Write(d.JSON(q.Zone))
	return err
}

type policyExplain struct {
	caseArgs
	Lang policy.Lang `enum:"zh,en" default:"en" help:"The language of the text: ${enum}."`
	JSON bool        `name:"json" help:"As JSON, in both languages."`
}

func (c *policyExplain) Run(s *Streams) error {
	p, q, err := c.read(s)
	if err != nil {
		return err
	}
	e := p.Explain(&q.Facts, q.At, q.KnownAt)
	if c.JSON {
		_, err = s.Out.Write(e.JSON(q.Zone))
		return err
	}
	_, err = io.WriteString(s.Out, e.Text(c.Lang, q.Zone))
	return err
}
