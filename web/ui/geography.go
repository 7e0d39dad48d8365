package ui

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"kangma/internal/fault"
	"kangma/region"
)

// Geography is the operator's own map: the outlines of divisions, from a GeoJSON file (RFC 7946). The program ships none,
// because outlines of China that may be passed on and are of today are not to be had; without one, maps are tiles.
type Geography struct{ rings map[region.Code][]ring }

type ring [][2]float64 // longitude, latitude

// mostGeography is how large the file may be.
const mostGeography = 64 << 20

// ReadGeography reads a FeatureCollection of Polygons and MultiPolygons, each of which names its division as "code" or
// "adcode", of 6 or 12 digits. A fault names the feature that is wrong.
func ReadGeography(r io.Reader) (*Geography, error) {
	data, err := io.ReadAll(io.LimitReader(r, mostGeography+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostGeography {
		return nil, fault.New(fault.TooLarge, "map.too_large", "the map is larger than %d MB", mostGeography>>20)
	}
	var file struct {
		Type     string
		Features []struct {
			Properties struct{ Code, Adcode any }
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(data, &file); err != nil || file.Type != "FeatureCollection" {
		return nil, fault.New(fault.Invalid, "map.invalid", "the map is no GeoJSON FeatureCollection")
	}
	g := &Geography{rings: map[region.Code][]ring{}}
	for i, f := range file.Features {
		named := f.Properties.Code
		if named == nil {
			named = f.Properties.Adcode
		}
		if n, ok := named.(float64); ok {
			named = fmt.Sprintf("%06.0f", n)
		}
		code, err := region.ParseCode(fmt.Sprint(named))
		if err != nil {
			return nil, fault.Field(fmt.Sprintf("features[%d].properties.code", i), named, "is not a region code of 6 or 12 digits")
		}
		rings, err := polygons(f.Geometry.Type, f.Geometry.Coordinates)
		if err != nil {
			return nil, fault.Field(fmt.Sprintf("features[%d].geometry", i), f.Geometry.Type, "%s", err)
		}
		g.rings[code] = append(g.rings[code], rings...)
	}
	return g, nil
}

func polygons(kind string, coordinates json.RawMessage) (rings []ring, err error) {
	var parts [][]ring
	switch kind {
	case "Polygon":
		parts = make([][]ring, 1)
		err = json.Unmarshal(coordinates, &parts[0])
	case "MultiPolygon":
		err = json.Unmarshal(coordinates, &parts)
	default:
		return nil, fmt.Errorf("is neither Polygon nor MultiPolygon")
	}
	if err != nil {
		return nil, fmt.Errorf("has coordinates that cannot be read")
	}
	for _, part := range parts {
		for _, r := range part {
			for _, p := range r {
				if math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90 {
					return nil, fmt.Errorf("has a point at %g, %g, which is not on the earth", p[0], p[1])
				}
			}
			if len(r) >= 4 {
				rings = append(rings, r)
			}
		}
	}
	return rings, nil
}

// Map draws tiles as outlines, if the map has one for each of them; ok is false if it has not, and for no map at all.
func (g *Geography) Map(m TileMap) (shapes ShapeMap, ok bool) {
	if g == nil || len(m.Tiles) == 0 {
		return ShapeMap{}, false
	}
	west, south, east, north := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, t := range m.Tiles {
		if len(g.rings[t.Code]) == 0 {
			return ShapeMap{}, false
		}
		for _, r := range g.rings[t.Code] {
			for _, p := range r {
				west, east, south, north = min(west, p[0]), max(east, p[0]), min(south, p[1]), max(north, p[1])
			}
		}
	}
	// A degree of longitude is shorter the further north: plate carrée true at the middle latitude.
	narrow := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := shapeWidth / max((east-west)*narrow, 1e-9)
	shapes = ShapeMap{Label: m.Label, Width: shapeWidth, Height: int(math.Ceil((north - south) * scale))}
	for _, t := range m.Tiles {
		s := Shape{Tile: t}
		var path strings.Builder
		var widest float64
		for _, r := range g.rings[t.Code] {
			x, y, area := draw(&path, r, func(p [2]float64) (float64, float64) { return (p[0] - west) * narrow * scale, (north - p[1]) * scale })
			if area > widest {
				widest, s.AtX, s.AtY = area, fixed(x), fixed(y)
			}
		}
		s.Path = path.String()
		shapes.Shapes = append(shapes.Shapes, s)
	}
	return shapes, true
}

const (
	shapeWidth = 600
	grain      = .6 // points nearer than this to the last one are left out
)

// draw adds a ring to a path, and gives the middle and the area of its box.
func draw(path *strings.Builder, r ring, at func([2]float64) (x, y float64)) (middleX, middleY, area float64) {
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	var lastX, lastY float64
	for i, p := range r {
		x, y := at(p)
		left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		if i > 0 && math.Hypot(x-lastX, y-lastY) < grain {
			continue
		}
		lastX, lastY = x, y
		path.WriteByte("ML"[min(i, 1)])
		path.WriteString(fixed(x) + " " + fixed(y))
	}
	path.WriteByte('Z')
	return (left + right) / 2, (top + bottom) / 2, (right - left) * (bottom - top)
}
