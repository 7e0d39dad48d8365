package bench

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Machine is where figures were measured, and what else it did meanwhile.
type Machine struct {
	CPU    string  `json:"cpu"`
	Cores  int     `json:"cores"` // that this program may use
	System string  `json:"system"`
	Go     string  `json:"go"`
	Load   float64 `json:"load"`   // average of the minute before; 0 if not known
	Others float64 `json:"others"` // cores that other programs used while measuring; -1 if not known
}

// busy is the share of the cores, used by others, above which absolute figures say little.
const busy = 0.15

// Busy says whether other programs had so much of the machine that only ratios mean something.
func (m Machine) Busy() bool { return m.Others > busy*float64(m.Cores) }

func thisMachine() Machine {
	m := Machine{CPU: "unknown", Cores: runtime.GOMAXPROCS(0), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Others: -1}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				m.CPU = strings.TrimSpace(value)
				break
			}
		}
	}
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := strings.Cut(string(text), " ")
		m.Load, _ = strconv.ParseFloat(first, 64)
	}
	return m
}

// usage is the processor time that the machine and this process have used until now.
type usage struct {
	at        time.Time
	all, mine time.Duration
}

// tick is the unit of /proc/stat on Linux, whatever the machine.
const tick = 10 * time.Millisecond

func used() (u usage, ok bool) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return u, false
	}
	line, _, _ := strings.Cut(string(text), "\n")
	fields := strings.Fields(line)
	if len(fields) < 9 || fields[0] != "cpu" {
		return u, false
	}
	for i, f := range fields[1:9] { // user nice system idle iowait irq softirq steal
		if n, err := strconv.ParseInt(f, 10, 64); err == nil && i != 3 && i != 4 {
			u.all += time.Duration(n) * tick
		}
	}
	u.at, u.mine = time.Now(), processor()
	return u, true
}

// processor is the processor time that this process has used until now; 0 if not known.
func processor() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// othersSince is how many cores other programs have used since then; -1 if not known.
func othersSince(then usage, known bool) float64 {
	now, ok := used()
	if !ok || !known || now.at == then.at {
		return -1
	}
	return max(0, float64((now.all-then.all)-(now.mine-then.mine))/float64(now.at.Sub(then.at)))
}
