package node

import (
	"context"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/sheet"
)

// spoolTime is how long the file of a stopped import waits for being resumed.
const spoolTime = 14 * 24 * time.Hour

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
