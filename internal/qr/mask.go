package qr

import "rsc.io/qr/coding"

// masks are the eight forms of a QR code of one version: the plan that encodes under mask 0, and for each mask what
// it changes in that code, one byte a module. Data under two masks differ only by the masks themselves, and the mask's
// number in the format modules, so one encoding serves for all eight.
type masks struct {
	plan   *coding.Plan
	change [8][]byte
}

// masksOf prepares the masks of a version.
func masksOf(v coding.Version) (*masks, error) {
	m := &masks{}
	for i := range m.change {
		plan, err := coding.NewPlan(v, coding.M, coding.Mask(i))
		if err != nil {
			return nil, err
		}
		if i == 0 {
			m.plan = plan
		}
		for y, row := range plan.Pixel {
			for x, p := range row {
				m.change[i] = append(m.change[i], byte((p^m.plan.Pixel[y][x])&coding.Black))
			}
		}
	}
	return m, nil
}

// leastPenalty is the code under the mask of the eight that scanners read most easily (ISO/IEC 18004 section 7.8).
// rsc.io/qr by itself always takes mask 0. One byte a module, 1 is black.
func (m *masks) leastPenalty(first *coding.Code) []byte {
	n := first.Size
	plain, try, turned, best := make([]byte, n*n), make([]byte, n*n), make([]byte, n*n), make([]byte, n*n)
	for i := range plain {
		if first.Black(i%n, i/n) {
			plain[i] = 1
		}
	}
	least := -1
	for _, change := range m.change {
		for i, b := range plain {
			try[i] = b ^ change[i]
		}
		for y := range n {
			for x, b := range try[y*n : y*n+n] {
				turned[x*n+y] = b
			}
		}
		if p := penalty(try, turned, n); least < 0 || p < least {
			least = p
			try, best = best, try
		}
	}
	return best
}

// penalty adds up what makes a code hard to read: long runs and false finder patterns in rows and columns, blocks, and an
// uneven share of black. turned is grid with rows and columns exchanged.
func penalty(grid, turned []byte, n int) int {
	p, black := 0, 0
	for i := 0; i < n*n; i += n {
		p += line(grid[i:i+n]) + line(turned[i:i+n])
	}
	for y := range n {
		row := grid[y*n : y*n+n]
		for _, b := range row {
			black += int(b)
		}
		if y == 0 {
			continue
		}
		above := grid[y*n-n : y*n]
		for x := 1; x < n; x++ {
			if s := row[x-1] + row[x] + above[x-1] + above[x]; s == 0 || s == 4 {
				p += 3
			}
		}
	}
	share := black * 20 / (n * n) // in steps of 5 %, 10 is half
	return p + 10*max(share-10, 9-share)
}

// Finder patterns with light on one side, as the last 11 modules seen.
const finderAfter, finderBefore, eleven = 0b10111010000, 0b00001011101, 1<<11 - 1

// line is the penalty of one row or column.
func line(modules []byte) int {
	p, run, seen, last := 0, 0, 0, byte(2)
	for i, b := range modules {
		if b == last {
			if run++; run == 5 {
				p += 3
			} else if run > 5 {
				p++
			}
		} else {
			run, last = 1, b
		}
		seen = (seen<<1 | int(b)) & eleven
		if i >= 10 && (seen == finderAfter || seen == finderBefore) {
			p += 40
		}
	}
	return p
}
