package ui

import (
	"strings"
	"testing"
)

func TestQRSays(t *testing.T) {
	svg, err := QR(sampleToken, `绿码 <"&`)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`role="img"`, `aria-label="绿码 &lt;&#34;&amp;"`, `viewBox="0 0 61 61"`} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %s in %.200s", want, svg)
		}
	}
	if len(svg) > 16<<10 {
		t.Errorf("%d bytes", len(svg))
	}
	if _, err := QR(strings.Repeat("长", 2000), ""); err == nil {
		t.Error("6000 bytes fit")
	}
}

func BenchmarkQR(b *testing.B) {
	for b.Loop() {
		if _, err := QR(sampleToken, "x"); err != nil {
			b.Fatal(err)
		}
	}
}
