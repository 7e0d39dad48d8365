package keys

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"kangma/internal/fault"
)

// The environment variables that a root comes from.
const (
	EnvSecret = "KANGMA_ROOT_SECRET"      // the secret itself
	EnvFile   = "KANGMA_ROOT_SECRET_FILE" // the path of its file
)

// FindRoot chooses the source: the environment's secret, the environment's file, or else the given file. Both variables at once are
// refused, since one of them would be ignored.
func FindRoot(getenv func(string) string, otherwise FileRoot) (RootSource, error) {
	secret, path := getenv(EnvSecret), getenv(EnvFile)
	switch {
	case secret != "" && path != "":
		return nil, fault.New(fault.Invalid, "root.twice", "%s and %s are both set; unset one", EnvSecret, EnvFile)
	case secret != "":
		return EnvRoot(secret), nil
	case path != "":
		return FileRoot{Path: path}, nil
	}
	return otherwise, nil
}

// EnvRoot is a root secret given as text.
type EnvRoot string

func (e EnvRoot) Root() (*Root, error) { return ParseRoot(string(e)) }

// FileRoot is a root secret in a file that nobody but its owner may read.
type FileRoot struct {
	Path   string
	Create bool // make the file with a new secret if it is not there
}

var _ = []RootSource{EnvRoot(""), FileRoot{}}

const maxRootFile = 64 << 10

// Root reads the file, after making it if it is missing and may be made. Processes that start at one moment agree on one secret.
func (f FileRoot) Root() (*Root, error) {
	file, err := os.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) && f.Create {
		if err := f.create(); err != nil {
			return nil, f.refuse("root.create", "cannot be made").Because(err)
		}
		file, err = os.Open(f.Path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, f.refuse("root.missing", "does not exist")
	case err != nil:
		return nil, f.refuse("root.read", "cannot be read by this process").Because(err)
	}
	defer file.Close()

	info, err := file.Stat() // of the open file, so that nobody can change it in between
	switch {
	case err != nil:
		return nil, f.refuse("root.read", "cannot be read by this process").Because(err)
	case !info.Mode().IsRegular():
		return nil, f.refuse("root.form", "is no regular file")
	case info.Mode().Perm()&0o077 != 0:
		return nil, f.refuse("root.permissions", "has permissions %04o, so that others can read or change it; run: chmod 600 %s", info.Mode().Perm(), f.Path)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxRootFile))
	if err != nil {
		return nil, f.refuse("root.read", "cannot be read by this process").Because(err)
	}
	root, err := ParseRoot(string(text))
	if reason, ok := fault.As(err); ok {
		return nil, f.refuse(reason.Key, "is refused: %s", reason.Detail)
	}
	return root, err
}

func (f FileRoot) refuse(key, format string, args ...any) *fault.Fault {
	return fault.Field("root secret file", f.Path, format, args...).WithKey(key)
}

// create writes a new secret beside the path and links it there, which fails if another process was first: then the
// other's secret stands. Nobody ever reads half a file, and after a crash the file is whole or not there.
func (f FileRoot) create() error {
	dir := filepath.Dir(f.Path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, ".root-secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	secret := make([]byte, minSecret)
	rand.Read(secret)
	if _, err := temp.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n"); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), f.Path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
