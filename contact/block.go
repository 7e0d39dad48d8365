package contact

import (
	"encoding/binary"

	"kangma/internal/fault"
)

// Block is the passengers of one service, in columns: first all identifiers, which are compared with the patients', then the
// places, which are read only where a patient was aboard.
type Block struct {
	n     int
	who   []byte
	place []byte
}

const (
	whoSize   = 16
	placeSize = 10 // leg 2, kind 1, letter 1, coach 2, row 2, to 2
)

// MaxPassengers is how many lines the lists of one service may have.
const MaxPassengers = 20_000

// NewBlock puts passengers in columns, in the order given.
func NewBlock(all []Passenger) *Block {
	b := &Block{}
	for _, p := range all {
		b.Add(p)
	}
	return b
}

// Add puts one more behind the others.
func (b *Block) Add(p Passenger) {
	b.n++
	b.who = append(b.who, p.Who[:]...)
	b.place = append(b.place, p.Leg.From, p.Leg.To, byte(p.Seat.Kind), p.Seat.Letter)
	b.place = binary.BigEndian.AppendUint16(b.place, p.Seat.Coach)
	b.place = binary.BigEndian.AppendUint16(b.place, p.Seat.Row)
	b.place = binary.BigEndian.AppendUint16(b.place, p.Seat.To)
}

// Len is how many there are.
func (b *Block) Len() int { return b.n }

// Who is the identifier of one.
func (b *Block) Who(i int) Keyed { return Keyed(b.who[i*whoSize : (i+1)*whoSize]) }

// At is one whole.
func (b *Block) At(i int) Passenger {
	c := b.place[i*placeSize : (i+1)*placeSize]
	return Passenger{Who: b.Who(i), Leg: Leg{c[0], c[1]}, Seat: Seat{Kind: SeatKind(c[2]), Letter: c[3], Coach: binary.BigEndian.Uint16(c[4:]),
		Row: binary.BigEndian.Uint16(c[6:]), To: binary.BigEndian.Uint16(c[8:])}}
}

// MarshalBinary is the block as it is sealed.
func (b *Block) MarshalBinary() ([]byte, error) {
	out := binary.BigEndian.AppendUint32(make([]byte, 0, 5+len(b.who)+len(b.place)), uint32(b.n))
	return append(append(out, b.who...), b.place...), nil
}

// UnmarshalBinary reads it again; it keeps the bytes.
func (b *Block) UnmarshalBinary(text []byte) error {
	if len(text) < 4 {
		return damaged()
	}
	n := int(binary.BigEndian.Uint32(text))
	if n > MaxPassengers || len(text) != 4+n*(whoSize+placeSize) {
		return damaged()
	}
	b.n, b.who, b.place = n, text[4:4+n*whoSize], text[4+n*whoSize:]
	return nil
}

func damaged() error {
	return fault.New(fault.Internal, "contact.block", "a list of passengers is damaged")
}
