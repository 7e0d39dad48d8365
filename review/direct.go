package review

import (
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
)

// Direct refuses a kind of evidence that only a case brings about, where somebody records or imports it beside one (RE-9).
// What authorities bring in themselves it lets through, measures of control among them: quarantine sites and the border
// report theirs, and lists that colour many are weighed (BY-18).
func Direct(k evidence.Kind) error {
	for _, d := range Kinds {
		if slices.Contains(d.Only, k) {
			return fault.Field(string(evidence.FieldKind), k.String(), "is brought about by a case alone: open one of kind %s (%s)", d.Kind, d.En).WithKey("evidence.by_case")
		}
	}
	return nil
}
