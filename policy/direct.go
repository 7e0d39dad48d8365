package policy

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"kangma/evidence"
	"kangma/region"
)

// direct is a condition as Go functions. Nearly all conditions are words compared with words, joined by and, or and not;
// written out they take a twentieth of the time that CEL needs to go through them, which is half of the time of a
// decision. What has another form stays with CEL. Both say the same (TestDirectSaysWhatCELSays).
type direct func(r *run) bool

// lexicon says how the conditions of one environment read their names: each function gives nil for a name that it does not read.
type lexicon struct {
	truth  func(name string) func(r *run) bool
	text   func(name string) func(r *run) string
	whole  func(name string) func(r *run) int64
	number func(name string) func(r *run) float64
	list   func(name string) func(r *run) []string
	region func(name string) func(r *run) region.Code
}

// inGo writes a checked expression out, or gives nil.
func (w *lexicon) inGo(e ast.Expr) direct {
	if e.Kind() == ast.IdentKind {
		return w.truth(e.AsIdent())
	}
	if e.Kind() != ast.CallKind {
		return nil
	}
	call, args := e.AsCall().FunctionName(), e.AsCall().Args()
	switch {
	case call == operators.LogicalNot:
		if a := w.inGo(args[0]); a != nil {
			return func(r *run) bool { return !a(r) }
		}
		return nil
	case len(args) != 2:
		return nil
	case call == operators.LogicalAnd || call == operators.LogicalOr:
		return join(call, w.inGo(args[0]), w.inGo(args[1]))
	case call == operators.In && args[1].Kind() == ast.IdentKind:
		return w.contains(args[1].AsIdent(), args[0])
	case args[0].Kind() != ast.IdentKind:
		return nil
	}
	name := args[0].AsIdent()
	switch call {
	case operators.Equals:
		if word, ok := textOf(args[1]); ok {
			return oneWord(w.text(name), word)
		}
	case operators.NotEquals:
		if word, ok := textOf(args[1]); ok {
			if is := oneWord(w.text(name), word); is != nil {
				return func(r *run) bool { return !is(r) }
			}
		}
		if list := w.list(name); list != nil && args[1].Kind() == ast.ListKind && args[1].AsList().Size() == 0 {
			return func(r *run) bool { return len(list(r)) > 0 }
		}
	case operators.In:
		return w.oneOf(name, args[1])
	case operators.GreaterEquals:
		least, ok := literal(args[1]).(types.Int)
		if whole := w.whole(name); ok && whole != nil {
			return func(r *run) bool { return whole(r) >= int64(least) }
		}
		if number, least, ok := w.compared(name, args[1]); ok {
			return func(r *run) bool { return number(r) >= least }
		}
	case operators.Greater:
		if number, bound, ok := w.compared(name, args[1]); ok {
			return func(r *run) bool { return number(r) > bound }
		}
	case "within":
		word, ok := textOf(args[1])
		outer, err := region.ParseCode(word)
		if inner := w.region(name); ok && err == nil && inner != nil {
			return func(r *run) bool { return outer.Contains(inner(r)) }
		}
	}
	return nil
}

// contains is `"word" in list`.
func (w *lexicon) contains(name string, word ast.Expr) direct {
	list := w.list(name)
	text, ok := textOf(word)
	if list == nil || !ok {
		return nil
	}
	return func(r *run) bool { return slices.Contains(list(r), text) }
}

// compared is a decimal number and what it is compared with.
func (w *lexicon) compared(name string, with ast.Expr) (func(*run) float64, float64, bool) {
	number := w.number(name)
	bound, ok := literal(with).(types.Double)
	return number, float64(bound), ok && number != nil
}

func join(call string, a, b direct) direct {
	switch {
	case a == nil || b == nil:
		return nil
	case call == operators.LogicalAnd:
		return func(r *run) bool { return a(r) && b(r) }
	}
	return func(r *run) bool { return a(r) || b(r) }
}

func oneWord(text func(*run) string, word string) direct {
	if text == nil {
		return nil
	}
	return func(r *run) bool { return text(r) == word }
}

func (w *lexicon) oneOf(name string, list ast.Expr) direct {
	if list.Kind() != ast.ListKind {
		return nil
	}
	var any direct
	for _, e := range list.AsList().Elements() {
		word, ok := textOf(e)
		is := oneWord(w.text(name), word)
		if !ok || is == nil {
			return nil
		}
		if any == nil {
			any = is
		} else {
			any = join(operators.LogicalOr, any, is)
		}
	}
	return any
}

func literal(e ast.Expr) any {
	if e.Kind() != ast.LiteralKind {
		return nil
	}
	return e.AsLiteral()
}

func textOf(e ast.Expr) (string, bool) {
	s, ok := literal(e).(types.String)
	return string(s), ok
}

// ofPiece are the words of conditions on one piece, as pieceView resolves them.
var ofPiece = lexicon{
	truth: func(name string) func(*run) bool {
		if n, ok := evidence.NameOf(name); ok && n.Type() == evidence.Bool {
			return func(r *run) bool { return r.piece.Attrs.Bool(n) }
		}
		return nil
	},
	text: func(name string) func(*run) string {
		switch name {
		case "source":
			return func(r *run) string { return r.piece.Source }
		case "kind":
			return func(r *run) string { return r.piece.Kind.String() }
		case "id_type":
			return func(r *run) string { return r.facts.Person.IDType }
		}
		if n, ok := evidence.NameOf(name); ok && (n.Type() == evidence.Text || n.Type() == evidence.Choice || n.Type() == evidence.Region) {
			return func(r *run) string { return r.piece.Attrs.Text(n) }
		}
		return nil
	},
	whole: func(name string) func(*run) int64 {
		if n, ok := evidence.NameOf(name); ok && n.Type() == evidence.Whole {
			return func(r *run) int64 { return r.piece.Attrs.Whole(n) }
		}
		return nil
	},
	number: func(name string) func(*run) float64 {
		if n, ok := evidence.NameOf(name); ok && n.Type() == evidence.Number {
			return func(r *run) float64 { return r.piece.Attrs.Number(n) }
		}
		return nil
	},
	list: func(name string) func(*run) []string {
		if n, ok := evidence.NameOf(name); ok && n.Type() == evidence.List {
			return func(r *run) []string { return r.piece.Attrs.Words(n) }
		}
		return nil
	},
	region: func(name string) func(*run) region.Code {
		switch name {
		case "region":
			return func(r *run) region.Code { return r.piece.Region }
		case "residence":
			return func(r *run) region.Code { return r.facts.Person.Residence }
		}
		if n, ok := evidence.NameOf(name); ok && n.Type() == evidence.Region {
			return func(r *run) region.Code {
				c, _ := region.ParseCode(r.piece.Attrs.Text(n)) // none lies nowhere
				return c
			}
		}
		return nil
	},
}

// ofInstant are the words of conditions on the instant, as instantView resolves them.
func ofInstant(rules []*Rule) *lexicon {
	return &lexicon{
		truth: func(name string) func(*run) bool {
			for i, rule := range rules {
				if rule.As == name {
					return func(r *run) bool { return r.rule(i) }
				}
			}
			return nil
		},
		text: func(name string) func(*run) string {
			switch name {
			case "colour":
				return func(r *run) string { return string(r.colour) }
			case "mark":
				return func(r *run) string { return string(r.mark) }
			case "state":
				return func(r *run) string {
					if r.state == nil {
						return ""
					}
					return r.state.Name
				}
			case "id_type":
				return func(r *run) string { return r.facts.Person.IDType }
			}
			return nil
		},
		whole: func(name string) func(*run) int64 {
			if name == "age" {
				return func(r *run) int64 { return age(r.facts.Person.Birth, r.at) }
			}
			return nil
		},
		number: func(string) func(*run) float64 { return nil },
		list:   func(string) func(*run) []string { return nil },
		region: func(name string) func(*run) region.Code {
			if name == "residence" {
				return func(r *run) region.Code { return r.facts.Person.Residence }
			}
			return nil
		},
	}
}
