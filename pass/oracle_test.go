package pass

import (
	"io"

	"github.com/veraison/go-cose"
)

// theirs lends a test key to go-cose as signer and verifier.
type theirs struct {
	*testSigner
	algorithm cose.Algorithm
}

func (s theirs) Algorithm() cose.Algorithm { return s.algorithm }

func (s theirs) Sign(_ io.Reader, message []byte) ([]byte, error) { return s.testSigner.Sign(message) }

func (s theirs) Verify(message, signature []byte) error {
	if !must(always(s.testSigner.algorithm, s.public)).Verify(message, signature) {
		return cose.ErrVerification
	}
	return nil
}
