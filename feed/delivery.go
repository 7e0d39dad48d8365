package feed

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Delivery is one file of a feed. It has the id of its import.
type Delivery struct {
	Feed      id.ID
	ID        id.ID
	Name      string // of the file, as its authority calls it
	Digest    Digest
	Way       Way
	Key       string // by which it was known; "" of what staff corrected
	At        instant.Instant
	Reason    string          // why it could not be taken as a whole; "" if it was
	Replaces  id.ID           // the delivery whose rows staff corrected in it
	SettledAt instant.Instant // when somebody took or dismissed what was wrong with it; Never until then
	SettledBy string
	Note      string // why it was dismissed

	// What became of its rows, and whether all of them were looked at. Read = Stored + Refused + Duplicate.
	Read, Stored, Refused, Duplicate int64
	Ended                            bool
}

// Corrected is the Way of what staff sent in place of a dead letter.
const Corrected Way = "corrected"

// Dead says whether something of it waits for correction (FD-6).
func (d *Delivery) Dead() bool {
	return d.SettledAt == instant.Never && (d.Reason != "" || d.Ended && d.Refused > 0)
}

// Digest is the SHA-256 of a file's content.
type Digest [32]byte

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ParseDigest reads the 64 hexadecimal digits of a digest.
func ParseDigest(s string) (d Digest, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(d) {
		return d, fault.Field("digest", s, "is not a SHA-256 of 64 hexadecimal digits")
	}
	return Digest(b), nil
}

// MaxName is how many bytes the name of a file may have.
const MaxName = 120

// CheckName refuses names that are paths, or cannot be shown.
func CheckName(s string) error {
	if s == "" {
		return fault.Missing("name")
	}
	if len(s) > MaxName || !utf8.ValidString(s) || strings.HasPrefix(s, ".") || strings.ContainsFunc(s, func(c rune) bool { return c == '/' || c == '\\' || !unicode.IsPrint(c) }) {
		return fault.Field("name", s, "is not a file name of at most %d bytes", MaxName)
	}
	return nil
}

// Text is what the authority signs of a file, four lines: the scheme, the feed, the name, the digest of the content (FD-3).
func Text(feed, name string, content Digest) []byte {
	return []byte("kangma feed 1\n" + feed + "\n" + name + "\n" + content.String() + "\n")
}

// Sign signs a file as the authority does; base64url.
func Sign(key ed25519.PrivateKey, feed, name string, content Digest) string {
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, Text(feed, name, content)))
}

// Verify finds which of a feed's keys signed a file; Unauthenticated if none that counts did (FD-3).
func Verify(keys []Key, feed, name string, content Digest, signature string) (Key, error) {
	refused := fault.New(fault.Unauthenticated, "feed.signature", "the file is not signed by a key of this feed that counts")
	s, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(signature), "="))
	if err != nil {
		return Key{}, refused
	}
	for _, k := range keys {
		if k.Counts() && ed25519.Verify(k.Public, Text(feed, name, content), s) {
			return k, nil
		}
	}
	return Key{}, refused
}
