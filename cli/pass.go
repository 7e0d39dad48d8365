package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
)

// passCommand is kangma pass.
type passCommand struct {
	Verify passVerifyCommand `cmd:"" help:"Verify shown codes without a network, with nothing but a trust list."`
}

type passVerifyCommand struct {
	Trust string   `help:"The trust list (JSON), as GET /v1/trust gives it." required:"" type:"existingfile"`
	At    string   `help:"Verify as of this instant (RFC 3339); now by default."`
	JSON  bool     `help:"Print each answer as JSON."`
	Codes []string `arg:"" optional:"" help:"Texts of QR codes; without any, standard input is read, a code a line."`
}

// Run ends with 0 if every code may pass, and with 1 else.
func (c *passVerifyCommand) Run(s *Streams) error {
	data, err := os.ReadFile(c.Trust)
	if err != nil {
		return err
	}
	trust, err := pass.ParseTrustList(data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Trust, err)
	}
	at := instant.Of(time.Now())
	if c.At != "" {
		if at, _, err = instant.Parse(c.At); err != nil {
			why, _ := fault.As(err)
			return fault.Field("at", c.At, "%s", why.Detail)
		}
	}
	if len(c.Codes) == 0 {
		if c.Codes, err = lines(s.In); err != nil {
			return err
		}
	}
	all := true
	for _, text := range c.Codes {
		a := pass.Verify(text, trust, nil, at, pass.DefaultLimits)
		all = all && a.Outcome == pass.Pass
		if err := c.print(s.Out, a); err != nil {
			return err
		}
	}
	if !all {
		return errFailed
	}
	return nil
}

func (c *passVerifyCommand) print(w io.Writer, a pass.Answer) error {
	if c.JSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(a)
	}
	fmt.Fprintf(w, "%s %s", a.Outcome, a.Reason)
	if a.Issuer != "" {
		fmt.Fprintf(w, " %s %s", a.Issuer, a.IssuerName.ZH)
	}
	if a.Claims != nil {
		fmt.Fprintf(w, " %s until %s", a.Claims.Colour, a.Claims.Expires.In(instant.Beijing))
	}
	_, err := fmt.Fprintf(w, " %s %s\n", a.Text.ZH, a.Text.EN)
	return err
}

// lines reads one code a line. A line may be longer than any code: then it is answered as unreadable.
func lines(r io.Reader) ([]string, error) {
	var out []string
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			out = append(out, line)
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
