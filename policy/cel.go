package policy

import (
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/region"
)

// condition is a compiled CEL expression that gives a bool.
type condition struct {
	program cel.Program
	direct  direct   // the same without CEL, nil if it has no such form
	names   []string // identifiers that it uses
	consts  []any    // literals in it: string, int64, float64
}

// maxCost bounds a condition's estimated cost (PO-5). The dearest of the shipped packs costs 15.
const maxCost = 250

// The names that a condition on one piece of evidence knows, beside the attributes of its kinds.
var pieceNames = map[string]*cel.Type{
	"region": cel.StringType, "source": cel.StringType, "kind": cel.StringType,
	"id_type": cel.StringType, "residence": cel.StringType,
}

// The names that a condition on the instant knows, beside the pack's named rules.
var instantNames = map[string]*cel.Type{
	"colour": cel.StringType, "mark": cel.StringType, "state": cel.StringType,
	"age": cel.IntType, "id_type": cel.StringType, "residence": cel.StringType,
}

func celType(t evidence.Type) *cel.Type {
	switch t {
	case evidence.Bool:
		return cel.BoolType
	case evidence.Whole:
		return cel.IntType
	case evidence.Number:
		return cel.DoubleType
	case evidence.Time:
		return cel.TimestampType
	case evidence.List:
		return cel.ListType(cel.StringType)
	default:
		return cel.StringType
	}
}

// within(region, code): the region lies in the division of that code.
func within() cel.EnvOption {
	return cel.Function("within", cel.Overload("within_string_string", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType,
		cel.BinaryBinding(func(a, b ref.Val) ref.Val {
			inner, err1 := region.ParseCode(string(a.(types.String)))
			outer, err2 := region.ParseCode(string(b.(types.String)))
			return types.Bool(err1 == nil && err2 == nil && outer.Contains(inner))
		})))
}

// pieceEnv compiles conditions on one piece. It is the same for all packs, so it is built once.
var pieceEnv = sync.OnceValues(func() (*cel.Env, error) {
	opts := []cel.EnvOption{cel.ClearMacros(), within()}
	for n, t := range pieceNames {
		opts = append(opts, cel.Variable(n, t))
	}
	for _, n := range evidence.Names() {
		opts = append(opts, cel.Variable(n.String(), celType(n.Type())))
	}
	return cel.NewEnv(opts...)
})

// instantEnv compiles conditions on the instant: the pack's named rules are bools.
func instantEnv(rules []*Rule) (*cel.Env, error) {
	opts := []cel.EnvOption{cel.ClearMacros(), within()}
	for n, t := range instantNames {
		opts = append(opts, cel.Variable(n, t))
	}
	for _, r := range rules {
		if r.As != "" {
			opts = append(opts, cel.Variable(r.As, cel.BoolType))
		}
	}
	return cel.NewEnv(opts...)
}

// compile checks an expression and makes it ready; field names it in faults.
func compileCEL(env *cel.Env, w *lexicon, field, expr string) (*condition, error) {
	if len(expr) > 2000 {
		return nil, fault.Field(field, expr, "is longer than 2000 characters")
	}
	checked, issues := env.Compile(expr)
	if err := issues.Err(); err != nil {
		return nil, fault.Field(field, expr, "is not a condition: %v", err)
	}
	if checked.OutputType() != cel.BoolType {
		return nil, fault.Field(field, expr, "gives %s, not true or false", checked.OutputType())
	}
	estimate, err := env.EstimateCost(checked, sizes{})
	if err != nil {
		return nil, fault.Field(field, expr, "has a cost that cannot be estimated: %v", err)
	}
	if estimate.Max > maxCost {
		return nil, fault.Field(field, expr, "costs up to %d, more than %d", estimate.Max, maxCost)
	}
	program, err := env.Program(checked, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fault.Field(field, expr, "cannot be made ready: %v", err)
	}
	c := &condition{program: program, direct: w.inGo(checked.NativeRep().Expr())}
	seen := map[string]bool{}
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch {
		case e.Kind() == ast.IdentKind && !seen[e.AsIdent()]:
			seen[e.AsIdent()] = true
			c.names = append(c.names, e.AsIdent())
		case e.Kind() == ast.LiteralKind:
			c.consts = append(c.consts, e.AsLiteral().Value())
		}
	}))
	return c, nil
}

// sizes tells the cost estimate how long our strings and lists are at most.
type sizes struct{}

func (sizes) EstimateSize(cost.AstNode) *cost.SizeEstimate { return &cost.SizeEstimate{Max: 64} }

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// view is a run as conditions see it.
type view interface {
	interpreter.Activation
	run() *run
}

// holds evaluates the condition. An error is a wrong pack, found by its tests; a rule whose condition fails does not hold.
func (c *condition) holds(a view) bool {
	if c.direct != nil {
		return c.direct(a.run())
	}
	v, _, err := c.program.Eval(a)
	return err == nil && v == types.True
}

// lazyEnv builds the environment of instant conditions when the first one is met; many packs have none.
type lazyEnv struct{ env *cel.Env }

func (l *lazyEnv) compile(rules []*Rule, field, expr string) (*condition, error) {
	if l.env == nil {
		env, err := instantEnv(rules)
		if err != nil {
			return nil, fault.Field(field, expr, "cannot be read: %v", err)
		}
		l.env = env
	}
	return compileCEL(l.env, ofInstant(rules), field, expr)
}
