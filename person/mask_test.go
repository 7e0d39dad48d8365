package person

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// WH-04, HB-08: how much of an identity is shown.
func TestMasks(t *testing.T) {
	for in, want := range map[string]string{
		"张三": "张*", "张": "*", "欧阳娜娜": "欧阳**", "欧阳修": "欧阳*", "欧阳": "欧*", "王小明": "王**",
		"阿卜杜拉·买买提": "阿***·***", "𠮷田": "𠮷*", "John Smith": "J*** S****", "Li-Wei O": "L*-W** *", "Mary Ann": "M*** A**",
	} {
		n, err := ParseName(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if n.Masked() != want {
			t.Errorf("%s: %s, want %s", in, n.Masked(), want)
		}
	}
	for _, c := range []struct{ got, want string }{
		{mustDocument(t, ResidentID, "11010519491231002X").Masked(), "1***************2X"},
		{mustDocument(t, Passport, "E12345678").Masked(), "E******78"},
		{Document{}.Masked(), ""},
		{mustPhone(t, "13800135678").Masked(), "138****5678"},
		{mustPhone(t, "+12025550123").Masked(), "+*********23"},
		{mustDocument(t, ResidentID, "11010519491231002X").Birth().Masked(), "1949-**-**"},
		{Birth(0).Masked(), ""},
		{Address{"武汉市江岸区"}.Masked(), "******"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// NA-14, WH-04 (PE-3): no verb, no log, no JSON reaches the fields, alone or inside another value.
func TestNothingPrintsInFull(t *testing.T) {
	who := Identity{
		Name: Name{"欧阳娜娜"}, Document: mustDocument(t, ResidentID, "11010519491231002X"),
		Phone: mustPhone(t, "13800135678"), Address: Address{"沿江大道188号"},
	}
	secrets := []string{"娜娜", "10105194912310", "19491231", "491231", "12-31", "80013567", "沿江", "188", "424242", "secretsecret"}
	nested := struct {
		Who  Identity
		List []any
		Map  map[string]Name
	}{who, []any{who.Name, who.Document, who.Phone, who.Document.Birth(), who.Address, Code{"424242"}, Contact{who.Phone, who.Name},
		Key{7, [32]byte([]byte(strings.Repeat("secret!!", 4)))}}, map[string]Name{"a": who.Name}}

	var out bytes.Buffer
	timeless := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}
	for _, v := range append(nested.List, nested, &nested, who, &who) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%08.3f", "%c", "%U"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&out, timeless)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&out, timeless)).Info("x", "v", v)
		if _, isKey := v.(Key); !isKey { // a Key has no business in JSON
			if b, err := json.Marshal(v); err == nil && !bytes.Contains(b, []byte(`"Secret"`)) {
				out.Write(b)
			}
		}
	}
	for _, s := range append(secrets, fmt.Sprintf("%x", "娜娜"), fmt.Sprintf("%x", "19491231"), "115 101 99") {
		if i := strings.Index(out.String(), s); i >= 0 {
			t.Errorf("%q is shown: …%s", s, out.String()[max(0, i-80):i+20])
		}
	}
}

func mustPhone(t interface{ Fatal(...any) }, s string) Phone {
	p, err := ParsePhone(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
