package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"kangma/internal/instant"
)

// Report is one run of the suite.
type Report struct {
	At       instant.Instant `json:"-"`
	When     string          `json:"at"`
	Machine  Machine         `json:"machine"`
	Database string          `json:"database"` // sqlite or postgres
	People   int             `json:"people"`
	Brief    bool            `json:"brief"`
	Figures  []Figure        `json:"figures"`
}

// JSON is the report for programs.
func (r *Report) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	return append(b, '\n'), err
}

// Write prints the report as a table.
func (r *Report) Write(w io.Writer) error {
	fmt.Fprintf(w, "%s  %s, %d cores, %s, %s, %s, %d people\n", r.When, r.Machine.CPU, r.Machine.Cores, r.Machine.System, r.Machine.Go, r.Database, r.People)
	if r.Brief {
		fmt.Fprintln(w, "brief: few and short turns, so these figures are rough")
	}
	if r.Machine.Others >= 0 {
		fmt.Fprintf(w, "other programs used %.1f cores meanwhile, load average before: %.1f\n", r.Machine.Others, r.Machine.Load)
	}
	if r.Machine.Busy() {
		fmt.Fprintln(w, "MACHINE BUSY: look at the ratios, the absolute figures are too low")
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "figure\tmeasured\tfloor\tratio\ttarget\t\t")
	for _, f := range r.Figures {
		first := []string{f.What, quantity(f.Value, f.Unit), quantity(f.Floor, f.Unit), fmt.Sprintf("%.2f ± %.2f", f.Ratio, f.Spread)}
		for _, g := range f.Goals {
			fmt.Fprintf(t, "%s\t%s\t%s\t\n", strings.Join(first, "\t"), g, g.Outcome())
			first = make([]string, len(first))
		}
		if len(f.Goals) == 0 {
			fmt.Fprintf(t, "%s\t\tstated\t\n", strings.Join(first, "\t"))
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, f := range r.Figures {
		fmt.Fprintf(w, "\n%s\n  floor: %s\n", f.What, f.Beneath)
		also := []string{fmt.Sprintf("of the processor %s, the floor %s", quantity(f.Processor, "ns"), quantity(f.FloorProcessor, "ns"))}
		for _, n := range f.Also {
			also = append(also, n.Of+" "+quantity(n.Value, n.Unit))
		}
		fmt.Fprintf(w, "  also: %s\n", strings.Join(also, ", "))
		fmt.Fprintf(w, "  checked: %s\n", f.Checked)
	}
	return nil
}

// quantity writes a value with its unit to about three figures, thousands apart.
func quantity(v float64, unit string) string {
	switch unit {
	case "ns":
		switch {
		case v >= 1e6:
			return number(v/1e6) + " ms"
		case v >= 1e3:
			return number(v/1e3) + " µs"
		}
	case "/s":
		return number(v) + "/s"
	case "×":
		return strconv.FormatFloat(v, 'f', 2, 64)
	case "":
		return number(v)
	}
	return number(v) + " " + unit
}

func number(v float64) string {
	switch {
	case v < 10 && v != math.Trunc(v):
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 100 && v != math.Trunc(v):
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return count(int(math.Round(v)))
}

// count writes a whole number with its thousands apart.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
