package federation

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
)

// Matrix says who recognises whose colour, mapped how, under what conditions, since when and until when, on what legal
// basis (BY-15). It is data that two people publish (Edition). A country may share one: each node reads the rows by which it
// recognises somebody, and nobody else's.
//
// Rules:
//
//	RC-1  No chain of recognitions turns red into green: a row makes a code count for the same or for worse, and nothing but green passes (BY-15).
//	RC-2  Recognition is not passed on: only what an issuer says itself counts, by a row that names that issuer; what comes through a third counts for nothing (Judge).
//	RC-3  What no row in force recognises is unknown or ask, never green (NA-10).
//	RC-4  Whom a node recognises is proposed by one and approved by another; one alone may stop it at once, and only two take it up again (BY-15).
//	RC-5  A receiving region learns issuer, colour and reason code of a foreign red, and nothing that it stands on (BY-15).
type Matrix struct {
	Name      string
	Version   string // date, which is also its beginning
	Title     policy.Text
	Authority policy.Text
	From      instant.Instant
	Until     instant.Instant
	Else      pass.Outcome // what a gate answers where nothing recognises: Unknown or Ask
	Rows      []Row
	Papers    []CertificateRow // certificates of other states
}

// Row is one agreement: some regions recognise the codes of some issuers.
type Row struct {
	By      []region.Code // who recognises
	Issuers []region.Code // whose codes
	Uses    []Use
	In      []region.Code // where in the recognising region; none: everywhere
	Places  []string      // kinds of place; none: all
	From    instant.Instant
	Until   instant.Instant
	Basis   string // the legal one
	Means   []pass.Meaning
	Refuses []string // reason codes of the issuer with which a code is not recognised, where they are known
}

// Use is what somebody's code is recognised for.
type Use string

const (
	AtGate  Use = "pass"  // shown at a gate, checked with or without a network (HB-09)
	OnPaper Use = "paper" // on paper, at a gate
	ToLink  Use = "link"  // linked to a code here: its colour is one of the holder's (NA-11)
)

// Uses are all of them.
var Uses = []Use{AtGate, OnPaper, ToLink}

// MostMatrix bounds the file.
const MostMatrix = 1 << 20

// matrixFile is the YAML form (JSON is YAML).
type matrixFile struct {
	Name         string            `yaml:"name"`
	Version      string            `yaml:"version"`
	Title        policy.Text       `yaml:"title"`
	Authority    policy.Text       `yaml:"authority"`
	Until        string            `yaml:"until"`
	Unrecognised string            `yaml:"unrecognised"`
	Rows         []rowFile         `yaml:"rows"`
	Certificates []certificateFile `yaml:"certificates"`
}

type rowFile struct {
	By      []string      `yaml:"by"`
	Issuers []string      `yaml:"issuers"`
	Uses    []Use         `yaml:"uses"`
	In      []string      `yaml:"in"`
	Places  []string      `yaml:"places"`
	From    string        `yaml:"from"`
	Until   string        `yaml:"until"`
	Basis   string        `yaml:"basis"`
	Means   []meaningFile `yaml:"means"`
	Refuses []string      `yaml:"refuses"`
}

type meaningFile struct {
	Colour string      `yaml:"colour"`
	States []uint16    `yaml:"states"`
	Gate   string      `yaml:"gate"`
	Shown  string      `yaml:"shown"`
	Note   policy.Text `yaml:"note"`
}

// ParseMatrix reads a matrix strictly. Faults name the field, for example rows[2].means[0].shown.
func ParseMatrix(data []byte) (*Matrix, error) {
	if len(data) > MostMatrix {
		return nil, fault.New(fault.TooLarge, "recognition.too_large", "a matrix is at most %d bytes", MostMatrix)
	}
	var f matrixFile
	if err := readYAML(data, &f); err != nil {
		return nil, err
	}
	return f.matrix()
}

// readYAML reads one document whose every field is known.
func readYAML(data []byte, into any) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fault.New(fault.Invalid, "recognition.yaml", "%s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return nil
}

// Digest names the file's content.
func Digest(data []byte) policy.Digest { return sha256.Sum256(data) }

// ID is name@version.
func (m *Matrix) ID() string { return m.Name + "@" + m.Version }

// Recognition is what gates of a node need of the matrix; stopped are issuers that it stopped recognising since.
func (m *Matrix) Recognition(home region.Code, stopped ...string) *pass.Recognition {
	return m.rowsFor(home, map[Use]pass.Use{AtGate: pass.UsePass, OnPaper: pass.UsePaper}, stopped, "")
}

// rowsFor are the rows by which home recognises somebody for some uses, as package pass judges by them. reason is why the code
// has its colour, "" if that is not known.
func (m *Matrix) rowsFor(home region.Code, uses map[Use]pass.Use, stopped []string, reason string) *pass.Recognition {
	r := &pass.Recognition{Home: home, Else: m.Else}
	if slices.Contains(stopped, "") { // all of it
		return r
	}
	for _, row := range m.Rows {
		if !slices.Contains(row.By, home) || reason != "" && slices.Contains(row.Refuses, reason) {
			continue
		}
		for _, issuer := range row.Issuers {
			if slices.Contains(stopped, issuer.String()) {
				continue
			}
			for _, use := range row.Uses {
				as, wanted := uses[use]
				if !wanted {
					continue
				}
				one := pass.Recognised{Issuer: issuer, Use: as, From: row.From, Until: row.Until, In: row.In, Places: row.Places}
				if as == pass.UsePass {
					one.Means = row.Means
				}
				r.Rows = append(r.Rows, one)
			}
		}
	}
	return r
}

// RowsBy are the rows by which a region recognises somebody's codes.
func (m *Matrix) RowsBy(home region.Code) []Row {
	return slices.DeleteFunc(slices.Clone(m.Rows), func(r Row) bool { return !slices.Contains(r.By, home) })
}

// PapersBy are the rows by which a region recognises certificates.
func (m *Matrix) PapersBy(home region.Code) []CertificateRow {
	return slices.DeleteFunc(slices.Clone(m.Papers), func(r CertificateRow) bool { return !slices.Contains(r.By, home) })
}
