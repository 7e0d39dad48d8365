package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// WH-02: what is wrong with the identity provider of node.yaml is said with its key and value; a whole one is taken.
func TestIdentityConfiguration(t *testing.T) {
	t.Setenv("KANGMA_TEST_SECRET", "secret01")
	const address, name = "address: https://jkm.example\n", "name: {zh: 国家网络身份认证, en: National identity}"
	const whole = "identity: {issuer: 'https://id.example', client_id: kangma, secret: {env: KANGMA_TEST_SECRET}, " + name + ", scopes: [profile], levels: [high], claims: {name: real_name, number: cert_no, type: cert_type, types: {'01': resident_id}}}\n"
	for _, x := range []struct{ more, want string }{
		{whole, "address is missing"},
		{address + strings.Replace(whole, "https://id", "http://id", 1), `identity.issuer: "http://id.example" is not https`},
		{address + strings.Replace(whole, "client_id: kangma, ", "", 1), "identity.client_id: is required"},
		{address + strings.Replace(whole, name+", ", "", 1), "identity.name: is required"},
		{address + strings.Replace(whole, ", types: {'01': resident_id}", "", 1), "identity.claims.types: is required"},
		{address + strings.Replace(whole, "{env: KANGMA_TEST_SECRET}", "hunter2", 1), "a secret does not stand in node.yaml"},
		{"paper_days: 400\n", "paper_days: 400 is not between 1 and 180"},
	} {
		said, code := program(t, "staff", "list", "--data", sendingNode(t, x.more))
		if code == 0 || !strings.Contains(said, x.want) || strings.Contains(said, "hunter2") || strings.Contains(said, "secret01") {
			t.Errorf("%s: %d %s, want %s", x.more, code, said, x.want)
		}
	}
	if said, code := program(t, "staff", "list", "--data", sendingNode(t, address+whole)); code != 0 {
		t.Error(said)
	}
}

// BY-09: who has the machine is told whom there is no paper for, without the number being repeated.
func TestPaperCommand(t *testing.T) {
	said, code := program(t, "paper", "issue", "--data", sendingNode(t, ""), "--number", "11010519491231002X", "-o", filepath.Join(t.TempDir(), "p.pdf"))
	if code == 0 || !strings.Contains(said, "no such person") || strings.Contains(said, "11010519491231002X") {
		t.Errorf("%d %s", code, said)
	}
}
