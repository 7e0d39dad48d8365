package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

// Certificates are what holders show on paper.
type Certificates interface {
	// Certificate checks one by its number; its holder reads that it was. NotFound "certificate.not_found".
	Certificate(ctx context.Context, b Bearer, number id.ID) (Certificate, error)
}

// Certificate is what staff who receive somebody see of his.
type Certificate struct {
	Title, State ui.Text
	Holds        bool
	Until        instant.Instant // Never if it does not end
	Name, Number string          // masked
}
