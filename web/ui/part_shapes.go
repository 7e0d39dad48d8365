package ui

// ShapeMap is a map as the operator's outlines, with what tiles would say: colour, sign and number say the same (rule UI-2).
type ShapeMap struct {
	Label         string
	Width, Height int
	Shapes        []Shape
}

func (ShapeMap) Part() string { return "shapemap" }

// Shape is one division of a ShapeMap; Path is its outline, AtX and AtY where its number stands.
type Shape struct {
	Tile
	Path     string
	AtX, AtY string
}

// MapOf is the operator's map of tiles if he has one of them all, else the tiles.
func (s Site) MapOf(m TileMap) Part {
	if shapes, ok := s.Geography.Map(m); ok {
		return shapes
	}
	return m
}
