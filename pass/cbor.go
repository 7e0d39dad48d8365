package pass

import (
	"bytes"
	"errors"

	"github.com/fxamacker/cbor/v2"
)

var errCBOR = errors.New("not the deterministic CBOR of this format")

// deterministic writes RFC 8949 section 4.2.1: shortest numbers, sorted keys, definite lengths.
var deterministic = func() cbor.EncMode {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// strict reads what deterministic writes; foreign reads other people's COSE, which may carry tags, floats and other fields.
var strict, foreign = decoders()

func decoders() (strict, foreign cbor.DecMode) {
	options := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		MaxNestedLevels:   8,
		MaxArrayElements:  4096, // issuers of a trust list; a token has 8
		MaxMapPairs:       16,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}
	strict, err := options.DecMode()
	if err != nil {
		panic(err)
	}
	options = cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthAllowed,
		MaxNestedLevels:  16,
		MaxArrayElements: 256,
		MaxMapPairs:      256,
	}
	foreign, err = options.DecMode()
	if err != nil {
		panic(err)
	}
	return strict, foreign
}

// marshal writes one of our own fixed structures, which cannot fail.
func marshal(v any) []byte {
	data, err := deterministic.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// unmarshal reads data into the structure v and refuses everything that marshal(v) would not have written:
// other fields, floats, tags, null for zero, longer numbers, another order, trailing bytes.
func unmarshal(data []byte, v any) error {
	if err := strict.Unmarshal(data, v); err != nil {
		return err
	}
	if !bytes.Equal(marshal(v), data) {
		return errCBOR
	}
	return nil
}
