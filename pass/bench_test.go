package pass

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"kangma/region"
)

// floors are the bare signature checks that verifying cannot be faster than, each over as many bytes as a token signs.
func floor(algorithm string) func() bool {
	message := make([]byte, 81)
	switch algorithm {
	case ES256:
		private := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
		digest := sha256.Sum256(message)
		signature := must(ecdsa.SignASN1(rand.Reader, private, digest[:]))
		return func() bool {
			digest := sha256.Sum256(message)
			return ecdsa.VerifyASN1(&private.PublicKey, digest[:], signature)
		}
	case EdDSA:
		public, private, _ := ed25519.GenerateKey(rand.Reader)
		signature := ed25519.Sign(private, message)
		return func() bool { return ed25519.Verify(public, message, signature) }
	default:
		s := newSigner(SM2, "floor")
		k := must(always(SM2, s.public))
		signature := must(s.Sign(message))
		return func() bool { return k.Verify(message, signature) }
	}
}

// BenchmarkVerify measures the whole of Verify beside its floor, turn by turn, so that other load on the machine meets both alike. The
// figure to look at is x-floor: the median of the turns, at most 1.25 for ES256.
func BenchmarkVerify(b *testing.B) {
	trust := sceneTrusts()["main"]
	for _, test := range []struct {
		s      *testSigner
		region string
	}{{hubei, "420000"}, {zhej, "330000"}, {wuhan, "420100"}} {
		b.Run(test.s.algorithm, func(b *testing.B) {
			text := token(test.s, shape(func(c *Claims) { c.Issuer = region.MustParseCode(test.region) }))
			bare := floor(test.s.algorithm)
			const batch = 20
			var ratios []float64
			var whole, least time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				for range batch {
					if !bare() {
						b.Fatal("the floor does not hold")
					}
				}
				middle := time.Now()
				for range batch {
					if Verify(text, trust, nil, looked, DefaultLimits).Outcome != Pass {
						b.Fatal("the token does not pass")
					}
				}
				end := time.Now()
				ratios = append(ratios, float64(end.Sub(middle))/float64(middle.Sub(start)))
				least += middle.Sub(start)
				whole += end.Sub(middle)
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "x-floor")
			b.ReportMetric(float64(least.Nanoseconds())/float64(b.N*batch), "floor-ns")
			b.ReportMetric(float64(whole.Nanoseconds())/float64(b.N*batch), "verify-ns")
		})
	}
}

func BenchmarkIssue(b *testing.B) {
	for _, s := range []*testSigner{hubei, zhej, wuhan} {
		b.Run(s.algorithm, func(b *testing.B) {
			claims := green()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Issue(s, claims); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
