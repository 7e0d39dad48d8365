package holder

import (
	"slices"

	"kangma/internal/instant"
	"kangma/web/ui"
)

// offers are what somebody can do with the code that is shown, the most useful first: from its colour, mark and labels, which
// are the same words under all rules (WZ-12). What is offered here the node may still refuse, and then it says why.
func offers(l *ui.Language, c Code) []ui.Item {
	var out []ui.Item
	label := func(s string) bool { return slices.Contains(c.Labels, s) }
	add := func(kind string) {
		out = append(out, askFor[slices.IndexFunc(askFor, func(f *form) bool { return f.name == kind })].item(l, c.Person.ID))
	}
	abnormal := c.Colour == ui.Red || c.Colour == ui.Yellow
	switch {
	case label("checked"):
		out = append(out, checkItem(l, c, "offer.controlled"))
	case label("checking"):
		out = append(out, checkItem(l, c, "offer.checking"))
	case c.Mark == ui.Cross && !label("whitelisted"):
		add("check")
	}
	if c.Mark == ui.Question && c.Itinerary.Offered {
		out = append(out, itineraryLink(l, c.Person.ID))
	}
	if c.Mark == ui.Question && !label("truck_driver") && !label("checked") && !label("checking") {
		if c.Colour == ui.Green && !label("temporary_pass") {
			add("temporary_pass")
		}
		add("check")
	}
	if c.Mark == ui.Restricted {
		add("hospital_certificate")
	}
	if abnormal && !label("checked") && !c.Declared {
		out = append(out, ui.Item{Text: l.T("declare.title"), Note: l.T("offer.declare"), Icon: "pen", Href: withPerson("/declare", c.Person.ID)})
	}
	if abnormal && slices.ContainsFunc(c.Reasons, func(r Reason) bool {
		return slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return !e.Own })
	}) {
		add("conversion")
		add("correction")
	}
	return out
}

// checkItem leads to the check under way, where its progress, the measure and who answers for it stand.
func checkItem(l *ui.Language, c Code, key string) ui.Item {
	to := withPerson("/cases", c.Person.ID)
	if !c.Check.IsZero() {
		to = "/cases/" + c.Check.String()
	}
	return ui.Item{Text: l.T(key), Note: l.T(key + ".note"), Icon: "list", Href: to}
}

// tripView is what is known of the itinerary: what the mark stands on, and until when (WZ-07).
type tripView struct {
	Mark    ui.Mark
	From    instant.Instant
	Until   instant.Instant
	Known   bool
	Over    bool
	Endless bool
}

// trip reads it from the evidence that the colour explains itself by.
func trip(c Code) (t tripView) {
	t.Mark = c.Mark
	for _, r := range c.Reasons {
		for _, e := range r.Evidence {
			if e.Kind == "itinerary" && (!t.Known || e.From > t.From) {
				t.Known, t.From, t.Until = true, e.From, e.Until
			}
		}
	}
	t.Endless = t.Until == instant.Never
	t.Over = t.Known && !t.Endless && t.Until <= c.Now
	return t
}
