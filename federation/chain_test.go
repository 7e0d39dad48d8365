package federation

import (
	"testing"

	"pgregory.net/rapid"

	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

var rank = map[pass.Colour]int{pass.Green: 0, pass.None: 1, pass.Gray: 1, pass.Yellow: 2, pass.Red: 3}

// drawMatrix gives any matrix over some regions that can be written.
func drawMatrix(t *rapid.T, regions []region.Code) *Matrix {
	m := &Matrix{Name: "m", Version: "2020-01-01", From: 0, Until: 1e15, Else: rapid.SampledFrom([]pass.Outcome{pass.Unknown, pass.Ask}).Draw(t, "else")}
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		by := rapid.SampledFrom(regions).Draw(t, "by")
		issuer := rapid.SampledFrom(regions).Draw(t, "issuer")
		row := Row{By: []region.Code{by}, Issuers: []region.Code{issuer}, Uses: []Use{rapid.SampledFrom([]Use{AtGate, ToLink}).Draw(t, "use")}, Until: 1e15, Basis: "b"}
		for range rapid.IntRange(1, 5).Draw(t, "meanings") {
			row.Means = append(row.Means, pass.Meaning{Colour: pass.Colour(rapid.IntRange(0, 4).Draw(t, "colour")), Gate: pass.Outcome(rapid.IntRange(1, 3).Draw(t, "gate")), Shown: pass.Colour(rapid.IntRange(0, 4).Draw(t, "shown"))})
		}
		if row.check() == nil {
			m.Rows = append(m.Rows, row)
		}
	}
	return m
}

// Rules RC-1 and RC-2, BY-15: however a code goes from node to node, each judging by a matrix of its own and handing on what it
// took it for, a red never becomes green, nothing gets better, and only what its issuer says itself counts.
func TestNoChainMakesRedGreen(t *testing.T) {
	regions := []region.Code{hubei, hunan, zhejiang, region.MustParseCode("440000")}
	rapid.Check(t, func(t *rapid.T) {
		issuer := rapid.SampledFrom(regions).Draw(t, "whose code")
		code := Foreign{Issuer: issuer, Signer: issuer, Colour: pass.Colour(rapid.IntRange(0, 4).Draw(t, "its colour")), Gate: pass.Outcome(rapid.IntRange(1, 3).Draw(t, "its gate"))}
		first := code
		for hop := range rapid.IntRange(1, 5).Draw(t, "hops") {
			home := rapid.SampledFrom(regions).Draw(t, "node")
			code.Use = rapid.SampledFrom([]Use{AtGate, ToLink}).Draw(t, "use of the code")
			j := drawMatrix(t, regions).Judge(home, code, pass.Place{}, instant.Instant(5))
			switch {
			case j.Known && (code.Signer != issuer || home == issuer):
				t.Fatalf("hop %d: what %s says of %s's code counts", hop, code.Signer, issuer)
			case j.Gate == pass.Pass && (first.Colour != pass.Green || first.Gate != pass.Pass):
				t.Fatalf("hop %d: %s %s passes", hop, first.Colour, first.Gate)
			case j.Colour == pass.Green && first.Colour != pass.Green:
				t.Fatalf("hop %d: %s has become green", hop, first.Colour)
			case j.Known && (j.Gate < first.Gate || rank[j.Colour] < rank[first.Colour]):
				t.Fatalf("hop %d: %s %s counts as %s %s", hop, first.Colour, first.Gate, j.Colour, j.Gate)
			case !j.Known && (j.Gate == pass.Pass || j.Gate == pass.Stop || j.Colour == pass.Green):
				t.Fatalf("hop %d: not recognised, and %s %s", hop, j.Colour, j.Gate)
			}
			// The node hands it on: honestly as the issuer's, by its own word, or as if it were its own.
			code.Signer, code.Colour, code.Gate = home, j.Colour, j.Gate
			if rapid.Bool().Draw(t, "the issuer's own word goes on") {
				code = first
			}
		}
	})
}
