package ui

// Notice is a box that says something: what happened, what was kept, what to do next.
type Notice struct {
	Kind  string // "info", "warn", "stop", "done"
	Title string
	Lines []string
	Then  []Button
}

func (Notice) Part() string { return "notice" }

// Row is one term and its value.
type Row struct{ Term, Value string }

// Rows is a list of terms and values.
type Rows struct{ Rows []Row }

func (Rows) Part() string { return "rows" }

// Item is one line of a list that leads somewhere.
type Item struct {
	Text string
	Note string
	Tag  string
	Icon string
	Href string
}

// Items is a list whose lines lead somewhere.
type Items struct{ Items []Item }

func (Items) Part() string { return "items" }

// Tab is one person of a Switcher.
type Tab struct {
	Text string
	Href string
	Here bool
}

// Switcher changes between the people whose codes one account manages (WH-06).
type Switcher struct {
	Label string
	Tabs  []Tab
	Add   string // where to add one, "" if not allowed
}

func (Switcher) Part() string { return "switcher" }

// Steps says how far an application has come.
type Steps struct {
	Names []string
	Here  int // index of the current one
}

func (Steps) Part() string { return "steps" }
