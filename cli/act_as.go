package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
)

// loginCommand is kangma login: from then on commands with --server act as this member of staff (ADR 0093).
type loginCommand struct {
	Server string `help:"Address of the node: https://jkm.example." required:"" env:"KANGMA_SERVER"`
	Phone  string `help:"Phone that you are appointed with." required:""`
}

func (c *loginCommand) Run(ctx context.Context, s *Streams) error {
	server, err := parseServer(c.Server)
	if err != nil {
		return err
	}
	file, err := openLogins() // before a code is used up
	if err != nil {
		return err
	}
	node := client.New(server, patience)
	if err := node.RequestCode(ctx, c.Phone); err != nil {
		return err
	}
	fmt.Fprint(s.Err, "A code was sent to the phone. Code: ")
	lines := bufio.NewScanner(s.In)
	lines.Scan()
	session, err := node.Login(ctx, wire.Login{Phone: c.Phone, Code: strings.TrimSpace(lines.Text()), Door: wire.StaffDoor, Remember: true})
	if err != nil {
		return err
	}
	file.Logins[server] = session
	if err := file.write(); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "logged in at %s; kangma logout --server %[1]s ends it\n", server)
	return nil
}

// logoutHere is kangma logout; kangma staff logout ends all logins of an account.
type logoutHere struct {
	Server string `help:"Address of the node." required:"" env:"KANGMA_SERVER"`
}

// Run forgets the login here whatever the node says, and tells if the node could not be told.
func (c *logoutHere) Run(ctx context.Context) error {
	server, file, node, err := loggedIn(c.Server)
	if err != nil {
		return err
	}
	told := node.Logout(ctx)
	delete(file.Logins, server)
	return errors.Join(file.write(), told)
}

// serverFlag lets a command act over the API as who has logged in with kangma login.
type serverFlag struct {
	Server string `help:"Act at the node at this address, as the member of staff who has logged in with kangma login; without it as whoever has the machine." placeholder:"URL" env:"KANGMA_SERVER"`
}

// as calls do with a client of the server, and keeps the tokens that were renewed meanwhile.
func (f serverFlag) as(ctx context.Context, do func(*client.Client) error) error {
	server, file, node, err := loggedIn(f.Server)
	if err != nil {
		return err
	}
	err = do(node)
	if now := node.Session(); now.Token != file.Logins[server].Token {
		file.Logins[server] = now
		err = errors.Join(err, file.write())
	}
	return err
}

// loggedIn is a client of a server under the login that is kept here, with the file that keeps it.
func loggedIn(address string) (server string, file *logins, node *client.Client, err error) {
	if server, err = parseServer(address); err != nil {
		return "", nil, nil, err
	}
	if file, err = openLogins(); err != nil {
		return "", nil, nil, err
	}
	session, ok := file.Logins[server]
	if !ok {
		return "", nil, nil, notLoggedIn(server)
	}
	node = client.New(server, patience)
	node.Use(session)
	return server, file, node, nil
}

func notLoggedIn(server string) error {
	return fault.New(fault.Unauthenticated, "login.none", "nobody has logged in at %s from here; kangma login --server %[1]s --phone …", server)
}

// patience is how long an answer is waited for.
var patience = &http.Client{Timeout: time.Minute}

// parseServer reads the address of a node: https, or this machine, since tokens must not go in the clear.
func parseServer(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return "", fault.Field("--server", s, "is not like https://jkm.example")
	}
	ip := net.ParseIP(u.Hostname())
	if here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback(); u.Scheme != "https" && !(u.Scheme == "http" && here) {
		return "", fault.Field("--server", s, "is not https: a login must not go in the clear")
	}
	return u.Scheme + "://" + u.Host, nil
}

// logins is the file of who is logged in where, readable by its owner alone.
type logins struct {
	path   string
	Logins map[string]wire.Session `json:"logins"` // by address
}

func openLogins() (*logins, error) {
	path := os.Getenv("KANGMA_LOGINS")
	if path == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(dir, "kangma", "logins.json")
	}
	f := &logins{path: path, Logins: map[string]wire.Session{}}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Invalid, "login.file", "%s can be read by others; whoever reads it can act as you: delete it, or chmod 600 and log in again", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if json.Unmarshal(text, f) != nil || f.Logins == nil {
		return nil, fault.New(fault.Invalid, "login.file", "%s is no file of logins; delete it and log in again", path)
	}
	return f, nil
}

// write replaces the file whole, so that one that is cut off is not half a file.
func (f *logins) write() error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(f.path), ".logins-*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), f.path)
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}
