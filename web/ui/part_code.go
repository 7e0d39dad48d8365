package ui

import (
	"html/template"

	"kangma/internal/instant"
)

// Banner is a colour as everybody must be able to read it: colour, pattern, sign and word (rule UI-2), then mark and labels.
type Banner struct {
	Colour Colour
	Mark   Mark
	Labels []string
}

func (Banner) Part() string { return "banner" }

// Card is what a holder shows: banner, QR code, masked name and number, validity (NA-03).
type Card struct {
	Banner Banner
	QR     template.HTML // of QR, "" where there is no code to scan
	Name   string        // masked
	Number string        // masked
	Life   Countdown
}

func (Card) Part() string { return "card" }

// Countdown is how long a shown code stays valid, by the server's time and never by the phone's (BY-13).
type Countdown struct {
	Now, Until instant.Instant
	Whole      int // seconds of a full life, for the bar
}

func (Countdown) Part() string { return "countdown" }

// Left is the whole seconds that are left.
func (c Countdown) Left() int { return max(0, int(c.Until.Sub(c.Now).Seconds())) }

// NowMillis and UntilMillis are for the script.
func (c Countdown) NowMillis() int64   { return int64(c.Now) / 1000 }
func (c Countdown) UntilMillis() int64 { return int64(c.Until) / 1000 }

// Clock is how a waiting application stands against its service level (HB-06).
type Clock struct {
	Applied, Due, Now instant.Instant
}

func (Clock) Part() string { return "clock" }

// Overdue says whether the promised time is over.
func (c Clock) Overdue() bool { return c.Now >= c.Due }

// Share is how much of the promised time is over, in twentieths, for the bar.
func (c Clock) Share() int {
	whole := c.Due.Sub(c.Applied)
	if whole <= 0 || c.Overdue() {
		return 20
	}
	return int(20 * c.Now.Sub(c.Applied) / whole)
}

// Fact is a dated piece of evidence as its holder may see it.
type Fact struct {
	Title  string // what it is: 发热门诊登记
	Source string // who says so
	From   instant.Instant
	Until  instant.Instant // Never: no end known
}

// Reason is one ground of a colour: which rule, on which evidence of which source, until when, what to do (BY-02).
type Reason struct {
	Rule     string
	Text     string
	Citation string // of the published rule
	Facts    []Fact
	Until    instant.Instant // Never: no end known
	Endless  bool            // the ground has no end to tell: a plain green
	Remedy   string          // what lifts it, who decides
}

func (Reason) Part() string { return "reason" }

// Verdict is the answer of a gate, as it fills the screen (BY-13).
type Verdict struct {
	Answer Answer
	Why    string
}

func (Verdict) Part() string { return "verdict" }
