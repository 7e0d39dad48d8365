package cli

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/node"
)

// deskLogin is the address of the desk to which a provider of logins sends browsers back.
const deskLogin = "/desk/login/oidc/back"

// oidcFile is the part of node.yaml that names the provider of the accounts with which staff log in.
type oidcFile struct {
	Issuer   string     `yaml:"issuer"`    // https://id.example
	ClientID string     `yaml:"client_id"` // as the provider registered this node
	Secret   secretFile `yaml:"secret"`
	ByPhone  bool       `yaml:"by_phone"` // an account is also found by a phone number that the provider calls verified
}

// provider is the provider that is configured; nil if none is.
func (f *oidcFile) provider(dir, address string) (*node.OIDC, error) {
	if f == nil {
		return nil, nil
	}
	if err := origin("oidc.issuer", f.Issuer, true); err != nil {
		return nil, err
	}
	if f.ClientID == "" {
		return nil, fault.Missing("oidc.client_id")
	}
	secret, err := f.Secret.read(dir, "oidc.secret")
	if err != nil {
		return nil, err
	}
	if address == "" {
		return nil, fault.New(fault.Invalid, "node.address", "address is missing: the provider sends browsers back to it")
	}
	return &node.OIDC{Issuer: f.Issuer, ClientID: f.ClientID, Secret: string(secret), Redirect: address + deskLogin, ByPhone: f.ByPhone}, nil
}

// passkeysFile is the part of node.yaml that says where passkeys of staff are good.
type passkeysFile struct {
	Domain  string   `yaml:"domain"`  // desk.example: of the pages, or a domain above them
	Origins []string `yaml:"origins"` // of the pages that use them; the node's address if none is named
}

// passkeys are where they are good; nowhere if nothing is configured.
func (f *passkeysFile) passkeys(address string) (node.Passkeys, error) {
	if f == nil {
		return node.Passkeys{}, nil
	}
	if f.Domain == "" {
		return node.Passkeys{}, fault.Missing("passkeys.domain")
	}
	if net.ParseIP(f.Domain) != nil || strings.ContainsAny(f.Domain, ":/ ") {
		return node.Passkeys{}, fault.Field("passkeys.domain", f.Domain, "is no domain such as desk.example: browsers bind passkeys to a name")
	}
	out := node.Passkeys{Domain: f.Domain, Origins: f.Origins}
	if len(out.Origins) == 0 {
		if address == "" {
			return out, fault.Missing("passkeys.origins")
		}
		out.Origins = []string{address}
	}
	for i, o := range out.Origins {
		key := fmt.Sprintf("passkeys.origins[%d]", i)
		if err := origin(key, o, false); err != nil {
			return out, err
		}
		u, _ := url.Parse(o) // origin did
		if host := u.Hostname(); host != f.Domain && !strings.HasSuffix(host, "."+f.Domain) {
			return out, fault.Field(key, o, "is not under passkeys.domain %q: browsers would refuse its passkeys", f.Domain)
		}
	}
	return out, nil
}

// origin checks an address that others rely on: https, except on this machine; with a path only if that is allowed.
func origin(key, s string, path bool) error {
	if s == "" {
		return fault.Missing(key)
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || !path && u.Path != "":
		return fault.Field(key, s, "is not an address such as https://desk.example")
	case u.Scheme == "https", u.Scheme == "http" && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()):
		return nil
	}
	return fault.Field(key, s, "is not https")
}

// readNotice reads how long before published rules begin; "" is the node's own.
func readNotice(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, fault.Field("notice", s, "is no time such as 24h or 90m")
	}
	return d, nil
}
