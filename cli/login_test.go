package cli_test

import (
	"strings"
	"testing"
)

// What is wrong with the ways in which staff log in is said with its key and value; and a secret is not repeated.
func TestLoginConfiguration(t *testing.T) {
	t.Setenv("KANGMA_TEST_SECRET", "secret01")
	const address, oidc = "address: https://desk.example\n", "oidc: {issuer: 'https://id.example', client_id: kangma, secret: {env: KANGMA_TEST_SECRET}}\n"
	for _, x := range []struct{ more, want string }{
		{oidc, "address is missing"},
		{address + "oidc: {client_id: kangma, secret: {env: KANGMA_TEST_SECRET}}\n", "oidc.issuer: is required"},
		{address + "oidc: {issuer: 'http://id.example', client_id: kangma, secret: {env: KANGMA_TEST_SECRET}}\n", `oidc.issuer: "http://id.example" is not https`},
		{address + "oidc: {issuer: 'https://id.example', secret: {env: KANGMA_TEST_SECRET}}\n", "oidc.client_id: is required"},
		{address + "oidc: {issuer: 'https://id.example', client_id: kangma, secret: hunter2}\n", "a secret does not stand in node.yaml"},
		{address + "oidc: {issuer: 'https://id.example', client_id: kangma, secret: {env: KANGMA_TEST_NOTHING}}\n", `oidc.secret.env: "KANGMA_TEST_NOTHING" is not set`},
		{address + "passkeys: {}\n", "passkeys.domain: is required"},
		{address + "passkeys: {domain: 10.0.0.1}\n", `passkeys.domain: "10.0.0.1" is no domain`},
		{"passkeys: {domain: desk.example}\n", "passkeys.origins: is required"},
		{address + "passkeys: {domain: other.example}\n", `passkeys.origins[0]: "https://desk.example" is not under passkeys.domain "other.example"`},
		{"passkeys: {domain: desk.example, origins: ['https://desk.example', 'desk.example']}\n", `passkeys.origins[1]: "desk.example" is not an address`},
		{"no_codes: true\n", "no_codes: true leaves staff no way to log in"},
		{"mass: -1\n", "mass: -1 is negative"},
		{"mass: many\n", "many"},
		{"notice: soon\n", `notice: "soon" is no time`},
		{"notice: -1h\n", `notice: "-1h" is no time`},
		{"nocodes: true\n", "nocodes"},
	} {
		said, code := program(t, "staff", "list", "--data", sendingNode(t, x.more))
		if code == 0 || !strings.Contains(said, x.want) || strings.Contains(said, "hunter2") || strings.Contains(said, "secret01") {
			t.Errorf("%s: %d %s, want %s", x.more, code, said, x.want)
		}
	}
	if said, code := program(t, "staff", "list", "--data", sendingNode(t, address+oidc+"passkeys: {domain: desk.example}\nno_codes: true\nmass: 80\nnotice: 90m\n")); code != 0 {
		t.Error(said)
	}
}
