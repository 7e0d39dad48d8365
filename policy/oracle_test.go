package policy_test

import (
	"slices"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// The rules of evidence.md section 4 once more, written straight from its text in plain Go, without spans: what is shown
// at one instant. The packs must agree with it on every case.

type shown struct {
	Colour, Mark, State, Gate string
	Labels                    string
}

type oracle struct {
	f     *policy.Facts
	areas []policy.RiskArea
	at    instant.Instant
	known instant.Instant
}

// each calls yield for every known piece of the kinds.
func (o oracle) each(yield func(f *evidence.Fact, end instant.Instant, ended bool), kinds ...evidence.Kind) {
	for i := range o.f.Evidence {
		f := &o.f.Evidence[i]
		if !slices.Contains(kinds, f.Kind) || f.RecordedAt > o.known || o.known >= f.RetractedAt {
			continue
		}
		end, ended := instant.Never, false
		if f.ValidUntil != instant.Never && f.EndRecordedAt <= o.known {
			end, ended = f.ValidUntil, true
		}
		yield(f, end, ended)
	}
}

const days = 24 * time.Hour

// open: its own interval is open, and it is younger than within (0: no limit).
func (o oracle) open(within time.Duration, match func(*evidence.Fact) bool, kinds ...evidence.Kind) (any bool) {
	o.each(func(f *evidence.Fact, end instant.Instant, ended bool) {
		if (f.Kind == evidence.ContactClose || f.Kind == evidence.ContactSecondary) && !ended {
			end = f.ValidFrom.Add(14 * days)
		}
		start := f.ValidFrom
		if t, ok := f.Attrs.Time(evidence.SampledAt); ok {
			start = t
		}
		if start <= o.at && o.at < end && (within == 0 || o.at < start.Add(within)) && (match == nil || match(f)) {
			any = true
		}
	}, kinds...)
	return any
}

func (o oracle) latest(k evidence.Kind, of func(*evidence.Fact) bool) (best *evidence.Fact, bestEnd instant.Instant) {
	o.each(func(f *evidence.Fact, end instant.Instant, _ bool) {
		if f.ValidFrom <= o.at && (of == nil || of(f)) && (best == nil || f.ValidFrom > best.ValidFrom || f.ValidFrom == best.ValidFrom && f.ID > best.ID) {
			best, bestEnd = f, end
		}
	}, k)
	return best, bestEnd
}

func (o oracle) mode(m string) bool {
	return slices.ContainsFunc(o.f.Modes, func(x policy.Mode) bool { return x.Mode == m && x.From <= o.at && o.at < x.Until })
}

func (o oracle) listed(r region.Code) bool {
	return slices.ContainsFunc(o.areas, func(a policy.RiskArea) bool {
		return a.Level != "low" && a.Region.Contains(r) && a.From <= o.at && o.at < a.Until
	})
}

var gates = map[string]string{"green": "pass", "yellow": "ask", "none": "ask", "gray": "ask", "red": "stop"}

var cases = []evidence.Kind{evidence.CaseConfirmed, evidence.CaseSuspected, evidence.CaseAsymptomatic}

func status(words ...string) func(*evidence.Fact) bool {
	return func(f *evidence.Fact) bool { return slices.Contains(words, f.Attrs.Text(evidence.Status)) }
}

func (o oracle) hubei() shown {
	give := func(colour, state string) shown {
		s := shown{Colour: colour, State: colour, Gate: gates[colour]}
		if state != "" {
			s.State += "." + state
		}
		return s
	}
	wuhan := region.MustParseCode("420100")
	inWuhan := func(f *evidence.Fact) bool { return wuhan.Contains(f.Region) }
	grounds := func() shown {
		switch {
		case o.open(0, nil, cases...):
			return give("red", "case")
		case o.open(7*days, inWuhan, evidence.FeverClinic):
			return give("red", "fever")
		case o.open(0, nil, evidence.ContactClose):
			return give("yellow", "contact")
		case o.open(0, status("suspected", "confirmed"), evidence.Declaration), o.open(7*days, status("fever"), evidence.Declaration):
			return give("yellow", "declared")
		case o.open(7*days, nil, evidence.FeverClinic):
			return give("none", "fever")
		}
		return give("green", "")
	}
	switch {
	case !o.open(0, nil, evidence.Registration):
		return give("none", "unregistered")
	case o.mode("colours_off"):
		s := give("none", "colours_off")
		s.Labels = "[colours_off]"
		return s
	case o.mode("registration_only"):
		if grounds().Colour == "green" && o.open(0, func(f *evidence.Fact) bool { return f.Attrs.Whole(evidence.Days) >= 14 }, evidence.CertificateIsolation) {
			s := give("green", "return_to_work")
			s.Labels = "[return_to_work]"
			return s
		}
		s := give("gray", "registered")
		s.Labels = "[registered]"
		return s
	}
	return grounds()
}

func (o oracle) national() shown {
	switch {
	case o.open(0, nil, cases...):
		return shown{Colour: "red", State: "red.case", Gate: "stop"}
	case o.open(0, nil, evidence.ContactClose):
		return shown{Colour: "yellow", State: "yellow.contact", Gate: "ask"}
	case o.open(14*days, nil, evidence.ContactCotraveller):
		return shown{Colour: "yellow", State: "yellow.cotraveller", Gate: "ask"}
	}
	s := shown{Colour: "green", State: "green", Gate: "pass", Labels: "[no_anomaly]"}
	notice := false
	o.each(func(f *evidence.Fact, end instant.Instant, ended bool) {
		if f.ValidFrom <= o.at && (!ended || o.at < end.Add(14*days)) && o.listed(f.Region) {
			notice = true
		}
	}, evidence.Stay)
	for _, u := range o.upstreams() {
		notice = notice || u.Attrs.Text(evidence.Status) == "ok" && slices.Contains([]string{"red", "yellow"}, u.Attrs.Text(evidence.Colour))
	}
	if notice {
		s.Labels = "[no_anomaly notice]"
	}
	return s
}

func (o oracle) upstreams() (all []*evidence.Fact) {
	for _, issuer := range []string{"420000", "330000", "110000"} {
		if u, _ := o.latest(evidence.Upstream, func(f *evidence.Fact) bool { return f.Attrs.Text(evidence.Issuer) == issuer }); u != nil {
			all = append(all, u)
		}
	}
	return all
}

func (o oracle) zhejiang() shown {
	stay := false
	o.each(func(f *evidence.Fact, end instant.Instant, ended bool) {
		if f.ValidFrom > o.at || ended && o.at >= end.Add(14*days) || !o.listed(f.Region) {
			return
		}
		tested := false
		o.each(func(t *evidence.Fact, tEnd instant.Instant, _ bool) {
			sampled := t.ValidFrom
			if s, ok := t.Attrs.Time(evidence.SampledAt); ok {
				sampled = s
			}
			tested = tested || ended && t.Attrs.Text(evidence.Result) == "negative" && sampled >= end && sampled <= o.at && o.at < tEnd
		}, evidence.TestNucleic)
		stay = stay || !tested
	}, evidence.Stay)
	colour := "green"
	switch {
	case o.open(0, nil, append([]evidence.Kind{evidence.ContactClose, evidence.ControlCentral, evidence.ControlHome}, cases...)...):
		colour = "red"
	case stay, o.open(14*days, nil, evidence.FeverClinic), o.open(14*days, status("fever"), evidence.Declaration), o.open(0, nil, evidence.ControlObservation):
		colour = "yellow"
	}
	return shown{Colour: colour, Gate: gates[colour]}
}

func (o oracle) wenzhou() shown {
	worst := []string{"red", "yellow", "gray", "green"}
	rank := 4
	for _, u := range o.upstreams() {
		switch u.Attrs.Text(evidence.Status) {
		case "timeout":
			rank = min(rank, 2)
		case "ok":
			c := u.Attrs.Text(evidence.Colour)
			if c == "none" {
				c = "gray"
			}
			rank = min(rank, slices.Index(worst, c))
		}
	}
	if rank == 4 {
		rank = 2
	}
	central := o.open(0, nil, evidence.ControlCentral)
	home := o.open(0, nil, evidence.ControlHome, evidence.ControlObservation)
	if home {
		rank = min(rank, 1)
	}
	if central {
		rank = 0
	}
	strict := central || home
	s := shown{Colour: worst[rank]}

	itinerary := "unknown"
	it, expiry := o.latest(evidence.Itinerary, nil)
	if it != nil {
		switch r := it.Attrs.Text(evidence.Result); {
		case r == "abnormal" && o.at < it.ValidFrom.Add(14*days):
			itinerary = "abnormal"
		case r == "normal" && o.at < expiry:
			itinerary = "normal"
		}
	}
	ended := false
	o.each(func(_ *evidence.Fact, end instant.Instant, has bool) {
		ended = ended || has && end <= o.at && o.at < end.Add(14*days)
	}, evidence.ControlCentral, evidence.ControlHome, evidence.ControlObservation, evidence.ControlMonitoring)
	check, _ := o.latest(evidence.Check, nil)
	state, outcome := "", ""
	if check != nil {
		state, outcome = check.Attrs.Text(evidence.State), check.Attrs.Text(evidence.Outcome)
	}
	cleared := state == "closed" && (outcome == "clear" || outcome == "returned") && o.at < check.ValidFrom.Add(14*days)
	switch {
	case o.open(0, nil, evidence.ControlMonitoring) && !strict:
		s.Mark = "restricted"
	case itinerary == "abnormal" && !strict && (ended || cleared):
		s.Mark = "small_tick"
	case itinerary == "abnormal":
		s.Mark = "cross"
	case itinerary == "normal":
		s.Mark = "tick"
	default:
		s.Mark = "question"
	}
	switch {
	case s.Colour == "gray":
		s.State = "8"
	case strict && itinerary == "abnormal":
		s.State = "5"
	case strict:
		s.State = "7"
	case s.Mark == "restricted":
		s.State = "9"
	case s.Colour == "green" && o.truck():
		s.State = "11"
	case s.Mark == "cross" && o.open(0, nil, evidence.WhitelistCode):
		s.State = "12"
	case s.Mark == "cross" && (state == "submitted" || state == "accepted"):
		s.State = "4"
	case s.Mark == "cross":
		s.State = "3"
	case s.Mark == "question":
		s.State = "10"
		granted := o.open(2*time.Hour, func(f *evidence.Fact) bool { return f.Attrs.Bool(evidence.Promise) }, evidence.PassTemporary)
		if s.Colour == "green" && granted && (it == nil || !it.Attrs.Bool(evidence.Left)) {
			s.State = "14"
		}
	case s.Colour == "red" || s.Colour == "yellow":
		s.State = "6"
	case s.Mark == "small_tick":
		s.State = "2"
	default:
		s.State = "1"
	}
	s.Labels = map[string]string{"3": "[unchecked]", "4": "[checking]", "5": "[checked]", "7": "[checked]",
		"11": "[truck_driver]", "12": "[whitelisted]", "14": "[temporary_pass]"}[s.State]
	s.Gate = map[string]string{"1": "pass", "2": "pass", "11": "pass", "14": "pass", "5": "stop", "7": "stop"}[s.State]
	if s.Gate == "" {
		s.Gate = "ask"
	}
	if s.Colour == "red" {
		s.Gate = "stop"
	}
	return s
}

func (o oracle) truck() bool {
	var sampled []instant.Instant
	abnormal := false
	o.each(func(f *evidence.Fact, end instant.Instant, _ bool) {
		t := f.ValidFrom
		if s, ok := f.Attrs.Time(evidence.SampledAt); ok {
			t = s
		}
		if f.Attrs.Text(evidence.Result) == "negative" && t <= o.at && o.at < end && o.at < t.Add(72*time.Hour) {
			sampled = append(sampled, t)
		}
	}, evidence.TestNucleic)
	o.each(func(f *evidence.Fact, _ instant.Instant, _ bool) {
		abnormal = abnormal || f.Attrs.Text(evidence.Result) == "abnormal" && f.ValidFrom <= o.at && o.at < f.ValidFrom.Add(14*days)
	}, evidence.Itinerary)
	slices.Sort(sampled)
	return len(sampled) > 1 && sampled[len(sampled)-1].Sub(sampled[0]) >= 24*time.Hour && !abnormal && o.open(0, nil, evidence.WhitelistTruck)
}
