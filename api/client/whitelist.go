package client

import (
	"context"
	"io"

	"kangma/api/wire"
)

// Whitelist is what a table of people does not say of their list. From and Until are in RFC 3339.
type Whitelist struct {
	List                string // whitelist.truck or whitelist.code
	VettedBy, FiledWith string
	From, Until         string
	Sheet               string // of an XLSX file; the first if empty
}

// FileWhitelist files a white list of the people of a CSV or XLSX table. Sent again, the case of before is answered.
func (c *Client) FileWhitelist(ctx context.Context, table io.Reader, l Whitelist) (out wire.FiledWhitelist, err error) {
	return out, c.sendFile(ctx, query{}.set("list", l.List).set("vetted_by", l.VettedBy).set("filed_with", l.FiledWith).set("from", l.From).set("until", l.Until).
		set("sheet", l.Sheet).on("/v1/desk/cases/whitelist"), table, &out)
}
