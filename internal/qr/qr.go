package qr

import (
	"fmt"
	"sync"

	"rsc.io/qr/coding"
)

// Encode makes the code of a text of level M. It picks the densest encoding, the smallest version, and the mask with the least penalty: one byte a module, n a side.
func Encode(text string) (modules []byte, n int, err error) {
	var enc coding.Encoding = coding.String(text)
	if coding.Alpha(text).Check() == nil {
		enc = coding.Alpha(text)
	}
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		if enc.Bits(v) > v.DataBytes(coding.M)*8 {
			continue
		}
		m, err := prepared[v]()
		if err != nil {
			return nil, 0, err
		}
		first, err := m.plan.Encode(enc)
		if err != nil {
			return nil, 0, err
		}
		return m.leastPenalty(first), first.Size, nil
	}
	return nil, 0, fmt.Errorf("qr: %d characters do not fit a QR code", len(text))
}

// prepared masks by version, made when first needed.
var prepared = func() (p [coding.MaxVersion + 1]func() (*masks, error)) {
	for v := range p {
		p[v] = sync.OnceValues(func() (*masks, error) { return masksOf(coding.Version(v)) })
	}
	return p
}()
