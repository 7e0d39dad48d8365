package node

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"

	"kangma/audit"
	"kangma/contact"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// storePatients stores the patients of a file: each in a region where the caller may bring in evidence. Who stands there already,
// with the same times, is a duplicate; with others, the newer statement ends the older.
func (n *Node) storePatients(ctx context.Context, tx *store.Tx, c Caller, bound *contact.Binding, lines []contactLine, at instant.Instant) error {
	standing, err := n.stand(ctx, tx, c)
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		if l.Fault != nil {
			continue
		}
		p, err := n.patientOf(bound, *l, at)
		if err == nil {
			_, err = standing.May(staff.Ask{Action: staff.EvidenceImport, Region: p.Region}, at)
		}
		if err == nil {
			l.duplicate, err = statePatient(ctx, tx, p, at)
		}
		if f, ok := fault.As(err); ok && f.Code != fault.Internal {
			l.Fault = f
		} else if err != nil {
			return err
		}
	}
	return nil
}

// statePatient stores a patient in the place of what the same source stated of him before.
func statePatient(ctx context.Context, tx *store.Tx, p contact.Patient, at instant.Instant) (duplicate bool, err error) {
	before, err := tx.PatientsOf(ctx, p.Who)
	if err != nil {
		return false, err
	}
	for _, b := range before {
		if b.Source != p.Source {
			continue
		}
		same := p
		same.ID, same.At = b.ID, b.At
		if same == b {
			return true, nil
		}
		if err := tx.EndPatient(ctx, b, at); err != nil {
			return false, err
		}
	}
	return false, tx.InsertPatient(ctx, p)
}

func (n *Node) patientOf(bound *contact.Binding, l contactLine, at instant.Instant) (p contact.Patient, err error) {
	cell := func(f contact.Field) string { return bound.Cell(l.Cells, f) }
	p = contact.Patient{ID: id.New(at), Who: l.who, At: at, EndedAt: instant.Never, Region: n.region, Source: "health authority"}
	if p.Status, err = contact.ParseStatus(cell("status")); err != nil {
		return p, err
	}
	for field, into := range map[contact.Field]*instant.Instant{"onset": &p.Onset, "sampled": &p.Sampled, "negative": &p.Negative, "isolated": &p.Isolated} {
		if text := cell(field); text != "" {
			if *into, err = evidence.ParseTime(text, instant.Beijing); err != nil {
				return p, fault.Field(string(field), text, "is not a time like 2020-01-20 09:00")
			}
		}
	}
	p.Intense = cell("intense") == "是" || cell("intense") == "true" || cell("intense") == "1"
	if text := cell("region"); text != "" {
		if p.Region, err = region.ParseCode(text); err == nil {
			err = n.Regions().Check(p.Region)
		}
		if err != nil {
			return p, fault.Field("region", text, "is not the code of a division")
		}
	}
	return p, p.Check()
}

// storeTrips stores published trips of patients: the open form of February 2020.
func (n *Node) storeTrips(ctx context.Context, tx *store.Tx, bound *contact.Binding, lines []contactLine, at instant.Instant) error {
	open := n.openLists(tx, ContactFile{}, at)
	for i := range lines {
		l := &lines[i]
		if l.Fault != nil {
			continue
		}
		added, err := storeTrip(ctx, tx, open, func(f contact.Field) string { return bound.Cell(l.Cells, f) }, at)
		if f, ok := fault.As(err); ok && f.Code != fault.Internal {
			l.Fault = f
		} else if err != nil {
			return err
		}
		l.duplicate = !added
	}
	return nil
}

// formModes are the numbers of the open form. Metros, town buses and taxis have no lists.
var formModes = map[string]string{"1": "flight", "2": "train", "4": "coach", "7": "ship"}

func storeTrip(ctx context.Context, tx *store.Tx, open *openLists, cell func(contact.Field) string, at instant.Instant) (added bool, err error) {
	read := func(f contact.Field) string {
		text := cell(f)
		switch {
		case f == "mode" && formModes[text] != "":
			return formModes[text]
		case f == "date" && text == "":
			return cell("start")
		}
		return text
	}
	list, _, err := open.find(ctx, read)
	if err != nil {
		return false, err
	}
	numbers, _ := contact.ParseNumbers(read("number"))
	t := contact.Trip{Day: list.Day, Mode: list.Mode, Number: numbers[0], Service: list.ID, From: read("from"), To: read("to"), Note: read("note"), Source: read("source")}
	if t.Source == "" {
		return false, fault.Missing("source")
	}
	if t.Coaches, err = coachesOf(read("coach")); err != nil {
		return false, err
	}
	text, err := json.Marshal(t)
	if err != nil {
		return false, err
	}
	digest := sha256.Sum256(text)
	t.ID = id.New(at)
	return tx.InsertContactTrip(ctx, t, digest[:16], at)
}

// coachesOf reads the carriages of the form: 5, 05车, 3、5车厢; none if it does not say.
func coachesOf(s string) (all []uint16, err error) {
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return strings.ContainsRune(",，、/;； ", c) }) {
		seat, err := contact.ParseSeat(contact.Train, part, "", "")
		if err != nil {
			return nil, fault.Field("coach", s, "is not the number of a carriage, or several like 3、5")
		}
		if seat.Coach != 0 {
			all = append(all, seat.Coach)
		}
	}
	return all, nil
}

// EndContactPatient ends a patient who was found not to be one, or whose journeys are not to be matched any more. Matching follows.
func (n *Node) EndContactPatient(ctx context.Context, c Caller, patient id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		if _, err := n.permitSomewhere(ctx, tx, c, staff.EvidenceImport, staff.Purpose{}); err != nil {
			return err
		}
		p, err := tx.Patient(ctx, patient)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.EvidenceImport, Region: p.Region})
		if err != nil {
			return err
		}
		if err := tx.EndPatient(ctx, p, at); err != nil {
			return err
		}
		if err := n.enqueueMatch(ctx, tx, at); err != nil {
			return err
		}
		e := o.entry(audit.ContactEnd, p.Region, at)
		e.Object = audit.Object{Kind: "patient", ID: patient.String()}
		return n.record(ctx, tx, e)
	})
}

// ContactPatients lists the patients of a region that stand, by id, behind one.
func (n *Node) ContactPatients(ctx context.Context, c Caller, in region.Code, after id.ID, limit int) (list []contact.Patient, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if in.IsZero() {
			in = n.region
		}
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.EvidenceImport, Region: in}); err != nil {
			return err
		}
		lo, hi := in.Range()
		list, err = tx.Patients(ctx, lo, hi, after, limit)
		return err
	})
	return list, err
}
