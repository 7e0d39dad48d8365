package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
	"kangma/web/ui"
)

// papers answers for two certificates.
type papers struct {
	Service
	holds, void id.ID
}

func (p papers) Certificate(_ context.Context, _ Bearer, number id.ID) (Certificate, error) {
	c := Certificate{Title: ui.Text{"zh": "就医证明", "en": "hospital certificate"}, State: ui.Text{"zh": "已开具", "en": "issued"}, Holds: true,
		Until: instant.Of(time.Date(2020, 3, 26, 1, 0, 0, 0, time.UTC)), Name: "张**", Number: "4***************34"}
	switch number {
	case p.holds:
	case p.void:
		c.Holds, c.Until, c.State = false, instant.Never, ui.Text{"zh": "已过期", "en": "expired"}
	default:
		return c, fault.New(fault.NotFound, "certificate.not_found", "there is no certificate of this number")
	}
	return c, nil
}

func number(t *testing.T, s string) id.ID {
	t.Helper()
	v, err := id.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// WZ-15, HB-12: the printed code leads staff, through the login, to whether the certificate holds, in both languages; a number is entered by
// hand too, with blanks, and a wrong one is said beside its field.
func TestCertificatePage(t *testing.T) {
	p := papers{holds: number(t, "01a20247ce4152663471bc4a731fed6b"), void: number(t, "01a20247ce4152663471bc4a731fed6c")}
	d := openDesk(t, nil, func(s Service) Service { p.Service = s; return p })
	d.member("13800138001", staff.GridWorker, jiangan)
	if w := d.tab("zh-CN").ask("/desk/certificates/"+p.holds.String(), nil); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/desk/login") {
		t.Error("without a login:", w.Code, w.Header().Get("Location"))
	}
	for lang, words := range map[string][3]string{"zh-CN": {"证明有效", "证明无效", "编号应为32位"}, "en": {"The certificate holds", "does not hold", "A number has 32"}} {
		b := d.signIn(lang, "13800138001")
		if w := b.ask("/desk/certificates/"+p.holds.String(), nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), words[0]) || !strings.Contains(w.Body.String(), "张**") {
			t.Error(lang, w.Code, w.Body)
		}
		if w := b.ask("/desk/certificates/"+p.void.String(), nil); !strings.Contains(w.Body.String(), words[1]) {
			t.Error(lang, w.Code, w.Body)
		}
		if w := b.ask("/desk/certificates", url.Values{"number": {"01A20247ce41 52663471 bc4a731fed6b"}}); w.Header().Get("Location") != "/desk/certificates/"+p.holds.String() {
			t.Error(lang, w.Code, w.Header())
		}
		if w := b.ask("/desk/certificates", url.Values{"number": {"12345"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), words[2]) {
			t.Error(lang, w.Code, w.Body)
		}
		if w := b.ask("/desk/certificates/01a20247ce4152663471bc4a731fed60", nil); w.Code != http.StatusNotFound {
			t.Error(lang, w.Code)
		}
	}
}

// The pages fit their windows and are clean by axe. WZ-15
func TestCertificateInABrowser(t *testing.T) {
	p := papers{holds: number(t, "01a20247ce4152663471bc4a731fed6b"), void: number(t, "01a20247ce4152663471bc4a731fed6c")}
	w := openWindow(t, nil)
	p.Service = Live{w.d.Node}
	mux := http.NewServeMux()
	ui.Mount(mux, site)
	New(p, site).Mount(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	w.url = server.URL
	w.d.member("13800138001", staff.GridWorker, jiangan)
	w.signIn("13800138001")
	w.look(map[string]string{"certificate": "/desk/certificates/" + p.holds.String(), "certificate-void": "/desk/certificates/" + p.void.String()})
}
