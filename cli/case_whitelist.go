package cli

import (
	"context"
	"fmt"
	"os"
	"time"

	"kangma/internal/fault"
	"kangma/internal/sheet"
	"kangma/node"
)

// caseWhitelist is kangma case whitelist (WZ-12).
type caseWhitelist struct {
	nodeFlags
	File      string `arg:"" help:"The table; - for standard input."`
	List      string `required:"" enum:"truck,code" help:"truck: drivers of container trucks (state 11). code: codes that are not sent to a check (state 12)."`
	VettedBy  string `required:"" help:"Who vetted them: the port group."`
	FiledWith string `required:"" help:"With whom the list is filed."`
	From      string `placeholder:"RFC3339" help:"Since when they are on it; now if absent."`
	Until     string `required:"" placeholder:"RFC3339" help:"Until when, within 180 days."`
	Errors    string `placeholder:"FILE" type:"path" help:"Write the refused rows there, with their reasons, to be corrected and filed as another list; a file that is there is not overwritten."`
	Sheet     string `help:"The sheet of an XLSX file; the first if none is named."`
	Encoding  string `placeholder:"NAME" help:"The encoding of a CSV file, if it is not found out rightly: utf-8, gb18030, utf-16le, utf-16be."`
}

// Help is what kangma case whitelist --help says beside the flags.
func (*caseWhitelist) Help() string {
	return `Columns, by Chinese or English names: 姓名 name, 证件号码 id_number (these two must be there), 证件类型 id_type (居民身份证 if absent). Other columns, a plate or a
phone, may be there and are not kept. Read = listed + refused + duplicate: whoever stands there twice is listed once, and of more than 500 people the rest is
refused, for another list. A table that was filed already for the same list and end is not filed
again: the case of then is named. Another person approves the case. Ends with 1 if a row was refused.`
}

func (c *caseWhitelist) Run(ctx context.Context, s *Streams) error {
	data, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	if c.Errors != "" { // before the list is filed
		if _, err := os.Lstat(c.Errors); err == nil {
			return fault.Field("--errors", c.Errors, "is there already")
		}
	}
	return c.on(ctx, func(n *node.Node) error {
		t := node.WhitelistTable{List: "whitelist." + c.List, VettedBy: c.VettedBy, FiledBy: c.FiledWith, From: c.From, Until: c.Until}
		if t.From == "" {
			t.From = n.Now().Time().Truncate(time.Second).Format(time.RFC3339)
		}
		f, err := n.FileWhitelist(ctx, node.Itself, data, sheet.Options{Sheet: c.Sheet, Encoding: sheet.Encoding(c.Encoding)}, t)
		if err != nil {
			return err
		}
		return c.report(s, n, f)
	})
}

func (c *caseWhitelist) report(s *Streams, n *node.Node, f node.FiledWhitelist) error {
	if !f.Case.ID.IsZero() {
		fmt.Fprintln(s.Out, caseLine(n, f.Case))
	}
	if f.Again {
		fmt.Fprintln(s.Out, "this table was filed before, as the case above; nothing was listed now")
	}
	refused := f.Count("refused")
	fmt.Fprintf(s.Out, "read %d = listed %d + refused %d + duplicate %d\n", len(f.Rows), f.Count("listed"), refused, f.Count("duplicate"))
	if refused == 0 {
		return nil
	}
	told := 0
	for _, r := range f.Rows {
		if r.Fault == nil {
			continue
		}
		if told++; told > shownRefusals {
			fmt.Fprintf(s.Err, "and %d more\n", refused-shownRefusals)
			break
		}
		fmt.Fprintf(s.Err, "row %d: %s\n", r.Number, r.Fault.Error())
	}
	if c.Errors == "" {
		return errFailed
	}
	out, err := os.OpenFile(c.Errors, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unreadable(c.Errors, err)
	}
	if err := f.WriteRefused(out); err != nil {
		out.Close()
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	return errFailed
}
