package holder

import (
	"context"
	"maps"
	"slices"
	"strings"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/web/ui"
)

// Live is the Service of a running node. A Bearer is the node's short-lived token and, if the login is remembered, the
// refresh token behind a space: Renew exchanges it.
type Live struct{ Node *node.Node }

var _ Service = Live{}

func (l Live) caller(b Bearer) (node.Caller, error) {
	token, _, _ := strings.Cut(string(b), " ")
	return l.Node.Authenticate(token, person.HolderDoor)
}

func (l Live) session(s node.Signed) Session {
	out := Session{Bearer: Bearer(s.Token), Until: s.Until, Now: s.Now}
	if s.Refresh != "" {
		out.Bearer += Bearer(" " + s.Refresh)
		out.Until = s.Now.Add(person.HolderSession)
	}
	return out
}

// Renew exchanges a bearer whose token has expired for a new one; renewed is false if it is still good or cannot be renewed.
func (l Live) Renew(ctx context.Context, b Bearer) (s Session, renewed bool, err error) {
	_, refresh, remembered := strings.Cut(string(b), " ")
	if _, err := l.caller(b); err == nil || !remembered {
		return Session{}, false, nil
	}
	signed, err := l.Node.Refresh(ctx, refresh)
	if err != nil {
		return Session{}, false, err
	}
	return l.session(signed), true, nil
}

func (l Live) RequestCode(ctx context.Context, phone string) error {
	return l.Node.RequestCode(ctx, phone)
}

func (l Live) Login(ctx context.Context, phone, code string, remember bool) (Session, error) {
	s, err := l.Node.Login(ctx, phone, code, person.HolderDoor, remember)
	if err != nil {
		return Session{}, err
	}
	return l.session(s), nil
}

func (l Live) Logout(ctx context.Context, b Bearer) error {
	c, err := l.caller(b)
	if err != nil {
		return nil // over already
	}
	return l.Node.Logout(ctx, c)
}

func (l Live) Account(ctx context.Context, b Bearer) (Account, error) {
	c, err := l.caller(b)
	if err != nil {
		return Account{}, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return Account{}, err
	}
	return Account{Phone: a.Phone.Masked(), Terms: a.Terms, Accepted: a.Accepted, People: people(a.People)}, nil
}

func people(held []node.Held) []Person {
	out := make([]Person, len(held))
	for i, h := range held {
		out[i] = Person{ID: h.ID, Name: h.Who.Name.Masked(), Number: h.Who.Document.Masked(), Relation: "self", Applied: h.Applied}
		if h.Relation != person.Self {
			out[i].Relation = "other"
		}
	}
	return out
}

func (l Live) AcceptTerms(ctx context.Context, b Bearer, version string) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.AcceptTerms(ctx, c, version)
}

func (l Live) Verify(ctx context.Context, b Bearer, i Identity) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	who, err := l.Node.Verify(ctx, c, node.Claim{Ward: i.Relation != "self", Name: i.Name, IDType: i.IDType, Number: i.Number, Birth: i.Birth})
	if f, ok := fault.As(err); ok && f.Field == "id_number" {
		renamed := *f
		renamed.Field = "number"
		return id.ID{}, &renamed
	}
	return who, err
}

func (l Live) Release(ctx context.Context, b Bearer, who id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.Release(ctx, c, who)
}

func (l Live) Regions(_ context.Context, parent region.Code) ([]Region, error) {
	var out []Region
	for _, d := range l.Node.Regions().Children(parent) {
		out = append(out, Region{d.Code, d.Name})
	}
	return out, nil
}

func (l Live) Entrance(r region.Code) (city, address string) {
	c, address := l.Node.Entrance(r)
	if address == "" {
		return "", ""
	}
	return l.Node.Regions().FullName(c), address
}

func (l Live) Cities() (out []City) {
	for _, c := range slices.Sorted(maps.Keys(l.Node.Cities)) {
		out = append(out, City{l.Node.Regions().FullName(c), l.Node.Cities[c]})
	}
	return out
}

func (l Live) RegionName(r region.Code) string { return l.Node.Regions().FullName(r) }

func (l Live) Apply(ctx context.Context, b Bearer, a Application) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.Apply(ctx, c, node.Application{Person: a.Person, Purpose: a.Purpose, Channel: a.Channel, Region: a.Region, Address: a.Address, Phone: a.Phone,
		Truth: true, Health: node.Declaration(a.Health)})
	return err
}

func (l Live) Declare(ctx context.Context, b Bearer, who id.ID, d Declaration) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.Declare(ctx, c, who, node.Declaration(d))
}

func (l Live) DeclaredToday(ctx context.Context, b Bearer, who id.ID) (bool, error) {
	c, err := l.caller(b)
	if err != nil {
		return false, err
	}
	return l.Node.DeclaredToday(ctx, c, who)
}

func (l Live) Declarations(ctx context.Context, b Bearer, who id.ID) ([]Declared, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	list, err := l.Node.Declarations(ctx, c, who)
	out := make([]Declared, len(list))
	for i, d := range list {
		out[i] = Declared{d.ID, d.At, Declaration(d.Declaration)}
	}
	return out, err
}

func (l Live) Code(ctx context.Context, b Bearer, who id.ID, fresh bool) (Code, error) {
	c, err := l.caller(b)
	if err != nil {
		return Code{}, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return Code{}, err
	}
	out := Code{People: people(a.People), Now: l.Node.Now(), Following: instant.Never}
	at := personIndex(out.People, who)
	switch {
	case a.Accepted != a.Terms:
		out.Stage = NeedsTerms
		return out, nil
	case at < 0 && who.IsZero():
		out.Stage = NeedsIdentity
		return out, nil
	case at < 0:
		return Code{}, fault.New(fault.NotFound, "person.not_linked", "there is no such person in this account")
	}
	out.Person = out.People[at]
	if !out.Person.Applied {
		out.Stage = NeedsForm
		return out, nil
	}
	s, err := l.Node.Show(ctx, c, out.Person.ID, fresh)
	if err != nil {
		return Code{}, err
	}
	why, err := l.Node.Why(ctx, c, out.Person.ID, 0)
	if err != nil {
		return Code{}, err
	}
	if out.Unread, err = l.Node.UnreadNotices(ctx, c); err != nil {
		return Code{}, err
	}
	declared, err := l.Node.DeclaredToday(ctx, c, out.Person.ID)
	if err != nil {
		return Code{}, err
	}
	out.Decision = s.Decision.ID
	out.Stage, out.Token, out.Issued, out.Until, out.Now = IsShown, s.Token, s.Issued, s.Until, s.Now
	out.Colour, out.Mark, out.Labels = ui.Colour(s.Decision.Colour), ui.Mark(s.Decision.Mark), s.Decision.Labels
	out.Title, out.Guidance, out.Policy, out.Following, out.Declared = text(s.State.Title), text(s.State.Holder), s.Decision.Policy, s.Decision.NextReview, declared
	out.Reasons = reasonsOf(why.Reasons)
	if slices.Contains(out.Labels, "checking") || slices.Contains(out.Labels, "checked") {
		if out.Check, err = l.underCheck(ctx, c, out.Person.ID); err != nil {
			return Code{}, err
		}
	}
	if out.Mark != "" || l.Node.Telecom != nil {
		i, err := l.Node.Itinerary(ctx, c, out.Person.ID)
		if err != nil {
			return Code{}, err
		}
		out.Itinerary = itineraryOf(i)
	}
	return out, err
}

func (l Live) Moving(ctx context.Context, b Bearer, who id.ID, commitment pass.Link) (Moving, error) {
	c, err := l.caller(b)
	if err != nil {
		return Moving{}, err
	}
	s, err := l.Node.ShowLive(ctx, c, who, commitment)
	return Moving{Decision: s.Decision.ID, Token: s.Token, Issued: s.Issued, Until: s.Until, Now: s.Now}, err
}

func (l Live) Notices(ctx context.Context, b Bearer, before id.ID, limit int) ([]Notice, id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, id.ID{}, err
	}
	in, err := l.Node.HolderNotices(ctx, c, node.NoticeQuery{Before: before, Limit: limit})
	out := make([]Notice, len(in.Page))
	for i, n := range in.Page {
		said := l.Node.Say(n)
		out[i] = Notice{ID: n.ID, Person: n.To.Person, Title: ui.Text{"zh": said.Title.Zh, "en": said.Title.En},
			Text: ui.Text{"zh": said.Text.Zh, "en": said.Text.En}, At: n.At, Read: n.Read != 0}
	}
	return out, in.Next, err
}

func (l Live) ReadNotices(ctx context.Context, b Bearer, which []id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.ReadHolderNotices(ctx, c, which...)
}

func personIndex(people []Person, who id.ID) int {
	for i, p := range people {
		if p.ID == who || who.IsZero() && p.Relation == "self" {
			return i
		}
	}
	return -1
}

func (l Live) Why(ctx context.Context, b Bearer, who id.ID, at instant.Instant) (Explanation, error) {
	c, err := l.caller(b)
	if err != nil {
		return Explanation{}, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return Explanation{}, err
	}
	x, err := l.Node.Why(ctx, c, who, at)
	if err != nil {
		return Explanation{}, err
	}
	out := Explanation{At: x.At, Now: x.Now, Colour: ui.Colour(x.Colour), Mark: ui.Mark(x.Mark), Labels: x.Labels, Policy: x.Policy,
		Title: text(x.Title), From: x.From, Reasons: reasonsOf(x.Reasons)}
	if i := personIndex(people(a.People), x.Person); i >= 0 {
		out.Person = people(a.People)[i]
	}
	return out, nil
}

func reasonsOf(from []node.Reason) []Reason {
	out := make([]Reason, len(from))
	for i, r := range from {
		out[i] = Reason{Rule: r.Rule.ID, Text: text(r.Rule.Text), Citation: r.Rule.Source, Until: r.Until, Remedy: remedy(r.Rule.Lift)}
		for _, f := range r.Evidence {
			out[i].Evidence = append(out[i].Evidence, Evidence{Kind: f.Kind.String(), Own: f.Kind.ByHolder(), Source: sourceText(f), From: f.ValidFrom, Until: f.ValidUntil})
		}
	}
	return out
}

// sourceText names a source for its holder: what he stated himself is his own, and an authority by its office and name.
func sourceText(f evidence.Fact) ui.Text {
	if f.Kind.ByHolder() {
		return ui.Text{"zh": "本人申报", "en": "declared by yourself"}
	}
	return ui.Text{"zh": f.Source, "en": f.Source}
}

func remedy(l policy.Lift) ui.Text {
	join := func(who, sep, how string) string {
		if who == "" {
			return how
		}
		return who + sep + how
	}
	return ui.Text{"zh": join(l.Who.Zh, "：", l.How.Zh), "en": join(l.Who.En, ": ", l.How.En)}
}

func text(t policy.Text) ui.Text { return ui.Text{"zh": t.Zh, "en": t.En} }
