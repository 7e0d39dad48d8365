package store

import (
	"context"

	"kangma/federation"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

const linkedColumns = `person_id, issuer, name, how, account_id, from_at, until_at, status, colour, reason, since, heard_at`

func readLinked(scan db.Scan) (l federation.Link, err error) {
	err = scan(&l.Person, &l.Issuer, &l.Name, &l.How, fixed(l.By[:]), &l.From, orNever{&l.Until}, &l.Status, &l.Colour, &l.Reason, &l.Since, &l.Heard)
	return l, err
}

// Links are a person's links that stand, by issuer.
func (t *Tx) Links(ctx context.Context, person id.ID) ([]federation.Link, error) {
	return db.List(ctx, t.tx, readLinked, `SELECT `+linkedColumns+` FROM code_links WHERE person_id = $1 AND until_at IS NULL ORDER BY issuer, name`, person)
}

// LinksNamed are the standing links of an issuer's names.
func (t *Tx) LinksNamed(ctx context.Context, issuer region.Code, names []federation.Name) (list []federation.Link, err error) {
	var persons []id.ID
	seen := map[id.ID]bool{}
	err = db.ByKeys(ctx, t.tx, names, func(scan db.Scan) error {
		var person id.ID
		err := scan(&person)
		if !seen[person] {
			seen[person] = true
			persons = append(persons, person)
		}
		return err
	}, `SELECT person_id FROM link_names WHERE issuer = $1 AND name IN (/*keys*/)`, issuer)
	if err != nil {
		return nil, err
	}
	wanted := map[federation.Name]bool{}
	for _, n := range names {
		wanted[n] = true
	}
	err = db.ByKeys(ctx, t.tx, persons, func(scan db.Scan) error {
		l, err := readLinked(scan)
		if wanted[l.Name] {
			list = append(list, l)
		}
		return err
	}, `SELECT `+linkedColumns+` FROM code_links WHERE issuer = $1 AND until_at IS NULL AND person_id IN (/*keys*/)`, issuer)
	return list, err
}

// LinksOf are the standing links of an issuer in a status, by name.
func (t *Tx) LinksOf(ctx context.Context, issuer region.Code, status federation.Status, after federation.Name, limit int) ([]federation.Link, error) {
	return db.List(ctx, t.tx, readLinked, `SELECT `+linkedColumns+` FROM code_links WHERE issuer = $1 AND status = $2 AND name > $3 AND until_at IS NULL ORDER BY name LIMIT $4`,
		issuer, string(status), after, limit)
}

// PutLink inserts a link, or replaces it.
func (t *Tx) PutLink(ctx context.Context, l federation.Link) error {
	if _, err := t.tx.Exec(ctx, `INSERT INTO link_names (issuer, name, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, l.Issuer, l.Name, l.Person); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx, `INSERT INTO code_links (`+linkedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (person_id, issuer, name) DO UPDATE SET how = excluded.how, until_at = excluded.until_at, status = excluded.status, colour = excluded.colour,
			reason = excluded.reason, since = excluded.since, heard_at = excluded.heard_at`,
		l.Person, l.Issuer, l.Name, string(l.How), blob(l.By[:]), l.From, end(l.Until), string(l.Status), string(l.Colour), l.Reason, l.Since, l.Heard)
	return err
}

func readSubscription(scan db.Scan) (s federation.Subscription, err error) {
	err = scan(&s.Person, &s.Partner, &s.Name, &s.How, &s.Since)
	return s, err
}

// Subscriptions are those of some persons.
func (t *Tx) Subscriptions(ctx context.Context, persons []id.ID) (list []federation.Subscription, err error) {
	err = db.ByKeys(ctx, t.tx, persons, func(scan db.Scan) error {
		s, err := readSubscription(scan)
		list = append(list, s)
		return err
	}, `SELECT person_id, partner, name, how, since FROM subscriptions WHERE person_id IN (/*keys*/) ORDER BY person_id, partner`)
	return list, err
}

// SubscriptionsNamed are those of a partner's names.
func (t *Tx) SubscriptionsNamed(ctx context.Context, partner region.Code, names []federation.Name) (list []federation.Subscription, err error) {
	err = db.ByKeys(ctx, t.tx, names, func(scan db.Scan) error {
		s, err := readSubscription(scan)
		list = append(list, s)
		return err
	}, `SELECT s.person_id, s.partner, s.name, s.how, s.since FROM subscription_names n JOIN subscriptions s ON s.person_id = n.person_id AND s.partner = n.partner AND s.name = n.name
		WHERE n.partner = $1 AND n.name IN (/*keys*/)`, partner)
	return list, err
}

// PutSubscription inserts one, or replaces how it was made.
func (t *Tx) PutSubscription(ctx context.Context, s federation.Subscription) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO subscriptions (person_id, partner, name, how, since) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, partner) DO UPDATE SET how = excluded.how`, s.Person, s.Partner, s.Name, string(s.How), s.Since)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO subscription_names (partner, name, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, s.Partner, s.Name, s.Person)
	return err
}

// DropSubscription deletes one.
func (t *Tx) DropSubscription(ctx context.Context, s federation.Subscription) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM subscription_names WHERE partner = $1 AND name = $2`, s.Partner, s.Name); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx, `DELETE FROM subscriptions WHERE person_id = $1 AND partner = $2`, s.Person, s.Partner)
	return err
}

const toldColumns = `partner, id, name, status, colour, reason, at, urgent, sent`

func readTold(scan db.Scan) (c federation.Change, err error) {
	err = scan(&c.Partner, &c.ID, &c.State.Name, &c.State.Status, &c.State.Colour, &c.State.Reason, &c.State.At, &c.Urgent, &c.Sent)
	return c, err
}

// InsertChanges stores changes to be told.
func (t *Tx) InsertChanges(ctx context.Context, list []federation.Change) error {
	for _, c := range list {
		s := c.State
		if _, err := t.tx.Exec(ctx, `INSERT INTO link_changes (`+toldColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			c.Partner, c.ID, s.Name, string(s.Status), string(s.Colour), s.Reason, s.At, c.Urgent, c.Sent); err != nil {
			return err
		}
	}
	return nil
}

// Unsent lists changes that were not told to a partner yet, the oldest first.
func (t *Tx) Unsent(ctx context.Context, partner region.Code, urgent bool, limit int) ([]federation.Change, error) {
	return db.List(ctx, t.tx, readTold, `SELECT `+toldColumns+` FROM link_changes WHERE partner = $1 AND NOT sent AND (urgent OR NOT $2) ORDER BY id LIMIT $3`, partner, urgent, limit)
}

// UnsentPartners lists to whom something is to be told.
func (t *Tx) UnsentPartners(ctx context.Context, urgent bool) ([]region.Code, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (r region.Code, err error) {
		err = scan(&r)
		return r, err
	}, `SELECT DISTINCT partner FROM link_changes WHERE NOT sent AND (urgent OR NOT $1) ORDER BY partner`, urgent)
}

// MarkSent notes that changes were told.
func (t *Tx) MarkSent(ctx context.Context, partner region.Code, ids []id.ID) error {
	for _, v := range ids {
		if _, err := t.tx.Exec(ctx, `UPDATE link_changes SET sent = TRUE WHERE partner = $1 AND id = $2`, partner, v); err != nil {
			return err
		}
	}
	return nil
}

// ChangesAfter lists a partner's changes with greater ids.
func (t *Tx) ChangesAfter(ctx context.Context, partner region.Code, after id.ID, limit int) ([]federation.Change, error) {
	return db.List(ctx, t.tx, readTold, `SELECT `+toldColumns+` FROM link_changes WHERE partner = $1 AND id > $2 ORDER BY id LIMIT $3`, partner, after[:], limit)
}

// ForgetChanges deletes changes made before an instant.
func (t *Tx) ForgetChanges(ctx context.Context, before instant.Instant) error {
	first := id.First(before)
	_, err := t.tx.Exec(ctx, `DELETE FROM link_changes WHERE id < $1`, first[:])
	return err
}

// Heard lists the issuers that links depend on.
func (t *Tx) Heard(ctx context.Context) ([]federation.Heard, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (h federation.Heard, err error) {
		err = scan(&h.Issuer, fixed(h.Cursor[:]), &h.At)
		return h, err
	}, `SELECT issuer, cursor, heard_at FROM link_cursors ORDER BY issuer`)
}

// PutHeard inserts or replaces one.
func (t *Tx) PutHeard(ctx context.Context, h federation.Heard) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO link_cursors (issuer, cursor, heard_at) VALUES ($1, $2, $3)
		ON CONFLICT (issuer) DO UPDATE SET cursor = excluded.cursor, heard_at = excluded.heard_at`, h.Issuer, h.Cursor, h.At)
	return err
}

var _ federation.LinkTx = (*Tx)(nil)
