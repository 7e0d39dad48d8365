package wire

import "kangma/internal/id"

// Check asks what a scanned code is worth now, without registering a passage.
type Check struct {
	Text  string `json:"text" maxLength:"4096" doc:"as scanned"`
	Point id.ID  `json:"point"`
}

// Scan registers one passage (WH-12).
type Scan struct {
	ID          id.ID   `json:"id" doc:"chosen by the gate; the same when it asks again"`
	Point       id.ID   `json:"point"`
	Text        string  `json:"text" maxLength:"4096" doc:"as scanned"`
	Temperature float64 `json:"temperature,omitempty" doc:"°C"`
}

// Verdict is what a gate shows: the answer, colour, mark, state and masked checking information, never a reason of the
// holder's (HB-08, BY-13).
type Verdict struct {
	Answer     string `json:"answer" enum:"pass,ask,stop,unknown"`
	Reason     string `json:"reason" doc:"why the gate answers so; never about the person (docs/token.md)"`
	Message    Text   `json:"message"`
	Scheme     string `json:"scheme" doc:"KM1, HC1, or empty"`
	Issuer     string `json:"issuer,omitempty"`
	IssuerName *Text  `json:"issuer_name,omitempty"`
	Colour     string `json:"colour,omitempty"`
	Mark       string `json:"mark,omitempty"`
	State      int    `json:"state,omitempty" doc:"number of the state in the rule book; its name is the holder's to know"`
	Note       *Text  `json:"note,omitempty" doc:"what the policy tells the gate"`
	Name       string `json:"name,omitempty" doc:"masked"`
	Number     string `json:"number,omitempty" doc:"masked"`
	Issued     Time   `json:"issued,omitzero" format:"date-time"`
	Until      Time   `json:"until,omitzero" format:"date-time"`
	Stored     bool   `json:"stored,omitempty" doc:"the passage was stored now"`
	Repeated   bool   `json:"repeated,omitempty" doc:"the passage had been stored before"`
	Now        Time   `json:"now" format:"date-time"`
}

// Slips are passages that a gate made by itself and signed.
type Slips struct {
	Device   id.ID  `json:"device" doc:"that signed them"`
	Passages []Slip `json:"passages" maxItems:"200"`
}

// Slip is one of them. Payload is the text that the device signed:
//
//	kangma slip 1
//	id, device and point: 32 hexadecimal digits, a line each
//	milliseconds since 1970
//	pass, ask, stop or unknown: what the gate showed
//	temperature in tenths of °C, or -
//	the code as scanned, without a line end; or of who shows none KR1: and what was written down, sealed with HPKE for the
//	register key of the settings and in base64url, or KF1: and COLOUR-ITINERARY of other codes that were looked at
type Slip struct {
	ID        id.ID  `json:"id"`
	Payload   string `json:"payload" maxLength:"1200" doc:"the signed text: kangma slip 1, id, device, point, milliseconds, answer, tenths of °C or -, code or KR1: or KF1:; a line each"`
	Signature string `json:"signature" maxLength:"90" doc:"ECDSA P-256 with SHA-256, r and s, base64url"`
}

// What became of a slip.
const (
	SlipStored    = "stored"
	SlipDuplicate = "duplicate" // it was stored before
	SlipRefused   = "refused"   // for good
	SlipLater     = "later"     // keep it and send it again
)

// SlipResult is what became of a slip.
type SlipResult struct {
	ID     id.ID  `json:"id"`
	Status string `json:"status" enum:"stored,duplicate,refused,later" doc:"a gate forgets what is stored or duplicate, keeps what comes later, and shows what is refused"`
	Code   string `json:"code,omitempty"`
	Key    string `json:"key,omitempty"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// SlipResults are in the order of the slips.
type SlipResults struct {
	Results []SlipResult `json:"results"`
}

// Point is a collection point.
type Point struct {
	ID         id.ID     `json:"id"`
	Name       string    `json:"name"`
	PlaceID    id.ID     `json:"place_id,omitzero"`
	Place      string    `json:"place,omitempty" doc:"name of its place"`
	PlaceKind  string    `json:"place_kind,omitempty" doc:"recognition may be bound to it (BY-15)"`
	Region     string    `json:"region"`
	RegionName string    `json:"region_name"`
	Location   *Location `json:"location,omitempty"`
}

// Points are where a collector may stand and where he stands.
type Points struct {
	Points  []Point `json:"points"`
	Current id.ID   `json:"current,omitzero"`
}

// CurrentPoint is the one where a collector stands from now on.
type CurrentPoint struct {
	Point id.ID `json:"point"`
}

// Location is in degrees, WGS 84.
type Location struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// DeviceKey is the public key of a gate's device.
type DeviceKey struct {
	JWK JWK `json:"jwk"`
}

// JWK is a P-256 public key of RFC 7517.
type JWK struct {
	Kty string `json:"kty" enum:"EC"`
	Crv string `json:"crv" enum:"P-256"`
	X   string `json:"x" maxLength:"64"`
	Y   string `json:"y" maxLength:"64"`
}

// Device is a registered one.
type Device struct {
	Device id.ID `json:"device" doc:"the id that its slips name"`
	From   Time  `json:"from" format:"date-time"`
}

// Settings are a gate's tolerances.
type Settings struct {
	Limits      Limits  `json:"limits"`
	Alone       int64   `json:"alone" doc:"seconds for which the node may not answer before a gate offers to look at other codes (WZ-18)"`
	Fever       float64 `json:"fever" doc:"°C from which a temperature is a finding"`
	RegisterKey string  `json:"register_key" doc:"P-256, uncompressed, base64url: for it gates seal what they write down (HPKE, RFC 9180)"`
}

// Limits are in seconds; 0 for an age means that it does not matter.
type Limits struct {
	Early     int64 `json:"early"`
	Late      int64 `json:"late"`
	TrustAge  int64 `json:"trust_age"`
	StatusAge int64 `json:"status_age"`
}
