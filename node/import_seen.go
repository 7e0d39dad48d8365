package node

// seen is what a dry run remembers of a file, since it stores nothing in which it could look: by the first bytes of a
// record's key, those of its content. About 30 bytes a row. A run that stores has none.
type seen map[[8]byte][8]byte

func (s seen) key(r *row) (key, content [8]byte) {
	digest := r.candidate.Digest
	for i := range digest {
		digest[i] ^= r.document[i]
	}
	return [8]byte(r.candidate.Key[:8]), [8]byte(digest[:8])
}

func (s seen) has(r *row) bool {
	if s == nil {
		return false
	}
	k, _ := s.key(r)
	_, ok := s[k]
	return ok
}

func (s seen) same(r *row) bool {
	if s == nil {
		return false
	}
	k, content := s.key(r)
	before, ok := s[k]
	return ok && before == content
}

func (s seen) add(rows []*row) {
	for _, r := range rows {
		k, content := s.key(r)
		s[k] = content
	}
}
