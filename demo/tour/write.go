package tour

import (
	"strings"

	"kangma/api/wire"
	"kangma/internal/instant"
)

// stamp is a time as it is told, in Beijing's.
func stamp(at wire.Time) string {
	v := at.Instant(instant.Never)
	if v == instant.Never {
		return "—"
	}
	return strings.Replace(v.In(instant.Beijing)[:len("2006-01-02T15:04")], "T", " ", 1)
}
