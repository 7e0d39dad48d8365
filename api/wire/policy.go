package wire

import "kangma/internal/id"

// Policy is rules that everybody may read.
type Policy struct {
	Policy    string `json:"policy" doc:"name@version"`
	Digest    string `json:"digest" doc:"sha256sum pack.yaml rules/*.yaml | sha256sum in the pack's folder"`
	Title     Text   `json:"title"`
	Authority Text   `json:"authority"`
	Source    string `json:"source" doc:"citation"`
	From      Time   `json:"from" format:"date-time"`
	Until     Time   `json:"until" format:"date-time" nullable:"true"`
	InForce   bool   `json:"in_force"`
	Ended     bool   `json:"ended" doc:"they ended without others; there are no codes"`
	Emergency string `json:"emergency,omitempty" doc:"why they began without notice"`
}

// PolicyText is the text of rules.
type PolicyText struct {
	Policy
	Rules  []PolicyRule  `json:"rules"`
	States []PolicyState `json:"states"`
}

// PolicyRule is one rule as holders are told of it.
type PolicyRule struct {
	Rule   string   `json:"rule"`
	Title  Text     `json:"title"`
	Text   Text     `json:"text"`
	Source string   `json:"source" doc:"citation"`
	Code   string   `json:"code,omitempty"`
	Kinds  []string `json:"kinds" doc:"kinds of evidence that it looks at"`
	Colour string   `json:"colour,omitempty" doc:"what it gives"`
	Mark   string   `json:"mark,omitempty"`
	Label  string   `json:"label,omitempty"`
	Who    Text     `json:"who" doc:"who can lift it"`
	How    Text     `json:"how"`
}

// PolicyState is one row of the table of states.
type PolicyState struct {
	State    string `json:"state"`
	Gate     string `json:"gate"`
	Title    Text   `json:"title"`
	Guidance Text   `json:"guidance"`
	AtGate   Text   `json:"at_gate"`
}

// Candidate is a pack that a node keeps.
type Candidate struct {
	Policy     string        `json:"policy" doc:"name@version"`
	Digest     string        `json:"digest"`
	Shipped    bool          `json:"shipped" doc:"it came with the program"`
	RecordedAt Time          `json:"recorded_at" format:"date-time"`
	Findings   []PackFinding `json:"findings" doc:"what is not in order; with an error it cannot be published"`
}

// PackFinding is one thing in a pack that is not in order.
type PackFinding struct {
	Severity string `json:"severity" enum:"error,warning"`
	File     string `json:"file"`
	Rule     string `json:"rule,omitempty"`
	What     string `json:"what"`
	Mend     string `json:"mend"`
}

// Simulate asks for a trial.
type Simulate struct {
	Digest string `json:"digest" maxLength:"64" doc:"of the candidate pack"`
	At     Time   `json:"at,omitzero" format:"date-time" doc:"for which everybody is decided; that of the snapshot if absent"`
}

// Simulation is a trial as it stands. A count of -1 is hidden: it is of fewer than ten people, or would tell such a one.
type Simulation struct {
	ID      id.ID  `json:"id"`
	Policy  string `json:"policy"`
	Digest  string `json:"digest,omitempty" doc:"of the candidate pack; absent if only a list is tried"`
	List    string `json:"list,omitempty" doc:"source of the candidate list"`
	AskedAt Time   `json:"asked_at" format:"date-time"`
	State   string `json:"state" doc:"of the job"`
	Done    int64  `json:"done"`
	Total   int64  `json:"total"`
	Error   string `json:"error,omitempty"`

	Result *SimulationResult `json:"result,omitempty"`
}

// SimulationResult is what a candidate would change.
type SimulationResult struct {
	Against  string          `json:"against" doc:"name@version of the rules in force"`
	Snapshot Time            `json:"snapshot" format:"date-time" doc:"what was known"`
	At       Time            `json:"at" format:"date-time" doc:"for which everybody was decided"`
	Seconds  float64         `json:"seconds"`
	Decided  int64           `json:"decided"`
	Changed  int64           `json:"changed"`
	Changes  []PolicyChange  `json:"changes"`
	Regions  SimulationTable `json:"regions"`
	Ages     SimulationTable `json:"ages"`
}

// PolicyChange is from what to what a code goes, and for how many people.
type PolicyChange struct {
	From    Face           `json:"from"`
	To      Face           `json:"to"`
	Others  bool           `json:"others,omitempty" doc:"several changes, each of few people, told as one"`
	People  int64          `json:"people"`
	Samples []PolicySample `json:"samples" doc:"why, of some; nobody can be known by it"`
}

// Face is what a decision shows.
type Face struct {
	Colour string `json:"colour"`
	Mark   string `json:"mark,omitempty"`
	Labels string `json:"labels,omitempty"`
	State  string `json:"state"`
	Gate   string `json:"gate"`
}

// PolicySample is the reasons of one person under both rule books.
type PolicySample struct {
	Before []SampleReason `json:"before"`
	After  []SampleReason `json:"after"`
}

// SampleReason is a rule and the kinds of evidence that it stands on.
type SampleReason struct {
	Rule  string   `json:"rule"`
	Title Text     `json:"title"`
	Kinds []string `json:"kinds"`
}

// SimulationTable has a row for each change, in their order, and a column for each division or age band.
type SimulationTable struct {
	Columns []string  `json:"columns"`
	Cells   [][]int64 `json:"cells"`
	Sums    []int64   `json:"sums"`
}

// StartShadow names the pack that is to decide beside the rules in force.
type StartShadow struct {
	Digest string `json:"digest" maxLength:"64"`
}

// Shadow is what a candidate would have decided otherwise since it was started. Decisions are counted, not people.
type Shadow struct {
	ID        id.ID          `json:"id"`
	Policy    string         `json:"policy"`
	Digest    string         `json:"digest"`
	StartedAt Time           `json:"started_at" format:"date-time"`
	EndedAt   Time           `json:"ended_at" format:"date-time" nullable:"true"`
	Decided   int64          `json:"decided"`
	Passed    int64          `json:"passed" doc:"decisions that there was no time for"`
	Changed   int64          `json:"changed"`
	Changes   []PolicyChange `json:"changes"`
}

// Propose asks for a pack to come into force.
type Propose struct {
	Digest    string `json:"digest" maxLength:"64"`
	From      Time   `json:"from,omitzero" format:"date-time" doc:"as soon as may be if absent"`
	Until     Time   `json:"until,omitzero" format:"date-time" doc:"the pack's own end if absent; at most 24 months after the beginning (BY-16)"`
	Reason    string `json:"reason" maxLength:"2000"`
	Emergency string `json:"emergency,omitempty" maxLength:"2000" doc:"why there is no time for notice"`
}

// Because says why.
type Because struct {
	Reason string `json:"reason,omitempty" maxLength:"2000"`
}

// Publication is a pack on its way into force.
type Publication struct {
	ID        id.ID  `json:"id"`
	Policy    string `json:"policy"`
	Digest    string `json:"digest"`
	Standing  string `json:"standing" enum:"proposed,withdrawn,approved,begun,ended"`
	From      Time   `json:"from,omitzero" format:"date-time" doc:"once it is approved"`
	Until     Time   `json:"until" format:"date-time"`
	Reason    string `json:"reason"`
	Emergency string `json:"emergency,omitempty"`
	Proposed  Act    `json:"proposed"`
	Approved  *Act   `json:"approved,omitempty"`
	Withdrawn *Act   `json:"withdrawn,omitempty"`
}

// Act is what somebody did.
type Act struct {
	At     Time   `json:"at" format:"date-time"`
	By     id.ID  `json:"by,omitzero" doc:"the staff account; absent: who has the machine"`
	Role   string `json:"role"`
	Reason string `json:"reason,omitempty"`
}
