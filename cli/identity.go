package cli

import (
	"kangma/internal/fault"
	"kangma/node"
	"kangma/pass"
	"kangma/policy"
)

// identityBack is the address of the holder's pages to which an identity provider sends browsers back.
const identityBack = "/identity/back"

// identityFile is the part of node.yaml that names the provider which says who a holder is (WH-02): a national identity platform, or
// another that speaks OpenID Connect.
type identityFile struct {
	Issuer   string      `yaml:"issuer"`    // https://id.example
	ClientID string      `yaml:"client_id"` // as the provider registered this node
	Secret   secretFile  `yaml:"secret"`
	Name     policy.Text `yaml:"name"`             // as its users know it
	Scopes   []string    `yaml:"scopes,omitempty"` // beside openid
	Levels   []string    `yaml:"levels,omitempty"` // values of acr that are good enough; none: all
	Claims   struct {
		Name   string            `yaml:"name,omitempty"`   // by default name
		Number string            `yaml:"number,omitempty"` // by default id_number
		Type   string            `yaml:"type,omitempty"`   // of the document; none: all are of kind
		Types  map[string]string `yaml:"types,omitempty"`  // from the provider's words to ours: {"01": resident_id}
		Kind   string            `yaml:"kind,omitempty"`   // by default resident_id
		Birth  string            `yaml:"birth,omitempty"`  // by default birthdate
		Phone  string            `yaml:"phone,omitempty"`  // by default phone_number
	} `yaml:"claims,omitempty"`
}

// provider is the provider that is configured; nil if none is.
func (f *identityFile) provider(dir, address string) (*node.IdentityProvider, error) {
	if f == nil {
		return nil, nil
	}
	if err := origin("identity.issuer", f.Issuer, true); err != nil {
		return nil, err
	}
	switch {
	case f.ClientID == "":
		return nil, fault.Missing("identity.client_id")
	case f.Name.Zh == "" || f.Name.En == "":
		return nil, fault.Missing("identity.name")
	case f.Claims.Type != "" && len(f.Claims.Types) == 0:
		return nil, fault.Missing("identity.claims.types")
	case address == "":
		return nil, fault.New(fault.Invalid, "node.address", "address is missing: the identity provider sends browsers back to it")
	}
	secret, err := f.Secret.read(dir, "identity.secret")
	if err != nil {
		return nil, err
	}
	return &node.IdentityProvider{OIDC: node.OIDC{Issuer: f.Issuer, ClientID: f.ClientID, Secret: string(secret), Redirect: address + identityBack, Scopes: f.Scopes},
		Name: pass.Text{ZH: f.Name.Zh, EN: f.Name.En}, Levels: f.Levels, Claims: node.IdentityClaims(f.Claims)}, nil
}
