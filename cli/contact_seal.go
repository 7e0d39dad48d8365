package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/contact"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/person"
	"kangma/region"
)

// contactSeal is kangma contact seal, which carriers and health authorities run on their own machine (SC-04): documents never leave it.
type contactSeal struct {
	serverFlag
	tableFlags
	Output string `short:"o" required:"" type:"path" help:"The copy, as CSV: without documents and names, with 匿名标识 (keyed)."`
	Keep   string `placeholder:"FILE" type:"path" help:"Write here, for yourself alone, which row got which identifier, so that you find a passenger whom a health authority asks for by it."`
	Key    string `placeholder:"HEX" help:"The matching body's public key as you know it from elsewhere; another one is refused."`
}

// Help is what kangma contact seal --help says beside the flags.
func (*contactSeal) Help() string {
	return `The node at --server is the matching body: it evaluates blinded documents (RFC 9497, ristretto255-SHA512, verifiable) and learns none of them, and without it nobody
can make an identifier, so nobody can try numbers on a list that he got. Log in first: kangma login. Columns 证件类型, 证件号码 and 姓名 are taken out.`
}

// sealedOut are columns that name somebody and do not leave the machine.
var sealedOut = []string{"证件类型", "证件种类", "id_type", "证件号码", "身份证号", "身份证号码", "公民身份号码", "证件号", "id_number", "姓名", "name", "旅客姓名", "电话", "手机号", "手机号码", "phone"}

func (c *contactSeal) Run(ctx context.Context, s *Streams) error {
	data, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	table, err := sheet.Open(bytes.NewReader(data), int64(len(data)), c.options())
	if err != nil {
		return err
	}
	defer table.Close()
	header := slices.Clone(table.Header())
	number := slices.IndexFunc(header, func(h string) bool { return slices.Contains(sealedOut[3:9], h) })
	if number < 0 {
		return fault.New(fault.Invalid, "contact.column", "the table has no column 证件号码 (id_number)")
	}
	kind := slices.IndexFunc(header, func(h string) bool { return slices.Contains(sealedOut[:3], h) })
	var rows [][]string
	var lines []int
	var docs []person.Document
	for {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		d, err := sealDocument(row, number, kind)
		if err != nil {
			return fmt.Errorf("row %d: %w", row.Number, err)
		}
		rows, lines, docs = append(rows, slices.Clone(row.Cells)), append(lines, row.Number), append(docs, d)
	}
	return c.as(ctx, func(at *client.Client) error {
		keyed, err := c.keyed(ctx, at, docs)
		if err != nil {
			return err
		}
		if err := writeSealed(c.Output, header, rows, keyed); err != nil {
			return err
		}
		if c.Keep != "" {
			if err := writeKept(c.Keep, lines, keyed); err != nil {
				return err
			}
		}
		fmt.Fprintf(s.Out, "%d rows sealed in %s\n", len(rows), c.Output)
		return nil
	})
}

func sealDocument(row sheet.Row, number, kind int) (person.Document, error) {
	if row.Fault != nil {
		return person.Document{}, row.Fault
	}
	of := person.ResidentID
	if kind >= 0 && row.Cells[kind] != "" {
		var err error
		if of, err = person.ParseDocumentType(evidence.DocumentWord(row.Cells[kind])); err != nil {
			return person.Document{}, err
		}
	}
	return person.ParseDocument(of, row.Cells[number], func(r region.Code) bool { return region.Embedded().Check(r) == nil }, instant.Of(clock()))
}

// keyed has the matching body make the identifiers, a thousand at once.
func (c *contactSeal) keyed(ctx context.Context, at *client.Client, docs []person.Document) ([]contact.Keyed, error) {
	published, err := at.ContactKey(ctx)
	if err != nil {
		return nil, err
	}
	if c.Key != "" && c.Key != fmt.Sprintf("%x", published.Key) {
		return nil, fault.Field("--key", c.Key, "is not the key that the matching body has: %x", published.Key)
	}
	b, err := contact.NewBlinder(published.Key)
	if err != nil {
		return nil, err
	}
	var all []contact.Keyed
	for part := range slices.Chunk(docs, contact.MaxBlinded) {
		blinded, err := b.Blind(part)
		if err != nil {
			return nil, err
		}
		answer, err := at.EvaluateContacts(ctx, wire.ContactBlinded{Blinded: blinded})
		if err != nil {
			return nil, err
		}
		keyed, err := b.Finish(answer.Evaluated, answer.Proof)
		if err != nil {
			return nil, err
		}
		all = append(all, keyed...)
	}
	return all, nil
}

func writeSealed(path string, header []string, rows [][]string, keyed []contact.Keyed) error {
	table := [][]string{{"匿名标识"}}
	var keep []int
	for i, h := range header {
		if !slices.Contains(sealedOut, h) {
			keep, table[0] = append(keep, i), append(table[0], h)
		}
	}
	for i, r := range rows {
		line := []string{keyed[i].String()}
		for _, k := range keep {
			line = append(line, r[k])
		}
		table = append(table, line)
	}
	return writeTable(path, table)
}

func writeKept(path string, lines []int, keyed []contact.Keyed) error {
	table := [][]string{{"匿名标识", "行号"}}
	for i, k := range keyed {
		table = append(table, []string{k.String(), fmt.Sprint(lines[i])})
	}
	return writeTable(path, table)
}

// writeTable writes a new file; one that is there is not overwritten.
func writeTable(path string, table [][]string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unreadable(path, err)
	}
	if err := csv.NewWriter(file).WriteAll(table); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
