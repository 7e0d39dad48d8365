package person

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Tx is what people and accounts need from storage, inside one transaction. "Locks" means that until the transaction
// ends nobody else gets the same answer for writing (on SQLite, whose writer is alone, it means nothing more). What is
// not there is a fault not_found, except where zero values are promised.
type Tx interface {
	PeopleTx
	AccountTx
	LoginTx
	SessionTx
}

// PeopleTx stores persons. Document indexes and handles are unique in a node.
type PeopleTx interface {
	// InsertPeople inserts each person unless one with his document index exists, and returns in the same order the id
	// of the person who now stands: his own if he was inserted, else the earlier one's (PE-1). A zero index is always
	// inserted. A document that comes twice in the list is inserted once. Two transactions that insert the same
	// document end in one person: the later waits for the earlier. May be repeated. It writes nothing for who exists.
	InsertPeople(ctx context.Context, people []Person) ([]id.ID, error)
	// Person reads and locks one person.
	Person(ctx context.Context, person id.ID) (Person, error)
	// PeopleByDocument finds the ids of those documents that are known; others are left out. Reads only.
	PeopleByDocument(ctx context.Context, documents []Index) (map[Index]id.ID, error)
	// PersonByHandle finds whom a token is about. Reads only.
	PersonByHandle(ctx context.Context, handle Handle) (Person, error)
	// UpdatePerson stores Birth, Residence and Sealed of a person who was read in this transaction; nothing else changes.
	// If Birth or Residence do, it keeps what was known of them until at (PE-11).
	UpdatePerson(ctx context.Context, p Person, at instant.Instant) error
	// ForgetPerson destroys Sealed, Document, Birth and Residence of a person, those of before included, and frees his document index (PE-4). Id
	// and handle stay, so that what refers to him still refers to one and the same. It may be repeated.
	ForgetPerson(ctx context.Context, person id.ID) error
}

// AccountTx stores accounts and links. Phone indexes are unique in a node.
type AccountTx interface {
	// InsertAccount inserts an account unless one with its phone exists, and returns the one that stands.
	InsertAccount(ctx context.Context, a Account) (Account, error)
	// Account reads and locks one account.
	Account(ctx context.Context, account id.ID) (Account, error)
	// AccountByPhone reads the account of a phone.
	AccountByPhone(ctx context.Context, phone Index) (Account, error)
	// LinksOfAccount and LinksOfPerson read all links, ended ones included, by From and id. LinksOfPerson also locks
	// the person's links against insertion by others, so that the limits of PE-6 hold.
	LinksOfAccount(ctx context.Context, account id.ID) ([]Link, error)
	LinksOfPerson(ctx context.Context, person id.ID) ([]Link, error)
	// InsertLink and EndLink write; a link ends once (conflict otherwise).
	InsertLink(ctx context.Context, l Link) error
	EndLink(ctx context.Context, l Link, until instant.Instant) error
}

// LoginTx stores the state of one-time codes.
type LoginTx interface {
	// Login reads and locks the state of a phone, Login{Phone: phone} if there is none.
	Login(ctx context.Context, phone Index) (Login, error)
	// PutLogin inserts or replaces it.
	PutLogin(ctx context.Context, l Login) error
}

// SessionTx stores sessions.
type SessionTx interface {
	InsertSession(ctx context.Context, s Session) error
	// Session reads and locks one session.
	Session(ctx context.Context, session id.ID) (Session, error)
	// SessionsOf lists the sessions of an account that have neither ended nor expired at an instant, by id.
	SessionsOf(ctx context.Context, account id.ID, at instant.Instant) ([]Session, error)
	// UpdateSession stores Hash, Previous, RotatedAt, ExpiresAt and EndedAt.
	UpdateSession(ctx context.Context, s Session) error
}
