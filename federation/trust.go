package federation

import (
	"cmp"
	"net/url"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// Member is a node that others trust: whose authority, where it answers, and its keys.
type Member struct {
	Region  region.Code
	Name    pass.Text
	Address string      // how its addresses begin: https://jkm.example
	Anchor  *pass.Key   // under which it submits its keys, and gates take its own lists
	Keys    []*pass.Key // each in its time; the uses are pass, paper, status and call
}

// List is the hub's list of members: signed, numbered, and short-lived. It is immutable and may be shared.
type List struct {
	Sequence uint64 // grows with every list of a hub
	Hub      region.Code
	IssuedAt instant.Instant // whole seconds
	Expires  instant.Instant // from then on it makes nobody trusted
	Members  []Member        // by region
}

// ListLife is how long nodes go on trusting when the hub is silent; ListFresh how old a hub's list gets before it signs a new one.
const (
	ListLife  = 3 * instant.Day
	ListFresh = instant.Day / 24
)

// maxMembers is more than there are divisions that could run a node: 31 provinces, the Corps, and some three hundred prefectures.
const maxMembers = 2000

// NewList checks a list and puts it in order. It keeps FE-4.
func NewList(sequence uint64, hub region.Code, issuedAt, expires instant.Instant, members []Member) (*List, error) {
	l := &List{Sequence: sequence, Hub: hub, IssuedAt: issuedAt - issuedAt%1e6, Expires: expires - expires%1e6, Members: slices.Clone(members)}
	if sequence == 0 {
		return nil, fault.Missing("sequence")
	}
	if hub.IsZero() {
		return nil, fault.Missing("hub")
	}
	if l.Expires <= l.IssuedAt || l.IssuedAt < 0 {
		return nil, fault.Field("expires_at", l.Expires, "is not after issued_at")
	}
	if len(members) > maxMembers {
		return nil, fault.New(fault.TooLarge, "trust.refused", "the list has more than %d members", maxMembers)
	}
	slices.SortFunc(l.Members, func(a, b Member) int { return cmp.Compare(a.Region, b.Region) })
	owner := map[pass.KID]region.Code{}
	for i, m := range l.Members {
		if err := m.Check(); err != nil {
			return nil, fault.At("members["+m.Region.String()+"]", err)
		}
		if i > 0 && l.Members[i-1].Region == m.Region {
			return nil, fault.Field("region", m.Region.String(), "is listed twice")
		}
		for _, k := range append([]*pass.Key{m.Anchor}, m.Keys...) {
			if _, taken := owner[k.KID]; taken {
				return nil, fault.Field("kid", k.KID.String(), "is listed twice")
			}
			owner[k.KID] = m.Region
		}
	}
	return l, nil
}

// memberUses are what the keys of a member may sign.
var memberUses = []pass.Use{pass.UsePass, pass.UsePaper, pass.UseStatus, pass.UseCall}

// maxKeys of one member: each use in two algorithms, the one that signs, the one before and the next.
const maxKeys = 30

// Check says what is wrong with a member by himself.
func (m Member) Check() error {
	if m.Region.IsZero() {
		return fault.Missing("region")
	}
	if m.Name.ZH == "" || m.Name.EN == "" || len(m.Name.ZH)+len(m.Name.EN) > 400 {
		return fault.Field("name", m.Name.ZH+" / "+m.Name.EN, "is not a name in both languages")
	}
	if err := CheckAddress(m.Address); err != nil {
		return err
	}
	if m.Anchor == nil || m.Anchor.Use != pass.UseTrust {
		return fault.Missing("anchor")
	}
	if len(m.Keys) > maxKeys {
		return fault.Field("keys", len(m.Keys), "are more than %d", maxKeys)
	}
	for _, k := range m.Keys {
		if !slices.Contains(memberUses, k.Use) {
			return fault.Field("use", string(k.Use), "is not one of pass, paper, status, call")
		}
	}
	return nil
}

// CheckAddress refuses what is not the beginning of an https address. Plain http is for this machine alone: demonstrations and tests.
func CheckAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return fault.Field("address", address, "is not like https://jkm.example")
	}
	here := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1"
	if u.Scheme != "https" && !(u.Scheme == "http" && here) {
		return fault.Field("address", address, "is not https")
	}
	return nil
}

// Member is the member of exactly this region.
func (l *List) Member(r region.Code) (Member, bool) {
	if l == nil {
		return Member{}, false
	}
	i, ok := slices.BinarySearchFunc(l.Members, r, func(m Member, r region.Code) int { return cmp.Compare(m.Region, r) })
	if !ok {
		return Member{}, false
	}
	return l.Members[i], true
}

// Key is a member's key by its number, if it may be used for this at an instant.
func (m Member) Key(kid pass.KID, use pass.Use, at instant.Instant) (*pass.Key, bool) {
	i := slices.IndexFunc(m.Keys, func(k *pass.Key) bool { return k.KID == kid && k.Use == use && k.From <= at && at < k.Until })
	if i < 0 {
		return nil, false
	}
	return m.Keys[i], true
}

// Issuer is the member as gates know it: by the keys of its codes and status lists alone.
func (m Member) Issuer() pass.Issuer {
	return pass.Issuer{Region: m.Region, Name: m.Name, Keys: slices.DeleteFunc(slices.Clone(m.Keys), func(k *pass.Key) bool { return !k.Use.ForGates() })}
}
