package keys

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// offlineForm is a key that no node has: the hub's root, in a file of its own on a medium that is locked away.
type offlineForm struct {
	Use       Use    `json:"use"`
	Algorithm string `json:"alg"`
	Secret    string `json:"secret"` // 32 bytes in base64
}

// offlineUntil is the end of a key that has none: the year 9999.
const offlineUntil = instant.Instant(253402300799e6)

// NewOffline makes a key of a use and writes it into a new file that only its owner may read.
func NewOffline(path string, use Use, algorithm string) (*SigningKey, error) {
	secret, err := generate(algorithm)
	if err != nil {
		return nil, err
	}
	k, err := newSigningKey(use, algorithm, secret, 0, offlineUntil)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(offlineForm{use, algorithm, base64.StdEncoding.EncodeToString(secret)}, "", "  ")
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, fault.Field("file", path, "is there already; a root key is never overwritten")
	}
	if err != nil {
		return nil, err
	}
	_, err = file.Write(append(text, '\n'))
	return k, errors.Join(err, file.Sync(), file.Close())
}

// ReadOffline reads such a file; one that others may read is refused (KE-1).
func ReadOffline(path string, use Use) (*SigningKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Field("file", path, "cannot be read")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.Field("file", path, "can be read by others; chmod 600 it").WithKey("root.permissions")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f offlineForm
	if err := json.Unmarshal(text, &f); err != nil || f.Use != use {
		return nil, fault.Field("file", path, "is no key of use %s", use)
	}
	secret, err := base64.StdEncoding.DecodeString(f.Secret)
	if err != nil {
		return nil, fault.Field("file", path, "is no key of use %s", use)
	}
	return newSigningKey(use, f.Algorithm, secret, 0, offlineUntil)
}
