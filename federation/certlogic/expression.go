package certlogic

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kangma/internal/fault"
)

// Expression is a parsed expression. Immutable; safe for concurrent use.
type Expression struct {
	op   string // "" of a literal, "[" of a list
	args []*Expression
	lit  any    // string, int64 or bool
	path string // of var
}

const (
	list      = "["
	maxDepth  = 64
	maxLength = 64 << 10 // bytes of a rule's logic
)

// arity is how many operands an operation has, at least and at most.
var arity = map[string][2]int{
	"if": {3, 3}, "and": {2, 1 << 10}, "!": {1, 1}, "===": {2, 2}, "in": {2, 2}, "+": {2, 2},
	"<": {2, 3}, ">": {2, 3}, "<=": {2, 3}, ">=": {2, 3},
	"after": {2, 3}, "before": {2, 3}, "not-after": {2, 3}, "not-before": {2, 3},
	"plusTime": {3, 3}, "reduce": {3, 3}, "extractFromUVCI": {2, 2}, "dccDateOfBirth": {1, 1},
}

var units = []string{"year", "month", "day", "hour"}

// Parse reads an expression and keeps CG-1. Faults say where: logic.if[0].and[1].
func Parse(data []byte) (*Expression, error) {
	if len(data) > maxLength {
		return nil, fault.Field("logic", len(data), "is longer than %d bytes", maxLength)
	}
	v, err := decode(data)
	if err != nil {
		return nil, fault.Secret("logic", "is no JSON")
	}
	return parse("logic", v, 0)
}

func parse(at string, v any, depth int) (*Expression, error) {
	if depth > maxDepth {
		return nil, fault.Field(at, depth, "is nested too deep")
	}
	switch v := v.(type) {
	case string, bool, int64:
		return &Expression{lit: v}, nil
	case float64:
		return nil, fault.Field(at, v, "is not a whole number")
	case []any:
		args, err := parseAll(at, v, depth)
		return &Expression{op: list, args: args}, err
	case map[string]any:
		if len(v) != 1 {
			return nil, fault.Field(at, len(v), "members; an operation has one")
		}
		for op, operands := range v {
			return operation(at+"."+op, op, operands, depth)
		}
	}
	return nil, fault.Field(at, fmt.Sprint(v), "is no expression")
}

func parseAll(at string, list []any, depth int) ([]*Expression, error) {
	args := make([]*Expression, len(list))
	for i, v := range list {
		one, err := parse(fmt.Sprintf("%s[%d]", at, i), v, depth+1)
		if err != nil {
			return nil, err
		}
		args[i] = one
	}
	return args, nil
}

func operation(at, op string, operands any, depth int) (*Expression, error) {
	if op == "var" {
		path, ok := operands.(string)
		if !ok {
			return nil, fault.Field(at, fmt.Sprint(operands), "is no path")
		}
		if path != "" && slices.Contains(strings.Split(path, "."), "") {
			return nil, fault.Field(at, path, "has an empty part")
		}
		return &Expression{op: op, path: path}, nil
	}
	n, known := arity[op]
	if !known {
		return nil, fault.Field(at, op, "is no operation")
	}
	given, ok := operands.([]any)
	if !ok {
		return nil, fault.Field(at, fmt.Sprint(operands), "is no list of operands")
	}
	if len(given) < n[0] || len(given) > n[1] {
		return nil, fault.Field(at, len(given), "operands; it takes %d to %d", n[0], n[1])
	}
	args, err := parseAll(at, given, depth)
	if err != nil {
		return nil, err
	}
	e := &Expression{op: op, args: args}
	switch op {
	case "plusTime":
		if _, whole := args[1].lit.(int64); !whole {
			return nil, fault.Field(at+"[1]", fmt.Sprint(given[1]), "is not a whole number")
		}
		if unit, _ := args[2].lit.(string); !slices.Contains(units, unit) {
			return nil, fault.Field(at+"[2]", fmt.Sprint(given[2]), "is not one of %v", units)
		}
	case "extractFromUVCI":
		if _, whole := args[1].lit.(int64); !whole {
			return nil, fault.Field(at+"[1]", fmt.Sprint(given[1]), "is not a whole number")
		}
	}
	return e, nil
}

// decode reads JSON; whole numbers are int64.
func decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one value")
	}
	return numbers(v), nil
}

func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return n
		}
		f, err := v.Float64()
		if err == nil && f == float64(int64(f)) && f > -1e15 && f < 1e15 {
			return int64(f)
		}
		return f
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = numbers(v[k])
		}
	}
	return v
}
