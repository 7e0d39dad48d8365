package pass

import (
	"strings"
	"time"

	"kangma/region"
)

func damagedVectors(add adder) {
	good := token(hubei, green())
	add("empty", "", Unknown, Unreadable)
	add("prefix only", "KM1:", Unknown, Unreadable)
	add("cut by a character", good[:len(good)-1], Unknown, Unreadable)
	add("cut by three characters", good[:len(good)-3], Unknown, Unreadable)
	add("cut in half", good[:len(good)/2], Unknown, Unreadable)
	add("padded with a character", good+"0", Unknown, Unreadable)
	add("padded with three characters", good+"000", Unknown, Unreadable)
	add("too long", good+strings.Repeat("0", MaxLength+1-len(good)), Unknown, Unreadable)
	add("lower case", strings.ToLower(good), Unknown, Unreadable)
	add("lower case prefix", "km1:"+good[4:], Unknown, Unreadable)
	add("trailing spaces", good+"  ", Unknown, Unreadable)
	add("trailing newline", good+"\n", Unknown, Unreadable)
	add("leading space", " "+good, Unknown, Foreign)
	add("not Base45: a foreign character", good[:50]+"_"+good[51:], Unknown, Unreadable)
	add("not Base45: above 65535", "KM1:GGW"+good[7:], Unknown, Unreadable)
	add("not Base45: a Chinese character", good[:50]+"码"+good[53:], Unknown, Unreadable)
	data := signed(good)
	add("without the tag", raw(data[1:]), Unknown, Unreadable)
	add("another tag", raw(with(data, 0, 0xd1)), Unknown, Unreadable)
	add("array of another length", raw(with(data, 1, 0x85)), Unknown, Unreadable)
	add("array of indefinite length", raw(append(with(data, 1, 0x9f), 0xff)), Unknown, Unreadable)
	add("an unprotected header", raw(append(append(append([]byte{}, data[:13]...), 0xa1, 0x04, 0x41, 0x00), data[14:]...)), Unknown, Unreadable)
	add("payload null, as if detached", payload(hubei), Unknown, Unreadable)
	add("only zeros", raw(make([]byte, 140)), Unknown, Unreadable)
}

func forgedVectors(add adder) {
	data := signed(token(hubei, green()))
	add("signature: a bit flipped", raw(flip(data, len(data)-1)), Unknown, Forged)
	add("signature: r zero", raw(append(append([]byte{}, data[:len(data)-64]...), append(make([]byte, 32), data[len(data)-32:]...)...)), Unknown, Forged)
	add("signature: all zero", raw(append(append([]byte{}, data[:len(data)-64]...), make([]byte, 64)...)), Unknown, Forged)
	add("payload: a bit flipped", raw(flip(data, 40)), Unknown, Forged)
	add("another algorithm in the header", raw(with(data, 5, 0x27)), Unknown, Forged)
	add("another key's id", raw(append(append(append([]byte{}, data[:8]...), wuhan.kid[:]...), data[12:]...)), Unknown, Forged)
	add("unknown key", token(alien, green()), Unknown, KeyUnknown)
	add("key for status lists", token(listed, green()), Unknown, KeyUnknown)
	add("key of another issuer", token(wuhan, green()), Unknown, Malformed)
	add("key ends before the token does", token(retire, green()), Unknown, KeyExpired)
	add("key ended", token(retire, shape(func(c *Claims) { c.IssuedAt = issued.Add(-10 * time.Minute); c.Expires = issued.Add(5 * time.Minute) })), Unknown, KeyExpired,
		lookAt(issued.Add(11*time.Minute)))
	sm := signed(token(wuhan, shape(func(c *Claims) { c.Issuer = region.MustParseCode("420100") })))
	add("SM2: a bit flipped", raw(flip(sm, len(sm)-1)), Unknown, Forged)
	ed := signed(token(zhej, shape(func(c *Claims) { c.Issuer = region.MustParseCode("330000") })))
	add("EdDSA: a bit flipped", raw(flip(ed, len(ed)-1)), Unknown, Forged)
	listToken := must(sceneStatuses()["clean"].Sign(hubei))
	add("a status list is no token", raw(listToken), Unknown, Unreadable)
}

// malformedVectors are signed by a trusted key, and still refused.
func malformedVectors(add adder) {
	bad := func(name string, change func(*wireClaims)) {
		c := green()
		var w wireClaims
		if err := strict.Unmarshal(c.encode(), &w); err != nil {
			panic(err)
		}
		change(&w)
		add("malformed: "+name, payload(hubei, marshal(w)...), Unknown, Malformed)
	}
	bad("no such region", func(w *wireClaims) { w.Issuer = "42" })
	bad("another region", func(w *wireClaims) { w.Issuer = "420100" })
	bad("region of 12 digits for 6", func(w *wireClaims) { w.Issuer = "420000000000" })
	bad("expires before it was issued", func(w *wireClaims) { w.Expires = w.IssuedAt })
	bad("issued before 1970", func(w *wireClaims) { w.IssuedAt = -1 })
	bad("expires after 9999", func(w *wireClaims) { w.Expires = maxSeconds + 1 })
	bad("short cti", func(w *wireClaims) { w.CTI = w.CTI[:15] })
	bad("long cti", func(w *wireClaims) { w.CTI = append(w.CTI, 0) })
	bad("no such colour", func(w *wireClaims) { w.Private.Colour = Gray + 1 })
	bad("no such mark", func(w *wireClaims) { w.Private.Mark = Restricted + 1 })
	bad("gate unknown", func(w *wireClaims) { w.Private.Gate = Unknown })
	bad("gate beyond stop", func(w *wireClaims) { w.Private.Gate = Stop + 1 })
	bad("short commitment", func(w *wireClaims) { w.Private.Commitment = make([]byte, 15) })
	bad("empty commitment", func(w *wireClaims) { w.Private.Commitment = []byte{} })

	form := func(name string, change func(p []byte) []byte) {
		c := green()
		add("malformed: "+name, payload(hubei, change(c.encode())...), Unknown, Malformed)
	}
	form("empty payload", func([]byte) []byte { return []byte{} })
	form("payload is no map", func([]byte) []byte { return []byte{0x80} })
	form("trailing byte", func(p []byte) []byte { return append(p, 0) })
	form("indefinite length", func(p []byte) []byte { return append(with(p, 0, 0xbf), 0xff) })
	form("duplicate key", func(p []byte) []byte { return append([]byte{0xa6, 0x01, 0x66, '4', '2', '0', '0', '0', '0'}, p[1:]...) })
	form("a further claim", func(p []byte) []byte { return append(with(p, 0, 0xa6), 0x3a, 0x00, 0x01, 0x00, 0x01, 0x01) })
	form("keys out of order", func(p []byte) []byte { return append(append(append([]byte{p[0]}, p[9:15]...), p[1:9]...), p[15:]...) })
	form("time as a float", func(p []byte) []byte {
		return append(append(append([]byte{}, p[:10]...), 0xfb, 0x41, 0xd7, 0xa3, 0x46, 0x42, 0, 0, 0), p[15:]...)
	})
	form("time longer than needed", func(p []byte) []byte { return append(append(append([]byte{}, p[:10]...), 0x1b, 0, 0, 0, 0), p[11:]...) })
	form("a tag", func(p []byte) []byte { return append(append(append([]byte{}, p[:10]...), 0xc1), p[10:]...) })
	form("undefined for null", func(p []byte) []byte { return with(p, len(p)-1, 0xf7) })
	form("null for zero", func(p []byte) []byte { return with(p, len(p)-8, 0xf6) })
	form("nested too deep", func(p []byte) []byte { return append([]byte(strings.Repeat("\x81", 40)), 0x00) })
}

func foreignVectors(add adder) {
	add("another version", "KM2:"+token(hubei, green())[4:], Unknown, Foreign)
	add("without prefix", token(hubei, green())[4:], Unknown, Foreign)
	add("a link", "https://example.com/code?id=1", Unknown, Foreign)
	add("a place's number", "420102001001", Unknown, Foreign)
	add("another province's code", "粤康码 YKM2020 440300", Unknown, Foreign)
	add("SMART health card", "shc:/56762909524320603460292437404460", Unknown, Foreign)
	add("a NUL", "\x00", Unknown, Foreign)
	claims := map[int]any{1: "AT", 4: issued.Add(24 * time.Hour).Unix(), 6: issued.Unix(), -260: map[int]any{1: map[string]string{"ver": "1.0.0"}}}
	certificate := certificatePrefix + encodeBase45(deflate(must(seal(alien, "", marshal(claims)))))
	add("EU certificate", certificate, Unknown, Foreign)
	add("EU certificate, cut", certificate[:len(certificate)-6], Unknown, Unreadable)
	add("EU certificate, not compressed", certificatePrefix+encodeBase45(must(seal(alien, "", marshal(claims)))), Unknown, Unreadable)
	add("EU certificate, lower case", strings.ToLower(certificate), Unknown, Unreadable)
	add("EU prefix only", certificatePrefix, Unknown, Unreadable)
}
