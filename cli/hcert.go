package cli

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"

	"kangma/federation"
	"kangma/federation/certlogic"
	"kangma/federation/hcert"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
)

// hcertCommand is kangma hcert: certificates of other states (NA-13).
type hcertCommand struct {
	Read  hcertRead  `cmd:"" help:"Read an EU certificate (HC1:…), and say whether it holds."`
	Trust hcertTrust `cmd:"" help:"Keys that certificates are believed under."`
}

type hcertTrust struct {
	Import hcertTrustImport `cmd:"" help:"Take a gateway's list, verified under its key, and propose it for another to approve."`
}

type hcertRead struct {
	File     string `arg:"" help:"Its text; - for standard input."`
	Signers  string `help:"A list of keys, as kangma hcert trust import --out writes it. Without one nothing is believed." type:"existingfile"`
	Rules    string `help:"A set of business rules." type:"existingfile"`
	To       string `help:"Whose acceptance rules apply." default:"CN"`
	At       string `help:"The instant; now if absent." placeholder:"RFC3339"`
	Identity bool   `help:"Print name and date of birth."`
}

func (c *hcertRead) Run(s *Streams) error {
	text, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	cert, err := hcert.Read(string(bytes.TrimRight(text, "\r\n")))
	if err != nil {
		return err
	}
	at, err := instantOf("--at", c.At)
	if err != nil {
		return err
	}
	if at == 0 {
		at = instant.Of(clock())
	}
	var signers *hcert.Signers
	if c.Signers != "" {
		data, err := readInput(s, c.Signers)
		if err != nil {
			return err
		}
		if signers, err = hcert.ParseSigners(data); err != nil {
			return fmt.Errorf("%s: %w", c.Signers, err)
		}
	}
	printCertificate(s.Out, cert, c.Identity)
	reason := signers.Verify(cert, at)
	fmt.Fprintf(s.Out, "at %s: %s\n", at.In(instant.Beijing), reason)
	passed := reason == hcert.Holds
	if c.Rules != "" {
		data, err := readInput(s, c.Rules)
		if err != nil {
			return err
		}
		set, err := certlogic.ParseSet(data)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Rules, err)
		}
		outcomes, ok := set.Apply(c.To, federation.SubjectOf(cert), at)
		for _, o := range outcomes {
			fmt.Fprintf(s.Out, "%s: %s\n", o.Rule.ID, said(o))
		}
		fmt.Fprintf(s.Out, "rules of %s: %t\n", c.To, ok)
		passed = passed && ok
	}
	if !passed {
		return errFailed
	}
	return nil
}

func said(o certlogic.Outcome) string {
	switch {
	case o.Failed != nil:
		return "cannot be evaluated"
	case o.Passed:
		return "passed"
	}
	return "failed: " + o.Rule.About["en"]
}

func printCertificate(w io.Writer, c *hcert.Certificate, identity bool) {
	fmt.Fprintf(w, "%s of %s, from %s until %s, %s\n", c.Kind, c.Country, c.IssuedAt.In("Z"), c.Expires.In("Z"), c.ID())
	if identity {
		fmt.Fprintf(w, "%s, %s, born %s\n", c.Holder.FamilyMR, c.Holder.GivenMR, c.Holder.Birth)
	}
	switch {
	case c.Vaccine != nil:
		fmt.Fprintf(w, "dose %d of %d of %s on %s\n", c.Vaccine.Dose, c.Vaccine.Of, c.Vaccine.Product, c.Vaccine.On.In("Z")[:10])
	case c.Test != nil:
		result := "not detected"
		if c.Test.Detected {
			result = "detected"
		}
		fmt.Fprintf(w, "test %s sampled at %s: %s\n", c.Test.Type, c.Test.SampledAt.In("Z"), result)
	case c.Recovery != nil:
		fmt.Fprintf(w, "first positive on %s, counts from %s until %s\n", c.Recovery.FirstPositive.In("Z")[:10], c.Recovery.From.In("Z")[:10], c.Recovery.Until.In("Z")[:10])
	}
}

type hcertTrustImport struct {
	nodeFlags
	File    string `arg:"" help:"The list as the gateway publishes it: its signature on the first line, then JSON."`
	Anchor  string `help:"The gateway's public key (PEM), from a place that is trusted by itself." required:"" type:"existingfile"`
	Name    string `help:"What to call the list." default:"eu-dgc"`
	Version string `help:"Its date; today if absent." placeholder:"YYYY-MM-DD"`
	Until   string `help:"Until when it is to count." required:"" placeholder:"YYYY-MM-DD"`
	Source  string `help:"Where it is from." default:"EU Digital Green Certificate Gateway"`
	Reason  string `help:"Why." default:"newer list of the gateway"`
	Out     string `help:"Write it to a file and propose nothing." type:"path"`
}

func (c *hcertTrustImport) Run(ctx context.Context, s *Streams) error {
	published, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	anchor, err := readAnchor(s, c.Anchor)
	if err != nil {
		return err
	}
	if c.Version == "" {
		c.Version = instant.Of(clock()).In(instant.Beijing)[:10]
	}
	list, err := hcert.Import(published, anchor, c.Name, c.Version, c.Until, c.Source)
	if err != nil {
		return err
	}
	if c.Out != "" {
		file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return unreadable(c.Out, err)
		}
		_, err = file.Write(list)
		return errors.Join(err, file.Close())
	}
	return c.on(ctx, func(n *node.Node) error {
		e, err := n.ProposeEdition(ctx, node.Itself, federation.Signers, list, 0, c.Reason)
		return printEdition(s, e, n.Now(), err)
	})
}

// readAnchor reads a P-256 public key, or the certificate that holds it.
func readAnchor(s *Streams, file string) (*ecdsa.PublicKey, error) {
	data, err := readInput(s, file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fault.Field("--anchor", file, "is no PEM")
	}
	var key any
	if block.Type == "CERTIFICATE" {
		x, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fault.Field("--anchor", file, "is no certificate")
		}
		key = x.PublicKey
	} else if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
		return nil, fault.Field("--anchor", file, "is no public key")
	}
	p, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return nil, fault.Field("--anchor", file, "is no ECDSA key")
	}
	return p, nil
}
