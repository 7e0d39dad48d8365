package rulebook

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"kangma/policy"
)

// picture draws the states of a pack and what leads from one to another, narrow enough for a phone: the states one
// below the other, the plain state as a bar on the right, arrows between, and on the left numbered arrows for what does
// not pass through the plain state.
type picture struct {
	pack  *policy.Pack
	m     policy.StateMap
	words words
	ways  []way
	rows  []pictureRow
	arcs  []pictureArc
}

// pictureRow is a state other than the plain one. Instants of the drawing are in points.
type pictureRow struct {
	state     *policy.State
	in, out   []string // what leads here from the plain state, and back, in lines
	hasIn     bool
	hasOut    bool
	title     []string
	y, height int
}

// pictureArc is a transition between two rows; lane is how far left it runs.
type pictureArc struct{ from, to, number, lane, y1, y2 int }

const (
	boxWidth, zoneWidth, barWidth = 146, 146, 62
	lineHeight, laneWidth         = 15, 17
	letter                        = 12 // the size of letters
)

func newPicture(p *policy.Pack, m policy.StateMap, d words) *picture {
	pic := &picture{pack: p, m: m, words: d}
	for _, s := range p.States {
		if s == m.Plain {
			continue
		}
		in, out := pic.between(m.Plain, s), pic.between(s, m.Plain)
		pic.rows = append(pic.rows, pictureRow{state: s, hasIn: in != "", hasOut: out != "", in: wrapped(in, zoneWidth-16, letter), out: wrapped(out, zoneWidth-16, letter),
			title: wrapped(s.Title.In(d.lang), boxWidth-24, letter+1)})
	}
	number := 0
	for _, from := range p.States {
		for _, to := range p.States {
			when := pic.between(from, to)
			if when == "" {
				continue
			}
			way := way{From: from, To: to, When: strings.Join(pic.whens(from, to), d.either("；", "; "))}
			if from != m.Plain && to != m.Plain {
				number++
				way.Number = number
				pic.arcs = append(pic.arcs, pictureArc{from: pic.row(from), to: pic.row(to), number: number})
			}
			pic.ways = append(pic.ways, way)
		}
	}
	pic.place()
	return pic
}

func (pic *picture) row(s *policy.State) int {
	return slices.IndexFunc(pic.rows, func(r pictureRow) bool { return r.state == s })
}

// whens are all ways from one state to another, each said once.
func (pic *picture) whens(from, to *policy.State) (said []string) {
	for _, t := range pic.m.Transitions {
		if w := pic.words.when(t); t.From == from && t.To == to && !slices.Contains(said, w) {
			said = append(said, w)
		}
	}
	return said
}

// between says the first two ways from one state to another, and whether there are more.
func (pic *picture) between(from, to *policy.State) string {
	said := pic.whens(from, to)
	if len(said) > 2 {
		rest := len(said) - 1
		said = []string{said[0], pic.words.either(fmt.Sprintf("等%d种", rest+1), fmt.Sprintf("and %d more", rest))}
	}
	return strings.Join(said, pic.words.either("；", "; "))
}

// place gives every row its place and every arc its lane.
func (pic *picture) place() {
	y := 8
	for i := range pic.rows {
		r := &pic.rows[i]
		arrows := 14
		if r.hasIn {
			arrows += len(r.in)*lineHeight + 6
		}
		if r.hasOut {
			arrows += len(r.out)*lineHeight + 6
		}
		ends := 0
		for _, a := range pic.arcs {
			if a.from == i || a.to == i {
				ends++
			}
		}
		r.y, r.height = y, max(arrows, len(r.title)*lineHeight+30, ends*11+8, 52)
		y += r.height + 12
	}
	used := make([]int, len(pic.rows))
	slices.SortStableFunc(pic.arcs, func(a, b pictureArc) int { return abs(a.from-a.to) - abs(b.from-b.to) })
	for i := range pic.arcs {
		a := &pic.arcs[i]
		for slices.ContainsFunc(pic.arcs[:i], func(b pictureArc) bool {
			return b.lane == a.lane && min(a.from, a.to) <= max(b.from, b.to) && min(b.from, b.to) <= max(a.from, a.to)
		}) {
			a.lane++
		}
		for _, end := range []struct {
			row int
			y   *int
		}{{a.from, &a.y1}, {a.to, &a.y2}} {
			used[end.row]++
			*end.y = pic.rows[end.row].y + 3 + used[end.row]*11
		}
	}
}

func abs(n int) int { return max(n, -n) }

// wrapped breaks a text into lines of a width in points.
func wrapped(text string, width, size int) (lines []string) {
	line, at := "", 0
	flush := func() {
		if t := strings.TrimSpace(line); t != "" {
			lines = append(lines, t)
		}
		line, at = "", 0
	}
	for _, word := range pieces(text) {
		w := widthOf(word, size)
		if at+w > width && at > 0 {
			flush()
		}
		line += word
		at += w
	}
	flush()
	return lines
}

// pieces are what a line may not be broken in: words with the space behind them, and single Chinese characters with the
// sign that follows.
func pieces(text string) (all []string) {
	for _, r := range text {
		last := len(all) - 1
		if last >= 0 && (r < 0x2e80 && !strings.HasSuffix(all[last], " ") && !wide(all[last]) || strings.ContainsRune("，。；：、）” ", r)) {
			all[last] += string(r)
			continue
		}
		all = append(all, string(r))
	}
	return all
}

func wide(s string) bool { return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x2e80 }) }

// widthOf estimates the width of a text: Chinese characters are as wide as high, others a little more than half.
func widthOf(text string, size int) (w int) {
	for _, r := range text {
		if r >= 0x2e80 {
			w += size * 10
		} else {
			w += size * 6
		}
	}
	return w / 10
}

// svg is the drawing.
func (pic *picture) svg() template.HTML {
	var b strings.Builder
	lanes := 0
	for _, a := range pic.arcs {
		lanes = max(lanes, a.lane+1)
	}
	left := 6 + lanes*laneWidth
	if lanes > 0 {
		left += 10
	}
	bar := left + boxWidth + zoneWidth
	last := pictureRow{}
	if n := len(pic.rows); n > 0 {
		last = pic.rows[n-1]
	}
	height := last.y + last.height + 8
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s" width="%d">`, bar+barWidth+6, height, html.EscapeString(pic.words.T("picture")), (bar+barWidth+6)*14/10)
	id := "tip-" + string(pic.words.lang)
	fmt.Fprintf(&b, `<defs><marker id="%s" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#37474f"/></marker></defs>`, id)
	for _, a := range pic.arcs {
		x := left - 10 - a.lane*laneWidth - laneWidth/2
		fmt.Fprintf(&b, `<path class="arc" d="M%d %dH%dV%dH%d" marker-end="url(#%s)"/>`, left, a.y1, x, a.y2, left-1, id)
	}
	for _, a := range pic.arcs {
		x, y := left-10-a.lane*laneWidth-laneWidth/2, (a.y1+a.y2)/2
		fmt.Fprintf(&b, `<circle class="no" cx="%d" cy="%d" r="8"/><text class="no" x="%d" y="%d">%d</text>`, x, y, x, y+4, a.number)
	}
	for _, r := range pic.rows {
		pic.drawBox(&b, r.state, r.title, left, r.y, boxWidth, r.height)
		from, to := left+boxWidth, bar
		y := r.y + 4
		if r.hasIn {
			y = drawLines(&b, "note", r.in, (from+to)/2, y)
			fmt.Fprintf(&b, `<path class="way" d="M%d %dH%d" marker-end="url(#%s)"/>`, to, y+4, from+1, id)
			y += 10
		}
		if r.hasOut {
			fmt.Fprintf(&b, `<path class="way back" d="M%d %dH%d" marker-end="url(#%s)"/>`, from, y+6, to-1, id)
			drawLines(&b, "note", r.out, (from+to)/2, y+9)
		}
	}
	pic.drawBox(&b, pic.m.Plain, wrapped(pic.m.Plain.Title.In(pic.words.lang), barWidth-14, letter+1), bar, 8, barWidth, height-16)
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// drawBox draws a state with its colours as a stripe, its title and what the gate does.
func (pic *picture) drawBox(b *strings.Builder, s *policy.State, title []string, x, y, width, height int) {
	fmt.Fprintf(b, `<g><title>%s</title><rect class="box" x="%d" y="%d" width="%d" height="%d" rx="6"/>`, html.EscapeString(s.Name), x, y, width, height)
	colours := pic.m.Colours[s]
	for i, c := range colours {
		top, bottom := i*(height-8)/len(colours), (i+1)*(height-8)/len(colours)
		fmt.Fprintf(b, `<rect class="%s" x="%d" y="%d" width="6" height="%d"/>`, c, x+4, y+4+top, bottom-top)
	}
	at := y + (height-(len(title)+1)*lineHeight)/2
	at = drawLines(b, "title", title, x+width/2+4, at)
	drawLines(b, "gate", []string{pic.words.gate(s.Gate)}, x+width/2+4, at)
	b.WriteString(`</g>`)
}

// drawLines writes lines of text centred at x from y down, and says where they end.
func drawLines(b *strings.Builder, class string, lines []string, x, y int) int {
	for _, l := range lines {
		y += lineHeight
		fmt.Fprintf(b, `<text class="%s" x="%d" y="%d">%s</text>`, class, x, y-3, html.EscapeString(l))
	}
	return y
}
