package passage

import (
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Device is a gate's browser or telephone, registered to one collector, with the public key under which it signs the
// passages that it queues (PS-5).
type Device struct {
	ID        id.ID
	Collector id.ID
	PublicKey [65]byte // ECDSA P-256, uncompressed point (SEC 1), as WebCrypto exports "raw"
	From      instant.Instant
	Until     instant.Instant // Never while it is registered
}

// Registered says whether passages made at an instant may carry its signature. The instant is by the device's clock,
// the registration by the node's, so the first minutes allow for ClockSkew.
func (d Device) Registered(at instant.Instant) bool {
	return d.From <= at.Add(ClockSkew) && at < d.Until
}
