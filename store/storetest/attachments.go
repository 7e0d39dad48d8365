package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/review/attachment"
	"kangma/store"
)

// A file of a case comes back whole, in the order in which files were attached, and only by owner and case. AT-1, BY-07
func attachments(t *testing.T, s *store.Store) {
	file := func(n int, of id.ID) store.Attachment {
		return store.Attachment{Owner: ident(1), Case: of, ID: ident(n), Type: attachment.PNG, Size: 3, SHA256: []byte{byte(n)}, AddedAt: at, AddedBy: ident(9), ByHolder: n%2 == 0}
	}
	first, second, other := file(21, ident(2)), file(22, ident(2)), file(23, ident(3))
	other.Key = []byte{1, 2} // of a case about nobody
	for _, a := range []store.Attachment{second, first, other} {
		write(t, s, func(tx *store.Tx) error { return tx.InsertAttachment(ctx, a, append([]byte("sealed"), byte(a.Size))) })
	}
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertAttachment(ctx, first, nil) })
	list := func(owner, of id.ID) func(*store.Tx) ([]store.Attachment, error) {
		return func(tx *store.Tx) ([]store.Attachment, error) { return tx.Attachments(ctx, owner, of) }
	}
	reads(t, s, []store.Attachment{first, second}, list(ident(1), ident(2)))
	reads(t, s, []store.Attachment{other}, list(ident(1), ident(3)))
	reads(t, s, nil, list(ident(4), ident(2)))
	one := func(owner, of, which id.ID) func(*store.Tx) (string, error) {
		return func(tx *store.Tx) (string, error) {
			a, sealed, err := tx.Attachment(ctx, owner, of, which)
			return a.ID.String() + string(sealed), err
		}
	}
	reads(t, s, first.ID.String()+"sealed\x03", one(ident(1), ident(2), first.ID))
	for _, elsewhere := range [][3]id.ID{{ident(4), ident(2), first.ID}, {ident(1), ident(3), first.ID}, {ident(1), ident(2), ident(29)}} {
		refused(t, s, fault.NotFound, func(tx *store.Tx) error {
			_, _, err := tx.Attachment(ctx, elsewhere[0], elsewhere[1], elsewhere[2])
			return err
		})
	}
}
