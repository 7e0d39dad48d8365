package keys

import (
	"fmt"
	"io"
	"log/slog"
)

// shown is what a secret prints, whatever the verb (KE-2).
type shown interface {
	fmt.Formatter
	slog.LogValuer
	MarshalText() ([]byte, error)
}

var _ = []shown{Key{}, Root{}, SigningKey{}, EnvRoot("")}

func (k Key) String() string               { return fmt.Sprintf("secret key %08x", k.ID) }
func (k Key) Format(f fmt.State, _ rune)   { io.WriteString(f, k.String()) }
func (k Key) LogValue() slog.Value         { return slog.StringValue(k.String()) }
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

func (r Root) String() string               { return "root secret" }
func (r Root) Format(f fmt.State, _ rune)   { io.WriteString(f, r.String()) }
func (r Root) LogValue() slog.Value         { return slog.StringValue(r.String()) }
func (r Root) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

func (e EnvRoot) String() string               { return "root secret from the environment" }
func (e EnvRoot) Format(f fmt.State, _ rune)   { io.WriteString(f, e.String()) }
func (e EnvRoot) LogValue() slog.Value         { return slog.StringValue(e.String()) }
func (e EnvRoot) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

func (k SigningKey) String() string               { return fmt.Sprintf("%s key %x (%s)", k.Use, k.kid, k.algorithm) }
func (k SigningKey) Format(f fmt.State, _ rune)   { io.WriteString(f, k.String()) }
func (k SigningKey) LogValue() slog.Value         { return slog.StringValue(k.String()) }
func (k SigningKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
