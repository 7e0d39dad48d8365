package pass

import "errors"

const base45Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

var errBase45 = errors.New("not Base45")

// base45Values is the value of each character plus one; zero means that the character is no Base45.
var base45Values = func() (values [256]byte) {
	for i := range len(base45Alphabet) {
		values[base45Alphabet[i]] = byte(i + 1)
	}
	return values
}()

// encodeBase45 writes each two bytes as three characters and a last single byte as two (RFC 9285).
func encodeBase45(data []byte) string {
	out := make([]byte, 0, (len(data)+1)/2*3)
	for ; len(data) >= 2; data = data[2:] {
		n := int(data[0])<<8 | int(data[1])
		out = append(out, base45Alphabet[n%45], base45Alphabet[n/45%45], base45Alphabet[n/45/45])
	}
	if len(data) == 1 {
		n := int(data[0])
		out = append(out, base45Alphabet[n%45], base45Alphabet[n/45])
	}
	return string(out)
}

// decodeBase45 refuses all that RFC 9285 section 6 refuses: a foreign character, a single character at the end, three characters
// above 65535, two above 255. So every byte string has exactly one text.
func decodeBase45(text string) ([]byte, error) {
	out := make([]byte, 0, len(text)/3*2+1)
	for len(text) > 0 {
		if len(text) == 1 {
			return nil, errBase45
		}
		a, b := base45Values[text[0]], base45Values[text[1]]
		if a == 0 || b == 0 {
			return nil, errBase45
		}
		n := int(a-1) + int(b-1)*45
		if len(text) == 2 {
			if n > 0xff {
				return nil, errBase45
			}
			return append(out, byte(n)), nil
		}
		c := base45Values[text[2]]
		if n += int(c-1) * 45 * 45; c == 0 || n > 0xffff {
			return nil, errBase45
		}
		out = append(out, byte(n>>8), byte(n))
		text = text[3:]
	}
	return out, nil
}
