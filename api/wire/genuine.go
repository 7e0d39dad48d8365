package wire

// GenuineCheck is what somebody got and wonders about: a link, a text, the number of a poster or of a caller, a code.
type GenuineCheck struct {
	Text string `json:"text" maxLength:"4000"`
}

// Genuine is what the node knows of it (SC-03, EP-04).
type Genuine struct {
	Kind  string        `json:"kind" enum:"link,text,place,call,code,number"`
	Ours  string        `json:"ours" enum:"ours,not_ours,unknown" doc:"unknown: of a text only who got it learns, logged in"`
	Links []string      `json:"links,omitempty" doc:"hosts that are not ours"`
	Place *GenuinePlace `json:"place,omitempty"`
	Call  *GenuineCall  `json:"call,omitempty"`
	Sent  Time          `json:"sent_at,omitzero" format:"date-time" doc:"when a text was sent"`
	Never []string      `json:"never" doc:"what nobody of ours ever asks for"`
}

// GenuinePlace is the place of a poster.
type GenuinePlace struct {
	Number     string `json:"number"`
	Name       string `json:"name"`
	RegionName string `json:"region_name"`
}

// GenuineCall is a call that was announced.
type GenuineCall struct {
	Office     Text   `json:"office"`
	RegionName string `json:"region_name"`
	At         Time   `json:"at" format:"date-time"`
	Until      Time   `json:"until" format:"date-time"`
	To         string `json:"to" doc:"masked"`
	Mine       bool   `json:"mine,omitempty" doc:"it is for somebody of this account"`
}

// AnnouncedCall is the number that caller and called compare.
type AnnouncedCall struct {
	Number string `json:"number"`
	Until  Time   `json:"until" format:"date-time"`
}

// IdentityAnswer is what the browser brings back from the identity provider.
type IdentityAnswer struct {
	OIDCAnswer
	Denied string `json:"error,omitempty" maxLength:"200" doc:"the provider's error, if it gave one instead of a code"`
}
