package certlogic

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Steps is what one evaluation may cost at most: operations and items gone through (CG-2).
const Steps = 100_000

var errCost = errors.New("certlogic: it takes too many steps")

// Evaluate gives the value of an expression over data as JSON has it: string, int64, float64, bool, nil, []any, map[string]any, and
// time.Time of dates. An error says that the expression does not fit the data; it never panics. Safe for concurrent use.
func (e *Expression) Evaluate(data any) (any, error) {
	return (&evaluation{left: Steps}).value(e, data, 0)
}

type evaluation struct{ left int }

func (v *evaluation) pay(n int) error {
	if v.left -= n; v.left < 0 {
		return errCost
	}
	return nil
}

func mismatch(op string, got any, want string) error {
	return fmt.Errorf("certlogic: %s of %T, want %s", op, got, want)
}

func (v *evaluation) value(e *Expression, data any, depth int) (any, error) {
	if err := v.pay(1); err != nil {
		return nil, err
	}
	switch e.op {
	case "":
		return e.lit, nil
	case "var":
		return access(data, e.path), nil
	case "if":
		guard, err := v.truth(e.args[0], data, depth)
		if err != nil {
			return nil, err
		}
		if guard {
			return v.value(e.args[1], data, depth)
		}
		return v.value(e.args[2], data, depth)
	case "and":
		return v.and(e, data, depth)
	case "!":
		truth, err := v.truth(e.args[0], data, depth)
		return !truth, err
	case "reduce":
		return v.reduce(e, data, depth)
	}
	args := make([]any, len(e.args))
	for i, a := range e.args {
		one, err := v.value(a, data, depth)
		if err != nil {
			return nil, err
		}
		args[i] = one
	}
	return v.apply(e.op, args)
}

// apply is an operation on values.
func (v *evaluation) apply(op string, args []any) (any, error) {
	switch op {
	case list:
		return args, nil
	case "===":
		return same(args[0], args[1]), nil
	case "in":
		items, ok := args[1].([]any)
		if !ok {
			return nil, mismatch(op, args[1], "a list")
		}
		if err := v.pay(len(items)); err != nil {
			return nil, err
		}
		for _, item := range items {
			if same(args[0], item) {
				return true, nil
			}
		}
		return false, nil
	case "+":
		a, okA := args[0].(int64)
		b, okB := args[1].(int64)
		if !okA || !okB || a > 0 && b > math.MaxInt64-a || a < 0 && b < math.MinInt64-a {
			return nil, mismatch(op, args[0], "whole numbers")
		}
		return a + b, nil
	case "<", ">", "<=", ">=":
		return compared(op, args, func(x any) (int64, bool) { n, ok := x.(int64); return n, ok })
	case "after", "before", "not-after", "not-before":
		as := map[string]string{"after": ">", "before": "<", "not-after": "<=", "not-before": ">="}
		return compared(as[op], args, func(x any) (int64, bool) { t, ok := x.(time.Time); return t.UnixMilli(), ok })
	case "plusTime":
		s, ok := args[0].(string)
		if !ok {
			return nil, mismatch(op, args[0], "a text")
		}
		return plusTime(s, args[1].(int64), args[2].(string))
	case "dccDateOfBirth":
		s, ok := args[0].(string)
		if !ok {
			return nil, mismatch(op, args[0], "a text")
		}
		return birth(s)
	case "extractFromUVCI":
		if args[0] == nil {
			return nil, nil
		}
		s, ok := args[0].(string)
		if !ok {
			return nil, mismatch(op, args[0], "a text")
		}
		return fragment(s, args[1].(int64)), nil
	}
	return nil, fmt.Errorf("certlogic: no operation %q", op)
}

func (v *evaluation) and(e *Expression, data any, depth int) (last any, err error) {
	for _, a := range e.args {
		if last, err = v.value(a, data, depth); err != nil {
			return nil, err
		}
		truth, err := truthOf(last)
		if err != nil {
			return nil, err
		}
		if !truth {
			return last, nil
		}
	}
	return last, nil
}

func (v *evaluation) reduce(e *Expression, data any, depth int) (any, error) {
	over, err := v.value(e.args[0], data, depth)
	if err != nil {
		return nil, err
	}
	accumulator, err := v.value(e.args[2], data, depth)
	if err != nil || over == nil {
		return accumulator, err
	}
	items, ok := over.([]any)
	if !ok {
		return nil, mismatch("reduce", over, "a list")
	}
	if depth++; depth > maxDepth {
		return nil, errCost
	}
	for _, item := range items {
		if accumulator, err = v.value(e.args[1], map[string]any{"accumulator": accumulator, "current": item}, depth); err != nil {
			return nil, err
		}
	}
	return accumulator, nil
}

func (v *evaluation) truth(e *Expression, data any, depth int) (bool, error) {
	x, err := v.value(e, data, depth)
	if err != nil {
		return false, err
	}
	return truthOf(x)
}

// truthOf says whether a value is truthy or falsy; a date is neither.
func truthOf(x any) (bool, error) {
	switch x := x.(type) {
	case nil:
		return false, nil
	case bool:
		return x, nil
	case string:
		return x != "", nil
	case int64:
		return x != 0, nil
	case float64:
		return x != 0, nil
	case []any:
		return len(x) > 0, nil
	case map[string]any:
		return len(x) > 0, nil
	}
	return false, mismatch("truth", x, "a value that is truthy or falsy")
}

// same is equality without coercion, of texts, numbers, booleans and null; lists, objects and dates are the same as nothing.
func same(a, b any) bool {
	switch a.(type) {
	case nil, string, bool, int64, float64:
		return a == b
	}
	return false
}

func compared(op string, args []any, number func(any) (int64, bool)) (any, error) {
	ns := make([]int64, len(args))
	for i, a := range args {
		n, ok := number(a)
		if !ok {
			return nil, mismatch(op, a, "operands that can be compared")
		}
		ns[i] = n
	}
	for i := range ns[1:] {
		a, b := ns[i], ns[i+1]
		if ok := op == "<" && a < b || op == ">" && a > b || op == "<=" && a <= b || op == ">=" && a >= b; !ok {
			return false, nil
		}
	}
	return true, nil
}

// access follows a path; what is not there is null.
func access(data any, path string) any {
	if path == "" {
		return data
	}
	for part := range strings.SplitSeq(path, ".") {
		switch d := data.(type) {
		case map[string]any:
			data = d[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(d) {
				return nil
			}
			data = d[i]
		default:
			return nil
		}
	}
	return data
}

var separator = regexp.MustCompile(`[/#:]`)

// fragment is a part of a unique certificate identifier, or null.
func fragment(id string, index int64) any {
	parts := separator.Split(strings.TrimPrefix(id, "URN:UVCI:"), -1)
	if index < 0 || index >= int64(len(parts)) {
		return nil
	}
	return parts[index]
}
