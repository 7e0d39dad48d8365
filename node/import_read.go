package node

import (
	"context"
	"io"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/sheet"
	"kangma/person"
	"kangma/review"
)

// A batch is stored in one transaction. It ends at whichever comes first, so that memory stays flat whatever the rows hold.
const (
	batchRows  = 2000
	batchBytes = 4 << 20
	readAhead  = 4 // batches
)

// batch is some rows of a file, one after the other.
type batch struct {
	rows        []row
	binding     *evidence.Binding
	before      int64         // how much of the file had been read, in bytes
	done, total int64         // how much is now, and of how much
	ready       chan struct{} // closed when the rows have been read as evidence
}

// row is one row of a file, as far as it can be judged without the database.
type row struct {
	number    int
	cells     []string
	refused   error // why it cannot be stored, nil if nothing is known against it
	who       person.Identity
	document  person.Index
	record    string // the source's number
	candidate evidence.Candidate
}

// read gives the batches of a table in order. Rows are taken from the file, and made evidence, ahead of their storing. A
// file that cannot be read on ends in an error of the returned function, which waits for the end.
func (n *Node) read(ctx context.Context, t *table) (<-chan *batch, func() error) {
	g, ctx := errgroup.WithContext(ctx)
	inOrder, toDo := make(chan *batch, readAhead), make(chan *batch, readAhead)
	g.Go(func() error {
		defer close(inOrder)
		defer close(toDo)
		for {
			b, err := nextBatch(t.Reader)
			b.binding = t.Binding
			if len(b.rows) > 0 {
				for _, c := range []chan *batch{toDo, inOrder} {
					select {
					case c <- b:
					case <-ctx.Done():
						return ctx.Err()
					}
				}
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			for b := range toDo {
				for i := range b.rows {
					n.interpret(b.binding, &b.rows[i])
				}
				close(b.ready)
			}
			return nil
		})
	}
	return inOrder, g.Wait
}

// nextBatch takes rows from the table; with an error it gives those before it.
func nextBatch(r *sheet.Reader) (*batch, error) {
	b := &batch{ready: make(chan struct{}), rows: make([]row, 0, batchRows)}
	b.before, _ = r.Progress()
	cells := make([]string, 0, batchRows*len(r.Header()))
	defer func() { b.done, b.total = r.Progress() }()
	for size := 0; len(b.rows) < batchRows && size < batchBytes; {
		next, err := r.Next()
		if err != nil {
			return b, err
		}
		var own []string // one slice for the cells of many rows
		if n := len(cells); cap(cells)-n >= len(next.Cells) {
			cells = append(cells, next.Cells...)
			own = cells[n:len(cells):len(cells)]
		} else {
			own = slices.Clone(next.Cells)
		}
		for _, c := range own {
			size += len(c)
		}
		r := row{number: next.Number, cells: own}
		if next.Fault != nil {
			r.refused = next.Fault
		}
		b.rows = append(b.rows, r)
	}
	return b, nil
}

// interpret reads a row as evidence about a person.
func (n *Node) interpret(b *evidence.Binding, r *row) {
	if r.refused != nil {
		return
	}
	var line evidence.Line
	if line, r.refused = b.Read(r.cells); r.refused != nil {
		return
	}
	if err := review.Direct(line.Fact.Kind); err != nil {
		r.refused = b.Named(err)
		return
	}
	who, err := n.parseWhom(Whom{IDType: line.IDType, Number: line.IDNumber, Name: line.Name}, n.clock.Now())
	if err != nil {
		if f, ok := fault.As(err); ok && f.Field == "birth" { // which the number states
			f.Field = string(evidence.FieldIDNumber)
		}
		r.refused = b.Named(err)
		return
	}
	r.who, r.document, r.record = who, n.vault.IndexDocument(who.Document), line.Number
	r.candidate = evidence.NewCandidate(r.document, line.Number, line.Fact)
}
