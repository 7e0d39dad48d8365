package hcert

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Signers is a list of signers, as two people of a node published it. Immutable.
type Signers struct {
	Name    string
	Version string // its date
	From    instant.Instant
	Until   instant.Instant
	Source  string
	All     []*Signer

	byKID map[[8]byte][]*Signer
}

// MostSigners bounds a list: all states together had some thousands.
const MostSigners = 20_000

// file is the form of a list: what gateways publish ("certificates"), under a name and with an end.
type file struct {
	Name         string        `json:"name"`
	Version      string        `json:"version"`
	Until        string        `json:"until"`
	Source       string        `json:"source"`
	Certificates []certificate `json:"certificates"`
}

type certificate struct {
	Type    string `json:"certificateType"`
	Country string `json:"country"`
	KID     string `json:"kid"`
	Raw     string `json:"rawData"` // DER in Base64
}

var countryCode = regexp.MustCompile("^[A-Z]{2}$")

// ParseSigners reads a list strictly in what counts; members that gateways add are passed over.
func ParseSigners(data []byte) (*Signers, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fault.New(fault.Invalid, "hcert.signers", "the list is no JSON of its form").Because(err)
	}
	l := &Signers{Name: f.Name, Version: f.Version, Source: f.Source, byKID: map[[8]byte][]*Signer{}}
	var err error
	switch {
	case f.Name == "":
		return nil, fault.Missing("name")
	case len(f.Certificates) == 0:
		return nil, fault.Missing("certificates")
	case len(f.Certificates) > MostSigners:
		return nil, fault.Field("certificates", len(f.Certificates), "are more than %d", MostSigners)
	}
	if l.From, err = instant.Date(f.Version, instant.Beijing); err != nil {
		return nil, fault.Field("version", f.Version, "is not a date YYYY-MM-DD")
	}
	if l.Until, err = instant.Date(f.Until, instant.Beijing); err != nil || l.Until <= l.From {
		return nil, fault.Field("until", f.Until, "is not a date YYYY-MM-DD after the version's")
	}
	for i, c := range f.Certificates {
		if c.Type != "" && c.Type != "DSC" {
			continue // keys of other uses
		}
		s, err := c.signer()
		if err != nil {
			return nil, fault.At(fmt.Sprintf("certificates[%d]", i), err)
		}
		for _, had := range l.byKID[s.KID] {
			if had.Country == s.Country {
				return nil, fault.Field(fmt.Sprintf("certificates[%d].kid", i), c.KID, "is listed twice")
			}
		}
		l.All = append(l.All, s)
		l.byKID[s.KID] = append(l.byKID[s.KID], s)
	}
	return l, nil
}

func (c *certificate) signer() (*Signer, error) {
	if !countryCode.MatchString(c.Country) {
		return nil, fault.Field("country", c.Country, "is not a country of two capital letters")
	}
	der, err := base64.StdEncoding.DecodeString(c.Raw)
	if err != nil {
		return nil, fault.Field("rawData", len(c.Raw), "is not Base64")
	}
	s, err := ReadSigner(c.Country, der)
	if err != nil {
		return nil, err
	}
	if c.KID != "" && c.KID != base64.StdEncoding.EncodeToString(s.KID[:]) {
		return nil, fault.Field("kid", c.KID, "is not that of the certificate, %s", base64.StdEncoding.EncodeToString(s.KID[:]))
	}
	return s, nil
}

// find are the signers that a certificate may be of: of its country, and with the id that it names.
func (l *Signers) find(c *Certificate) []*Signer {
	id := c.sealed.KID()
	if l == nil || len(id) != 8 {
		return nil
	}
	var list []*Signer
	for _, s := range l.byKID[[8]byte(id)] {
		if s.Country == c.Country {
			list = append(list, s)
		}
	}
	return list
}

// ID is name@version.
func (l *Signers) ID() string { return l.Name + "@" + l.Version }

// Import makes of a list as a gateway publishes it, in the form of the German mirror, a list under a name and with an end. The first line is the
// signature of all that follows, by ECDSA with SHA-256 in Base64, as r and s or in ASN.1; anchor is the key that the operator has
// from elsewhere. Without an anchor nothing is taken.
func Import(published []byte, anchor *ecdsa.PublicKey, name, version, until, source string) ([]byte, error) {
	line, body, found := bytes.Cut(published, []byte("\n"))
	signature, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(line)))
	if !found || err != nil {
		return nil, fault.New(fault.Invalid, "hcert.signers", "the first line is not a signature in Base64")
	}
	digest := sha256.Sum256(body)
	if anchor == nil || !signedBy(anchor, digest[:], signature) {
		return nil, fault.New(fault.Invalid, "hcert.signers", "the signature of the list does not hold under the key given (of SHA-256 %s)", hex.EncodeToString(digest[:8]))
	}
	var f file
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fault.New(fault.Invalid, "hcert.signers", "the list is no JSON of its form").Because(err)
	}
	f.Name, f.Version, f.Until, f.Source = name, version, until, source
	out, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, err
	}
	_, err = ParseSigners(out)
	return out, err
}

func signedBy(key *ecdsa.PublicKey, digest, signature []byte) bool {
	var der struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(signature, &der); err == nil && len(rest) == 0 {
		return ecdsa.Verify(key, digest, der.R, der.S)
	}
	half := len(signature) / 2
	return len(signature) == 64 && ecdsa.Verify(key, digest, new(big.Int).SetBytes(signature[:half]), new(big.Int).SetBytes(signature[half:]))
}
