package api

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/passage"
)

// upload takes the passages that a gate made by itself. Each has its own outcome, in order.
func (a *API) upload(ctx context.Context, c node.Caller, in *struct{ Body wire.Slips }) (wire.SlipResults, error) {
	out := wire.SlipResults{Results: make([]wire.SlipResult, len(in.Body.Passages))}
	var slips []passage.Slip
	var place []int
	for i, s := range in.Body.Passages {
		out.Results[i].ID = s.ID
		slip, err := parseSlip(s, in.Body.Device)
		if f, ok := fault.As(err); ok {
			out.Results[i] = refusedSlip(s.ID, wire.SlipRefused, f)
			continue
		}
		slips, place = append(slips, slip), append(place, i)
	}
	results, err := a.node.Upload(ctx, c, slips)
	for j, r := range results {
		out.Results[place[j]] = slipResult(r)
	}
	return out, err
}

func slipResult(r node.SlipResult) wire.SlipResult {
	switch {
	case r.Fault != nil && r.Again:
		return refusedSlip(r.ID, wire.SlipLater, r.Fault)
	case r.Fault != nil:
		return refusedSlip(r.ID, wire.SlipRefused, r.Fault)
	case r.Repeat:
		return wire.SlipResult{ID: r.ID, Status: wire.SlipDuplicate}
	}
	return wire.SlipResult{ID: r.ID, Status: wire.SlipStored}
}

func refusedSlip(slip id.ID, status string, f *fault.Fault) wire.SlipResult {
	p := problem(f)
	return wire.SlipResult{ID: slip, Status: status, Code: p.Code, Key: p.Key, Field: p.Field, Detail: p.Detail}
}

// parseSlip reads the text that a device signed (passage.Slip.Canonical).
func parseSlip(s wire.Slip, device id.ID) (out passage.Slip, err error) {
	bad := func(what string) error {
		return fault.New(fault.Invalid, "slip.form", "the signed text of the passage is not in its form: %s", what)
	}
	lines := strings.SplitN(s.Payload, "\n", 8)
	if len(lines) != 8 || lines[0] != "kangma slip 1" {
		return out, bad("it is not kangma slip 1 with eight lines")
	}
	for i, v := range []*id.ID{&out.ID, &out.Device, &out.Point} {
		if *v, err = id.Parse(lines[1+i]); err != nil {
			return out, bad("an id is not 32 hexadecimal digits")
		}
	}
	if out.ID != s.ID || out.Device != device {
		return out, bad("it names another passage or device than the request")
	}
	ms, err := strconv.ParseInt(lines[4], 10, 64)
	if err != nil || ms < 0 || ms > 253402300799999 {
		return out, bad("the time is not in milliseconds since 1970")
	}
	out.At = instant.Instant(ms * 1000)
	if out.Gate, err = pass.ParseOutcome(lines[5]); err != nil {
		return out, bad("the answer is not pass, ask, stop or unknown")
	}
	if lines[6] != "-" {
		tenths, err := strconv.ParseInt(lines[6], 10, 16)
		if err != nil {
			return out, bad("the temperature is not in tenths of a degree")
		}
		if out.Temperature, err = passage.ParseTemperature(float64(tenths) / 10); err != nil {
			return out, err
		}
	}
	out.Token = lines[7]
	signature, err := base64.RawURLEncoding.DecodeString(s.Signature)
	if err != nil || len(signature) != len(out.Signature) {
		return out, bad("the signature is not 64 bytes in base64url")
	}
	copy(out.Signature[:], signature)
	return out, nil
}
