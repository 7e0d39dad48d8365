package itinerary

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Tx is what itineraries need from storage, inside one transaction.
type Tx interface {
	// Itinerary reads and locks a person's statement, Statement{Person: person} if there is none. PutItinerary inserts or
	// replaces it.
	Itinerary(ctx context.Context, person id.ID) (Statement, error)
	PutItinerary(ctx context.Context, s Statement) error
	// ItineraryAsk reads and locks a person's question under way, the zero Ask if there is none. PutItineraryAsk inserts or
	// replaces it; DropItineraryAsk deletes it and may be repeated.
	ItineraryAsk(ctx context.Context, person id.ID) (Ask, error)
	PutItineraryAsk(ctx context.Context, k Ask) error
	DropItineraryAsk(ctx context.Context, person id.ID) error
	// ForgetItineraryAsks deletes the questions that were asked before an instant.
	ForgetItineraryAsks(ctx context.Context, before instant.Instant) error
}
