package review_test

import (
	"strings"
	"testing"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/review"
)

// RE-9: evidence that people decide comes from their case alone, and the refusal names it; what authorities, carriers and
// holders state is no case's. Each kind of the catalogue is decided here.
func TestDirect(t *testing.T) {
	byCase := map[evidence.Kind]review.Kind{
		evidence.Check:                review.Check,                // WZ-10, WZ-14
		evidence.CertificateIsolation: review.IsolationCertificate, // HB-12
		evidence.WhitelistTruck:       review.Whitelist,            // WZ-12, state 11
		evidence.WhitelistCode:        review.Whitelist,            // state 12
	}
	for _, k := range evidence.Kinds() {
		err := review.Direct(k)
		want, by := byCase[k]
		if !by {
			if err != nil {
				t.Errorf("%s: %v", k, err)
			}
			continue
		}
		f, ok := fault.As(err)
		if !ok || f.Code != fault.Invalid || f.Key != "evidence.by_case" || f.Field != "kind" || f.Value != `"`+k.String()+`"` || !strings.Contains(f.Detail, string(want)) {
			t.Errorf("%s: %v", k, err)
		}
	}
}
