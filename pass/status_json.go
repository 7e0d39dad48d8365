package pass

import (
	"encoding/json"
	"time"
)

// jsonStatus has the members of the list's JWT form, and ours: epoch, and signed, the CWT.
type jsonStatus struct {
	Issuer   string   `json:"iss"`
	Subject  string   `json:"sub"`
	IssuedAt int64    `json:"iat"`
	Expires  int64    `json:"exp"`
	TTL      int64    `json:"ttl"`
	Epoch    uint32   `json:"epoch"`
	List     jsonBits `json:"status_list"`
	Signed   string   `json:"signed,omitempty"`
}

type jsonBits struct {
	Bits int    `json:"bits"`
	List string `json:"lst"` // base64url of zlib
}

// JSON writes the list for pages; signed is what Sign gave, or nil. Like a trust list's, this form proves nothing by itself.
func (l *StatusList) JSON(signed []byte) ([]byte, error) {
	return json.Marshal(jsonStatus{
		Issuer: l.Region.String(), Subject: l.Subject, IssuedAt: l.IssuedAt.Unix(), Expires: l.Expires.Unix(), TTL: int64(l.TTL / time.Second),
		Epoch: l.Epoch, List: jsonBits{statusBits, b64.EncodeToString(deflate(l.bits))}, Signed: b64.EncodeToString(signed),
	})
}
