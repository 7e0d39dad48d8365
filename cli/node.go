package cli

import (
	"context"
	"fmt"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/packs"
	"kangma/policy"
	"kangma/region"
)

// initCommand is kangma init.
type initCommand struct {
	Data      string `help:"Folder of the new node." default:"kangma-data" env:"KANGMA_DATA" type:"path"`
	Region    string `help:"Region code of the authority: 420000." required:""`
	Pack      string `help:"Name of its rule book: hubei; hubei@2020-03-22 stays with that version whatever the date." required:""`
	NameZh    string `help:"Name of the authority in Chinese; by default the region's."`
	NameEn    string `help:"Name of the authority in English; by default the region code."`
	Algorithm string `help:"That signs codes: ES256, EdDSA or SM2." default:"ES256" enum:"ES256,EdDSA,SM2"`
	Origin    string `help:"Name of its audit log: a URL without scheme."`
}

func (c *initCommand) Run(ctx context.Context, s *Streams) error {
	r, err := region.ParseCode(c.Region)
	if err == nil {
		err = region.Embedded().Check(r)
	}
	if err != nil {
		why, _ := fault.As(err)
		return fault.Field("region", c.Region, "%s", why.Detail)
	}
	if _, err := (policy.Library{FS: packs.FS}).Find(c.Pack, instant.Of(clock())); err != nil {
		return err // before anything is written
	}
	f := nodeFile{Region: c.Region, Pack: c.Pack, Algorithm: c.Algorithm, Origin: c.Origin, Name: policy.Text{Zh: c.NameZh, En: c.NameEn}}
	if f.Name.Zh == "" {
		f.Name.Zh = region.Embedded().Name(r)
	}
	if f.Name.En == "" {
		f.Name.En = c.Region
	}
	if err := f.write(c.Data); err != nil {
		return err
	}
	n, err := nodeFlags{Data: c.Data}.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	regime, _ := n.Regime()
	fmt.Fprintf(s.Out, "%s is ready: %s, rules %s.\nAppoint its first headquarters with\n  kangma staff appoint --data %s --phone … --name … --role headquarters --region %s\nand start it with\n  kangma serve --data %s\n",
		c.Data, f.Name.Zh, regime.Policy, c.Data, c.Region, c.Data)
	return nil
}
