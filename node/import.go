package node

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
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

// Limits of a file that is imported.
const (
	MaxImport = 8 << 30             // bytes
	spoolTime = 14 * 24 * time.Hour // that the file of a stopped import waits for being resumed
)

// plan is what an import was begun with: how its table is read, and by whom.
type plan struct {
	Mapping evidence.Mapping
	Header  []string
	Table   sheet.Options
	Account id.ID // zero: the node itself
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

// spooled is where the file of an import waits. It holds personal data: the folder and the file are the owner's alone,
// and the file is deleted when the import has ended.
func (n *Node) spooled(run id.ID) string { return filepath.Join(n.Spool, run.String()) }

// spool copies a file and gives the hash of its content.
func (n *Node) spool(ctx context.Context, run id.ID, file io.Reader) (digest []byte, err error) {
	if n.Spool == "" {
		return nil, fault.New(fault.Unavailable, "import.no_spool", "this node has no folder in which files could wait for their import")
	}
	if err := os.MkdirAll(n.Spool, 0o700); err != nil {
		return nil, err
	}
	n.sweepSpool()
	f, err := os.OpenFile(n.spooled(run), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(interruptible{ctx, file}, MaxImport+1))
	if err == nil && size > MaxImport {
		err = fault.New(fault.TooLarge, "import.too_large", "the file has more than %d bytes: divide it", int64(MaxImport))
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(n.spooled(run))
		return nil, err
	}
	return h.Sum(nil), nil
}

// interruptible reads until ctx ends.
type interruptible struct {
	ctx context.Context
	io.Reader
}

func (r interruptible) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

// sweepSpool deletes files that have waited too long: of imports that nobody resumed, or whose process died at the end.
func (n *Node) sweepSpool() {
	files, err := os.ReadDir(n.Spool)
	if err != nil {
		return
	}
	for _, f := range files {
		info, err := f.Info()
		if _, mine := id.Parse(f.Name()); mine == nil && err == nil && n.Config.Now().Sub(info.ModTime()) > spoolTime {
			os.Remove(filepath.Join(n.Spool, f.Name()))
		}
	}
}

// table is a file that waits, read by its plan.
type table struct {
	*sheet.Reader
	*evidence.Binding
	file *os.File
}

func (t table) Close() error {
	t.Reader.Close()
	return t.file.Close()
}

// openSpooled opens the table of an import. On the first time, with options, it completes the plan.
func (n *Node) openSpooled(run id.ID, p *plan, first ImportOptions) (*table, error) {
	f, err := os.Open(n.spooled(run))
	if err != nil {
		return nil, fault.New(fault.Invalid, "import.file_gone", "the file waits no more on this machine; import it again: what was stored of it counts as duplicate").Because(err)
	}
	t := &table{file: f}
	if err := n.bind(t, p, first); err != nil {
		if t.Reader != nil {
			t.Reader.Close()
		}
		f.Close()
		return nil, err
	}
	return t, nil
}

func (n *Node) bind(t *table, p *plan, first ImportOptions) error {
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	if t.Reader, err = sheet.Open(t.file, info.Size(), p.Table); err != nil {
		return err
	}
	if p.Header == nil {
		p.Header = t.Header()
		if len(p.Mapping.Fields) == 0 {
			p.Mapping = evidence.Suggest(p.Header, first.Kind)
		}
		if first.Kind != 0 {
			p.Mapping = p.Mapping.With(evidence.FieldKind, first.Kind.String())
		}
		p.Mapping = p.Mapping.With(evidence.FieldSource, first.Source)
	}
	t.Binding, err = p.Mapping.Bind(t.Header(), n.Regions(), n.region)
	return err
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
