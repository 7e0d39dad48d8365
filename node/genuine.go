package node

import (
	"context"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/staff"
	"kangma/store"
)

// AnnounceCall tells a person that somebody of this office will call, and gives the number that both sides compare (EP-04).
func (n *Node) AnnounceCall(ctx context.Context, c Caller, who id.ID, purpose staff.Purpose) (out staff.Call, err error) {
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		if _, err := n.permitSomewhere(ctx, tx, c, staff.InvestigateWork, purpose); err != nil {
			return err
		}
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		region := n.concerned(p, 0)
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.InvestigateWork, Region: region, Person: who, Purpose: purpose})
		if err != nil {
			return err
		}
		if out, err = staff.AnnounceCall(ctx, tx, staff.Call{Person: who, Region: o.Region, Role: o.Role}, at); err != nil {
			return err
		}
		number := out.Number.String()
		err = n.notify(ctx, tx, at, notice.Notice{To: notice.ToPerson(who), Kind: notice.CallAnnounced, About: notice.About{Kind: "call", ID: out.ID}, Until: out.Until,
			Values: notice.Values{"region": notice.Region(o.Region), "role": notice.Role(o.Role), "number": notice.Word(number, number), "until": notice.Time(out.Until)}})
		if err != nil {
			return err
		}
		e := o.entry(audit.CallAnnounce, region, at)
		e.Subject, e.Object = who, audit.Object{Kind: "call", ID: out.ID.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// Genuine is what the node knows of a link, a text, a number or a code that somebody got (SC-03, EP-04).
type Genuine struct {
	Kind  GenuineKind
	Ours  Ours
	Links []string // hosts that are not ours, as they stand
	Place *passage.Place
	Call  *staff.Call
	To    string          // masked: whom a call is for
	Mine  bool            // it is for somebody of the caller's own account
	At    instant.Instant // when a text was sent
	Token pass.Answer     // of a code
}

// GenuineKind is what something was taken for.
type GenuineKind string

const (
	GenuineLink   GenuineKind = "link"
	GenuineText   GenuineKind = "text"
	GenuinePlace  GenuineKind = "place"
	GenuineCall   GenuineKind = "call"
	GenuineCode   GenuineKind = "code"
	GenuineNumber GenuineKind = "number" // of nothing that we know
)

// Ours is the answer.
type Ours string

const (
	IsOurs    Ours = "ours"
	NotOurs   Ours = "not_ours"
	Unknowing Ours = "unknown" // we cannot tell: for a text, who got it must log in
)

// MaxGenuine is how long what is asked about may be, in bytes.
const MaxGenuine = 4000

var (
	linkIn      = regexp.MustCompile(`(?i)(?:https?://|www\.)[^\s<>"'，。；、（）【】]+|\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:/[^\s<>"'，。；、（）【】]*)?`)
	placeNumber = regexp.MustCompile(`^[0-9A-F]{4}[- ]?[0-9A-F]{4}$`)
)

// IsGenuine says what the node knows of something. c is the zero Caller where nobody is logged in: whether a text was sent, only the phone's
// own account learns. Look-ups of numbers are few a second, for all together: nobody tries them all.
func (n *Node) IsGenuine(ctx context.Context, c Caller, text string) (Genuine, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return Genuine{}, fault.Missing("text")
	case len(text) > MaxGenuine:
		return Genuine{}, fault.Secret("text", "is longer than %d bytes", MaxGenuine)
	}
	at := n.clock.Now()
	upper := strings.ToUpper(text)
	call, isCall := staff.ParseCallNumber(text)
	switch {
	case strings.HasPrefix(text, pass.Prefix):
		return n.genuineCode(ctx, text, at)
	case isCall || placeNumber.MatchString(upper):
		return n.genuineNumber(ctx, c, call, isCall, upper, at)
	}
	links := linkIn.FindAllString(text, -1)
	if len(links) == 1 && links[0] == text {
		return n.genuineLinks(ctx, links, at)
	}
	out, err := n.genuineText(ctx, c, text)
	if err != nil || out.Ours == IsOurs || len(links) == 0 {
		return out, err
	}
	of, err := n.genuineLinks(ctx, links, at)
	if of.Ours == NotOurs {
		return of, err
	}
	return out, err
}

// genuineLinks says whether all links begin as ours do, to the letter.
func (n *Node) genuineLinks(ctx context.Context, links []string, at instant.Instant) (Genuine, error) {
	out := Genuine{Kind: GenuineLink, Ours: IsOurs}
	own, err := n.address()
	if err != nil {
		return out, fault.New(fault.Unavailable, "genuine.no_address", "this node does not know its own address")
	}
	home, _ := url.Parse(own) // address read it
	for _, l := range links {
		if !strings.Contains(l, "://") {
			l = "https://" + l
		}
		u, err := url.Parse(l)
		if err != nil || u.User != nil || u.Host != home.Host || u.Scheme != home.Scheme {
			out.Ours = NotOurs
			host := l
			if err == nil {
				host = u.Host
			}
			out.Links = append(out.Links, host)
			continue
		}
		if u.Path == "/visit" && u.Query().Get("c") != "" {
			p, err := n.PlaceOfCode(ctx, u.Query().Get("c"))
			if err != nil {
				return Genuine{Kind: GenuinePlace, Ours: NotOurs}, ignoreRefused(err)
			}
			out.Kind, out.Place = GenuinePlace, &p
		}
	}
	return out, nil
}

// ignoreRefused lets a refusal be an answer, and errors of ours be errors.
func ignoreRefused(err error) error {
	if _, ok := fault.As(err); ok {
		return nil
	}
	return err
}

func (n *Node) genuineCode(ctx context.Context, text string, at instant.Instant) (Genuine, error) {
	answer, err := n.verify(ctx, text, id.ID{}, at)
	out := Genuine{Kind: GenuineCode, Ours: NotOurs, Token: answer}
	if answer.Claims != nil {
		out.Ours = IsOurs
	}
	return out, err
}

func (n *Node) genuineNumber(ctx context.Context, c Caller, call staff.CallNumber, isCall bool, text string, at instant.Instant) (Genuine, error) {
	if !n.lookUps.Allow() {
		return Genuine{}, fault.New(fault.TooMany, "genuine.too_many", "very many numbers are being checked; try again in a minute")
	}
	out := Genuine{Kind: GenuineNumber, Ours: NotOurs}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		out = Genuine{Kind: GenuineNumber, Ours: NotOurs}
		if isCall {
			switch known, err := tx.CallOf(ctx, call, at); {
			case err == nil:
				return n.callIsGenuine(ctx, tx, c, known, at, &out)
			case fault.CodeOf(err) != fault.NotFound:
				return err
			}
		}
		var last [4]byte
		if _, err := hex.Decode(last[:], []byte(strings.NewReplacer("-", "", " ", "").Replace(text))); err != nil {
			return nil
		}
		places, err := tx.PlacesNumbered(ctx, last)
		if len(places) > 0 {
			out = Genuine{Kind: GenuinePlace, Ours: IsOurs, Place: &places[0]}
		}
		return err
	})
	return out, err
}

func (n *Node) callIsGenuine(ctx context.Context, tx *store.Tx, c Caller, call staff.Call, at instant.Instant, out *Genuine) error {
	*out = Genuine{Kind: GenuineCall, Ours: IsOurs, Call: &call}
	p, err := tx.Person(ctx, call.Person)
	if err != nil {
		return err
	}
	if out.To, _, err = n.masked(p); err != nil || c.Account.IsZero() {
		return err
	}
	_, err = linked(ctx, tx, c, call.Person, at)
	out.Mine = err == nil
	return ignoreNotFound(err)
}

// genuineText says whether the node sent these words to the phone of who asks.
func (n *Node) genuineText(ctx context.Context, c Caller, text string) (Genuine, error) {
	out := Genuine{Kind: GenuineText, Ours: Unknowing}
	if c.Account.IsZero() {
		return out, nil
	}
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, c.Account)
		if err != nil {
			return err
		}
		contact, err := n.vault.OpenContact(a.ID, a.Sealed)
		if err != nil {
			return err
		}
		out.At, err = tx.SentWords(ctx, n.vault.IndexPhone(contact.Phone), n.vault.IndexWords(text))
		out.Ours = IsOurs
		if fault.CodeOf(err) == fault.NotFound {
			out.Ours, err = NotOurs, nil
		}
		return err
	})
	return out, err
}

// wordsKept is for how long one may ask whether a text was sent.
const wordsKept = 30 * instant.Day

// noteWords keeps that words go to a phone, as keyed hashes of both.
func (n *Node) noteWords(ctx context.Context, tx *store.Tx, to person.Phone, body string, at instant.Instant) error {
	return tx.PutSentWords(ctx, n.vault.IndexPhone(to), n.vault.IndexWords(body), at)
}
