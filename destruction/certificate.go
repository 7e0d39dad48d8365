package destruction

import (
	"encoding/json"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"kangma/audit"
	"kangma/internal/fault"
)

// Format is the value of Certificate.Format.
const Format = "kangma destruction 1"

// Certificate says what was destroyed and how much, what stays and why (BY-16). Times are RFC 3339 in UTC.
type Certificate struct {
	Format    string  `json:"format"`
	Node      Node    `json:"node"`
	Rules     Rules   `json:"rules"`
	Proposed  Hand    `json:"proposed"`
	Approved  Hand    `json:"approved"`
	Completed string  `json:"completed"`
	Destroyed []Table `json:"destroyed"` // in the order in which it was done: what holds keys first
	Files     int64   `json:"files"`     // that waited for their import
	Kept      []Table `json:"kept"`
	Keys      []Key   `json:"keys"` // that signed codes, status lists and places: retired, their secrets destroyed
	Log       Log     `json:"log"`
	Remarks   string  `json:"remarks"`
}

// Node is whose data it was.
type Node struct {
	Region string `json:"region"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	Origin string `json:"origin"` // of its audit log
}

// Rules are the last that were in force.
type Rules struct {
	Policy string `json:"policy"`
	Ended  string `json:"ended"`
}

// Hand is one of the two who ordered it.
type Hand struct {
	At     string `json:"at"`
	Role   string `json:"role"`
	Reason string `json:"reason"`
}

// Table is rows of a table: how many were destroyed, or how many stay and why.
type Table struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
	Why  string `json:"why,omitempty"`
}

// Key is a signing key that was retired.
type Key struct {
	KID       string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"algorithm"`
}

// Log is the audit log when the certificate was written, with the order and its beginning in it.
type Log struct {
	Size int64  `json:"size"`
	Root string `json:"root"`
}

// Remarks is what every certificate says besides.
const Remarks = "Kept rows name persons, if at all, by ids of which nobody can tell any more whose they were. " +
	"Copies made outside of the database, such as backups, hold identities only sealed: they end when the node's root secret is destroyed. " +
	"The keys of the audit log and of the trust list stay, to sign that log and that all other keys are retired."

// Text is the certificate as it is signed: indented JSON, the same for the same facts (DE-3).
func (c Certificate) Text() (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(c)
	return b.String(), err
}

// Sign gives the certificate as a signed note (C2SP signed-note), under the key of the node's audit log.
func (c Certificate) Sign(s *audit.Signer) ([]byte, error) {
	text, err := c.Text()
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: text}, s)
}

// Verify reads a signed certificate under the keys of a node's audit log, as audit.Signer.Key gives them. It needs nothing
// else of the node. Refusals are fault.Invalid.
func Verify(signed []byte, keys ...string) (Certificate, error) {
	var known []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(k)
		if err != nil {
			return Certificate{}, fault.Field("key", k, "is not a key of the form name+hash+key")
		}
		known = append(known, v)
	}
	n, err := note.Open(signed, note.VerifierList(known...))
	if err != nil {
		why := "is no signed note"
		if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
			why = "is signed by no key that was given"
		} else if _, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
			why = "has a signature that does not match: it was changed"
		}
		return Certificate{}, fault.New(fault.Invalid, "destruction.certificate", "the certificate %s", why).Because(err)
	}
	var c Certificate
	if err := json.Unmarshal([]byte(n.Text), &c); err != nil {
		return c, fault.New(fault.Invalid, "destruction.certificate", "the signed text is no certificate of destruction").Because(err)
	}
	if same, err := c.Text(); err != nil || same != n.Text || c.Format != Format || c.Node.Origin != n.Sigs[0].Name {
		return c, fault.New(fault.Invalid, "destruction.certificate", "the signed text is no certificate of destruction of %s", n.Sigs[0].Name)
	}
	return c, nil
}
