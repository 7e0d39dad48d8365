package policy

// fewest is how many people a count must have to be told (BY-05), and hidden stands for one that is not.
const (
	fewest = 10
	hidden = -1
)

// hide sums the columns and hides what must not be told (PB-5). Every row's sum is told elsewhere, so a hidden cell must
// not follow from the others of its row or column, nor from several of them together.
//
// In a table whose rows and columns sum up, seen as a graph of rows and columns with the hidden cells as its edges, a cell
// follows from the rest exactly if its edge is a bridge: on a cycle an amount can go round without any sum changing. So
// cells are hidden besides until no edge is a bridge; and until the hidden ones of each line together are so many that
// they cannot be told to be the smallest possible.
func (t *Table) hide() {
	rows, columns := len(t.Cells), len(t.Columns)
	t.Sums = make([]int64, columns)
	if rows == 0 || columns == 0 {
		return
	}
	g := veil{rows: rows, columns: columns, cells: append(cloned(t.Cells), t.Sums)}
	for c := range columns {
		for r := range rows {
			g.cells[rows][c] += t.Cells[r][c]
		}
	}
	g.hidden = make([][]bool, rows+1)
	for r := range g.hidden {
		g.hidden[r] = make([]bool, columns)
		for c := range columns {
			g.hidden[r][c] = g.cells[r][c] > 0 && g.cells[r][c] < fewest
		}
	}
	for g.hideMore() {
	}
	for r := range g.cells {
		for c := range columns {
			into := t.Sums
			if r < rows {
				into = t.Cells[r]
			}
			into[c] = g.cells[r][c]
			if g.hidden[r][c] {
				into[c] = hidden
			}
		}
	}
}

func cloned(cells [][]int64) [][]int64 {
	out := make([][]int64, len(cells))
	for i := range cells {
		out[i] = append([]int64{}, cells[i]...)
	}
	return out
}

// veil is a table with its sums of columns as the last row, while it is being hidden. The sums of all rows, that of the
// sums included, are known to everybody.
type veil struct {
	rows, columns int
	cells         [][]int64
	hidden        [][]bool
}

// hideMore hides one cell more where that is needed; false if it is not.
func (v *veil) hideMore() bool {
	for r := range v.cells {
		if n, sum := v.line(r, -1); n > 0 && (n == 1 || sum < 2*fewest) && v.hideIn(r, -1) {
			return true
		}
	}
	for c := range v.columns {
		if n, sum := v.line(-1, c); n > 0 && (n == 1 || sum < 2*fewest && !v.hidden[v.rows][c]) && v.hideIn(-1, c) {
			return true
		}
	}
	r, c, found := v.bridge()
	return found && (v.hideIn(r, -1) || v.hideIn(-1, c))
}

// line is how many cells of a row or of a column are hidden, and their sum.
func (v *veil) line(row, column int) (n int, sum int64) {
	v.walk(row, column, func(r, c int) {
		if v.hidden[r][c] {
			n++
			sum += v.cells[r][c]
		}
	})
	return n, sum
}

// hideIn hides the smallest cell of a row or column that is told yet, one of nobody only if there is no other.
func (v *veil) hideIn(row, column int) bool {
	atR, atC := -1, -1
	v.walk(row, column, func(r, c int) {
		if v.hidden[r][c] {
			return
		}
		if atR < 0 || v.cells[atR][atC] == 0 || v.cells[r][c] != 0 && v.cells[r][c] < v.cells[atR][atC] {
			atR, atC = r, c
		}
	})
	if atR < 0 {
		return false
	}
	v.hidden[atR][atC] = true
	return true
}

func (v *veil) walk(row, column int, each func(r, c int)) {
	if row >= 0 {
		for c := range v.columns {
			each(row, c)
		}
		return
	}
	for r := range v.cells {
		each(r, column)
	}
}

// bridge finds a hidden cell that follows from the rest. Nodes are the rows, that of the sums included, and then the
// columns.
func (v *veil) bridge() (row, column int, found bool) {
	nodes := len(v.cells) + v.columns
	entered, low := make([]int, nodes), make([]int, nodes)
	clock := 0
	var visit func(node, from int)
	visit = func(node, from int) {
		clock++
		entered[node], low[node] = clock, clock
		for other := range nodes {
			r, c := min(node, other), max(node, other)-len(v.cells)
			if r >= len(v.cells) || c < 0 || !v.hidden[r][c] || other == from {
				continue
			}
			if entered[other] > 0 {
				low[node] = min(low[node], entered[other])
				continue
			}
			visit(other, node)
			low[node] = min(low[node], low[other])
			if low[other] > entered[node] && !found {
				row, column, found = r, c, true
			}
		}
	}
	for node := range nodes {
		if entered[node] == 0 {
			visit(node, -1)
		}
	}
	return row, column, found
}
