package certlogic

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Rule is one business rule as states publish it.
type Rule struct {
	ID          string
	Country     string
	Region      string // of the country; "" for all of it
	Invalidates bool   // an invalidation rule of who issued; else an acceptance rule of who lets in
	Kind        string // General, Vaccination, Test or Recovery
	Version     [3]int
	From, Until instant.Instant
	About       map[string]string // by language
	Logic       *Expression
}

type ruleFile struct {
	Identifier      string
	Type            string
	Country         string
	Region          string
	Version         string
	SchemaVersion   string
	Engine          string
	EngineVersion   string
	CertificateType string
	Description     []struct {
		Lang string `json:"lang"`
		Desc string `json:"desc"`
	}
	ValidFrom      string
	ValidTo        string
	AffectedFields []string
	Logic          json.RawMessage
}

var (
	ruleID  = regexp.MustCompile(`^(GR|VR|TR|RR|IR)-[A-Z]{2}-[A-Z0-9]{1,20}(-[A-Z0-9]{1,20})*$`)
	country = regexp.MustCompile(`^[A-Z]{2}$`)
)

// ParseRule reads a rule.
func ParseRule(data []byte) (*Rule, error) {
	var f ruleFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fault.Secret("rule", "is no JSON of the form of a rule")
	}
	r := &Rule{ID: f.Identifier, Country: f.Country, Region: f.Region, Invalidates: f.Type == "Invalidation", Kind: f.CertificateType, About: map[string]string{}}
	switch {
	case !ruleID.MatchString(f.Identifier):
		return nil, fault.Field("Identifier", f.Identifier, "is not of the form VR-AT-0001")
	case f.Type != "Acceptance" && f.Type != "Invalidation":
		return nil, fault.Field("Type", f.Type, "is not one of Acceptance, Invalidation")
	case !country.MatchString(f.Country):
		return nil, fault.Field("Country", f.Country, "is not a country of two capital letters")
	case f.Engine != "CERTLOGIC":
		return nil, fault.Field("Engine", f.Engine, "is not CERTLOGIC")
	case f.CertificateType != "General" && f.CertificateType != "Vaccination" && f.CertificateType != "Test" && f.CertificateType != "Recovery":
		return nil, fault.Field("CertificateType", f.CertificateType, "is not one of General, Vaccination, Test, Recovery")
	}
	parts := strings.Split(f.Version, ".")
	if len(parts) != 3 {
		return nil, fault.Field("Version", f.Version, "is not of the form 1.0.0")
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 {
			return nil, fault.Field("Version", f.Version, "is not of the form 1.0.0")
		}
		r.Version[i] = n
	}
	var err error
	if r.From, _, err = instant.Parse(f.ValidFrom); err != nil {
		return nil, fault.Field("ValidFrom", f.ValidFrom, "is not a time with its offset")
	}
	if r.Until, _, err = instant.Parse(f.ValidTo); err != nil || r.Until <= r.From {
		return nil, fault.Field("ValidTo", f.ValidTo, "is not a time after ValidFrom")
	}
	for _, d := range f.Description {
		r.About[d.Lang] = d.Desc
	}
	r.Logic, err = Parse(f.Logic)
	return r, err
}

// newer says whether r is a later version than o.
func (r *Rule) newer(o *Rule) bool {
	for i := range r.Version {
		if r.Version[i] != o.Version[i] {
			return r.Version[i] > o.Version[i]
		}
	}
	return r.From > o.From
}
