package db

import (
	"context"
	"strings"
)

// keysWord is where ByKeys writes the list of keys.
const keysWord = "/*keys*/"

// keyShapes are the lengths of a list of keys in one statement, smallest first. A shorter list repeats its last key.
var keyShapes = []int{1, 8, 64, 512}

// ByKeys runs a query once for every few hundred keys: "… WHERE person_id IN (/*keys*/) …", and gives each row to each.
// args are $1, $2, … and come before the keys in the text too. Order holds within one statement only; a list ordered as a whole needs keys in that order and
// at most 512 of them. Keys should be distinct.
func ByKeys[K any](ctx context.Context, t *Tx, keys []K, each func(Scan) error, query string, args ...any) error {
	before, after, ok := strings.Cut(query, keysWord)
	if !ok || strings.Contains(after, "$") {
		panic("db: no " + keysWord + ", or parameters behind it, in " + query)
	}
	for len(keys) > 0 {
		shape := keyShapes[len(keyShapes)-1]
		for _, s := range keyShapes {
			if s >= len(keys) {
				shape = s
				break
			}
		}
		n := min(shape, len(keys))
		all := make([]any, 0, len(args)+shape)
		all = append(all, args...)
		list := make([]byte, 0, 6*shape)
		for i := range shape {
			all = append(all, keys[min(i, n-1)])
			if i > 0 {
				list = append(list, ',')
			}
			list = t.engine.parameter(list, len(args)+i+1)
		}
		if err := t.Query(ctx, each, before+string(list)+after, all...); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}
