package federation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

type memberForm struct {
	Region  string    `json:"region"`
	Name    pass.Text `json:"name"`
	Address string    `json:"address"`
	Anchor  keyForm   `json:"anchor"`
	Keys    []keyForm `json:"keys"`
}

type listForm struct {
	Sequence uint64       `json:"sequence"`
	Hub      string       `json:"hub"`
	IssuedAt int64        `json:"issued_at"`
	Expires  int64        `json:"expires_at"`
	Members  []memberForm `json:"members"`
}

func (m Member) form() memberForm {
	return memberForm{m.Region.String(), m.Name, m.Address, formOf(m.Anchor), formsOf(m.Keys)}
}

func (f memberForm) member() (m Member, err error) {
	m = Member{Name: f.Name, Address: f.Address}
	if m.Region, err = region.ParseCode(f.Region); err != nil {
		return m, fault.Field("region", f.Region, "is not a region code")
	}
	if m.Anchor, err = f.Anchor.key(); err != nil {
		return m, fault.At("anchor", err)
	}
	m.Keys, err = keysOf(f.Keys)
	return m, err
}

// Document is what a hub publishes and nodes keep: the list, and the delegation of the key that signed it.
type Document struct {
	Delegation Envelope `json:"delegation"`
	List       Envelope `json:"list"`
}

// MaxDocument is how many bytes of a hub's answer are read.
const MaxDocument = 8 << 20

// Publish signs a list with a key that the delegation names.
func Publish(delegation Envelope, l *List, signer pass.Signer) (Document, error) {
	f := listForm{l.Sequence, l.Hub.String(), l.IssuedAt.Unix(), l.Expires.Unix(), make([]memberForm, len(l.Members))}
	for i, m := range l.Members {
		f.Members[i] = m.form()
	}
	signed, err := Seal(signer, KindList, f)
	return Document{delegation, signed}, err
}

func (f listForm) list() (*List, error) {
	hub, err := region.ParseCode(f.Hub)
	if err != nil {
		return nil, fault.Field("hub", f.Hub, "is not a region code")
	}
	if f.IssuedAt < 0 || f.Expires > lastSecond {
		return nil, fault.Field("expires_at", f.Expires, "is not a second between 1970 and 9999")
	}
	members := make([]Member, len(f.Members))
	for i, m := range f.Members {
		if members[i], err = m.member(); err != nil {
			return nil, fault.At("members["+m.Region+"]", err)
		}
	}
	return NewList(f.Sequence, hub, instant.Instant(f.IssuedAt*1e6), instant.Instant(f.Expires*1e6), members)
}

// ParseDocument reads a document, and believes none of it yet: see Open.
func ParseDocument(text []byte) (d Document, err error) {
	if len(text) > MaxDocument {
		return d, fault.New(fault.TooLarge, "trust.refused", "the hub's list is larger than %d bytes", MaxDocument)
	}
	if json.Unmarshal(text, &d) != nil {
		return d, fault.New(fault.Invalid, "trust.refused", "the hub's list is no signed document")
	}
	return d, nil
}

// Same says whether two lists of members say the same, in the same order.
func Same(a, b []Member) bool {
	form := func(members []Member) string {
		out := make([]memberForm, len(members))
		for i, m := range members {
			out[i] = m.form()
		}
		text, _ := json.Marshal(out) // texts and numbers: no error is possible
		return string(text)
	}
	return form(a) == form(b)
}

// KeyText is a public key as files carry it from the hub to its root, and ParseKey reads it.
func KeyText(k *pass.Key) ([]byte, error) { return json.MarshalIndent(formOf(k), "", "  ") }

// ParseKey reads what KeyText wrote.
func ParseKey(text []byte) (*pass.Key, error) {
	var f keyForm
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fault.New(fault.Invalid, "trust.refused", "this is no public key as kangma hub key writes it")
	}
	return f.key()
}

// Digest is a hash of all that a member's document says of it.
func (m Member) Digest() string {
	text, _ := json.Marshal(m.form())
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
