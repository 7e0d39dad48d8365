package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kangma/api/client"
	"kangma/feed"
	"kangma/internal/fault"
	"kangma/node"
)

// feedSandbox is the other side: an authority that makes a key and signs files, for trying a feed and as a model for real ones.
type feedSandbox struct {
	Keygen sandboxKeygen `cmd:"" help:"Make a key of an authority: the private half into a file, the public half on standard output."`
	Sign   sandboxSign   `cmd:"" help:"Sign a file: FILE.sig beside it."`
	Drop   sandboxDrop   `cmd:"" help:"Drop a signed file into a feed's folder, as a real authority must: whole, the signature last."`
	Push   sandboxPush   `cmd:"" help:"Push a signed file to a node. It may be repeated."`
	Serve  sandboxServe  `cmd:"" help:"Let the files of a folder be fetched, in the order of their names."`
}

type sandboxKeygen struct {
	Key string `arg:"" help:"File of the private key; it must not be there yet."`
}

func (c *sandboxKeygen) Run(s *Streams) error {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Key, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unreadable(c.Key, err)
	}
	if _, err := fmt.Fprintln(f, base64.RawURLEncoding.EncodeToString(private.Seed())); err != nil {
		f.Close()
		return err
	}
	fmt.Fprintln(s.Out, feed.KeyText(public))
	return f.Close()
}

// sandboxFile is a file that an authority sends, under its key.
type sandboxFile struct {
	Feed string `arg:"" help:"Name of the feed."`
	File string `arg:"" help:"The table."`
	Key  string `help:"File of the private key." required:"" placeholder:"FILE"`
}

func privateKey(file string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	seed, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fault.Field("--key", file, "is no file that kangma feed sandbox keygen made")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func (c *sandboxFile) signed() (content []byte, name string, s client.Signed, err error) {
	key, err := privateKey(c.Key)
	if err != nil {
		return nil, "", s, err
	}
	if content, err = os.ReadFile(c.File); err != nil {
		return nil, "", s, unreadable(c.File, err)
	}
	name = filepath.Base(c.File)
	if err := feed.CheckName(name); err != nil {
		return nil, "", s, err
	}
	digest := feed.Digest(sha256.Sum256(content))
	return content, name, client.Signed{Name: name, Digest: digest.String(), Signature: feed.Sign(key, c.Feed, name, digest)}, nil
}

type sandboxSign struct{ sandboxFile }

func (c *sandboxSign) Run() error {
	_, _, signed, err := c.signed()
	if err != nil {
		return err
	}
	return os.WriteFile(c.File+".sig", []byte(signed.Signature+"\n"), 0o600)
}

type sandboxDrop struct {
	sandboxFile
	Into string `help:"Folder of the feed: feeds/NAME in the node's." required:"" type:"existingdir"`
}

func (c *sandboxDrop) Run() error {
	content, name, signed, err := c.signed()
	if err != nil {
		return err
	}
	for _, part := range []struct{ name, text string }{{name, string(content)}, {name + ".sig", signed.Signature + "\n"}} {
		beside := filepath.Join(c.Into, "."+part.name+".part")
		if err := os.WriteFile(beside, []byte(part.text), 0o600); err != nil {
			return err
		}
		if err := os.Rename(beside, filepath.Join(c.Into, part.name)); err != nil {
			return err
		}
	}
	return nil
}

type sandboxPush struct {
	sandboxFile
	Server string `help:"The node." required:"" placeholder:"URL"`
}

func (c *sandboxPush) Run(ctx context.Context, s *Streams) error {
	content, _, signed, err := c.signed()
	if err != nil {
		return err
	}
	d, err := client.New(strings.TrimSuffix(c.Server, "/"), patience).Push(ctx, c.Feed, signed, bytes.NewReader(content))
	if err != nil {
		return err
	}
	what := "taken"
	switch {
	case d.Again:
		what = "was here before"
	case d.Reason != "":
		what = "could not be read: " + d.Reason
	}
	fmt.Fprintf(s.Out, "%s %s\n", d.ID, what)
	return nil
}

type sandboxServe struct {
	Feed   string `arg:"" help:"Name of the feed."`
	Folder string `arg:"" help:"Where the files are." type:"existingdir"`
	Key    string `help:"File of the private key." required:"" placeholder:"FILE"`
	Listen string `help:"Address." default:"127.0.0.1:8090"`
}

func (c *sandboxServe) Run(ctx context.Context, s *Streams) error {
	key, err := privateKey(c.Key)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fault.Field("--listen", c.Listen, "cannot be listened on: %v", err)
	}
	fmt.Fprintf(s.Out, "files of %s are fetched from http://%s/files\n", c.Folder, listener.Addr())
	server := &http.Server{Handler: fetched(c.Feed, c.Folder, key), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.Serve(listener); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// fetched is what a node asks: the file after the one that it has, in the order of names; 204 if there is none.
func fetched(name, folder string, key ed25519.PrivateKey) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			http.Error(w, "the folder cannot be read", http.StatusInternalServerError)
			return
		}
		i := slices.IndexFunc(entries, func(e os.DirEntry) bool {
			return e.Type().IsRegular() && feed.CheckName(e.Name()) == nil && e.Name() > r.URL.Query().Get("after")
		})
		if i < 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		content, err := os.ReadFile(filepath.Join(folder, entries[i].Name()))
		if err != nil {
			http.Error(w, "the file cannot be read", http.StatusInternalServerError)
			return
		}
		digest := feed.Digest(sha256.Sum256(content))
		w.Header().Set(node.HeaderName, entries[i].Name())
		w.Header().Set(node.HeaderDigest, digest.String())
		w.Header().Set(node.HeaderSignature, feed.Sign(key, name, entries[i].Name(), digest))
		w.Header().Set("ETag", `"`+digest.String()+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}
