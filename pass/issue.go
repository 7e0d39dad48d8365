package pass

import (
	"time"

	"kangma/internal/fault"
)

// Prefix begins every token.
const Prefix = "KM1:"

// MaxLength of a token with its tail, in characters; whatever is longer is not read.
const MaxLength = 300

// Life of a shown code (NA-06).
const Life = 15 * time.Minute

// Signer holds a private key, or knows who does. Sign gets the message, not its hash, and gives 64 bytes: r and s, or Ed25519's.
// It must be safe for concurrent use.
type Signer interface {
	KID() [4]byte
	Algorithm() string // ES256, EdDSA or SM2
	Sign(message []byte) ([]byte, error)
}

// Issue signs a token: KM1: and Base45 of a COSE_Sign1 over the claims (docs/token.md). Errors: a fault for claims that cannot be,
// the signer's own.
func Issue(s Signer, c Claims) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	signed, err := seal(s, "", c.encode())
	if err != nil {
		return "", err
	}
	return Prefix + encodeBase45(signed), nil
}

// AddTail gives the token as it is shown while link is the link of the chain: the link's bytes follow the signed ones.
// For a token of an even number of bytes that is the token's text and 24 characters more.
func AddTail(token string, link Link) (string, error) {
	if len(token) <= len(Prefix) || token[:len(Prefix)] != Prefix {
		return "", fault.Field("token", token, "does not begin with KM1:")
	}
	signed, err := decodeBase45(token[len(Prefix):])
	if err != nil {
		return "", fault.Field("token", token, "is not Base45").Because(err)
	}
	return Prefix + encodeBase45(append(signed, link[:]...)), nil
}
