package passage

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// MaxDevices is how many devices one collector has at a time.
const MaxDevices = 5

// RegisterDevice registers a device to a collector (PS-5): key is an uncompressed P-256 point of 65 bytes. The same
// key again gives the registration that stands.
func RegisterDevice(ctx context.Context, tx PlaceTx, collector id.ID, key []byte, at instant.Instant) (Device, error) {
	if _, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), key); err != nil {
		return Device{}, fault.New(fault.Invalid, "device.key", "the device's key is no uncompressed P-256 point of 65 bytes")
	}
	d := Device{ID: id.New(at), Collector: collector, PublicKey: [65]byte(key), From: at, Until: instant.Never}
	devices, err := tx.DevicesOf(ctx, collector)
	if err != nil {
		return Device{}, err
	}
	n := 0
	for _, old := range devices {
		if !old.Registered(at) {
			continue
		}
		if old.PublicKey == d.PublicKey {
			return old, nil
		}
		n++
	}
	if n >= MaxDevices {
		return Device{}, fault.New(fault.Conflict, "device.too_many", "a collector has at most %d devices; remove one first", MaxDevices)
	}
	return d, tx.InsertDevice(ctx, d)
}

// RemoveDevice ends a registration. What the device signed before stays valid. It may be repeated.
func RemoveDevice(ctx context.Context, tx PlaceTx, collector, device id.ID, at instant.Instant) error {
	d, err := tx.Device(ctx, device)
	if err != nil {
		return err
	}
	if d.Collector != collector {
		return fault.New(fault.NotFound, "device.not_found", "this collector has no such device")
	}
	if d.Until <= at {
		return nil
	}
	return tx.EndDevice(ctx, device, at)
}
