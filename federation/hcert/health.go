package hcert

import (
	"fmt"
	"regexp"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Kind is what a certificate certifies.
type Kind string

const (
	OfVaccination Kind = "vaccination"
	OfTest        Kind = "test"
	OfRecovery    Kind = "recovery"
)

// Holder is whom it is about. Names print masked nowhere here: who reads them keeps them off logs.
type Holder struct {
	Family, Given     string // as written, "" if not given
	FamilyMR, GivenMR string // in capitals A to Z and <, as passports have them (ICAO 9303)
	Birth             string // YYYY, YYYY-MM, YYYY-MM-DD, or "" if it is not known
}

// Vaccination is one dose.
type Vaccination struct {
	Target, Vaccine, Product, Maker string // codes of the value sets
	Dose, Of                        int
	On                              instant.Instant // midnight UTC of the day
	Issuer, ID                      string
}

// Test is one test.
type Test struct {
	Target, Type, Name, Device string
	SampledAt                  instant.Instant
	Detected                   bool
	Issuer, ID                 string
}

// Recovery is that an infection is over.
type Recovery struct {
	Target        string
	FirstPositive instant.Instant // midnight UTC of the day
	From, Until   instant.Instant // in which it counts, from midnight UTC to midnight UTC of the last day
	Issuer, ID    string
}

// Codes of the value sets that mean the same everywhere.
const (
	TargetCOVID  = "840539006" // SNOMED CT: COVID-19
	testNotFound = "260415000"
	testDetected = "260373001"
	NucleicTest  = "LP6464-4"   // LOINC: nucleic acid amplification
	RapidAntigen = "LP217198-3" // LOINC: rapid immunoassay
)

var (
	version   = regexp.MustCompile(`^\d{1,3}\.\d{1,3}\.\d{1,3}$`)
	latin     = regexp.MustCompile(`^[A-Z<]{0,80}$`)
	birthdate = regexp.MustCompile(`^((19|20)\d\d(-\d\d){0,2})?$`)
	isoDay    = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

// reader takes the health data apart; its first fault is kept. Values are never repeated in it: they are somebody's.
type reader struct {
	path string
	err  *error
}

func (r reader) fail(name, why string) {
	if *r.err == nil {
		*r.err = fault.Secret(r.path+name, "%s", why).WithKey("hcert.health")
	}
}

func (r reader) text(m map[string]any, name string, most int, required bool) string {
	v, given := m[name]
	s, ok := v.(string)
	switch {
	case !given && required:
		r.fail(name, "is missing")
	case given && !ok:
		r.fail(name, "is no text")
	case len([]rune(s)) > most:
		r.fail(name, fmt.Sprintf("is longer than %d characters", most))
	}
	return s
}

func (r reader) matches(m map[string]any, name string, form *regexp.Regexp, required bool) string {
	s := r.text(m, name, 100, required)
	if _, given := m[name]; given && !form.MatchString(s) {
		r.fail(name, "is not of the form "+form.String())
	}
	return s
}

// day is a date; some issuers write a time behind it, which says nothing.
func (r reader) day(m map[string]any, name string) instant.Instant {
	s := r.text(m, name, 40, true)
	if len(s) > 10 && s[10] == 'T' {
		s = s[:10]
	}
	if !isoDay.MatchString(s) {
		r.fail(name, "is not a date YYYY-MM-DD")
		return 0
	}
	at, err := instant.Date(s, "Z")
	if err != nil {
		r.fail(name, "is not a date that exists")
	}
	return at
}

func (r reader) whole(m map[string]any, name string) int {
	switch n := m[name].(type) {
	case int64:
		if n >= 1 && n <= 99 {
			return int(n)
		}
	case float64:
		if n == float64(int(n)) && n >= 1 && n <= 99 {
			return int(n)
		}
	}
	r.fail(name, "is not a whole number from 1 to 99")
	return 0
}

// readHealth reads the health data as DCC schema 1.3 has it, and keeps HC-3.
func (c *Certificate) readHealth() (err error) {
	r := reader{err: &err}
	m := c.Payload
	r.matches(m, "ver", version, true)
	c.Holder.Birth = r.matches(m, "dob", birthdate, true)
	nam, ok := m["nam"].(map[string]any)
	if !ok {
		r.fail("nam", "is missing")
	}
	names := reader{"nam.", &err}
	c.Holder.Family, c.Holder.Given = names.text(nam, "fn", 80, false), names.text(nam, "gn", 80, false)
	c.Holder.FamilyMR, c.Holder.GivenMR = names.matches(nam, "fnt", latin, true), names.matches(nam, "gnt", latin, false)

	entries := 0
	for group, kind := range map[string]Kind{"v": OfVaccination, "t": OfTest, "r": OfRecovery} {
		given, is := m[group]
		if !is {
			continue
		}
		list, ok := given.([]any)
		if !ok {
			r.fail(group, "is no list")
			continue
		}
		entries += len(list)
		if len(list) != 1 {
			continue
		}
		one, ok := list[0].(map[string]any)
		if !ok {
			r.fail(group, "is no list of objects")
			continue
		}
		c.Kind = kind
		c.readEntry(reader{group + ".", &err}, one)
	}
	if entries != 1 {
		r.fail("v", fmt.Sprintf("t and r certify %d things, not one", entries))
	}
	return err
}

func (c *Certificate) readEntry(r reader, m map[string]any) {
	target := r.text(m, "tg", 40, true)
	country := r.text(m, "co", 10, true)
	issuer, id := r.text(m, "is", 80, true), r.text(m, "ci", 80, true)
	if len(country) < 2 {
		r.fail("co", "is no country")
	}
	switch c.Kind {
	case OfVaccination:
		v := &Vaccination{Target: target, Vaccine: r.text(m, "vp", 40, true), Product: r.text(m, "mp", 80, true), Maker: r.text(m, "ma", 80, true),
			Dose: r.whole(m, "dn"), Of: r.whole(m, "sd"), On: r.day(m, "dt"), Issuer: issuer, ID: id}
		c.Vaccine = v
	case OfTest:
		t := &Test{Target: target, Type: r.text(m, "tt", 40, true), Name: r.text(m, "nm", 80, false), Device: r.text(m, "ma", 80, false), Issuer: issuer, ID: id}
		at, _, err := instant.Parse(r.text(m, "sc", 40, true))
		if err != nil {
			r.fail("sc", "is not a time with its offset")
		}
		t.SampledAt = at
		switch r.text(m, "tr", 40, true) {
		case testDetected:
			t.Detected = true
		case testNotFound:
		default:
			r.fail("tr", "is neither detected nor not detected")
		}
		r.text(m, "tc", 80, false)
		c.Test = t
	case OfRecovery:
		c.Recovery = &Recovery{Target: target, FirstPositive: r.day(m, "fr"), From: r.day(m, "df"), Until: r.day(m, "du").Add(instant.Day), Issuer: issuer, ID: id}
	}
}

// Target is the disease that it is about.
func (c *Certificate) Target() string {
	switch {
	case c.Vaccine != nil:
		return c.Vaccine.Target
	case c.Test != nil:
		return c.Test.Target
	case c.Recovery != nil:
		return c.Recovery.Target
	}
	return ""
}

// ID is the unique certificate identifier (UVCI).
func (c *Certificate) ID() string {
	switch {
	case c.Vaccine != nil:
		return c.Vaccine.ID
	case c.Test != nil:
		return c.Test.ID
	case c.Recovery != nil:
		return c.Recovery.ID
	}
	return ""
}
