package hcert

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"math/big"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Signer is a document signing certificate: a key with which a state certifies.
type Signer struct {
	KID     [8]byte // the first bytes of the SHA-256 of the certificate
	Country string
	From    instant.Instant
	Until   instant.Instant
	Kinds   []Kind // that it may certify; none named: all (HC-2)

	ecdsa *ecdsa.PublicKey
	rsa   *rsa.PublicKey
}

// Key usages of the eHealth Network (1.3.6.1.4.1.1847.2021.1.x), and the same under the arc that early certificates had by mistake.
var usages = map[string]Kind{
	"1.3.6.1.4.1.1847.2021.1.1": OfTest, "1.3.6.1.4.1.0.1847.2021.1.1": OfTest,
	"1.3.6.1.4.1.1847.2021.1.2": OfVaccination, "1.3.6.1.4.1.0.1847.2021.1.2": OfVaccination,
	"1.3.6.1.4.1.1847.2021.1.3": OfRecovery, "1.3.6.1.4.1.0.1847.2021.1.3": OfRecovery,
}

// ReadSigner reads a certificate in DER. country "" takes the subject's.
func ReadSigner(country string, der []byte) (*Signer, error) {
	if len(der) > 16<<10 {
		return nil, fault.Field("rawData", len(der), "is larger than 16 KiB")
	}
	x, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fault.Field("rawData", len(der), "is no X.509 certificate in DER").Because(err)
	}
	if country == "" && len(x.Subject.Country) == 1 {
		country = x.Subject.Country[0]
	}
	sum := sha256.Sum256(der)
	s := &Signer{KID: [8]byte(sum[:8]), Country: country, From: instant.Of(x.NotBefore), Until: instant.Of(x.NotAfter)}
	switch key := x.PublicKey.(type) {
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() {
			return nil, fault.Field("rawData", key.Curve.Params().Name, "is not P-256")
		}
		s.ecdsa = key
	case *rsa.PublicKey:
		if key.N.BitLen() < 2048 || key.N.BitLen() > 4096 {
			return nil, fault.Field("rawData", key.N.BitLen(), "is no RSA key of 2048 to 4096 bits")
		}
		s.rsa = key
	default:
		return nil, fault.Field("rawData", x.PublicKeyAlgorithm.String(), "is neither ECDSA nor RSA")
	}
	for _, oid := range x.UnknownExtKeyUsage {
		if kind, ok := usages[oid.String()]; ok && !slices.Contains(s.Kinds, kind) {
			s.Kinds = append(s.Kinds, kind)
		}
	}
	return s, nil
}

// Algorithms of COSE that certificates are signed with.
const (
	es256 = -7
	ps256 = -37
)

// signed says whether the signature of a certificate is this signer's. The header's algorithm must be the key's.
func (s *Signer) signed(c *Certificate) bool {
	message, signature, algorithm := c.sealed.Signed(), c.sealed.Signature, c.sealed.Algorithm()
	digest := sha256.Sum256(message)
	switch {
	case s.ecdsa != nil:
		if len(signature) != 64 || algorithm != es256 {
			return false
		}
		return ecdsa.Verify(s.ecdsa, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]))
	case s.rsa != nil:
		return algorithm == ps256 && rsa.VerifyPSS(s.rsa, crypto.SHA256, digest[:], signature, nil) == nil
	}
	return false
}

// may says whether the signer may certify a kind.
func (s *Signer) may(k Kind) bool { return len(s.Kinds) == 0 || slices.Contains(s.Kinds, k) }
