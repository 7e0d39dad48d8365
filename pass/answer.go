package pass

import (
	"time"

	"kangma/internal/instant"
)

// Reason says why a gate answers as it does. The set is closed; it is never about the person.
type Reason string

const (
	ByCode Reason = "code" // the token says so itself

	// Unknown, nobody's signature having been seen to hold:
	Unreadable Reason = "unreadable"  // damaged, cut, padded, or not of the form
	Foreign    Reason = "foreign"     // another system's code
	NoTrust    Reason = "no_trust"    // no trust list, or one that has expired
	KeyUnknown Reason = "key_unknown" // signed by a key that is not in the trust list for tokens
	KeyExpired Reason = "key_expired" // the key was not, or is no longer, valid
	Forged     Reason = "signature"   // the signature is wrong, or of another algorithm than the key's
	Malformed  Reason = "malformed"   // signed, but breaks the format

	// Unknown or ask, the token being genuine:
	NotRecognised Reason = "not_recognised" // of another issuer, whose codes, or this colour of them, do not count here

	// Unknown, the token being genuine but not speaking for now:
	Expired   Reason = "expired"
	Future    Reason = "future"     // issued later than this clock says it is
	TailAlien Reason = "tail_wrong" // the tail is of another code, or of none
	Cancelled Reason = "cancelled"  // a paper code that was reported lost, or replaced by another

	// Ask, instead of pass:
	Replaced    Reason = "recalled"
	UnderReview Reason = "suspended"
	TailMissing Reason = "tail_missing" // the moving part is not there: a copy
	TailLate    Reason = "tail_late"    // the moving part does not fit the time: a copy, or a wrong clock
	ClockWrong  Reason = "clock"        // this clock is behind the trust list's date
	TrustOld    Reason = "trust_old"
	StatusOld   Reason = "status_old"
	Mapped      Reason = "mapped" // another issuer's code, which counts for less here than where it was issued
	OnPaper     Reason = "paper"  // a paper code: genuine, but of what holds for its holder now it says nothing

	// Stop:
	NowStopped Reason = "now_stopped" // recalled because the holder's code has become one that stops
)

// Certified is what a gate with a network says of a certificate of another state that counts there: whose it is the guard sees in the passport.
const Certified Reason = "certificate"

// PaperNow is what a gate with a network says of a paper code: the outcome is that of the state that holds now.
const PaperNow Reason = "paper_now"

// Answer is what a gate shows (BY-13). There is one for every text whatever.
type Answer struct {
	Outcome    Outcome          `json:"answer"`
	Reason     Reason           `json:"reason"`
	Text       Text             `json:"text"`
	Scheme     string           `json:"scheme"` // KM1, HC1, or "" for all others
	Issuer     string           `json:"issuer,omitempty"`
	IssuerName Text             `json:"issuer_name,omitzero"`
	Claims     *Claims          `json:"claims,omitempty"`           // what the token says; only if its signature holds
	Here       *Here            `json:"here,omitempty"`             // what another issuer's token means here; only where it is recognised
	TrustFrom  *instant.Instant `json:"trust_issued_at,omitempty"`  // how old the keys are
	StatusFrom *instant.Instant `json:"status_issued_at,omitempty"` // how old the status list is
}

// Limits are a gate's tolerances, set by policy, and where it stands. Zero for an age means that age does not matter.
type Limits struct {
	Early     time.Duration // by which a token may seem to be from the future, this clock being behind
	Late      time.Duration // by which a token is accepted after it expired
	TrustAge  time.Duration // of the trust list, beyond which pass becomes ask
	StatusAge time.Duration // of the status list, beyond which (or without one) pass becomes ask
	Where     Place         // where the gate stands: recognition may be bound to it
}

// DefaultLimits: two minutes of drift, none after expiry (a new code is one tap away), keys of a day, no status list demanded.
var DefaultLimits = Limits{Early: 2 * time.Minute, TrustAge: 24 * time.Hour}

var byCode = map[Outcome]Text{
	Pass: {"可以通行。", "May pass."},
	Ask:  {"请核查:查看提示,测量体温,按场所规定处理。", "Check: read the note, take the temperature, follow the rules of this place."},
	Stop: {"不可通行。请按规定联系责任单位;就医急救不受此限。", "Do not let pass. Call the responsible unit; medical emergencies are never held up."},
}

var byReason = map[Reason]Text{
	Unreadable: {"无法识别此码,请重新扫描或请持码人刷新。", "This code cannot be read. Scan again or have it refreshed."},
	Foreign:    {"这不是本系统的健康码。", "This is not a health code of this system."},
	NoTrust:    {"本机没有有效的信任列表,请联网更新。", "This gate has no valid trust list. Connect it to update."},
	KeyUnknown: {"签发机构未知,无法核验。", "The issuer is unknown; the code cannot be checked."},
	KeyExpired: {"签发密钥不在有效期内,无法核验。", "The issuer's key is not valid now; the code cannot be checked."},
	Forged:     {"签名不符,此码可能是伪造的。", "The signature is wrong. This code may be forged."},
	Malformed:  {"此码内容不合格式,请联系签发机构。", "The code breaks the format. Tell its issuer."},
	NotRecognised: {"外地健康码，本地未互认，不能据此判断。请核查或使用国家码；持码人可拨打12345反映。",
		"Another region's code, not recognised here: it tells nothing. Check in another way or use the national code; its holder can call 12345."},
	Expired:   {"此码已过期,请持码人点一下刷新。", "This code has expired. Have the holder refresh it with one tap."},
	Future:    {"此码的签发时间晚于本机时间,请核对本机时钟。", "This code is newer than this clock. Check the time of this device."},
	TailAlien: {"动态部分与此码不符,请持码人打开实时码。", "The moving part does not belong to this code. Have the holder show the live code."},

	Replaced:    {"此码已被新码取代,请持码人刷新。", "This code has been replaced. Have the holder refresh it."},
	UnderReview: {"此码正在复核,请持码人刷新或人工核查。", "This code is under review. Have it refreshed, or check by hand."},
	TailMissing: {"缺少动态部分,可能是截图,请持码人打开实时码。", "The moving part is missing, as on a copy. Have the holder show the live code."},
	TailLate:    {"动态部分已过时,可能是截图,请持码人打开实时码。", "The moving part is out of date, as on a copy. Have the holder show the live code."},
	ClockWrong:  {"本机时钟不准,请人工核查并校正时间。", "The clock of this device is wrong. Check by hand and set the time."},
	TrustOld:    {"信任列表已过旧,请人工核查并联网更新。", "The trust list is too old. Check by hand and connect to update."},
	StatusOld:   {"撤回名单缺失或过旧,请人工核查并联网更新。", "The recall list is missing or too old. Check by hand and connect to update."},
	Mapped:      {"外地健康码，按本地互认规则核查。", "Another region's code: check it by the rules of recognition here."},
	OnPaper:     {"这是纸质码,本身不含状态:请联网查询,或核对身份证件后人工核查。", "A paper code, which says no state: look it up online, or compare the identity document and check by hand."},
	Certified:   {"境外证明有效，请核对护照是否本人。", "A certificate of another state that counts here. Compare the passport."},
	PaperNow:    {"纸质码:这是持码人当前的状态,请核对身份证件是否本人。", "A paper code: this is its holder's state now. Compare the identity document."},
	Cancelled:   {"此纸质码已挂失或已换新,不再有效,请人工核查。", "This paper code was reported lost or replaced and counts no more. Check by hand."},
	NowStopped:  {"持码人的码已变更为不可通行,请持码人刷新。", "The holder's code has changed to one that may not pass. Have it refreshed."},
}

// settle gives the answer its sentence.
func (a Answer) settle(o Outcome, r Reason) Answer {
	a.Outcome, a.Reason = o, r
	if r == ByCode {
		a.Text = byCode[o]
	} else {
		a.Text = byReason[r]
	}
	return a
}

// Updated is the answer with what the token's issuer knows by now, as an online gate gets it (WZ-13, BY-14, BY-09). Only a token
// that speaks for itself, or one on paper, is updated: of an expired, foreign or forged one nothing newer is said.
func (a Answer) Updated(colour Colour, mark Mark, gate Outcome, state uint16) Answer {
	reason := a.Reason
	switch {
	case a.Claims == nil || reason != ByCode && reason != OnPaper:
		return a
	case reason == OnPaper:
		reason = PaperNow
	}
	now := *a.Claims
	now.Colour, now.Mark, now.Gate, now.State = colour, mark, gate, state
	a.Claims = &now
	return a.settle(gate, reason)
}

// Certified is the answer for another state's certificate that counts here, as the node knows; the note may be empty.
func (a Answer) Certified(o Outcome, note Text) Answer {
	a.Here = &Here{Gate: o, Note: note}
	return a.settle(o, Certified)
}

// Void is the answer for a paper code that no longer counts, as its issuer knows.
func (a Answer) Void() Answer { return a.settle(Unknown, Cancelled) }
