package ui

// Field is one line of text with its label, hint and error beside it.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Error        string
	Value        string
	Type         string // of the input; "" is text
	InputMode    string // keyboard of a phone: numeric, decimal, tel
	Autocomplete string
	MaxLength    int
	Max          string // of a date
	Unit         string // shown behind the field: ℃
	Width        string // "short", "code" or "" for all of the line
	Lines        int    // more than one: a text of several lines
	Optional     bool
	Focus        bool
}

func (Field) Part() string { return "field" }

// Option is one choice of a Choice or Select.
type Option struct {
	Value  string
	Text   string
	Hint   string
	Chosen bool
}

// Choice is radio buttons, or boxes to tick where many may be chosen.
type Choice struct {
	Name    string
	Legend  string
	Hint    string
	Error   string
	Many    bool
	Across  bool // side by side where there is room: yes, no
	Options []Option
}

func (Choice) Part() string { return "choice" }

// Select is a list to choose one from.
type Select struct {
	Name    string
	Label   string
	Hint    string
	Error   string
	Prompt  string // the empty first option
	Options []Option
	Off     bool
}

func (Select) Part() string { return "select" }

// RegionPicker is province, prefecture, county and so on, one below the other. Without scripts a button asks the server for the next list
// and keeps everything that was entered; with scripts the lists fill themselves from URL.
type RegionPicker struct {
	Name   string // "region" if none is given
	Legend string
	Hint   string
	Error  string
	Lists  []Select
	URL    string // ?parent=420000 gives [{"code":"420100","name":"武汉市"}]
}

func (RegionPicker) Part() string { return "region" }

// ID is the id of the whole.
func (p RegionPicker) ID() string {
	if p.Name == "" {
		return "region"
	}
	return p.Name
}

// Last is the index of the last list: the others have a button that asks for the next.
func (p RegionPicker) Last() int { return len(p.Lists) - 1 }

// Agree is one box to tick with a sentence.
type Agree struct {
	Name   string
	Text   string
	Error  string
	Chosen bool
}

func (Agree) Part() string { return "agree" }

// Button sends a form, or leads to Href.
type Button struct {
	Text  string
	Kind  string // "" primary, "second", "plain", "danger"
	Icon  string
	Name  string
	Value string
	Href  string
	Skip  bool // send without the browser's own checks
}

func (Button) Part() string { return "button" }

// ErrorItem is one line of an ErrorSummary; Field is the id of what it is about.
type ErrorItem struct{ Field, Text string }

// ErrorSummary says at the top of a form what is wrong in it, each line leading to its field.
type ErrorSummary struct{ Items []ErrorItem }

func (ErrorSummary) Part() string { return "errors" }
