package client

import (
	"net/url"
	"strconv"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// query is the part of an address after the question mark; what is empty is left out.
type query url.Values

func (q query) set(name, value string) query {
	if value != "" {
		url.Values(q).Set(name, value)
	}
	return q
}

func (q query) id(name string, v id.ID) query {
	if v.IsZero() {
		return q
	}
	return q.set(name, v.String())
}

func (q query) time(name string, at instant.Instant) query {
	if at == 0 {
		return q
	}
	return q.set(name, at.In(instant.Beijing))
}

func (q query) flag(name string, on bool) query {
	if !on {
		return q
	}
	return q.set(name, "true")
}

func (q query) purpose(p wire.Purpose) query {
	return q.set("purpose", p.Purpose).set("case", p.Case).set("note", p.Note)
}

func (q query) page(p Page) query {
	if p.Limit != 0 {
		q.set("limit", strconv.Itoa(p.Limit))
	}
	return q.set("before", p.Before)
}

// on is the address with the query.
func (q query) on(path string) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + url.Values(q).Encode()
}

// Page asks for one page of a list; the zero Page is the first, of the node's usual length.
type Page struct {
	Before string // Next of the page before
	Limit  int
}
