package desk

import (
	"context"

	"kangma/internal/id"
	"kangma/web/ui"
)

// Certificate checks one by its number.
func (l Live) Certificate(ctx context.Context, b Bearer, number id.ID) (Certificate, error) {
	c, err := l.caller(b)
	if err != nil {
		return Certificate{}, err
	}
	s, err := l.Node.SeeCertificate(ctx, c, number)
	if err != nil {
		return Certificate{}, err
	}
	return Certificate{Title: ui.Text{"zh": s.Kind.Zh, "en": s.Kind.En}, State: ui.Text{"zh": s.State.Zh, "en": s.State.En}, Holds: s.Holds, Until: s.Until,
		Name: s.Name, Number: s.Number}, nil
}
