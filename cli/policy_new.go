package cli

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// skeleton is a pack to begin with: a few rules, each of another form, with cases. Its files are templates.
//
//go:embed skeleton
var skeleton embed.FS

// policyNew makes a pack to begin with: of the skeleton, or like a version that there is.
type policyNew struct {
	packSource
	Pack   string `arg:"" placeholder:"NAME@DATE" help:"What to call it, and the day from which it is in force: bay@2021-03-01."`
	Dir    string `default:"." type:"path" help:"The folder of packs to make it in."`
	Region string `help:"Region code of the jurisdiction: 330300. Not with --like."`
	Zh     string `help:"Name of the place in Chinese; by default the region's."`
	En     string `help:"Name of the place in English; by default NAME."`
	Until  string `placeholder:"DATE" help:"The day at which it ends if it is not renewed; by default a year later."`
	Like   string `placeholder:"NAME@DATE" help:"Copy this version instead, as the one that is replaced."`
}

// newPack is what the skeleton's templates are filled with.
type newPack struct {
	Name, Version, Region, Zh, En, Until string
	from                                 instant.Instant
}

// Day is the date of the pack's nth day.
func (p newPack) Day(n int) string {
	return p.from.Add(time.Duration(n-1) * instant.Day).In(instant.Beijing)[:len("2021-03-01")]
}

var packName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

func (c *policyNew) Run(s *Streams) error {
	p, err := c.describe()
	if err != nil {
		return err
	}
	dir := filepath.Join(c.Dir, p.Name, p.Version)
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return fault.Field("pack", c.Pack, "is there already: %s", dir)
	}
	files, err := c.files(p)
	if err != nil {
		return err
	}
	for _, f := range files {
		file := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, f.text, 0o644); err != nil {
			return err
		}
		fmt.Fprintln(s.Out, tree{at: c.Dir}.name(path.Join(p.Name, p.Version, f.name)))
	}
	name := tree{at: c.Dir}.name(path.Join(p.Name, p.Version))
	fmt.Fprintf(s.Out, "\nEdit these files, and after each change run\n  kangma policy test %s\n  kangma policy lint %s\n", name, name)
	return nil
}

// describe reads the arguments.
func (c *policyNew) describe() (p newPack, err error) {
	p = newPack{Region: c.Region, Zh: c.Zh, En: c.En, Until: c.Until}
	ok := false
	if p.Name, p.Version, ok = strings.Cut(c.Pack, "@"); !ok || !packName.MatchString(p.Name) {
		return p, fault.Field("pack", c.Pack, "is not NAME@DATE with a name of small letters, digits and hyphens, such as bay@2021-03-01")
	}
	if p.from, err = instant.Date(p.Version, instant.Beijing); err != nil {
		return p, fault.Field("pack", c.Pack, "has a version that is not a date YYYY-MM-DD")
	}
	if p.Until == "" {
		year, _ := strconv.Atoi(p.Version[:4])
		p.Until = strings.Replace(fmt.Sprintf("%04d", year+1)+p.Version[4:], "-02-29", "-02-28", 1)
	}
	if until, err := instant.Date(p.Until, instant.Beijing); err != nil || until <= p.from {
		return p, fault.Field("--until", p.Until, "is not a date YYYY-MM-DD after %s", p.Version)
	}
	if c.Like != "" {
		if c.Region != "" || c.Zh != "" || c.En != "" {
			return p, fault.Field("--like", c.Like, "says region and names itself; leave out --region, --zh and --en")
		}
		return p, nil
	}
	code, err := region.ParseCode(c.Region)
	if err == nil {
		err = region.Embedded().Check(code)
	}
	if err != nil {
		return p, fault.Field("--region", c.Region, "is not the code of a division; kangma region find looks one up by its name")
	}
	if strings.ContainsAny(p.Zh+p.En, "\"\\\n") {
		return p, fault.Field("--zh, --en", p.Zh+p.En, "holds a quote, a backslash or a line break")
	}
	if p.Zh == "" {
		p.Zh = region.Embedded().Name(code)
	}
	if p.En == "" {
		p.En = strings.ToUpper(p.Name[:1]) + p.Name[1:]
	}
	return p, nil
}

// newFile is one file of the new pack.
type newFile struct {
	name string
	text []byte
}

// files are those of the skeleton, filled in, or those of the version that is replaced, under its new date.
func (c *policyNew) files(p newPack) (all []newFile, err error) {
	from, dir := fs.FS(skeleton), "skeleton"
	fill := func(name string, text []byte) ([]byte, error) {
		t, err := template.New(name).Delims("[[", "]]").Parse(string(text))
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		err = t.Execute(&out, p)
		return out.Bytes(), err
	}
	if c.Like != "" {
		old, err := c.find(c.Like, p.from)
		if err != nil {
			return nil, err
		}
		if p.Name == old.Name && p.from <= old.From {
			return nil, fault.Field("pack", c.Pack, "is not later than %s", old.ID())
		}
		if from, dir, err = c.folder(c.Like, old); err != nil {
			return nil, err
		}
		fill = func(name string, text []byte) ([]byte, error) {
			if name == "pack.yaml" {
				return p.renewed(old, text), nil
			}
			return text, nil
		}
	}
	err = fs.WalkDir(from, dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(from, file)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(strings.TrimPrefix(file, dir), "/")
		text, err = fill(name, text)
		all = append(all, newFile{name, text})
		return err
	})
	return all, err
}

// folder is where the files of a found pack lie.
func (c *policyNew) folder(ref string, p *policy.Pack) (fs.FS, string, error) {
	if strings.ContainsAny(ref, `/\`) {
		return os.DirFS(ref), ".", nil
	}
	lib, err := c.library()
	return lib.FS, path.Join(p.Name, p.Version), err
}

// renewed is pack.yaml of the new version: the same but for what must differ.
func (p newPack) renewed(old *policy.Pack, text []byte) []byte {
	set := func(key, line string) {
		text = regexp.MustCompile(`(?m)^`+key+`:.*\n`).ReplaceAllLiteral(text, []byte(line))
	}
	replaces := ""
	if p.Name == old.Name {
		set("number", fmt.Sprintf("number: %d\n", old.Number+1))
		replaces = "replaces: " + old.ID() + "\n"
	}
	set("replaces", "")
	set("name", "name: "+p.Name+"\n")
	set("version", fmt.Sprintf("version: %q\n", p.Version))
	set("until", fmt.Sprintf("until: %q\n%s", p.Until, replaces))
	return text
}
