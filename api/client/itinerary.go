package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// AskItinerary has the telecom operator send a code to the phone of a person of the account, its own if zero, with his consent (WZ-01).
func (c *Client) AskItinerary(ctx context.Context, person id.ID) (out wire.ItineraryAsked, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/itinerary/code", wire.ItineraryAsk{Person: person, Consent: true}, &out)
}

// QueryItinerary asks for the statement with the code (WZ-08).
func (c *Client) QueryItinerary(ctx context.Context, person id.ID, code string) (out wire.Itinerary, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/itinerary", wire.ItineraryQuery{Person: person, Code: code}, &out)
}

// FollowItinerary asks again for a statement that the operator is still analysing (WZ-11).
func (c *Client) FollowItinerary(ctx context.Context, person id.ID) (out wire.Itinerary, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/itinerary/follow", wire.OfItinerary{Person: person}, &out)
}

// Itinerary is what is known of the itinerary of a person of the account.
func (c *Client) Itinerary(ctx context.Context, person id.ID) (out wire.Itinerary, err error) {
	return out, c.get(ctx, query{}.id("person", person).on("/v1/itinerary"), &out)
}

// ItineraryRule is how long a statement is valid (WZ-07).
func (c *Client) ItineraryRule(ctx context.Context) (out wire.ItineraryRule, err error) {
	return out, c.get(ctx, "/v1/itinerary/rule", &out)
}

// DeclareJourney declares where a person of the account was within 14 days, in place of what was declared before (NA-05).
func (c *Client) DeclareJourney(ctx context.Context, person id.ID, stays []wire.Stay) error {
	return c.write(ctx, http.MethodPost, "/v1/journeys", wire.NewJourney{Person: person, Stays: stays}, nil)
}

// Journeys is what was declared, checked with the itinerary.
func (c *Client) Journeys(ctx context.Context, person id.ID) (out wire.Journeys, err error) {
	return out, c.get(ctx, query{}.id("person", person).on("/v1/journeys"), &out)
}
