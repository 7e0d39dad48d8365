package audit

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/fault"
)

// Path is where C2SP tlog-tiles has a tile of this width: "tile/0/x001/234" or "tile/1/000.p/17".
func (p Place) Path(width int) string {
	t := tlog.Tile{H: tileHeight, L: p.Level, N: p.N, W: width}
	return "tile/" + strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", tileHeight))
}

// ServeTile gives the bytes of a tile by its C2SP tlog-tiles path, for as long as the log is: a partial tile stays
// to be had after it was filled. Tiles hold hashes only and may be shown to everybody.
func ServeTile(ctx context.Context, r Reader, path string) ([]byte, error) {
	t, err := tlog.ParseTilePath(fmt.Sprintf("tile/%d/%s", tileHeight, strings.TrimPrefix(path, "tile/")))
	if err != nil || t.L < 0 || !strings.HasPrefix(path, "tile/") {
		return nil, fault.Field("path", path, "is not a path of a tile, like tile/0/x001/234.p/17")
	}
	data, err := r.AuditTiles(ctx, []Place{{t.L, t.N}})
	if err != nil {
		return nil, err
	}
	if n := t.W * tlog.HashSize; len(data[0]) >= n {
		return data[0][:n], nil
	}
	return nil, fault.New(fault.NotFound, "audit.tile", "the log has no such tile yet")
}

// tiles reads stored tiles for tlog, which checks them against the root of the tree.
type tiles struct {
	ctx context.Context
	r   Reader
}

func (tiles) Height() int { return tileHeight }

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (s tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	places := make([]Place, len(want))
	for i, t := range want {
		places[i] = Place{t.L, t.N}
	}
	data, err := s.r.AuditTiles(s.ctx, places)
	if err != nil {
		return nil, err
	}
	for i, t := range want {
		n := t.W * tlog.HashSize
		if len(data[i]) < n {
			return nil, broken("%s has %d bytes, not %d", places[i].Path(t.W), len(data[i]), n)
		}
		data[i] = data[i][:n] // stored wider by now than it was in the tree asked for
	}
	return data, nil
}
