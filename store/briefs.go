package store

import (
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/policy"
)

const never = instant.Never

// lastID is after every id.
var lastID = func() (v id.ID) {
	for i := range v {
		v[i] = 0xff
	}
	return v
}()

func readID(scan db.Scan) (v id.ID, err error) {
	err = scan(&v)
	return v, err
}

func readBrief(scan db.Scan) (b policy.Brief, err error) {
	var birth person.Birth
	err = scan(&b.ID, &b.IDType, &birth, &b.Residence)
	b.Birth = birth.Reveal()
	return b, err
}
