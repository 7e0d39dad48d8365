package holder

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
	"kangma/web/assets"
	"kangma/web/webtest"
)

// issuer signs codes of a test.
type issuer struct{ private *ecdsa.PrivateKey }

func (issuer) KID() [4]byte      { return [4]byte{1, 2, 3, 4} }
func (issuer) Algorithm() string { return "ES256" }

func (i issuer) Sign(message []byte) ([]byte, error) {
	sum := sha256.Sum256(message)
	r, s, err := ecdsa.Sign(rand.Reader, i.private, sum[:])
	if err != nil {
		return nil, err
	}
	signature := make([]byte, 64)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signature, nil
}

// read reads the code on the page as a gate's camera would, by drawing it and decoding the picture.
func read(b *webtest.Browser) string {
	return webtest.Eval[string](b, `(async () => {
		if (!self.jsQR) await import("`+assets.URL("vendor/jsqr-1.4.0.js")+`");
		const picture = new Image();
		picture.src = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(document.querySelector(".qr-code")));
		await picture.decode();
		const canvas = new OffscreenCanvas(600, 600), pen = canvas.getContext("2d");
		pen.drawImage(picture, 0, 0, 600, 600);
		return jsQR(pen.getImageData(0, 0, 600, 600).data, 600, 600)?.data ?? "";
	})()`)
}

// BY-12: the code on the page moves by a chain that only this phone knows. A gate takes what is on the screen, and after
// a while no longer what was; it moves without a network; a page whose decision is out of date is loaded anew.
func TestCodeMoves(t *testing.T) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sign := issuer{private}
	began := instant.Of(time.Now())
	public, err := private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	hubei := region.MustParseCode("420000")
	key, err := pass.NewKey(sign.KID(), sign.Algorithm(), public[1:], pass.UsePass, began.Add(-time.Hour), began.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	trust, err := pass.NewTrustList(1, began.Add(-time.Minute), began.Add(time.Hour), []pass.Issuer{{Region: hubei, Keys: []*pass.Key{key}}})
	if err != nil {
		t.Fatal(err)
	}

	const age = 22 * time.Second // of the code when it comes, so that it moves soon
	issued := instant.Instant(began.Unix() * 1e6).Add(-age)
	f := newFake()
	f.code = states()["green"]
	f.code.Decision = id.ID{15: 7}
	var commitments []pass.Link
	f.moving = func(commitment pass.Link) (Moving, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		commitments = append(commitments, commitment)
		claims := pass.Claims{Issuer: hubei, IssuedAt: issued, Expires: issued.Add(pass.Life), State: 1, Colour: pass.Green, Gate: pass.Pass, Commitment: &commitment}
		token, err := pass.Issue(sign, claims)
		return Moving{Decision: id.ID{15: 7}, Token: token, Issued: issued, Until: claims.Expires, Now: issued.Add(age)}, err
	}
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(360, 740)
	signIn(b, server.URL)
	b.Until(`document.querySelector("[data-step='0']")`)
	first := read(b)
	gate := func(text string, after time.Duration) pass.Answer {
		return pass.Verify(text, trust, nil, issued.Add(after), pass.DefaultLimits)
	}
	if a := gate(first, age); a.Outcome != pass.Pass || a.Claims.Commitment == nil {
		t.Fatalf("what is on the screen: %+v %q", a, first)
	}
	b.Shot("holder-moving-zh-360")
	b.Offline(true)
	b.Until(`document.querySelector("[data-step='1']")`)
	second := read(b)
	if a := gate(second, 30*time.Second); a.Outcome != pass.Pass || second == first {
		t.Errorf("the next step: %+v", a)
	}
	if a := gate(first, 2*time.Minute); a.Outcome != pass.Ask || a.Reason != pass.TailLate {
		t.Errorf("a copy after two minutes: %+v", a)
	}
	b.Offline(false)

	f.mu.Lock()
	made := len(commitments)
	f.code.Decision = id.ID{15: 8}
	f.mu.Unlock()
	b.Go(server.URL + "/code") // the page says 8, what moves says 7: loaded anew, until they agree
	f.mu.Lock()
	f.code.Decision = id.ID{15: 7}
	f.mu.Unlock()
	b.Until(`document.querySelector("[data-decision$='07'][data-step]")`)
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(commitments) < made+1 || commitments[len(commitments)-1] == commitments[0] {
		t.Errorf("a page loaded anew has a chain of its own: %v", commitments)
	}
}

// BY-12: what is no commitment is refused by its field, and nobody who is not signed in gets a code.
func TestMovingRefuses(t *testing.T) {
	f := newFake()
	h := server(f)
	post := func(commitment string, cookie bool) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/code/moving", strings.NewReader(url.Values{"commitment": {commitment}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if cookie {
			r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "token-of-a-session"})
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, bad := range []string{"", "12", strings.Repeat("g", 32), strings.Repeat("0", 34)} {
		if w := post(bad, true); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", bad, w.Code)
		}
	}
	if w := post(strings.Repeat("0", 32), false); w.Code != http.StatusSeeOther {
		t.Errorf("without a session: %d", w.Code)
	}
}
