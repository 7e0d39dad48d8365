package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/node"
	"kangma/staff"
)

// contactCommand is kangma contact.
type contactCommand struct {
	Policies   contactPolicies   `cmd:"" help:"List the policies about contacts, and what each rule says."`
	Timetable  contactTimetable  `cmd:"" help:"Bring in a timetable: a row for each stop."`
	Import     contactImport     `cmd:"" help:"Bring in passenger lists, patients, or published trips."`
	Seal       contactSeal       `cmd:"" help:"Make a copy of a list with keyed identifiers in the place of documents, with the help of the matching body."`
	Match      contactMatch      `cmd:"" help:"Match all lists with all patients; under a named policy as a trial."`
	Runs       contactRuns       `cmd:"" help:"List matchings with their counts."`
	Candidates contactCandidates `cmd:"" help:"List what a matching found, the nearest first."`
	Compare    contactCompare    `cmd:"" help:"Say how two matchings differ."`
	End        contactEnd        `cmd:"" help:"End a patient who was found to be none."`
}

type contactPolicies struct {
	Rules bool `help:"Print the rules too."`
}

func (c *contactPolicies) Run(s *Streams) error {
	all, err := contact.Shipped()
	if err != nil {
		return err
	}
	for _, p := range all {
		until := "…"
		if p.UntilDay != "" {
			until = p.UntilDay
		}
		fmt.Fprintf(s.Out, "%s  %s, %s  %s to %s, %d days before onset, at most %d candidates of one patient on one service\n", p, p.Authority.Zh, p.Authority.En, p.FromDay, until, int(p.Before), p.Cap)
		for _, r := range p.Rules {
			if c.Rules {
				fmt.Fprintf(s.Out, "  %-18s %s %s\n", r.ID, r.Title.Zh, r.Title.En)
			}
		}
	}
	return nil
}

// tableFlags say how a table is read.
type tableFlags struct {
	File     string `arg:"" help:"The table; - for standard input."`
	Sheet    string `help:"The sheet of an XLSX file; the first if none is named."`
	Encoding string `placeholder:"NAME" help:"The encoding of a CSV file, if it is not found out rightly: utf-8, gb18030, utf-16le, utf-16be."`
}

func (t tableFlags) options() sheet.Options {
	return sheet.Options{Sheet: t.Sheet, Encoding: sheet.Encoding(t.Encoding)}
}

type contactTimetable struct {
	nodeFlags
	tableFlags
	Mode   string `default:"train" help:"train, flight, coach or ship."`
	Source string `required:"" help:"Whose timetable it is; what the same source gave before is replaced."`
}

// Help is what kangma contact timetable --help says beside the flags.
func (*contactTimetable) Help() string {
	return `Columns: 车次 number, 站序 order, 站名 stop, 到站时间 arrives, 出发时间 departs, and 运行日期 days if not every day. Number and days stand in the row of the first
stop. Several numbers of one train are written G2331/G2334. Read = stored + refused, in stops: one that cannot be refuses its service whole.`
}

func (c *contactTimetable) Run(ctx context.Context, s *Streams) error {
	mode, err := contact.ParseMode(c.Mode)
	if err != nil {
		return err
	}
	data, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	out, err := n.ImportTimetable(ctx, node.Itself, data, c.options(), mode, c.Source)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "read %d = stored %d + refused %d stops; %d services\n", out.Read, out.Stored, out.Refused, out.Services)
	for i, f := range out.Refusals {
		if i == shownRefusals {
			fmt.Fprintf(s.Err, "and %d more\n", len(out.Refusals)-i)
			break
		}
		fmt.Fprintln(s.Err, f.Error())
	}
	if out.Refused > 0 {
		return errFailed
	}
	return nil
}

type contactImport struct {
	nodeFlags
	tableFlags
	Kind       string                   `default:"passengers" enum:"passengers,patients,trips" help:"passengers, patients or trips (the open form of February 2020)."`
	Set        map[contact.Field]string `placeholder:"FIELD=VALUE" help:"A field that is the same in every row: mode=train, number=G2331, date=2020-03-20."`
	Mapping    string                   `placeholder:"NAME|FILE" help:"What the columns mean: the name of a saved mapping, or a file. Without one the names of the columns tell."`
	Save       string                   `placeholder:"NAME" help:"Save the mapping under this name."`
	Errors     string                   `placeholder:"FILE" type:"path" help:"Write the refused rows there, with their reasons, to be corrected and sent again."`
	Inbound    bool                     `help:"Services from abroad."`
	Ventilated bool                     `help:"Windows open: not sealed and air-conditioned."`
	Unfiltered bool                     `help:"Aircraft without filters of fine particles."`
	Masked     bool                     `help:"Everybody aboard wore a mask by order."`
	Layout     string                   `placeholder:"ABC-DEF" help:"Seats in a row, an aisle at each dash."`
}

// Help is what kangma contact import --help says beside the flags.
func (*contactImport) Help() string {
	return `Columns of passengers: 证件类型, 证件号码 (or 匿名标识 keyed), 交通方式 mode, 车次/航班号 number, 始发日期 date or 乘车日期 boarded, 上车站 from, 下车站 to, 车厢 coach, 席位
seat, 席别 class, 乘务人员 crew, 服务区域 zone. Of patients: 证件号码 or 匿名标识, 类型 status, 发病时间 onset, 采样时间 sampled, 末次阴性采样时间 negative, 隔离时间 isolated, 剧烈症状
intense, 区划 region. Of trips: date, start, end, type, number, carriage, from, to, source. Documents become keyed identifiers on arrival and are kept nowhere. Read =
stored + refused + duplicate. Ends with 1 if a row was refused.`
}

func (c *contactImport) Run(ctx context.Context, s *Streams) error {
	data, err := readInput(s, c.File)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	f := node.ContactFile{Kind: contact.Kind(c.Kind), Table: c.options(), Fixed: c.Set, Inbound: c.Inbound,
		Traits: contact.Traits{Ventilated: c.Ventilated, Unfiltered: c.Unfiltered, Masked: c.Masked, Layout: c.Layout}}
	if text, no := os.ReadFile(c.Mapping); c.Mapping != "" && no == nil {
		if f.Mapping, err = contact.ParseMapping(text); err != nil {
			return err
		}
	} else {
		f.Saved = c.Mapping
	}
	if c.Save != "" {
		f.Mapping.Name = c.Save
		if err := n.SaveContactMapping(ctx, node.Itself, f.Mapping); err != nil {
			return err
		}
	}
	out, err := n.ImportContacts(ctx, node.Itself, data, f)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "read %d = stored %d + refused %d + duplicate %d\n", out.Read, out.Stored, len(out.Refused), out.Duplicate)
	return c.report(s, out)
}

func (c *contactImport) report(s *Streams, out node.ContactImport) error {
	for i, r := range out.Refused {
		if i == shownRefusals {
			fmt.Fprintf(s.Err, "and %d more\n", len(out.Refused)-i)
			break
		}
		fmt.Fprintf(s.Err, "row %d: %s\n", r.Number, r.Fault.Error())
	}
	if len(out.Refused) == 0 {
		return nil
	}
	if c.Errors != "" {
		file, err := os.OpenFile(c.Errors, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return unreadable(c.Errors, err)
		}
		if err := cmp.Or(out.WriteRefused(file), file.Close()); err != nil {
			return err
		}
		fmt.Fprintf(s.Err, "the refused rows are in %s\n", c.Errors)
	}
	return errFailed
}

type contactMatch struct {
	nodeFlags
	Policy string `placeholder:"NAME[@VERSION]" help:"Try this policy: nothing follows from it."`
}

func (c *contactMatch) Run(ctx context.Context, s *Streams) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	n, err := node.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer n.Close()
	run, err := n.StartMatch(ctx, node.Itself, c.Policy, machinePurpose)
	if err != nil {
		return err
	}
	working, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- n.Run(working) }()
	defer func() { cancel(); <-ended }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if err := ctx.Err(); err != nil {
			return err
		}
		now, err := n.ContactRun(ctx, node.Itself, run.ID)
		if err != nil {
			return err
		}
		if now.State != "" {
			fmt.Fprintln(s.Out, runLine(now.Run))
			if now.Error != "" {
				return fmt.Errorf("%s", now.Error)
			}
			return nil
		}
	}
	return nil
}

// machinePurpose is why whoever has the machine looks at what a matching found.
var machinePurpose = staff.Purpose{Kind: "investigation", Case: "command line"}

func runLine(r contact.Run) string {
	kind, c := "", r.Counts
	if r.Trial {
		kind = " trial"
	}
	if r.EndedAt == instant.Never {
		kind += " running"
	}
	return fmt.Sprintf("%s %s%s: %d patients, %d trips, %d services, %d passengers: close %d, ask %d, notice %d (capped %d), general %d; proposed %d, held %d, not of this node %d",
		r.ID, r.Policy, kind, c.Patients, c.Trips, c.Services, c.Passengers, c.Close, c.Ask, c.Notice, c.Capped, c.General, c.Proposed, c.Held, c.Unknown)
}

type contactRuns struct{ nodeFlags }

func (c *contactRuns) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.ContactRuns(ctx, node.Itself, id.ID{}, 50)
	for _, r := range list {
		fmt.Fprintln(s.Out, runLine(r))
	}
	return err
}

type contactCandidates struct {
	nodeFlags
	Matching string `arg:"" name:"run" help:"Id of the matching."`
	Class    string `default:"close" enum:"close,ask,notice,general" help:"close, ask, notice or general."`
	Limit    int    `default:"50" help:"How many."`
}

func (c *contactCandidates) Run(ctx context.Context, s *Streams) error {
	run, err := runID(c.Matching)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	rows, err := n.ContactCandidates(ctx, node.Itself, run, contact.Class(c.Class), 0, nil, c.Limit, machinePurpose)
	for _, r := range rows {
		fmt.Fprintf(s.Out, "%s %s %v %s %s—%s %s: %s, %d stops, %d minutes, %d rows apart, score %d\n", r.Who, r.Day, r.Numbers, r.Mode, r.From, r.To, r.Seat, r.Rule, r.Stops, r.Minutes, r.Apart, r.Score)
	}
	return err
}

func runID(s string) (id.ID, error) {
	v, err := id.Parse(s)
	if err != nil {
		return v, fault.Field("RUN", s, "is not the id of a matching")
	}
	return v, nil
}

type contactCompare struct {
	nodeFlags
	Before string `arg:"" help:"Id of a matching."`
	After  string `arg:"" help:"Id of another."`
}

func (c *contactCompare) Run(ctx context.Context, s *Streams) error {
	before, err := runID(c.Before)
	if err != nil {
		return err
	}
	after, err := runID(c.After)
	if err != nil {
		return err
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	d, err := n.CompareContacts(ctx, node.Itself, before, after)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s → %s: %d the same\n", d.Before.Policy, d.After.Policy, d.Same)
	for _, k := range slices.Sorted(maps.Keys(d.Changed)) {
		fmt.Fprintf(s.Out, "%s: %d\n", k, d.Changed[k])
	}
	return nil
}

type contactEnd struct {
	nodeFlags
	Patient string `arg:"" help:"Id of the patient."`
}

func (c *contactEnd) Run(ctx context.Context) error {
	v, err := id.Parse(c.Patient)
	if err != nil {
		return fault.Field("PATIENT", c.Patient, "is not the id of a patient")
	}
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	return n.EndContactPatient(ctx, node.Itself, v)
}
