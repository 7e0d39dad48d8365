package region

// Retired is a code that the tree does not have but evidence may: a division that was dissolved, renumbered or
// raised to another kind since October 2010; a placeholder of GB/T 2260; a code that only application forms used.
type Retired struct {
	Division
	GoneBy    string // YYYY-MM of the first published list without it, "" if it never was a division
	Successor Code   // the division that took over all or most of it, none if it was divided evenly
}

// Retired says what became of a code that is no longer in force.
func (t *Table) Retired(c Code) (Retired, bool) {
	r, ok := t.retired[c]
	return r, ok && !t.has(c)
}

// Successor is the division of today that took over a retired one.
func (t *Table) Successor(c Code) (Code, bool) {
	r, ok := t.Retired(c)
	return r.Successor, ok && r.Successor != 0
}
