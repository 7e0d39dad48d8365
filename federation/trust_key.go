package federation

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
)

// keyForm is a public key as documents carry it.
type keyForm struct {
	KID       pass.KID `json:"kid"`
	Algorithm string   `json:"alg"`
	Use       pass.Use `json:"use"`
	Public    string   `json:"public"` // x and y, 32 bytes each, or Ed25519's 32 bytes, in base64url
	From      int64    `json:"nbf"`
	Until     int64    `json:"exp"`
}

func formOf(k *pass.Key) keyForm {
	return keyForm{k.KID, k.Algorithm, k.Use, base64.RawURLEncoding.EncodeToString(k.Public), k.From.Unix(), k.Until.Unix()}
}

func formsOf(keys []*pass.Key) []keyForm {
	out := make([]keyForm, len(keys))
	for i, k := range keys {
		out[i] = formOf(k)
	}
	return out
}

// lastSecond is the end of the year 9999.
const lastSecond = 253402300799

// key reads it. Its number must be the one that its bytes give: nobody chooses the number of another's key (FE-4).
func (f keyForm) key() (*pass.Key, error) {
	public, err := base64.RawURLEncoding.Strict().DecodeString(f.Public)
	if err != nil {
		return nil, fault.Field("public", f.Public, "is not base64url without padding")
	}
	if f.From < 0 || f.Until > lastSecond {
		return nil, fault.Field("exp", f.Until, "is not a second between 1970 and 9999")
	}
	if f.KID != numberOf(f.Algorithm, public) {
		return nil, fault.Field("kid", f.KID.String(), "is not the number of this key")
	}
	return pass.NewKey(f.KID, f.Algorithm, public, f.Use, instant.Instant(f.From*1e6), instant.Instant(f.Until*1e6))
}

func keysOf(forms []keyForm) ([]*pass.Key, error) {
	out := make([]*pass.Key, len(forms))
	for i, f := range forms {
		k, err := f.key()
		if err != nil {
			return nil, fault.At("keys", err)
		}
		out[i] = k
	}
	return out, nil
}

// numberOf names a key: the first four bytes of the SHA-256 of its algorithm and public key (internal/keys).
func numberOf(algorithm string, public []byte) pass.KID {
	sum := sha256.Sum256(slices.Concat([]byte(algorithm), public))
	return pass.KID(sum[:4])
}

// Fingerprint is a key for people who compare it by telephone: the SHA-256 of algorithm and key, in groups of four digits.
func Fingerprint(k *pass.Key) string {
	sum := sha256.Sum256(slices.Concat([]byte(k.Algorithm), k.Public))
	digits := hex.EncodeToString(sum[:16])
	var groups []string
	for ; digits != ""; digits = digits[4:] {
		groups = append(groups, digits[:4])
	}
	return strings.Join(groups, " ")
}
