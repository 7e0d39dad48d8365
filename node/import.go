package node

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/internal/sheet"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// ImportOptions say what is known of a file beforehand; the zero value leaves everything to be found out.
type ImportOptions struct {
	File    string           // as its sender calls it, to be shown
	Mapping evidence.Mapping // of its columns
	Saved   string           // or the name of a saved one; without either the names of the columns tell
	Kind    evidence.Kind    // of every row, whatever the mapping says
	Source  string           // of every row, whatever the mapping says
	DryRun  bool             // store no evidence and nobody, but count and refuse alike
	Table   sheet.Options
}

// MaxImport is how many bytes a file that is imported may have.
const MaxImport = 8 << 30

// plan is what an import was begun with: how its table is read, and by whom.
type plan struct {
	Mapping evidence.Mapping
	Header  []string
	Table   sheet.Options
	Account id.ID // zero: the node itself
	Feed    id.ID // whose file it is; zero: nobody's but who sent it
}

func (p plan) caller() Caller {
	if p.Account.IsZero() {
		return Itself
	}
	c := Caller{}
	c.Account, c.Door = p.Account, person.StaffDoor
	return c
}

// importRun is the job of one import.
type importRun struct{ Import id.ID }

const importKind jobs.Kind[importRun] = "evidence.import"

const importObject = "import"

// StartImport begins to import facts from a CSV or XLSX file: it copies the file, so that the sender need not stay, lays the
// mapping over its columns, and leaves the rest to a job. A file or mapping that is useless as a whole is refused at
// once; what is wrong with a row is told by Import and Refused. Each row is stored once, however often it comes (EV-4).
func (n *Node) StartImport(ctx context.Context, c Caller, file io.Reader, o ImportOptions) (id.ID, error) {
	at := n.clock.Now()
	run := id.New(at)
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		if _, _, err = n.importer(ctx, tx, c); err == nil && o.Saved != "" {
			o.Mapping, err = savedMapping(ctx, tx, o.Saved)
		}
		return err
	})
	if err != nil {
		return run, err
	}
	digest, err := n.spool(ctx, run, file)
	if err != nil {
		return run, err
	}
	if err := n.beginImport(ctx, c, run, digest, o, at); err != nil {
		os.Remove(n.spooled(run))
		return run, err
	}
	return run, nil
}

func (n *Node) beginImport(ctx context.Context, c Caller, run id.ID, digest []byte, o ImportOptions, at instant.Instant) error {
	p := plan{Mapping: o.Mapping, Table: o.Table}
	if !c.itself {
		p.Account = c.Account
	}
	f, err := n.openSpooled(run, &p, o)
	if err != nil {
		return err
	}
	f.Close()
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		office, _, err := n.importer(ctx, tx, c)
		if err != nil {
			return err
		}
		i := store.Import{ID: run, Kind: "evidence", Source: p.Mapping.Constant(evidence.FieldSource), File: shownFile(o.File), Digest: digest,
			Mapping: string(document), DryRun: o.DryRun, By: office.by(), StartedAt: at, EndedAt: instant.Never}
		if i.Job, err = importKind.Enqueue(ctx, n.queue, tx.Raw(), importRun{run}, jobs.Options{Key: run.String()}); err != nil {
			return err
		}
		if err := tx.InsertImport(ctx, i); err != nil {
			return err
		}
		e := importEntry(office, run, "start", n.region, at)
		e.Detail = e.Detail.With("source", i.Source).With("kind", p.Mapping.Constant(evidence.FieldKind)).With("dry_run", o.DryRun).
			With("digest", sha(digest))
		return n.record(ctx, tx, e)
	})
}

func importEntry(o office, run id.ID, step string, r region.Code, at instant.Instant) audit.Entry {
	e := o.entry(audit.EvidenceImport, r, at)
	e.Object = audit.Object{Kind: importObject, ID: run.String()}
	e.Detail = e.Detail.With("step", step)
	return e
}

// importer is the office under which the caller imports, and the regions for which he may. Whoever may in the whole of
// the node's region has that one.
func (n *Node) importer(ctx context.Context, tx *store.Tx, c Caller) (office, []region.Code, error) {
	scope := []region.Code{n.region}
	if !c.itself {
		standing, err := staff.Stand(ctx, tx, c.Account)
		if err != nil {
			return office{}, nil, err
		}
		if s := standing.Scope(staff.EvidenceImport, n.clock.Now()); len(s) > 0 && !covers(s, n.region) {
			scope = s
		}
	}
	o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.EvidenceImport, Region: scope[0]})
	return o, scope, err
}

func covers(scope []region.Code, r region.Code) bool {
	for _, s := range scope {
		if s.Contains(r) {
			return true
		}
	}
	return false
}

// shownFile is the name of a file without its folder, fit to be stored.
func shownFile(s string) string {
	s = strings.ToValidUTF8(filepath.Base(s), "�")
	s = strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return '_'
	}, s)
	const longest = 200
	return strings.ToValidUTF8(s[max(0, len(s)-longest):], "")
}
