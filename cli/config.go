package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"kangma/internal/fault"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
	"kangma/web/ui"
)

// clock says what time it is. Stories of the tests move it.
var clock = time.Now

// nodeFlags say which node a command works on. They are the same in every command that opens one.
type nodeFlags struct {
	Data     string `help:"Folder of the node: its configuration, root secret and, by default, its database." default:"kangma-data" env:"KANGMA_DATA" type:"path"`
	Database string `help:"sqlite:PATH or postgres://…; by default kangma.db in the folder." env:"KANGMA_DATABASE"`
}

// nodeFile is node.yaml in the node's folder: what its operator has decided.
type nodeFile struct {
	Region    string      `yaml:"region"`               // whose authority it is
	Name      policy.Text `yaml:"name"`                 // the authority's
	Pack      string      `yaml:"pack"`                 // name of its rule book, or name@version to stay with a version whatever the date
	Packs     string      `yaml:"packs"`                // folder of rule books beside those in the program
	Algorithm string      `yaml:"algorithm"`            // that signs codes: ES256, EdDSA or SM2
	Origin    string      `yaml:"origin"`               // of the audit log: a URL without scheme
	Address   string      `yaml:"address,omitempty"`    // how the links of its pages begin: https://jkm.example
	Cities    citiesFile  `yaml:"cities,omitempty"`     // cities below with a code of their own: region code → address where people apply (WH-15)
	Map       string      `yaml:"map,omitempty"`        // GeoJSON of the outlines of divisions; pages show tiles without it
	Languages string      `yaml:"languages,omitempty"`  // folder of languages beside those in the program: bo.json
	Hotline   string      `yaml:"hotline,omitempty"`    // that posters name for questions
	Retention int         `yaml:"retention"`            // days that passages are kept
	PaperDays int         `yaml:"paper_days,omitempty"` // that a code on paper counts
	SMS       smsFile     `yaml:"sms,omitempty"`        // who carries texts to phones

	Itinerary *itineraryFile `yaml:"itinerary,omitempty"` // which telecom operator answers for itineraries

	Hub      *hubFile      `yaml:"hub,omitempty"`        // where it learns whom to trust
	Identity *identityFile `yaml:"identity,omitempty"`   // who says who a holder is
	OIDC     *oidcFile     `yaml:"oidc,omitempty"`       // whose accounts staff log in with
	Passkeys *passkeysFile `yaml:"passkeys,omitempty"`   // where passkeys of staff are good
	NoCodes  bool          `yaml:"no_codes,omitempty"`   // staff do not log in with one-time codes
	Mass     int           `yaml:"mass,omitempty"`       // people whom one hand or source may give a worse colour in a day before a second office must agree (BY-18)
	Contacts string        `yaml:"contacts,omitempty"`   // name of the policy about contacts; china if absent
	Grace    *int          `yaml:"grace_days,omitempty"` // after the end of rules before the node may be destroyed (BY-16)
	Notice   string        `yaml:"notice,omitempty"`     // before published rules begin: 24h
}

const (
	nodeFileName = "node.yaml"
	rootFileName = "root.secret"
)

// write makes the folder and its configuration; one that is there is left as it is and refused.
func (f nodeFile) write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text, err := yaml.Marshal(f)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(dir, nodeFileName), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "node.exists", "%s: there is a node already", dir)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

func readNodeFile(dir string) (f nodeFile, err error) {
	path := filepath.Join(dir, nodeFileName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, fault.New(fault.NotFound, "node.none", "%s: there is no node; make one with kangma init --data %s --region 420000 --pack hubei@2020-03-22", dir, dir)
	}
	if err != nil {
		return f, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return f, fault.New(fault.Invalid, "node.yaml", "%s: %v", path, err)
	}
	return f, nil
}

// config is the configuration of the node in the folder.
func (f nodeFlags) config() (node.Config, error) {
	file, err := readNodeFile(f.Data)
	if err != nil {
		return node.Config{}, err
	}
	c := node.Config{Name: pass.Text{ZH: file.Name.Zh, EN: file.Name.En}, Pack: file.Pack, Packs: policy.Library{FS: packs.FS},
		Now: clock, Database: f.Database, Algorithm: file.Algorithm, Origin: file.Origin, Address: file.Address, Hotline: file.Hotline, Retention: file.Retention, PaperDays: file.PaperDays, Contacts: file.Contacts}
	if c.Cities, err = file.Cities.read(); err != nil {
		return c, inNodeFile(f.Data, err)
	}
	if c.SMS, err = file.SMS.sender(f.Data); err != nil {
		return c, inNodeFile(f.Data, err)
	}
	if c.Texts, err = file.SMS.rules(); err != nil {
		return c, inNodeFile(f.Data, err)
	}
	if err := file.logins(f.Data, &c); err != nil {
		return c, inNodeFile(f.Data, err)
	}
	if err := file.Itinerary.operator(f.Data, &c); err != nil {
		return c, inNodeFile(f.Data, err)
	}
	c.Spool, c.Drop = filepath.Join(f.Data, "spool"), filepath.Join(f.Data, "feeds")
	if file.Packs != "" {
		c.Packs.FS = overlay{os.DirFS(file.Packs), packs.FS}
	}
	if c.Region, err = region.ParseCode(file.Region); err == nil {
		err = region.Embedded().Check(c.Region)
	}
	if err != nil {
		why, _ := fault.As(err)
		return c, fault.Field(filepath.Join(f.Data, nodeFileName)+": region", file.Region, "%s", why.Detail)
	}
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(f.Data, "kangma.db")
	}
	source, err := keys.FindRoot(os.Getenv, keys.FileRoot{Path: filepath.Join(f.Data, rootFileName), Create: true})
	if err != nil {
		return c, err
	}
	c.Root, err = source.Root()
	return c, err
}

// offerLanguages makes all pages offer the languages of the folder that node.yaml names, and gives what they lack, a line each.
func (f nodeFlags) offerLanguages() (lacks []string, err error) {
	file, err := readNodeFile(f.Data)
	if err != nil || file.Languages == "" {
		return nil, err
	}
	dir := file.Languages
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(f.Data, dir)
	}
	if _, err := os.ReadDir(dir); err != nil {
		return nil, inNodeFile(f.Data, fault.Field("languages", file.Languages, "is not a folder that can be read"))
	}
	told, err := ui.OfferLanguages(os.DirFS(dir))
	if err != nil {
		return nil, inNodeFile(f.Data, err)
	}
	for _, t := range told {
		if n := len(t.Missing) + len(t.Wrong); n > 0 {
			lacks = append(lacks, fmt.Sprintf("%s.json: %d words are read in English, the first of them %s", t.Tag, n, slices.Sorted(slices.Values(slices.Concat(t.Missing, t.Wrong)))[0]))
		}
		if n := len(t.Unknown); n > 0 {
			lacks = append(lacks, fmt.Sprintf("%s.json: %d words that no page says, the first of them %s", t.Tag, n, t.Unknown[0]))
		}
	}
	return lacks, nil
}

// outlines is the operator's map that node.yaml names, nil if it names none.
func (f nodeFlags) outlines() (*ui.Geography, error) {
	file, err := readNodeFile(f.Data)
	if err != nil || file.Map == "" {
		return nil, err
	}
	path := file.Map
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.Data, path)
	}
	r, err := os.Open(path)
	if err != nil {
		return nil, inNodeFile(f.Data, fault.Field("map", file.Map, "cannot be read"))
	}
	defer r.Close()
	g, err := ui.ReadGeography(r)
	if err != nil {
		return nil, inNodeFile(f.Data, err)
	}
	return g, nil
}

// logins reads how staff log in, and by when and by how many what they do takes effect.
func (f nodeFile) logins(dir string, c *node.Config) (err error) {
	if c.Identity, err = f.Identity.provider(dir, f.Address); err != nil {
		return err
	}
	if c.OIDC, err = f.OIDC.provider(dir, f.Address); err != nil {
		return err
	}
	if c.Passkeys, err = f.Passkeys.passkeys(f.Address); err != nil {
		return err
	}
	if c.NoCodes = f.NoCodes; f.NoCodes && c.OIDC == nil && f.Passkeys == nil {
		return fault.Field("no_codes", true, "leaves staff no way to log in: name oidc or passkeys")
	}
	if c.Mass = f.Mass; f.Mass < 0 {
		return fault.Field("mass", f.Mass, "is negative")
	}
	if f.Grace != nil {
		if c.Grace = *f.Grace; c.Grace < 1 || c.Grace > 365 {
			return fault.Field("grace_days", c.Grace, "is not between 1 and 365")
		}
	}
	if c.Hub, err = f.Hub.hub(); err != nil {
		return err
	}
	c.Notice, err = readNotice(f.Notice)
	return err
}

// citiesFile are the cities with a code of their own (WH-15).
type citiesFile map[string]string

func (f citiesFile) read() (map[region.Code]string, error) {
	cities := make(map[region.Code]string, len(f))
	for code, address := range f {
		c, err := region.ParseCode(code)
		if err == nil {
			err = region.Embedded().Check(c)
		}
		if err != nil {
			return nil, fault.Field("cities", code, "is not the code of a division")
		}
		if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" {
			return nil, fault.Field("cities."+code, address, "is not an address that begins with https://")
		}
		cities[c] = address
	}
	return cities, nil
}

// inNodeFile says of a refused key in which file it stands.
func inNodeFile(dir string, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Field == "" {
		return err
	}
	c := *f
	c.Field = filepath.Join(dir, nodeFileName) + ": " + f.Field
	return &c
}

// open opens the node in the folder. The caller closes it.
func (f nodeFlags) open(ctx context.Context) (*node.Node, error) {
	c, err := f.config()
	if err != nil {
		return nil, err
	}
	return node.Open(ctx, c)
}
