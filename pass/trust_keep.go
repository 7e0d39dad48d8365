package pass

import (
	"bytes"

	"kangma/internal/fault"
)

// Keep says whether an offered list replaces the one held. Both are opened already, so a forged one never comes here
// (OpenTrustList). It keeps PA-4: a lower version, an earlier date, or another content under the same version
// is refused, and the held list stays. held may be nil.
func Keep(held, offered *TrustList) (*TrustList, error) {
	refuse := func(why string) (*TrustList, error) {
		return held, fault.New(fault.Conflict, "trust.refused", "trust list refused: %s", why)
	}
	switch {
	case offered == nil:
		return refuse("there is none")
	case held == nil || offered == held:
		return offered, nil
	case offered.Version < held.Version:
		return refuse("its version is lower than the one held")
	case offered.Version == held.Version && !bytes.Equal(offered.payload(), held.payload()):
		return refuse("it differs from the one held under the same version")
	case offered.IssuedAt < held.IssuedAt:
		return refuse("it is older than the one held")
	}
	return offered, nil
}
