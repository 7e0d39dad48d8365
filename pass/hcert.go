package pass

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"kangma/internal/instant"
)

// EU Digital COVID Certificates (eHealth Network, "HCERT" 1.0.5): HC1: + Base45( zlib( COSE_Sign1( CWT ))). They are read so far that a
// gate can name who issued one. Nothing in them is trusted, since no recognition exists.
const (
	certificatePrefix  = "HC1:"
	certificateLength  = 4296     // characters, the most that a QR code holds
	certificateMaxSize = 32 << 10 // unpacked
)

// certificate is an EU certificate whose form is right and whose signature nobody has checked.
type certificate struct {
	sign1
	issuer   string // two letters of ISO 3166-1
	issuedAt instant.Instant
	expires  instant.Instant
}

var countryCode = regexp.MustCompile("^[A-Z]{2}$")

var errCertificate = errors.New("not an EU certificate")

func readCertificate(text string) (*certificate, error) {
	if len(text) > certificateLength || !strings.HasPrefix(text, certificatePrefix) {
		return nil, errCertificate
	}
	packed, err := decodeBase45(text[len(certificatePrefix):])
	if err != nil {
		return nil, err
	}
	data, err := inflate(packed, certificateMaxSize)
	if err != nil {
		return nil, err
	}
	c := new(certificate)
	if c.sign1, err = readForeignSign1(data); err != nil {
		return nil, err
	}
	return c, c.readClaims()
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
	if string(s.Protected) == string(emptyMap) { // signed as if it were empty: RFC 9052 section 3
		s.Protected = []byte{}
	}
	return s, nil
}

func (c *certificate) readClaims() error {
	var claims struct {
		Issuer   string                  `cbor:"1,keyasint"`
		Expires  int64                   `cbor:"4,keyasint"`
		IssuedAt int64                   `cbor:"6,keyasint"`
		Health   map[int]cbor.RawMessage `cbor:"-260,keyasint"`
	}
	if err := foreign.Unmarshal(c.Payload, &claims); err != nil {
		return err
	}
	if health := claims.Health[1]; len(health) == 0 || health[0]>>5 != 5 || !countryCode.MatchString(claims.Issuer) {
		return errCertificate
	}
	var err error
	if c.issuedAt, err = seconds(claims.IssuedAt); err != nil {
		return err
	}
	c.issuer = claims.Issuer
	c.expires, err = seconds(claims.Expires)
	return err
}

// kid is the key's id; the protected one counts (HCERT section 3.3.2).
func (c *certificate) kid() string {
	for _, h := range [][]byte{c.Protected, c.Unprotected} {
		var ids struct {
			KID []byte `cbor:"4,keyasint"`
		}
		if foreign.Unmarshal(h, &ids) == nil && ids.KID != nil {
			return hex.EncodeToString(ids.KID)
		}
	}
	return ""
}

// foreignCertificate answers for an EU certificate: unknown, with the issuer named.
func foreignCertificate(a Answer, text string) Answer {
	a.Scheme = "HC1"
	c, err := readCertificate(text)
	if err != nil {
		return a.settle(Unknown, Unreadable)
	}
	a = a.settle(Unknown, Foreign)
	a.Issuer = c.issuer
	a.IssuerName = Text{"欧盟数字证书签发国 " + c.issuer, "EU certificate issuer " + c.issuer}
	a.Text = Text{
		fmt.Sprintf("这是 %s 签发的欧盟数字证书,尚未互认,无法核验。", c.issuer),
		fmt.Sprintf("This is an EU certificate issued by %s. It is not recognised here and was not checked.", c.issuer),
	}
	return a
}
