package node

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"kangma/feed"
	"kangma/internal/fault"
)

// A folder of a feed that is dropped: FILE and FILE.sig, written under other names, or beside the folder, and renamed, the signature
// last. What was taken goes to taken/, what no key signed to refused/ with the reason beside it; the operator clears both.
const (
	signatureSuffix = ".sig"
	takenFolder     = "taken"
	refusedFolder   = "refused"
)

// collectDropped takes the files of a feed's folder that have their signature, in the order of their names. One that fails holds up no
// other; one that cannot be read now stays.
func (n *Node) collectDropped(ctx context.Context, f feed.Feed) error {
	if n.Drop == "" {
		return fault.New(fault.Unavailable, "feed.no_folder", "this node has no folder in which files could be dropped")
	}
	folder := filepath.Join(n.Drop, f.Name)
	for _, dir := range []string{folder, filepath.Join(folder, takenFolder), filepath.Join(folder, refusedFolder)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	files, err := os.ReadDir(folder) // in the order of names
	if err != nil {
		return err
	}
	var failed []error
	for _, e := range files {
		name, signed := strings.CutSuffix(e.Name(), signatureSuffix)
		if !signed || !e.Type().IsRegular() || ctx.Err() != nil {
			continue
		}
		if err := n.collect(ctx, f, folder, name); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func (n *Node) collect(ctx context.Context, f feed.Feed, folder, name string) error {
	signature, err := readShort(filepath.Join(folder, name+signatureSuffix))
	if err != nil {
		return err
	}
	file, err := openRegular(filepath.Join(folder, name))
	if errors.Is(err, fs.ErrNotExist) { // its file is still to come
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, interruptible{ctx, file}); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, _, err = n.Deliver(ctx, Arrival{Feed: f.Name, Name: name, Digest: feed.Digest(h.Sum(nil)), Signature: signature, Way: feed.Drop, Content: file})
	said, ok := fault.As(err)
	switch {
	case err == nil:
		return move(folder, takenFolder, name)
	case !ok || said.Code == fault.Unavailable || said.Code == fault.Busy || said.Code == fault.Internal || said.Key == "feed.digest":
		return err // nothing is wrong with the file, or it is still being written
	}
	slog.WarnContext(ctx, "a dropped file was refused", "feed", f.Name, "error", said.Detail)
	if err := os.WriteFile(filepath.Join(folder, refusedFolder, name+".reason"), []byte(said.Detail+"\n"), 0o600); err != nil {
		return err
	}
	return move(folder, refusedFolder, name)
}

// move puts a file and its signature away, the signature last: as long as it is there, the file is taken again, which is nothing new.
func move(folder, to, name string) error {
	if err := os.Rename(filepath.Join(folder, name), filepath.Join(folder, to, name)); err != nil {
		return err
	}
	return os.Rename(filepath.Join(folder, name+signatureSuffix), filepath.Join(folder, to, name+signatureSuffix))
}

// openRegular opens a file and nothing that only looks like one: no link out of the folder, no device.
func openRegular(path string) (*os.File, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fault.New(fault.Invalid, "feed.no_file", "what was dropped is no file")
	}
	return os.Open(path)
}

func readShort(path string) (string, error) {
	f, err := openRegular(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 1000))
	return string(b), err
}
