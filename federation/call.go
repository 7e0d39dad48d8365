package federation

import (
	"encoding/json"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Request is what one node asks another. Who asks is who signed it.
type Request struct {
	ID      string          `json:"request_id"` // of one thing that is asked, however often it is sent
	Consent *Consent        `json:"consent,omitempty"`
	Body    json.RawMessage `json:"body"`
	Ext     string          `json:"bizExtData,omitempty"` // opaque: handed through, never read
}

// Consent is how the person whom a request is about agreed to it, at the node that asks.
type Consent struct {
	At  int64  `json:"at"`  // seconds since 1970
	How string `json:"how"` // how he was known to be himself: sms_code, face, staff
}

// Reply is the answer.
type Reply struct {
	Code    string          `json:"code"`
	Message string          `json:"message"`
	Body    json.RawMessage `json:"body,omitempty"`
	Ext     string          `json:"bizExtData,omitempty"`
}

// Longest parts of a request.
const (
	MaxRequest = 1 << 20
	maxID      = 64
	maxExt     = 4096
)

// Check refuses what no operation takes. at is the answering node's time.
func (r Request) Check(row Terms, at instant.Instant) error {
	switch {
	case r.ID == "" || len(r.ID) > maxID:
		return fault.Field("request_id", len(r.ID), "has not 1 to %d characters", maxID)
	case len(r.Ext) > maxExt:
		return fault.Field("bizExtData", len(r.Ext), "is longer than %d bytes", maxExt)
	case !row.Consent:
		return nil
	case r.Consent == nil || r.Consent.How != "sms_code" && r.Consent.How != "face" && r.Consent.How != "staff":
		return fault.New(fault.Forbidden, "consent.none", "the person whom this is about has not agreed")
	}
	given := instant.Instant(r.Consent.At * 1e6)
	if given > at.Add(early) || given < at.Add(-consentLife) {
		return fault.New(fault.Forbidden, "consent.old", "the person whom this is about agreed too long ago")
	}
	return nil
}

// consentLife is how long after somebody agreed a node may ask about him by that.
const consentLife = time.Hour

// returnCodes are the return codes, by the kind of refusal.
var returnCodes = []struct {
	Code   string
	Of     fault.Code
	Zh, En string
}{
	{"0000", "", "成功", "done"},
	{"1001", fault.Invalid, "参数错误", "the request is wrong"},
	{"1002", fault.Unauthenticated, "签名错误", "the signature is not believed"},
	{"1003", fault.Forbidden, "无权限或未经本人同意", "not permitted, or without consent"},
	{"1004", fault.NotFound, "查无此人或记录", "there is no such person or record"},
	{"1005", fault.Conflict, "重复或状态冲突", "sent before, or in conflict with what is there"},
	{"1006", fault.TooMany, "请求过于频繁", "too many requests"},
	{"1007", fault.TooLarge, "请求过大", "the request is too large"},
	{"2001", fault.Unavailable, "暂时无法答复", "no answer now"},
	{"2002", fault.Busy, "系统繁忙", "busy; come again"},
	{"9999", fault.Internal, "系统错误", "an error of the answering node"},
}

// Done is the code of what was done.
const Done = "0000"

// Refuse is the reply to what was refused: its code, and a detail that is safe to show.
func Refuse(err error) Reply {
	of, detail := fault.CodeOf(err), ""
	if f, ok := fault.As(err); ok && of != fault.Internal {
		detail = f.Error()
	}
	for _, c := range returnCodes {
		if c.Of == of {
			if detail == "" {
				detail = c.En
			}
			return Reply{Code: c.Code, Message: detail}
		}
	}
	return Reply{Code: "9999", Message: "an error of the answering node"}
}

// Err is the refusal that a reply bears, nil if it is done.
func (r Reply) Err() error {
	if r.Code == Done {
		return nil
	}
	for _, c := range returnCodes {
		if c.Code == r.Code {
			return fault.New(c.Of, "partner.refused", "the other node refused: %s", r.Message)
		}
	}
	return fault.New(fault.Unavailable, "partner.refused", "the other node answered with a code that is unknown")
}
