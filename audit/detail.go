package audit

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"kangma/internal/fault"
)

// Pair is one thing that an entry tells.
type Pair struct{ Key, Value string }

// Detail is what changed, as few keys with values in the order given: counts,
// versions, codes; never personal data. In JSON it is an object in that order.
type Detail []Pair

// With adds a pair; the value is written as fmt.Sprint does.
func (d Detail) With(key string, value any) Detail {
	return append(d[:len(d):len(d)], Pair{key, fmt.Sprint(value)})
}

// Get is the value of a key, "" if there is none.
func (d Detail) Get(key string) string {
	for _, p := range d {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

func (d Detail) check() error {
	for i, p := range d {
		if p.Key == "" {
			return fault.Missing(fmt.Sprintf("detail[%d].key", i))
		}
		if err := checkText(fmt.Sprintf("detail[%d].key", i), p.Key, MaxWord); err != nil {
			return err
		}
		if err := checkText("detail."+p.Key, p.Value, MaxText); err != nil {
			return err
		}
		for _, q := range d[:i] {
			if p.Key == q.Key {
				return fault.Field("detail", p.Key, "is there twice")
			}
		}
	}
	return nil
}

// MarshalJSON writes an object whose keys keep their order.
func (d Detail) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range d {
		if i > 0 {
			b.WriteByte(',')
		}
		k, err := json.Marshal(p.Key)
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(p.Value)
		if err != nil {
			return nil, err
		}
		b.Write(k)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads an object of strings and keeps the order of its keys.
func (d *Detail) UnmarshalJSON(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("audit: detail is no JSON object")
	}
	*d = nil
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		value, err := dec.Token()
		if err != nil {
			return err
		}
		text, ok := value.(string)
		if !ok {
			return fmt.Errorf("audit: detail %q is no string", key)
		}
		*d = append(*d, Pair{key.(string), text})
	}
	_, err := dec.Token()
	return err
}

// Value and Scan store the JSON as text.
func (d Detail) Value() (driver.Value, error) {
	b, err := d.MarshalJSON()
	return string(b), err
}

func (d *Detail) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return d.UnmarshalJSON([]byte(s))
	case []byte:
		return d.UnmarshalJSON(s)
	}
	return fmt.Errorf("audit: cannot read detail from %T", src)
}
