package ui

import (
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/region"
)

// Issue 4: a map is drawn on the operator's own GeoJSON where it has an outline of every division, else as tiles; what is wrong
// in the file is named.
func TestGeography(t *testing.T) {
	g, err := ReadGeography(strings.NewReader(sampleOutlines))
	if err != nil {
		t.Fatal(err)
	}
	tiles := TileMap{Tiles: []Tile{{Code: region.MustParseCode("420102"), Name: "江岸区"}, {Code: region.MustParseCode("420104"), Name: "硚口区"}}}
	m, ok := Site{Geography: g}.MapOf(tiles).(ShapeMap)
	if !ok || len(m.Shapes) != 2 || m.Width != shapeWidth || m.Height < 100 || m.Height > 2000 || strings.Count(m.Shapes[1].Path, "M") != 2 {
		t.Fatalf("%+v", m)
	}
	tiles.Tiles = append(tiles.Tiles, Tile{Code: region.MustParseCode("420111")})
	if _, ok := (Site{Geography: g}).MapOf(tiles).(TileMap); !ok {
		t.Error("a map with a hole")
	}
	if _, ok := (Site{}).MapOf(tiles).(TileMap); !ok {
		t.Error("no map, and yet one")
	}
	for bad, field := range map[string]string{
		"[]":                 "",
		`{"type":"Feature"}`: "",
		strings.Replace(sampleOutlines, `"420103"`, `"42x103"`, 1):         "features[1].properties.code",
		strings.Replace(sampleOutlines, `"MultiPolygon"`, `"Point"`, 1):    "features[2].geometry",
		strings.Replace(sampleOutlines, `[114.2,30.5]`, `[214.2,30.5]`, 1): "features[0].geometry",
		strings.Replace(sampleOutlines, `[114.2,30.5]`, `"x"`, 1):          "features[0].geometry",
	} {
		_, err := ReadGeography(strings.NewReader(bad))
		if f, ok := fault.As(err); !ok || f.Code != fault.Invalid || f.Field != field {
			t.Errorf("%.60s: %v", bad, err)
		}
	}
}
