package bench

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// es256 signs tokens with a key made for this run.
type es256 struct{ key *ecdsa.PrivateKey }

func newES256() es256 {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // the system's source of randomness does not fail
	}
	return es256{key}
}

func (es256) Algorithm() string { return pass.ES256 }

func (es256) KID() [4]byte { return [4]byte{'b', 'n', 'c', 'h'} }

func (s es256) Sign(message []byte) ([]byte, error) {
	digest := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, s.key, digest[:])
	if err != nil {
		return nil, err
	}
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	v.FillBytes(out[32:])
	return out, nil
}

// trusts is a trust list of the one key.
func (s es256) trusts(issuer region.Code, at instant.Instant) (*pass.TrustList, error) {
	point, err := s.key.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	from, until := at.Add(-instant.Day), at.Add(30*instant.Day)
	key, err := pass.NewKey(s.KID(), pass.ES256, point[1:], pass.UsePass, from, until)
	if err != nil {
		return nil, err
	}
	return pass.NewTrustList(1, at, until, []pass.Issuer{{Region: issuer, Name: pass.Text{ZH: "湖北省", EN: "Hubei"}, Keys: []*pass.Key{key}}})
}

// signedSize is how many bytes the signature of a token covers, which is what the floor signs too.
const signedSize = 81

// verifyOffline measures pass.Verify, from the text of a QR code to the gate's answer, beside a bare ES256 check.
func verifyOffline(ctx context.Context, s *suite) (Figure, error) {
	f := Figure{What: "verify a code offline", Unit: "ns", Beneath: "one bare ES256 check (crypto/ecdsa) of a message as long"}
	signer, at := newES256(), instant.Instant(time.Now().Unix()*1e6)
	trust, err := signer.trusts(hubeiCode, at)
	if err != nil {
		return f, err
	}
	text, err := pass.Issue(signer, pass.Claims{Issuer: hubeiCode, IssuedAt: at, Expires: at.Add(pass.Life), State: 10, Colour: pass.Green, Gate: pass.Pass, Policy: 2, Epoch: 1})
	if err != nil {
		return f, err
	}
	message := make([]byte, signedSize)
	digest := sha256.Sum256(message)
	signature, err := ecdsa.SignASN1(rand.Reader, signer.key, digest[:])
	if err != nil {
		return f, err
	}
	n := 100
	repeat := func(one func() bool) side {
		return func(context.Context, int) (sample, error) {
			begin := start()
			for range n {
				if !one() {
					return sample{}, wrong("verify", "a genuine signature was refused")
				}
			}
			return begin.done(n), nil
		}
	}
	floors, figures, err := inTurns(ctx, s.pick(101, 21), repeat(func() bool {
		digest := sha256.Sum256(message)
		return ecdsa.VerifyASN1(&signer.key.PublicKey, digest[:], signature)
	}), repeat(func() bool {
		return pass.Verify(text, trust, nil, at, pass.DefaultLimits).Outcome == pass.Pass
	}))
	if err != nil {
		return f, err
	}
	forged, err := forgeries(text, trust, at)
	if err != nil {
		return f, err
	}
	f.compare(floors, figures, sample.nanoseconds)
	f.Goals = []Goal{atMost("the floor's time", f.Ratio, 1.25, "×")}
	f.Checked = count(f.Turns*n) + " answers are pass; " + count(forged) + " texts with one character changed are not"
	return f, nil
}

// forgeries counts the texts, each another in one character, that are not believed; all of them must be.
func forgeries(text string, trust *pass.TrustList, at instant.Instant) (int, error) {
	for i := range text {
		b := []byte(text)
		if b[i]++; b[i] > 'Z' {
			b[i] = '0'
		}
		if a := pass.Verify(string(b), trust, nil, at, pass.DefaultLimits); a.Outcome != pass.Unknown {
			return 0, wrong("verify", "a forged text is answered %s", a.Outcome)
		}
	}
	return len(text), nil
}
