package federation

import (
	"strings"
	"testing"
	"time"

	"kangma/federation/certlogic"
	"kangma/federation/hcert"
	"kangma/federation/hcert/hcerttest"
	"kangma/internal/instant"
)

// NA-13: the certificate's name is the person's if both are written as in passports; else nobody but a person decides.
func TestSameHolder(t *testing.T) {
	h := func(family, given, birth string) hcert.Holder {
		return hcert.Holder{FamilyMR: family, GivenMR: given, Birth: birth}
	}
	for name, c := range map[string]struct {
		holder hcert.Holder
		name   string
		birth  string
		want   bool
	}{
		"as it stands":              {h("MUSTER", "ANNA", "1988-05-02"), "Anna Muster", "1988-05-02", true},
		"family name first":         {h("MUSTER", "ANNA", "1988-05-02"), "MUSTER, ANNA", "1988-05-02", true},
		"umlauts":                   {h("MUSTERFRAU<GOESSINGER", "GABRIELE", "1988-05-02"), "Gabriele Musterfrau-Gößinger", "1988-05-02", true},
		"a second given name there": {h("MUSTER", "ANNA<MARIA", "1988-05-02"), "Anna Muster", "1988-05-02", true},
		"a second given name here":  {h("MUSTER", "ANNA", "1988-05-02"), "Anna Maria Muster", "1988-05-02", true},
		"one each":                  {h("MUSTER", "ANNA<EVA", "1988-05-02"), "Anna Maria Muster", "1988-05-02", false},
		"polish":                    {h("LUKASIEWICZ", "JOZEF", "1988-05-02"), "Józef Łukasiewicz", "1988-05-02", true},
		"pinyin":                    {h("ZHANG", "SANFENG", "1988-05-02"), "ZHANG SANFENG", "1988-05-02", true},
		"in Chinese":                {h("ZHANG", "SANFENG", "1988-05-02"), "张三丰", "1988-05-02", false},
		"another given name":        {h("MUSTER", "EVA", "1988-05-02"), "Anna Muster", "1988-05-02", false},
		"another family name":       {h("MEIER", "ANNA<MARIA", "1988-05-02"), "Anna Maria", "1988-05-02", false},
		"another day":               {h("MUSTER", "ANNA", "1988-05-02"), "Anna Muster", "1988-05-03", false},
		"a year alone":              {h("MUSTER", "ANNA", "1988"), "Anna Muster", "1988-05-03", true},
		"another year":              {h("MUSTER", "ANNA", "1987"), "Anna Muster", "1988-05-03", false},
		"no birth":                  {h("MUSTER", "ANNA", ""), "Anna Muster", "1988-05-03", false},
		"birth unknown here":        {h("MUSTER", "ANNA", "1988"), "Anna Muster", "", false},
		"nobody":                    {h("", "", "1988"), "", "1988-05-03", false},
	} {
		if got := SameHolder(c.holder, c.name, c.birth); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// BY-15, NA-13: a certificate counts where the matrix says so, holds, and passes the rules that the matrix names; each refusal says which.
func TestJudgeCertificate(t *testing.T) {
	spring, year := time.Date(2020, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC)
	austria, france, stranger := hcerttest.New("AT", spring, year), hcerttest.New("FR", spring, year), hcerttest.New("AT", spring, year)
	signers, err := hcert.ParseSigners(hcerttest.Signers("eu", "2020-04-01", "2021-04-01", austria, france))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := certlogic.ParseSet([]byte(`{"name": "world", "version": "2020-04-01", "until": "2021-04-01", "rules": [{"Identifier": "VR-CN-0001", "Type": "Acceptance", "Country": "CN", "Version": "1.0.0",
		"Engine": "CERTLOGIC", "CertificateType": "Vaccination", "ValidFrom": "2020-01-01T00:00:00Z", "ValidTo": "2022-01-01T00:00:00Z", "Logic": {">=": [{"var": "payload.v.0.dn"}, {"var": "payload.v.0.sd"}]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	m, _ := sample(t)
	anna := hcerttest.Name("Muster", "Anna")
	vaccinated := func(dose int) map[string]any {
		return hcerttest.Vaccinated(anna, "1988-05-02", "AT", "EU/1/20/1528", dose, 2, "2020-04-02")
	}
	now := at(t, "2020-04-20T10:00:00+08:00")
	for name, c := range map[string]struct {
		text    string
		home    string
		at      instant.Instant
		signers *hcert.Signers
		rules   *certlogic.Set
		want    string
	}{
		"accepted":              {austria.Issue(vaccinated(2), spring, year), "", now, signers, rules, "true accepted ask"},
		"a rule fails":          {austria.Issue(vaccinated(1), spring, year), "", now, signers, rules, "false rules ask VR-CN-0001"},
		"without rules":         {austria.Issue(vaccinated(2), spring, year), "", now, signers, nil, "false rules ask"},
		"without keys":          {austria.Issue(vaccinated(2), spring, year), "", now, nil, rules, "false signer_unknown ask"},
		"forged":                {stranger.Issue(vaccinated(2), spring, year), "", now, signers, rules, "false signer_unknown ask"},
		"a country not named":   {france.Issue(vaccinated(2), spring, year), "", now, signers, rules, "false not_recognised ask"},
		"a kind not named":      {austria.Issue(hcerttest.Tested(anna, "1988", "AT", "2020-04-19T10:00:00Z", false), spring, year), "", now, signers, rules, "false not_recognised ask"},
		"where nobody says so":  {austria.Issue(vaccinated(2), spring, year), "430000", now, signers, rules, "false not_recognised ask"},
		"expired":               {austria.Issue(vaccinated(2), spring, spring.AddDate(0, 0, 2)), "", now, signers, rules, "false expired ask"},
		"the matrix has ended":  {austria.Issue(vaccinated(2), spring, year), "", m.Until, signers, rules, "false not_recognised ask"},
		"the keys' list is old": {austria.Issue(vaccinated(2), spring, year), "", at(t, "2020-10-01T00:00:00Z"), short(t, austria), rules, "false signer_unknown ask"},
	} {
		cert, err := hcert.Read(c.text)
		if err != nil {
			t.Fatal(name, err)
		}
		home := hubei
		if c.home != "" {
			home = hunan
		}
		f := m.JudgeCertificate(home, cert, AsEvidence, c.signers, c.rules, c.at)
		got := strings.TrimSpace(map[bool]string{true: "true ", false: "false "}[f.Accepted] + f.Reason + " " + f.Gate.String() + " " + strings.Join(f.Failed, " "))
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	cert, _ := hcert.Read(austria.Issue(vaccinated(2), spring, year))
	if f := m.JudgeCertificate(hubei, cert, AsEvidence, signers, rules, now, "AT"); f.Accepted {
		t.Error("stopped, and accepted")
	}
}

func short(t *testing.T, s *hcerttest.State) *hcert.Signers {
	l, err := hcert.ParseSigners(hcerttest.Signers("eu", "2020-04-01", "2020-09-01", s))
	if err != nil {
		t.Fatal(err)
	}
	return l
}
