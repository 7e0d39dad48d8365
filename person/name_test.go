package person

import (
	"strings"
	"testing"
	"unicode/utf8"

	"kangma/internal/fault"
)

// Issue 2 "People": names as documents have them.
func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"  张三 ": "张三", "阿卜杜拉•买买提": "阿卜杜拉·买买提", "阿卜杜拉．买买提": "阿卜杜拉·买买提", "阿卜杜拉・买买提": "阿卜杜拉·买买提",
		"ＪＯＨＮ　ＳＭＩＴＨ": "JOHN SMITH", "O'Brien": "O'Brien", "Nguyễn Văn A": "Nguyễn Văn A", "\u65b9\uf967": "方不", "𠮷田": "𠮷田",
		"José": "José", "Jr. King, M.": "Jr. King, M.",
	} {
		n, err := ParseName(in)
		if err != nil || n.Reveal() != want {
			t.Errorf("%q: %q %v, want %q", in, n.Reveal(), err, want)
		}
	}
	for _, in := range []string{"", "  ", "·", "张三1", "张\x00三", "张\u202e三", "张\u200b三", "<b>", "张三\xff", strings.Repeat("张", 101),
		strings.Repeat("a", 1_000_000), "。", "😀"} {
		n, err := ParseName(in)
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%.20q: %q, %v", in, n.Reveal(), err)
		}
		if err != nil && len(in) > 5 && strings.Contains(err.Error(), in) {
			t.Errorf("%q is repeated", in)
		}
	}
}

// WH-02: spelling that documents and forms disagree on does not make two names of one.
func TestSameName(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"阿卜杜拉·买买提", "阿卜杜拉买买提", true}, {"JOHN SMITH", "John Smith", true}, {"张三", "张 三", true},
		{"张三", "张叁", false}, {"张三", "张", false}, {"John", "Jon", false},
	} {
		a, err1 := ParseName(c.a)
		b, err2 := ParseName(c.b)
		if err1 != nil || err2 != nil || a.Same(b) != c.same || b.Same(a) != c.same {
			t.Errorf("%s and %s: %v", c.a, c.b, !c.same)
		}
	}
}

func TestPhones(t *testing.T) {
	for in, want := range map[string]string{
		"13800138000": "+8613800138000", "+86 138-0013-8000": "+8613800138000", "008613800138000": "+8613800138000",
		"8613800138000": "+8613800138000", "１３８００１３８０００": "+8613800138000", "(138) 0013.8000": "+8613800138000",
		"+12025550123": "+12025550123", "00442071838750": "+442071838750", "+852 9123 4567": "+85291234567",
	} {
		p, err := ParsePhone(in)
		if err != nil || p.Reveal() != want {
			t.Errorf("%s: %s %v, want %s", in, p.Reveal(), err, want)
		}
		if again, err := ParsePhone(p.Reveal()); err != nil || again != p {
			t.Errorf("%s is not its own normal form: %v", p.Reveal(), err)
		}
	}
	for _, in := range []string{"", "1380013800", "138001380000", "12800138000", "02787654321", "+8602787654321", "+861380013800", "+123456",
		"+1234567890123456", "+0123456789", "1380013800a", "++12025550123", "+", "00", strings.Repeat("1", 1_000_000)} {
		if p, err := ParsePhone(in); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%.20q: %s", in, p.Reveal())
		}
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"张三", "阿卜杜拉•买买提", "ﬃ", "Å", "\u1100\u1161", "a\u0301\u0327", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			return
		}
		again, err := ParseName(n.Reveal())
		if err != nil || again != n || !n.Same(again) {
			t.Fatalf("%q is not its own normal form: %q, %v", n.Reveal(), again.Reveal(), err)
		}
		if utf8.RuneCountInString(n.Reveal()) > 1 && n.Masked() == n.Reveal() {
			t.Fatalf("%q is shown in full", n.Reveal())
		}
	})
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"13800138000", "+86 138-0013-8000", "0086", "+", "8613800138000", "００８６"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePhone(s)
		if err != nil {
			return
		}
		if again, err := ParsePhone(p.Reveal()); err != nil || again != p || p.Masked() == p.Reveal() {
			t.Fatalf("%q is not its own normal form, or is shown in full: %v", p.Reveal(), err)
		}
	})
}
