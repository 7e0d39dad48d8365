package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/region"
	"kangma/staff"
)

// staffCommand is kangma staff. Whoever has the machine acts as the node itself, and is logged as such.
type staffCommand struct {
	Appoint  appointCommand      `cmd:"" help:"Appoint the account of a phone to a role in a region, as whoever has the machine."`
	Import   appointAllCommand   `cmd:"" help:"Appoint many from a table with the columns phone, name, role, region."`
	Dismiss  dismissCommand      `cmd:"" help:"End an appointment at once."`
	List     staffListCommand    `cmd:"" help:"List who is appointed in a region, or the account of a phone."`
	History  staffHistoryCommand `cmd:"" help:"List what an account was ever appointed to, by whom, until when."`
	Grant    grantCommand        `cmd:"" help:"Give an exception: special, help in another region, or the transfer of a person."`
	Withdraw withdrawCommand     `cmd:"" help:"End an exception at once."`
	Grants   grantsCommand       `cmd:"" help:"List exceptions, emergency access among them."`
	Suspend  suspendCommand      `cmd:"" help:"Make an account inactive at once, and end its logins."`
	Restore  restoreCommand      `cmd:"" help:"Lift a suspension."`
	Away     awayCommand         `cmd:"" help:"Enter that somebody is absent, and his deputy."`
	Back     backCommand         `cmd:"" help:"End an absence."`
	Logout   logoutCommand       `cmd:"" help:"End all logins of an account."`
	Enrol    enrolCommand        `cmd:"" help:"Give the code with which somebody makes his first passkey, once and within a day."`
	Link     linkCommand         `cmd:"" help:"Let an account of the authority's provider log in as a member of staff."`
	Unlink   unlinkCommand       `cmd:"" help:"Take the provider's accounts from a member of staff."`
	Roles    rolesCommand        `cmd:"" help:"List the roles and what each may do."`
}

func readRegion(s string) (region.Code, error) {
	if s == "" {
		return 0, nil
	}
	r, err := region.ParseCode(s)
	if err != nil {
		return 0, fault.Field("region", s, "is not a region code")
	}
	return r, nil
}

func readID(field, s string) (id.ID, error) {
	if s == "" {
		return id.ID{}, nil
	}
	v, err := id.Parse(s)
	if err != nil {
		return v, fault.Field(field, s, "is not an id of 32 hexadecimal digits")
	}
	return v, nil
}

// on runs what a command does on the node of its folder.
func (f nodeFlags) on(ctx context.Context, do func(*node.Node) error) error {
	n, err := f.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(n), n.Close())
}

type appointCommand struct {
	nodeFlags
	Phone  string `help:"Phone that the person logs in with." required:""`
	Name   string `help:"Name of the person." required:""`
	Role   string `help:"One of the roles of kangma staff roles." required:""`
	Region string `help:"Region code that the role is for." required:""`
}

func (c *appointCommand) Run(ctx context.Context, s *Streams) error {
	a, err := newAppointment(c.Phone, c.Name, c.Role, c.Region)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error {
		a, err := n.Appoint(ctx, node.Itself, a)
		if err == nil {
			fmt.Fprintf(s.Out, "%s %s in %s since %s\n", a.ID, a.Role, a.Region, a.From.In(instant.Beijing))
		}
		return err
	})
}

func newAppointment(phone, name, role, in string) (node.NewAppointment, error) {
	a := node.NewAppointment{Phone: phone, Name: name}
	var err error
	if a.Role, err = staff.ParseRole(role); err != nil {
		return node.NewAppointment{}, err
	}
	if a.Region, err = readRegion(in); err != nil {
		return node.NewAppointment{}, err
	}
	return a, nil
}

type appointAllCommand struct {
	nodeFlags
	File string `arg:"" help:"CSV or XLSX whose first row names the columns phone, name, role, region." type:"existingfile"`
}

func (c *appointAllCommand) Run(ctx context.Context, s *Streams) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	rows, err := appointmentRows(file)
	if err != nil {
		return err
	}
	list := make([]node.NewAppointment, len(rows))
	for i, r := range rows {
		list[i] = r.appointment // of a row that cannot be read it is empty, and so refused
	}
	return c.on(ctx, func(n *node.Node) error {
		results, err := n.AppointAll(ctx, node.Itself, list)
		if err != nil {
			return err
		}
		appointed := 0
		for i, r := range results {
			switch refused := cmp.Or(rows[i].wrong, r.Err); refused {
			case nil:
				appointed++
				fmt.Fprintf(s.Out, "row %d: %s %s in %s\n", rows[i].number, r.Appointment.ID, r.Appointment.Role, r.Appointment.Region)
			default:
				fmt.Fprintf(s.Err, "row %d: %v\n", rows[i].number, refused)
			}
		}
		fmt.Fprintf(s.Out, "%d appointed, %d refused\n", appointed, len(results)-appointed)
		if appointed < len(results) {
			return errFailed
		}
		return nil
	})
}

type dismissCommand struct {
	nodeFlags
	Appointment string `arg:"" help:"Id of the appointment."`
}

func (c *dismissCommand) Run(ctx context.Context, s *Streams) error {
	v, err := readID("appointment", c.Appointment)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error {
		a, err := n.Dismiss(ctx, node.Itself, v)
		if err == nil {
			fmt.Fprintf(s.Out, "%s ended at %s\n", a.ID, a.Until.In(instant.Beijing))
		}
		return err
	})
}

type staffListCommand struct {
	nodeFlags
	Region string `help:"Region code; the node's own by default."`
	Role   string `help:"Only this role."`
	Phone  string `help:"Only the account of this phone."`
}

func (c *staffListCommand) Run(ctx context.Context, s *Streams) error {
	q := node.StaffQuery{Phone: c.Phone, Limit: 500}
	var err error
	if q.Region, err = readRegion(c.Region); err != nil {
		return err
	}
	if c.Role != "" {
		if q.Role, err = staff.ParseRole(c.Role); err != nil {
			return err
		}
	}
	return c.on(ctx, func(n *node.Node) error {
		for {
			list, err := n.Staff(ctx, node.Itself, q)
			if err != nil {
				return err
			}
			printMembers(s.Out, list)
			if len(list) < q.Limit || q.Phone != "" {
				return nil
			}
			q.After = list[len(list)-1].ID
		}
	})
}

type staffHistoryCommand struct {
	nodeFlags
	Staff string `arg:"" help:"Id of the account."`
}

func (c *staffHistoryCommand) Run(ctx context.Context, s *Streams) error {
	v, err := readID("staff", c.Staff)
	if err != nil {
		return err
	}
	return c.on(ctx, func(n *node.Node) error {
		list, err := n.StaffHistory(ctx, node.Itself, v)
		printMembers(s.Out, list)
		return err
	})
}

func printMembers(w io.Writer, list []node.Member) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	for _, m := range list {
		state := ""
		switch {
		case m.Suspended:
			state = "suspended"
		case m.Away != nil:
			state = "away until " + m.Away.Until.In(instant.Beijing)
		}
		until := ""
		if m.Until != instant.Never {
			until = m.Until.In(instant.Beijing)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", m.ID, m.Staff, m.Role, m.Region, m.Who.Name.Reveal(), m.Who.Phone.Masked(), m.From.In(instant.Beijing), until, state)
	}
}

type rolesCommand struct{}

func (*rolesCommand) Run(s *Streams) error {
	for _, o := range staff.Offices {
		fmt.Fprintf(s.Out, "%-20s %s\n    %s\n", o.Role, o.Zh, o.About)
		for _, a := range o.May {
			fmt.Fprintf(s.Out, "    %s\n", a)
		}
	}
	return nil
}
