package desk

import (
	"context"

	"kangma/node"
)

// Whitelisting is filing white lists of the people of a table (WZ-12, states 11 and 12).
type Whitelisting interface {
	// TryWhitelist says of each row what would become of it, and files nothing. Faults name file; "whitelist.column".
	TryWhitelist(ctx context.Context, b Bearer, table []byte) (node.FiledWhitelist, error)
	// FileWhitelist opens the case, in which somebody else approves the list. Faults name list, vetted_by, filed_with, from, until.
	FileWhitelist(ctx context.Context, b Bearer, table []byte, t node.WhitelistTable) (node.FiledWhitelist, error)
}
