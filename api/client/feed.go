package client

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
)

// AddFeed sets up a feed of an authority (NA-15).
func (c *Client) AddFeed(ctx context.Context, f wire.NewFeed) (out wire.Feed, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/feeds", f, &out)
}

// ChangeFeed changes one, by its number or its name.
func (c *Client) ChangeFeed(ctx context.Context, which string, f wire.NewFeed) (out wire.Feed, err error) {
	return out, c.write(ctx, http.MethodPut, "/v1/feeds/"+which, f, &out)
}

// Feeds lists feeds, each with how fresh it is.
func (c *Client) Feeds(ctx context.Context) (out wire.Page[wire.Feed], err error) {
	return out, c.get(ctx, "/v1/feeds", &out)
}

// Feed is one of them.
func (c *Client) Feed(ctx context.Context, which string) (out wire.Feed, err error) {
	return out, c.get(ctx, "/v1/feeds/"+which, &out)
}

// ProposeFeedKey proposes a key of the authority, for another to approve.
func (c *Client) ProposeFeedKey(ctx context.Context, which, key string) (out wire.FeedKey, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/feeds/"+which+"/keys", wire.NewFeedKey{Key: key}, &out)
}

// ApproveFeedKey lets a key count.
func (c *Client) ApproveFeedKey(ctx context.Context, which, key string) (out wire.FeedKey, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/feeds/"+which+"/keys/"+key+"/approve", nil, &out)
}

// RetireFeedKey lets a key count no more.
func (c *Client) RetireFeedKey(ctx context.Context, which, key string) (out wire.FeedKey, err error) {
	return out, c.write(ctx, http.MethodDelete, "/v1/feeds/"+which+"/keys/"+key, nil, &out)
}

// Signed is what an authority says of a file that it sends.
type Signed struct{ Name, Digest, Signature string }

// Push sends a file of an authority. It may be repeated.
func (c *Client) Push(ctx context.Context, feed string, s Signed, content io.Reader) (out wire.Delivery, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/v1/feeds/"+feed+"/deliveries?name="+url.QueryEscape(s.Name), content)
	if err != nil {
		return out, err
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Kangma-Digest", s.Digest)
	r.Header.Set("Kangma-Signature", s.Signature)
	answer, err := c.http.Do(r)
	if err != nil {
		return out, fault.New(fault.Unavailable, "client.unreachable", "the node does not answer").Because(err)
	}
	defer answer.Body.Close()
	if err := refused(answer); err != nil {
		return out, err
	}
	return out, json.NewDecoder(io.LimitReader(answer.Body, longest)).Decode(&out)
}

// Deliveries lists what feeds brought, newest first; of one feed if it is named, dead letters only if asked.
func (c *Client) Deliveries(ctx context.Context, feed string, dead bool, p Page) (out wire.Page[wire.Delivery], err error) {
	return out, c.get(ctx, query{}.set("feed", feed).flag("dead", dead).page(p).on("/v1/deliveries"), &out)
}

// RetakeDelivery takes a dead letter after correction; corrected are the corrected rows, nil if the mapping was corrected.
func (c *Client) RetakeDelivery(ctx context.Context, delivery id.ID, corrected io.Reader) (out wire.Delivery, err error) {
	if corrected == nil {
		corrected = strings.NewReader("")
	}
	return out, c.sendFile(ctx, "/v1/deliveries/"+delivery.String()+"/retake", corrected, &out)
}

// DismissDelivery gives a dead letter up.
func (c *Client) DismissDelivery(ctx context.Context, delivery id.ID, reason string) error {
	return c.write(ctx, http.MethodPost, "/v1/deliveries/"+delivery.String()+"/dismiss", wire.Because{Reason: reason}, nil)
}
