package db

import "context"

// Compact rewrites the whole database without the rows that were deleted, so that their bytes are not left in its files.
// It locks out everybody else while it lasts, and needs as much room again.
func (d *DB) Compact(ctx context.Context) error {
	for _, statement := range d.engine.compact {
		if _, err := d.handle.ExecContext(ctx, statement); err != nil {
			return unavailable(err)
		}
	}
	return nil
}
