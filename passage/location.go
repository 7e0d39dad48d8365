package passage

import (
	"math"

	"kangma/internal/fault"
)

// Location is a position in millionths of a degree (WGS 84), about a tenth of a metre.
type Location struct {
	Lat, Lon int32
}

// ParseLocation takes degrees.
func ParseLocation(lat, lon float64) (Location, error) {
	if !(lat >= -90 && lat <= 90) {
		return Location{}, fault.Field("location.lat", lat, "is not between -90 and 90 degrees")
	}
	if !(lon >= -180 && lon <= 180) {
		return Location{}, fault.Field("location.lon", lon, "is not between -180 and 180 degrees")
	}
	return Location{int32(math.Round(lat * 1e6)), int32(math.Round(lon * 1e6))}, nil
}

// Metres is the distance between two positions on a sphere of the earth's mean radius; within 0.6 % of the true one.
func (a Location) Metres(b Location) float64 {
	const earth, rad = 6371008.8, math.Pi / 180e6
	lat1, lat2 := float64(a.Lat)*rad, float64(b.Lat)*rad
	dLat, dLon := (lat2-lat1)/2, float64(b.Lon-a.Lon)*rad/2
	h := math.Sin(dLat)*math.Sin(dLat) + math.Cos(lat1)*math.Cos(lat2)*math.Sin(dLon)*math.Sin(dLon)
	return 2 * earth * math.Asin(math.Sqrt(min(1, h)))
}
