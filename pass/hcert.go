package pass

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// EU Digital COVID Certificates (eHealth Network, "HCERT" 1.0.5): HC1: + Base45( zlib( COSE_Sign1( CWT ))). Here they are read so far that
// a gate can name who issued one; package federation/hcert reads what they say, and checks who signed it.
const (
	certificatePrefix  = "HC1:"
	certificateLength  = 4296     // characters, the most that a QR code holds
	certificateMaxSize = 32 << 10 // unpacked
)

// Certificate is an EU certificate whose form is right and whose signature nobody has checked. Nothing in it is to be trusted.
type Certificate struct {
	sign1
	Country  string // two letters of ISO 3166-1, of who issued it
	IssuedAt instant.Instant
	Expires  instant.Instant
	Health   []byte // CBOR: what is certified
}

var errCertificate = errors.New("not an EU certificate")

var countryCode = regexp.MustCompile("^[A-Z]{2}$")

func noCertificate(key, format string, args ...any) *fault.Fault {
	return fault.New(fault.Invalid, key, format, args...)
}

// ReadCertificate reads the text of a certificate as far as its signed claims, whatever it is. The faults say how far it came:
// hcert.prefix, hcert.base45, hcert.zlib, hcert.cose, hcert.claims.
func ReadCertificate(text string) (*Certificate, error) {
	if len(text) > certificateLength || !strings.HasPrefix(text, certificatePrefix) {
		return nil, noCertificate("hcert.prefix", "not a text of at most %d characters that begins with %s", certificateLength, certificatePrefix)
	}
	packed, err := decodeBase45(text[len(certificatePrefix):])
	if err != nil {
		return nil, noCertificate("hcert.base45", "not Base45").Because(err)
	}
	data, err := inflate(packed, certificateMaxSize)
	if err != nil {
		return nil, noCertificate("hcert.zlib", "not packed with zlib, or larger than %d bytes", certificateMaxSize).Because(err)
	}
	return OpenCertificate(data)
}

// OpenCertificate reads the COSE_Sign1 of a certificate.
func OpenCertificate(data []byte) (*Certificate, error) {
	c := new(Certificate)
	var err error
	if c.sign1, err = readForeignSign1(data); err != nil {
		return nil, noCertificate("hcert.cose", "not a COSE_Sign1").Because(err)
	}
	if err := c.readClaims(); err != nil {
		return nil, noCertificate("hcert.claims", "signed, but no claims of a certificate").Because(err)
	}
	return c, nil
}

// readForeignSign1 reads a COSE_Sign1 of another writer: the tags of CWT (61) and COSE_Sign1 (18) may be there or not.
func readForeignSign1(data []byte) (sign1, error) {
	var s sign1
	for _, tag := range [][]byte{{0xd8, 61}, {sign1Tag}} {
		data = bytes.TrimPrefix(data, tag)
	}
	if len(data) == 0 || data[0]>>5 != 4 { // an array; the decoder would pass over other tags
		return s, errCertificate
	}
	if err := foreign.Unmarshal(data, &s); err != nil {
		return s, err
	}
	if len(s.Payload) == 0 || len(s.Signature) == 0 {
		return s, errCertificate
	}
	if string(s.Protected) == string(emptyMap) { // signed as if it were empty: RFC 9052 section 3
		s.Protected = []byte{}
	}
	return s, nil
}

func (c *Certificate) readClaims() error {
	var claims struct {
		Issuer   string                  `cbor:"1,keyasint"`
		Expires  int64                   `cbor:"4,keyasint"`
		IssuedAt int64                   `cbor:"6,keyasint"`
		Health   map[int]cbor.RawMessage `cbor:"-260,keyasint"`
	}
	if err := foreign.Unmarshal(c.Payload, &claims); err != nil {
		return err
	}
	c.Health = claims.Health[1]
	if health := c.Health; len(health) == 0 || health[0]>>5 != 5 || !countryCode.MatchString(claims.Issuer) {
		return errCertificate
	}
	var err error
	if c.IssuedAt, err = seconds(claims.IssuedAt); err != nil {
		return err
	}
	c.Country = claims.Issuer
	c.Expires, err = seconds(claims.Expires)
	return err
}

// KID is the id of the key; the protected one counts (HCERT section 3.3.2). nil if there is none.
func (c *Certificate) KID() []byte {
	for _, h := range [][]byte{c.Protected, c.Unprotected} {
		var ids struct {
			KID []byte `cbor:"4,keyasint"`
		}
		if foreign.Unmarshal(h, &ids) == nil && ids.KID != nil {
			return ids.KID
		}
	}
	return nil
}

// Algorithm is the number of COSE that the header names, 0 if it names none. The key decides; this must agree.
func (c *Certificate) Algorithm() int64 {
	for _, h := range [][]byte{c.Protected, c.Unprotected} {
		var named struct {
			Algorithm int64 `cbor:"1,keyasint"`
		}
		if foreign.Unmarshal(h, &named) == nil && named.Algorithm != 0 {
			return named.Algorithm
		}
	}
	return 0
}

// Signed is what the signature is of: the Sig_structure of RFC 9052 section 4.4.
func (c *Certificate) Signed() []byte { return toBeSigned(c.Protected, []byte{}, c.Payload) }

// foreignCertificate answers for an EU certificate: unknown, with the issuer named.
func foreignCertificate(a Answer, text string) Answer {
	a.Scheme = "HC1"
	c, err := ReadCertificate(text)
	if err != nil {
		return a.settle(Unknown, Unreadable)
	}
	a = a.settle(Unknown, Foreign)
	a.Issuer = c.Country
	a.IssuerName = Text{"欧盟数字证书签发国 " + c.Country, "EU certificate issuer " + c.Country}
	a.Text = Text{
		fmt.Sprintf("这是 %s 签发的欧盟数字证书,尚未互认,无法核验。", c.Country),
		fmt.Sprintf("This is an EU certificate issued by %s. It is not recognised here and was not checked.", c.Country),
	}
	return a
}
