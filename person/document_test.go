package person

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

var now, _ = instant.Date("2020-03-25", instant.Beijing)

func everywhere(region.Code) bool { return true }

func mustDocument(t interface{ Fatal(...any) }, kind DocumentType, number string) Document {
	d, err := ParseDocument(kind, number, everywhere, now)
	if err != nil {
		t.Fatal(kind, err)
	}
	return d
}

// Issue 2 "People": GB 11643 numbers, in every form in which people type them. The first is the standard's own example.
func TestResidentNumbers(t *testing.T) {
	for _, c := range []struct{ typed, number, birth string }{
		{"11010519491231002X", "11010519491231002X", "1949-12-31"},
		{"11010519491231002x", "11010519491231002X", "1949-12-31"},
		{"１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", "1949-12-31"},
		{" 110105 19491231 002X\t", "11010519491231002X", "1949-12-31"},
		{"110105-19491231-002X", "11010519491231002X", "1949-12-31"},
		{"440524188001010014", "440524188001010014", "1880-01-01"},
		{"440308199901101512", "440308199901101512", "1999-01-10"},
		{"610104620927690", "610104196209276908", "1962-09-27"}, // of 15 digits
		{"110105490101997", "", ""},                             // 997 was for people born in the 1800s: 1849 is too early
		{"810000199408230021", "810000199408230021", "1994-08-23"},
		{"830000199201300022", "830000199201300022", "1992-01-30"},
	} {
		d, err := ParseDocument(ResidentID, c.typed, everywhere, now)
		if c.number == "" {
			if err == nil {
				t.Errorf("%s: taken as %s", c.typed, d.Reveal())
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.typed, err)
			continue
		}
		if d.Reveal() != c.number || d.Birth().Reveal() != c.birth || d.Kind() != ResidentID {
			t.Errorf("%s: %s born %s", c.typed, d.Reveal(), d.Birth().Reveal())
		}
	}
}

// The residence permits of Hong Kong, Macao and Taiwan residents have regions that are in no table.
func TestResidencePermitsNeedNoKnownRegion(t *testing.T) {
	nowhere := func(region.Code) bool { return false }
	if _, err := ParseDocument(ResidentID, "830000199201300022", nowhere, now); err != nil {
		t.Error(err)
	}
	_, err := ParseDocument(ResidentID, "440308199901101512", nowhere, now)
	wantFault(t, err, fault.Invalid, "field.invalid", "id_number")
}

// Issue 2 "Bad input": wrong check digit, birth date in the future, unknown region, a million characters. Each refusal
// names the field and none repeats the number (NA-14).
func TestRefusedDocuments(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   DocumentType
		number string
		field  string
		key    string
	}{
		{"wrong check character", ResidentID, "110105194912310021", "id_number", "id_number.check"},
		{"two digits exchanged", ResidentID, "11010519491321002X", "id_number", "id_number.check"},
		{"born tomorrow", ResidentID, number17("42010420200326001"), "birth", "field.invalid"},
		{"born in 1849", ResidentID, number17("42010418491231001"), "birth", "field.invalid"},
		{"30 February", ResidentID, number17("42010419880230001"), "birth", "field.invalid"},
		{"no leap year", ResidentID, number17("42010419000229001"), "birth", "field.invalid"},
		{"month 0", ResidentID, number17("42010419880012001"), "birth", "field.invalid"},
		{"no such province", ResidentID, number17("99010419880502001"), "id_number", "field.invalid"},
		{"unknown county", ResidentID, number17("42999919880502001"), "id_number", "field.invalid"},
		{"letter inside", ResidentID, "1101051949123100XX", "id_number", "field.invalid"},
		{"17 digits", ResidentID, "11010519491231002", "id_number", "field.invalid"},
		{"empty", ResidentID, "", "id_number", "field.missing"},
		{"only spaces", ResidentID, " 　\t", "id_number", "field.missing"},
		{"a million characters", ResidentID, strings.Repeat("1", 1_000_000), "id_number", "field.invalid"},
		{"Arabic digits", ResidentID, "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "id_number", "field.invalid"},
		{"number without document", NoDocument, "123456", "id_number", "field.invalid"},
		{"unknown type", "driving_licence", "123456", "id_type", "field.invalid"},
		{"passport of four", Passport, "E123", "id_number", "field.invalid"},
		{"passport without digits", Passport, "ABCDEFGHI", "id_number", "field.invalid"},
		{"passport with signs", Passport, "E1234_678", "id_number", "field.invalid"},
		{"permit without H or M", HKMacaoPermit, "K12345678", "id_number", "field.invalid"},
		{"permit of ten", HKMacaoPermit, "H123456789", "id_number", "field.invalid"},
		{"Taiwan permit of nine", TaiwanPermit, "123456789", "id_number", "field.invalid"},
		{"foreign, wrong check", ForeignResidence, "931124198401010011", "id_number", "id_number.check"},
		{"foreign, no such day", ForeignResidence, "USA110084023000", "birth", "field.invalid"},
		{"foreign, 13 months", ForeignResidence, "USA110084130112", "birth", "field.invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			known := func(r region.Code) bool { return r != region.MustParseCode("429999") }
			_, err := ParseDocument(c.kind, c.number, known, now)
			wantFault(t, err, fault.Invalid, c.key, c.field)
			if len(c.number) > 3 && strings.Contains(fmt.Sprintf("%+v %#v", err, err), c.number) {
				t.Error("the refusal repeats the number")
			}
		})
	}
}

// The other documents, each in its one form, so that one person has one code (MS-04).
func TestOtherDocuments(t *testing.T) {
	for _, c := range []struct {
		kind          DocumentType
		typed, number string
		birth         string
	}{
		{Passport, "e12345678", "E12345678", ""},
		{Passport, "EA 1234567", "EA1234567", ""},
		{Passport, "C01X00T47", "C01X00T47", ""},
		{HKMacaoPermit, "h12345678", "H12345678", ""},
		{HKMacaoPermit, "H1234567802", "H12345678", ""}, // renewed twice: the same person
		{TaiwanPermit, "12345678", "12345678", ""},
		{TaiwanPermit, "1234567803(B)", "12345678", ""},
		{ForeignResidence, "usa110084010112", "USA110084010112", ""},
		{ForeignResidence, number17("91184019840101001"), number17("91184019840101001"), "1984-01-01"},
		{NoDocument, " ", "", ""},
	} {
		d, err := ParseDocument(c.kind, c.typed, everywhere, now)
		if err != nil {
			t.Errorf("%s: %v", c.typed, err)
			continue
		}
		if d.Reveal() != c.number || d.Birth().Reveal() != c.birth || d.Kind() != c.kind {
			t.Errorf("%s %s: %q born %q", c.kind, c.typed, d.Reveal(), d.Birth().Reveal())
		}
	}
}

// A check character catches every single mistyped digit and every exchange of two neighbours (ISO 7064 MOD 11-2).
func TestCheckCharacterCatchesSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		good := drawResident(t)
		mustDocument(t, ResidentID, good)
		i := rapid.IntRange(0, 16).Draw(t, "place")
		b := []byte(good)
		if rapid.Bool().Draw(t, "exchange") && i < 16 {
			b[i], b[i+1] = b[i+1], b[i]
		} else {
			b[i] = '0' + (b[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		}
		if string(b) == good {
			return
		}
		if _, err := ParseDocument(ResidentID, string(b), nil, now); err == nil {
			t.Fatalf("%s was taken for %s", b, good)
		}
	})
}

// The birth day itself is no longer the future; the day before +08:00 midnight still is.
func TestBirthToday(t *testing.T) {
	number := number17("42010420200325001")
	if _, err := ParseDocument(ResidentID, number, nil, now); err != nil {
		t.Error(err)
	}
	if _, err := ParseDocument(ResidentID, number, nil, now-1); err == nil {
		t.Error("born tomorrow")
	}
}

func TestAge(t *testing.T) {
	b, err := ParseBirth("1988-03-25", now)
	if err != nil || b.Age(now) != 32 || b.Age(now-1) != 31 {
		t.Error(b.Age(now), b.Age(now-1), err)
	}
	for _, s := range []string{"1988-3-25", "88-03-25", "1988/03/25", "0020-01-01", "2020-03-26", "1988-02-30", ""} {
		if _, err := ParseBirth(s, now); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func FuzzParseDocument(f *testing.F) {
	for i, s := range []string{"11010519491231002X", "610104620927690", "E12345678", "H1234567802", "1234567803(B)", "USA110084010112", "", "\x00\xff"} {
		f.Add(i%len(DocumentTypes), s)
	}
	f.Fuzz(func(t *testing.T, kind int, typed string) {
		if kind < 0 {
			return
		}
		d, err := ParseDocument(DocumentTypes[kind%len(DocumentTypes)], typed, nil, now)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		again, err := ParseDocument(d.Kind(), d.Reveal(), nil, now)
		if err != nil || again != d {
			t.Fatalf("not its own normal form: %v", err)
		}
		if d.Exists() && strings.Contains(d.String(), d.Reveal()) {
			t.Fatal("shown in full")
		}
	})
}

// number17 adds the check character to 17 digits.
func number17(s string) string { return s + string(checkOf(s)) }

func drawResident(t *rapid.T) string {
	return number17(fmt.Sprintf("42010%d%04d%02d%02d%03d", rapid.IntRange(2, 7).Draw(t, "county"),
		rapid.IntRange(1930, 2019).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"),
		rapid.IntRange(0, 999).Draw(t, "serial")))
}

func wantFault(t testing.TB, err error, code fault.Code, key, field string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) {
		t.Fatalf("%v is no fault", err)
	}
	if f.Code != code || f.Key != key || f.Field != field {
		t.Fatalf("%s %s of %q (%s), want %s %s of %q", f.Code, f.Key, f.Field, f.Detail, code, key, field)
	}
}
