package client

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
)

// ImportOptions say what is known of a file; what is empty the node finds out.
type ImportOptions struct {
	File    string // its name, to be shown
	Mapping string // name of a saved mapping
	Source  string // of every row
	Kind    string // of every row
	Sheet   string // of a workbook
	DryRun  bool
}

// StartImport sends a CSV or XLSX file and gives the import that has begun. It is sent once: whoever does not know
// whether it arrived may send it again, and what was stored already counts as duplicate.
func (c *Client) StartImport(ctx context.Context, file io.Reader, o ImportOptions) (id.ID, error) {
	q := query{}.set("file", o.File).set("mapping", o.Mapping).set("source", o.Source).set("kind", o.Kind).set("sheet", o.Sheet)
	if o.DryRun {
		q.set("dry_run", "true")
	}
	var out wire.ImportStarted
	err := c.sendFile(ctx, q.on("/v1/evidence/imports"), file, &out)
	return out.ID, err
}

// Import is an import as it stands.
func (c *Client) Import(ctx context.Context, run id.ID) (out wire.Import, err error) {
	return out, c.get(ctx, "/v1/evidence/imports/"+run.String(), &out)
}

// Imports lists imports, newest first.
func (c *Client) Imports(ctx context.Context, p Page) (out wire.Page[wire.Import], err error) {
	return out, c.get(ctx, query{}.page(p).on("/v1/evidence/imports"), &out)
}

// StopImport stops an import; what it stored stays.
func (c *Client) StopImport(ctx context.Context, run id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/evidence/imports/"+run.String()+"/stop", nil, nil)
}

// ResumeImport lets an import go on where it was.
func (c *Client) ResumeImport(ctx context.Context, run id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/evidence/imports/"+run.String()+"/resume", nil, nil)
}

// ImportErrors writes the refused rows as a table, to be corrected and imported again.
func (c *Client) ImportErrors(ctx context.Context, run id.ID, to io.Writer) error {
	answer, err := c.do(ctx, http.MethodGet, "/v1/evidence/imports/"+run.String()+"/errors", nil, "", "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := refused(answer); err != nil {
		return err
	}
	_, err = io.Copy(to, answer.Body)
	return err
}

// Mappings are the saved mappings of columns.
func (c *Client) Mappings(ctx context.Context) ([]wire.Mapping, error) {
	var p wire.Page[wire.Mapping]
	err := c.get(ctx, "/v1/evidence/mappings", &p)
	return p.Items, err
}

// SaveMapping saves a mapping of columns under its name.
func (c *Client) SaveMapping(ctx context.Context, m wire.Mapping) error {
	return c.write(ctx, http.MethodPut, "/v1/evidence/mappings", m, nil)
}

// ImportRisk imports a list of risk areas as it was published (WZ-09).
func (c *Client) ImportRisk(ctx context.Context, source string, list []byte) (out wire.RiskImport, err error) {
	return out, c.sendFile(ctx, query{}.set("source", source).on("/v1/risk"), bytes.NewReader(list), &out)
}

// sendFile sends a file as the body, once.
func (c *Client) sendFile(ctx context.Context, path string, file io.Reader, out any) error {
	answer, err := c.do(ctx, http.MethodPost, path, file, "application/octet-stream", "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := refused(answer); err != nil {
		return err
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, longest)).Decode(out); err != nil {
		return fault.New(fault.Unavailable, "client.cut", "the node's answer was cut off").Because(err)
	}
	return nil
}

// refused is the fault of an answer that is a refusal.
func refused(answer *http.Response) error {
	if answer.StatusCode < 400 {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, longest))
	if err != nil {
		return fault.New(fault.Unavailable, "client.cut", "the node's answer was cut off").Because(err)
	}
	_, err = refusal(answer, text)
	return err
}
