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
	// InsertJourney stores a declared journey. Journeys lists a person's that were declared since, the newest first.
	// ForgetJourneys deletes what was declared before.
	InsertJourney(ctx context.Context, j SealedJourney) error
	Journeys(ctx context.Context, person id.ID, since instant.Instant) ([]SealedJourney, error)
	ForgetJourneys(ctx context.Context, before instant.Instant) error
}

// SealedJourney is a journey as it is stored: its stays under the person's key.
type SealedJourney struct {
	Person   id.ID
	ID       id.ID
	Declared instant.Instant
	Sealed   []byte
}
