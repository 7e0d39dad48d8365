package policy

import (
	"testing"

	"pgregory.net/rapid"
)

// PB-5: whatever the table, every count of one to nine people is hidden, and none that is hidden follows from the sums of
// rows and columns: there is another table with the same told figures for each of them. BY-05
func TestHiddenCountsDoNotFollow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 6).Draw(t, "rows"), rapid.IntRange(1, 7).Draw(t, "columns")
		var table Table
		sums := make([]int64, columns)
		for range rows {
			row, sum := make([]int64, columns), int64(0)
			for c := range row {
				switch rapid.IntRange(0, 3).Draw(t, "size") {
				case 1:
					row[c] = rapid.Int64Range(1, 9).Draw(t, "few")
				case 2:
					row[c] = rapid.Int64Range(10, 400).Draw(t, "many")
				}
				sum += row[c]
			}
			if sum < fewest { // rows of fewer people are told as one (pooled)
				row[0] += fewest
			}
			for c := range row {
				sums[c] += row[c]
			}
			table.Cells = append(table.Cells, row)
		}
		table.Columns = make([]string, columns)
		whole := cloned(table.Cells)
		table.hide()
		var told [][]int64
		told = append(append(told, table.Cells...), table.Sums)
		whole = append(whole, sums)
		for r := range whole {
			for c, n := range whole[r] {
				switch {
				case n > 0 && n < fewest && told[r][c] != hidden:
					t.Fatalf("%d is told", n)
				case told[r][c] != hidden && told[r][c] != n:
					t.Fatalf("told %d instead of %d", told[r][c], n)
				}
			}
		}
		for r := range told {
			for c := range told[r] {
				if told[r][c] == hidden && follows(told, r, c) {
					t.Fatalf("cell %d, %d follows from the others: %v of %v", r, c, told, whole)
				}
			}
		}
	})
}

// follows solves the sums of rows and columns for what is hidden, with Gauss's elimination: a cell follows if its unit
// vector is a combination of the equations.
func follows(told [][]int64, row, column int) bool {
	number := map[[2]int]int{}
	for r := range told {
		for c := range told[r] {
			if told[r][c] == hidden {
				number[[2]int{r, c}] = len(number)
			}
		}
	}
	var equations [][]float64
	last := len(told) - 1
	for r := range told { // the sum of every row is known
		e := make([]float64, len(number))
		for c := range told[r] {
			if i, ok := number[[2]int{r, c}]; ok {
				e[i] = 1
			}
		}
		equations = append(equations, e)
	}
	for c := range told[0] { // a column's cells are its sum
		e := make([]float64, len(number))
		for r := range told {
			if i, ok := number[[2]int{r, c}]; ok {
				if e[i] = 1; r == last {
					e[i] = -1
				}
			}
		}
		equations = append(equations, e)
	}
	unit := make([]float64, len(number))
	unit[number[[2]int{row, column}]] = 1
	return rank(append(equations, unit)) == rank(equations)
}

func rank(m [][]float64) (n int) {
	m = append([][]float64{}, m...)
	for i := range m {
		m[i] = append([]float64{}, m[i]...)
	}
	for c := 0; len(m) > 0 && c < len(m[0]); c++ {
		at := -1
		for r := n; r < len(m); r++ {
			if m[r][c] > 1e-9 || m[r][c] < -1e-9 {
				at = r
				break
			}
		}
		if at < 0 {
			continue
		}
		m[n], m[at] = m[at], m[n]
		for r := n + 1; r < len(m); r++ {
			k := m[r][c] / m[n][c]
			for i := c; i < len(m[r]); i++ {
				m[r][i] -= k * m[n][i]
			}
		}
		n++
	}
	return n
}
