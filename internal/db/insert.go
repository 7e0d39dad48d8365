package db

import (
	"context"
	"strings"
	"sync"
)

// Into names where Insert puts rows: a table, its columns, and what happens on a conflict. Make one per statement, as a package variable.
type Into struct {
	table    string
	columns  []string
	conflict string

	mu     sync.Mutex
	shapes map[shape]string // the statements made so far
}

// shape of a statement: how many rows it inserts, on which engine.
type shape struct {
	engine *Engine
	rows   int
}

// IntoTable describes an insert; columns are separated by commas.
// conflict is "" or a whole ON CONFLICT clause, in which excluded is the new row.
func IntoTable(table, columns, conflict string) *Into {
	cols := strings.Split(columns, ",")
	for i := range cols {
		cols[i] = strings.TrimSpace(cols[i])
	}
	return &Into{table: table, columns: cols, conflict: conflict, shapes: make(map[shape]string)}
}

// fewRows is below what COPY's extra round trip pays for.
const fewRows = 8

// maxParameters is what one statement may bind on either engine (SQLite 32766, PostgreSQL 65535).
const maxParameters = 32766

// insertShapes are the numbers of rows that one statement inserts, largest first: few, so that the prepared
// statements stay few.
var insertShapes = []int{256, 64, 16, 4, 1}

// Insert puts all rows into the table in as few statements as the engine allows; values appends a row's
// values, in the order of the columns, to v. It returns the number of rows stored or updated: with ON CONFLICT DO NOTHING, those that were new.
// One row that is refused refuses all. With ON CONFLICT DO UPDATE no two rows may have the same key.
func Insert[T any](ctx context.Context, t *Tx, into *Into, rows []T, values func(row *T, v []any) []any) (int64, error) {
	var stored int64
	if t.engine.copyIn != nil && into.conflict == "" && len(rows) >= fewRows {
		return copyIn(ctx, t, into, rows, values)
	}
	err := inShapes(t.engine, into, rows, values, func(statement string, args []any) error {
		n, err := t.Exec(ctx, statement, args...)
		stored += n
		return err
	})
	return stored, err
}

// InsertReturning is Insert where the conflict clause ends in RETURNING: each gets what is returned, in no order.
func InsertReturning[T any](ctx context.Context, t *Tx, into *Into, rows []T, values func(row *T, v []any) []any, each func(Scan) error) error {
	return inShapes(t.engine, into, rows, values, func(statement string, args []any) error {
		return t.Query(ctx, each, statement, args...)
	})
}

func copyIn[T any](ctx context.Context, t *Tx, into *Into, rows []T, values func(row *T, v []any) []any) (int64, error) {
	if t.failed != nil {
		return 0, t.failed
	}
	v := make([]any, 0, len(into.columns))
	err := t.engine.copyIn(ctx, t, into, len(rows), func(i int) []any {
		v = values(&rows[i], v[:0])
		return v
	})
	if err != nil {
		return 0, t.fail(err)
	}
	return int64(len(rows)), nil
}

func inShapes[T any](e *Engine, into *Into, rows []T, values func(row *T, v []any) []any, run func(statement string, args []any) error) error {
	var args []any
	for _, n := range insertShapes {
		if n*len(into.columns) > maxParameters {
			continue
		}
		for len(rows) >= n {
			args = args[:0]
			for i := range rows[:n] {
				args = values(&rows[i], args)
			}
			if err := run(into.statement(shape{e, n}), args); err != nil {
				return err
			}
			rows = rows[n:]
		}
	}
	return nil
}

// statement is the INSERT of a shape.
func (in *Into) statement(s shape) string {
	in.mu.Lock()
	defer in.mu.Unlock()
	if text, ok := in.shapes[s]; ok {
		return text
	}
	b := []byte(s.engine.insert + in.table + " (" + strings.Join(in.columns, ", ") + ") VALUES ")
	for p := range s.rows * len(in.columns) {
		switch {
		case p == 0:
			b = append(b, '(')
		case p%len(in.columns) == 0:
			b = append(b, "), ("...)
		default:
			b = append(b, ", "...)
		}
		b = s.engine.parameter(b, p+1)
	}
	in.shapes[s] = string(b) + ") " + in.conflict
	return in.shapes[s]
}
