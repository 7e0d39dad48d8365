package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"kangma/feed"
	"kangma/internal/fault"
	"kangma/store"
)

// What an authority says of a file that is fetched or pushed.
const (
	HeaderName      = "Kangma-Name"
	HeaderDigest    = "Kangma-Digest"
	HeaderSignature = "Kangma-Signature"
)

// mostFetched is how many files are fetched at a time, one after the other.
const mostFetched = 100

// fetchTime is how long one answer may take, with its content.
const fetchTime = 10 * time.Minute

// fetcher fetches from authorities. It follows no way to elsewhere: the address is the one that two people saw.
var fetcher = &http.Client{Timeout: fetchTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// fetch asks the authority for what came after the last file, until there is nothing new (304 or 204). A file whose content broke off is
// asked for from there on, under the condition that it is still the same.
func (n *Node) fetch(ctx context.Context, f feed.Feed) error {
	err := n.fetchAll(ctx, f)
	wait := f.Every
	if err != nil {
		wait = min(wait, time.Minute)
	}
	kept := n.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.FeedByID(ctx, f.ID)
		if err != nil {
			return err
		}
		now.State.NextAt = n.clock.Now().Add(wait)
		return tx.KeepFeedState(ctx, now.ID, now.State)
	})
	return errors.Join(err, kept)
}

func (n *Node) fetchAll(ctx context.Context, f feed.Feed) error {
	for range mostFetched {
		more, err := n.fetchOne(ctx, f)
		if err != nil || !more {
			return err
		}
		err = n.store.Read(ctx, func(tx *store.Tx) error {
			f, err = tx.FeedByID(ctx, f.ID)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fetchOne fetches the next file; more says that it was a new one.
func (n *Node) fetchOne(ctx context.Context, f feed.Feed) (more bool, err error) {
	part, err := n.openPart(f)
	if err != nil {
		return false, err
	}
	defer part.Close()
	have, err := part.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.Address+"?after="+url.QueryEscape(f.State.Last), nil)
	if err != nil {
		return false, err
	}
	if f.State.Tag != "" {
		r.Header.Set("If-None-Match", f.State.Tag)
	}
	broken := brokenTag(part.Name())
	if have > 0 && broken != "" {
		r.Header.Set("Range", "bytes="+strconv.FormatInt(have, 10)+"-")
		r.Header.Set("If-Range", broken)
	}
	answer, err := fetcher.Do(r)
	if err != nil {
		return false, fault.New(fault.Unavailable, "feed.unreachable", "the address of the feed %s does not answer", f.Name).Because(err)
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusNotModified, http.StatusNoContent:
		return false, n.heard(ctx, f, "", "")
	case http.StatusPartialContent:
		if !goesOn(answer.Header.Get("Content-Range"), have) {
			return false, errors.Join(fault.New(fault.Unavailable, "feed.range", "the authority did not go on where the file broke off"), part.Truncate(0))
		}
	case http.StatusRequestedRangeNotSatisfiable: // all of it is here, or it is another file now
		return true, part.Truncate(0)
	case http.StatusOK:
		if err := part.Truncate(0); err != nil {
			return false, err
		}
		have = 0
	default:
		return false, fault.New(fault.Unavailable, "feed.answer", "the authority answers %s", answer.Status)
	}
	a := Arrival{Feed: f.Name, Name: answer.Header.Get(HeaderName), Signature: answer.Header.Get(HeaderSignature), Way: feed.Pull, Tag: answer.Header.Get("ETag")}
	if a.Digest, err = feed.ParseDigest(answer.Header.Get(HeaderDigest)); err != nil {
		return false, err
	}
	if _, _, err := n.admitted(ctx, a); err != nil { // before anything is kept
		return false, err
	}
	if err := noteTag(part.Name(), a.Tag); err != nil {
		return false, err
	}
	if _, err := part.Seek(have, io.SeekStart); err != nil {
		return false, err
	}
	size, err := io.Copy(part, io.LimitReader(answer.Body, MaxImport+1-have))
	if err == nil && have+size > MaxImport {
		err = fault.New(fault.TooLarge, "import.too_large", "the file has more than %d bytes: divide it", int64(MaxImport))
	}
	if err != nil { // what came stays, to go on from
		return false, fault.New(fault.Unavailable, "feed.broke_off", "the file broke off; it is asked for from there").Because(err)
	}
	if _, err := part.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	a.Content = part
	_, again, err := n.Deliver(ctx, a)
	if err == nil || fault.CodeOf(err) != fault.Busy {
		err = errors.Join(err, os.Remove(part.Name()), os.Remove(part.Name()+".tag"))
	}
	return err == nil && !again, err
}

// openPart opens what came so far of the next file of a feed.
func (n *Node) openPart(f feed.Feed) (*os.File, error) {
	if n.Spool == "" {
		return nil, fault.New(fault.Unavailable, "import.no_spool", "this node has no folder in which files could wait for their import")
	}
	if err := os.MkdirAll(n.Spool, 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(filepath.Join(n.Spool, "part-"+f.ID.String()), os.O_RDWR|os.O_CREATE, 0o600)
}

// brokenTag is the entity tag of a file that broke off, noteTag keeps it.
func brokenTag(part string) string {
	b, err := os.ReadFile(part + ".tag")
	if err != nil {
		return ""
	}
	return string(b)
}

func noteTag(part, tag string) error { return os.WriteFile(part+".tag", []byte(tag), 0o600) }

// goesOn says whether an answer to Range begins where it was asked to.
func goesOn(header string, at int64) bool {
	var from, to, size int64
	n, err := fmt.Sscanf(header, "bytes %d-%d/%d", &from, &to, &size)
	return err == nil && n == 3 && from == at && to == size-1
}
