package store

import (
	"context"

	"kangma/destruction"
	"kangma/internal/db"
)

// DestroyJob is the kind of the job that destroys: its own row and history are no data about anybody.
const DestroyJob = "node.destroy"

// doomed is every table that is destroyed with its key, in the order in which it is: first what holds keys, so that what
// they seal is unreadable long before its last row is gone. where leaves out rows.
var doomed = []struct{ table, key, where string }{
	{"people", "person_id", ""},
	{"accounts", "account_id", ""},
	{"passage_days", "day", ""},
	{"contact_days", "day", ""},
	{"attachments", "owner_id, case_id, id", ""},
	{"cases", "person_id, id", ""},
	{"drafts", "person_id, account_id, form", ""},
	{"itinerary_asks", "person_id", ""},
	{"journeys", "person_id, id", ""},
	{"texts", "id", ""},
	{"manual_passages", "pseudonym, day, id", ""},
	{"import_refusals", "import_id, line", ""},

	{"people_before", "person_id, known_until", ""},
	{"documents", "document", ""},
	{"handles", "handle", ""},
	{"phones", "phone", ""},
	{"account_links", "account_id, id", ""},
	{"sessions", "session_id", ""},
	{"logins", "phone", ""},
	{"login_links", "issuer, subject", ""},
	{"passkeys", "credential", ""},
	{"tickets", "hash", ""},
	{"consents", "account_id", ""},
	{"applications", "person_id, id", ""},
	{"itineraries", "person_id", ""},
	{"evidence_changes", "person_id, evidence_id, id", ""},
	{"evidence", "person_id, id", ""},
	{"decisions", "person_id, id", ""},
	{"current", "person_id", ""},
	{"passages", "pseudonym, day, id", ""},
	{"visits", "pseudonym, day, id", ""},
	{"doubled", "day, first_id, second_id", ""},
	{"fallbacks", "id", ""},
	{"devices", "id", ""},
	{"posts", "collector_id", ""},
	{"case_events", "person_id, case_id, id", ""},
	{"case_mail", "case_id", ""},
	{"case_owners", "case_id", ""},
	{"whitelist_tables", "digest", ""},
	{"attachment_contents", "owner_id, case_id, id", ""},
	{"papers", "person_id, id", ""},
	{"paper_places", "place", ""},
	{"recalls", "place", ""},
	{"calls", "person_id, id", ""},
	{"call_numbers", "number", ""},
	{"sent_words", "phone, words", ""},
	{"notices", "person_id, id", ""},
	{"notice_reads", "person_id, notice_id", ""},
	{"staff_notices", "id", ""},
	{"staff_notice_reads", "staff_id, notice_id", ""},
	{"contact_services", "day, id", ""},
	{"contact_numbers", "day, mode, number, service_id", ""},
	{"contact_patients", "keyed, id", ""},
	{"contact_trips", "day, id", ""},
	{"contact_candidates", "keyed, run_id, service_id, patient_id", ""},
	{"contact_runs", "id", ""},
	{"contact_people", "keyed", ""},
	{"contact_uses", "account_id, day, what", ""},
	{"contact_faces", "account_id", ""},
	{"contact_mappings", "name", ""},
	{"imports", "id", ""},
	{"import_mappings", "name", ""},
	{"feed_deliveries", "id", ""},
	{"feed_keys", "feed_id, id", ""},
	{"feeds", "id", ""},
	{"weighings", "import_id", ""},
	{"hands", "day, hand", ""},
	{"alarms", "id", ""},
	{"risk_waiting", "id", ""},
	{"simulations", "id", ""},
	{"shadows", "id", ""},
	{"shadow_differences", "shadow_id, change", ""},
	{"inspections", "id", ""},
	{"inspection_plans", "id", ""},
	{"findings", "id", ""},
	{"idempotency_keys", "actor, name", ""},
	{"code_links", "person_id, issuer, name", ""},
	{"link_names", "issuer, name", ""},
	{"subscriptions", "person_id, partner", ""},
	{"subscription_names", "partner, name", ""},
	{"link_changes", "partner, id", ""},
	{"link_cursors", "issuer", ""},
	{"call_nonces", "partner, nonce", ""},
	{"sms_outbox", "id", ""},
	{"job_events", "job_id, n", " WHERE job_id NOT IN (SELECT id FROM jobs WHERE kind = '" + DestroyJob + "')"},
	{"jobs", "id", " WHERE kind <> '" + DestroyJob + "'"},
}

// kept is every table that stays, and why.
var kept = []struct{ table, why string }{
	{"audit_entries", "the audit log: who did what, and who looked (BY-04, BY-06)"},
	{"audit_leaves", "the audit log"},
	{"audit_tiles", "the audit log"},
	{"audit_checkpoints", "the audit log"},
	{"packs", "the rules, which are public (BY-02)"},
	{"publications", "who put rules into force (BY-05)"},
	{"publication_acts", "who put rules into force (BY-05)"},
	{"editions", "whose codes counted here (BY-15)"},
	{"edition_acts", "whose codes counted here (BY-15)"},
	{"regimes", "which rules were in force when"},
	{"switches", "which modes were in force when"},
	{"risk_lists", "official lists, which are public"},
	{"risk_entries", "official lists, which are public"},
	{"places", "places and the offices that answered for them"},
	{"points", "places and the offices that answered for them"},
	{"place_codes", "which codes were posted where"},
	{"appointments", "who held which office"},
	{"grants", "who was permitted what besides"},
	{"absences", "who acted for whom"},
	{"suspensions", "who was suspended"},
	{"tallies", "counts without persons"},
	{"contact_timetables", "timetables, which are public"},
	{"contact_timetable_numbers", "timetables, which are public"},
	{"divisions", "the table of divisions, which is public"},
	{"settings", "the node's settings"},
	{"hub_lists", "which nodes were trusted when, which is public"},
	{"hub_candidates", "which nodes wanted to be"},
	{"hub_members", "which nodes are"},
	{"hub_held", "the hub's list, which is public"},
	{"retired_keys", "public halves of keys that have signed"},
}

// own are tables of the machinery, which hold no data: their rows change while the certificate is written.
var own = []string{"goose_db_version", "leases", "audit_pending", "signing_keys",
	"destructions", "destruction_approvals", "destruction_counts", "destruction_certificates"}

// Doomed counts the rows that are there to be destroyed, table by table.
func (t *Tx) Doomed(ctx context.Context) ([]destruction.Table, error) {
	list := make([]destruction.Table, len(doomed))
	for i, d := range doomed {
		list[i].Name = d.table
		if err := t.tx.QueryRow(ctx, `SELECT COUNT(*) FROM `+d.table+d.where, nil, &list[i].Rows); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Spared counts the rows that stay, with the reason of each table.
func (t *Tx) Spared(ctx context.Context) ([]destruction.Table, error) {
	list := make([]destruction.Table, len(kept))
	for i, k := range kept {
		list[i].Name, list[i].Why = k.table, k.why
		if err := t.tx.QueryRow(ctx, `SELECT COUNT(*) FROM `+k.table, nil, &list[i].Rows); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// DestroyRows deletes at most limit rows of the first tables that have any, counts them, and gives how many there were and
// of which table the last; 0 when nothing is left.
func (t *Tx) DestroyRows(ctx context.Context, limit int) (n int64, table string, err error) {
	for _, d := range doomed {
		deleted, err := t.tx.Exec(ctx, `DELETE FROM `+d.table+` WHERE (`+d.key+`) IN (SELECT `+d.key+` FROM `+d.table+d.where+
			` ORDER BY `+d.key+` LIMIT $1)`, int64(limit)-n)
		if err != nil {
			return n, table, err
		}
		if deleted == 0 {
			continue
		}
		if err := t.CountDestroyed(ctx, d.table, deleted); err != nil {
			return n, table, err
		}
		if n, table = n+deleted, d.table; n >= int64(limit) {
			break
		}
	}
	return n, table, nil
}

// CountDestroyed adds to how many rows of a table, or files, were destroyed.
func (t *Tx) CountDestroyed(ctx context.Context, name string, n int64) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO destruction_counts (name, destroyed) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET destroyed = destruction_counts.destroyed + excluded.destroyed`, name, n)
	return err
}

// Destroyed is how many rows of each table were destroyed so far, and of files under the name given.
func (t *Tx) Destroyed(ctx context.Context, files string) (list []destruction.Table, ofFiles int64, err error) {
	counts := map[string]int64{}
	err = t.tx.Query(ctx, func(scan db.Scan) error {
		var name string
		var n int64
		err := scan(&name, &n)
		counts[name] = n
		return err
	}, `SELECT name, destroyed FROM destruction_counts`)
	for _, d := range doomed {
		list = append(list, destruction.Table{Name: d.table, Rows: counts[d.table]})
	}
	return list, counts[files], err
}

// Tables is every table that this file knows, in no order that means anything (DE-4).
func Tables() []string {
	list := append([]string(nil), own...)
	for _, d := range doomed {
		list = append(list, d.table)
	}
	for _, k := range kept {
		list = append(list, k.table)
	}
	return list
}
