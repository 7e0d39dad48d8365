package cli

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"strings"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/node"
	"kangma/review"
)

// evidenceCommand is kangma evidence.
type evidenceCommand struct {
	Import   evidenceImport   `cmd:"" help:"Import facts from a CSV or XLSX file."`
	Imports  evidenceImports  `cmd:"" help:"List imports, newest first."`
	Errors   evidenceErrors   `cmd:"" help:"Write the refused rows of an import, with their reasons, to be corrected and imported again."`
	Suggest  evidenceSuggest  `cmd:"" help:"Print the mapping that the column names of a file suggest, to be completed."`
	Mappings evidenceMappings `cmd:"" help:"List, show or save mappings of columns."`
	Kinds    evidenceKinds    `cmd:"" help:"List the kinds of evidence with their attributes."`
	Template evidenceTemplate `cmd:"" help:"Print the column names of a file of one kind, as CSV."`
}

type evidenceImports struct {
	nodeFlags
	Limit int `help:"At most so many." default:"20"`
}

func (c *evidenceImports) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, _, err := n.Imports(ctx, node.Itself, id.ID{}, c.Limit)
	for _, i := range list {
		fmt.Fprintf(s.Out, "%s %s %s %s: %s\n", i.ID, i.StartedAt.In(instant.Beijing), i.State, i.File, summary(i))
	}
	return err
}

type evidenceErrors struct {
	nodeFlags
	ID  string `arg:"" help:"The import."`
	Out string `short:"o" type:"path" help:"The file to write, readable by its owner only; standard output if none is given."`
}

func (c *evidenceErrors) Run(ctx context.Context, s *Streams) error {
	run, err := id.Parse(c.ID)
	if err != nil {
		return fault.Field("ID", c.ID, "is not the id of an import")
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	if c.Out != "" {
		return writeErrors(ctx, n, run, c.Out)
	}
	_, err = n.ImportErrors(ctx, node.Itself, run, s.Out)
	return err
}

// writeErrors writes the refused rows of an import, which are personal data, into a file of the owner's alone.
func writeErrors(ctx context.Context, n *node.Node, run id.ID, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = n.ImportErrors(ctx, node.Itself, run, f)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

type evidenceSuggest struct {
	File  string `arg:"" type:"existingfile" help:"The file."`
	Kind  string `placeholder:"KIND" help:"The kind of every row, if no column says it."`
	Sheet string `help:"The sheet of an XLSX file; the first if none is named."`
}

func (c *evidenceSuggest) Run(s *Streams) error {
	kind, err := parseKind(c.Kind)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	table, err := sheet.Open(f, info.Size(), sheet.Options{Sheet: c.Sheet})
	if err != nil {
		return err
	}
	defer table.Close()
	m := evidence.Suggest(table.Header(), kind)
	read := map[string]bool{}
	for _, column := range m.Fields {
		for _, name := range column.Names {
			read[name] = true
		}
	}
	for _, name := range table.Header() {
		if !read[name] {
			fmt.Fprintf(s.Err, "not understood, and left out: %s\n", name)
		}
	}
	_, err = s.Out.Write(m.YAML())
	return err
}

type evidenceMappings struct {
	nodeFlags
	Show string `xor:"what" placeholder:"NAME" help:"Print this one."`
	Save string `xor:"what" placeholder:"FILE" type:"existingfile" help:"Save the mapping of this file, under the name that it has."`
}

func (c *evidenceMappings) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	if c.Save != "" {
		m, err := readMapping(c.Save)
		if err != nil {
			return err
		}
		return n.SaveMapping(ctx, node.Itself, m)
	}
	list, err := n.Mappings(ctx, node.Itself)
	if err != nil {
		return err
	}
	for _, m := range list {
		if c.Show == "" {
			fmt.Fprintf(s.Out, "%s: %d fields\n", m.Name, len(m.Fields))
		} else if c.Show == m.Name {
			_, err := s.Out.Write(m.YAML())
			return err
		}
	}
	if c.Show != "" {
		return fault.Field("--show", c.Show, "is not the name of a saved mapping")
	}
	return nil
}

func readMapping(path string) (evidence.Mapping, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return evidence.Mapping{}, unreadable(path, err)
	}
	return evidence.ParseMapping(text)
}

type evidenceKinds struct{}

func (evidenceKinds) Run(s *Streams) error {
	for _, k := range evidence.Kinds() {
		fmt.Fprintf(s.Out, "%s  %s, from %s\n", k, k.Spec().Zh, k.Spec().From)
		if k.Spec().NeedsRegion {
			fmt.Fprintf(s.Out, "    %-16s a code, or a name\n", "region*")
		}
		for _, a := range k.Spec().Attrs {
			name := a.Name.String()
			if a.Required {
				name += "*"
			}
			fmt.Fprintf(s.Out, "    %-16s %s\n", name, values(a))
		}
	}
	_, err := fmt.Fprintln(s.Out, "* required")
	return err
}

// values says what an attribute may be.
func values(a evidence.Attribute) string {
	switch a.Name.Type() {
	case evidence.Choice:
		return "one of " + strings.Join(a.Words, ", ")
	case evidence.List:
		return "some of " + strings.Join(a.Words, ", ")
	case evidence.Bool:
		return "true or false"
	case evidence.Whole:
		return "a whole number"
	case evidence.Number:
		return fmt.Sprintf("a number from %g to %g", a.Min, a.Max)
	case evidence.Time:
		return "a time"
	case evidence.Region:
		return "a region"
	}
	return "a text"
}

type evidenceTemplate struct {
	Kind string `arg:"" help:"One of kangma evidence kinds."`
}

func (c *evidenceTemplate) Run(s *Streams) error {
	kind, err := parseKind(c.Kind)
	if err != nil {
		return err
	}
	if kind.ByHolder() {
		return fault.Field("KIND", c.Kind, "is what holders state themselves; it is not imported")
	}
	if err := review.Direct(kind); err != nil {
		return err
	}
	if _, err := s.Out.Write([]byte("\uFEFF")); err != nil { // so that spreadsheets read it as UTF-8
		return err
	}
	w := csv.NewWriter(s.Out)
	w.UseCRLF = true
	if err := w.Write(evidence.Template(kind)); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// parseKind is a kind by its name; none for "".
func parseKind(s string) (evidence.Kind, error) {
	if s == "" {
		return 0, nil
	}
	k, ok := evidence.KindOf(s)
	if !ok {
		return 0, fault.Field("--kind", s, "is not a kind of evidence; see kangma evidence kinds")
	}
	return k, nil
}
