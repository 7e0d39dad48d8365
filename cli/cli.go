package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

// root is the command tree.
type root struct {
	Policy     policyCommand     `cmd:"" help:"Decide by rule books, and check, explain and compare them."`
	Pass       passCommand       `cmd:"" help:"Verify shown codes."`
	Evidence   evidenceCommand   `cmd:"" help:"Import evidence from files, and say what kinds there are."`
	Region     regionCommand     `cmd:"" help:"Look up divisions, and load streets and communities."`
	Risk       riskCommand       `cmd:"" help:"Import and list risk areas."`
	Contact    contactCommand    `cmd:"" help:"Bring in passenger lists and patients, and find who travelled together."`
	Place      placeCommand      `cmd:"" help:"Add places, and issue the codes that they post."`
	Statistics statisticsCommand `cmd:"" help:"Count codes, applications, cases and passages of a region and a time."`
	Passage    passageCommand    `cmd:"" help:"List passages of a region, and learn who passed, for a case."`
	Staff      staffCommand      `cmd:"" help:"Appoint, list, permit and suspend staff, and see what roles may do."`
	Sms        smsCommand        `cmd:"" help:"Send a test text, and see what became of texts."`
	Case       caseCommand       `cmd:"" help:"See, move and give cases that people decide."`
	Alarm      alarmCommand      `cmd:"" help:"See what auditors are told of at once."`
	Feed       feedCommand       `cmd:"" help:"What other authorities send by machine (NA-15)."`
	Finding    findingCommand    `cmd:"" help:"See and close what inspections found."`
	Itinerary  itineraryCommand  `cmd:"" help:"See how long telecom statements are valid, and try an operator out."`
	Login      loginCommand      `cmd:"" help:"Log in at a node as a member of staff, to act there with --server."`
	Logout     logoutHere        `cmd:"" help:"End that login."`
	Hub        hubCommand        `cmd:"" help:"Whom nodes trust: be a hub, join one, admit and remove nodes."`
	Audit      auditCommand      `cmd:"" help:"Verify the log that nobody can rewrite."`
	Demo       demoCommand       `cmd:"" help:"Start authorities in small and say what there is to see, or take a tour."`
	Serve      serveCommand      `cmd:"" help:"Run a node: its API, its pages and its background work."`
	Bench      benchCommand      `cmd:"" help:"Measure, each figure beside its floor."`
	Init       initCommand       `cmd:"" help:"Make a new node in a folder."`
	Version    versionCommand    `cmd:"" help:"Say which build this is."`
	Destroy    destroyCommand    `cmd:"" help:"End a node whose rules have ended: destroy its data, and certify it."`
	Paper      paperCommand      `cmd:"" help:"Issue and cancel codes on paper, for people without a phone."`

	Recognition recognitionCommand `cmd:"" help:"Say whose codes and certificates count here, as what: two people publish it."`
	Hcert       hcertCommand       `cmd:"" help:"Read EU certificates, and take the keys that they are believed under."`
}

// Exit codes.
const (
	fine    = 0
	refused = 1 // the input is refused, or what was checked is not in order
	misused = 2 // the command line is wrong
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// errFailed says that the command has said itself, on its streams, why it does not end well.
var errFailed = errors.New("failed")

// Run runs one command line, without the program's name, and gives the exit code.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	exited, code := false, fine
	parser, err := kong.New(&root{},
		kong.Name("kangma"),
		kong.Description("Kangma (康码): a health code system, of one authority and of many."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { exited, code = true, c }), // --help has been printed
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		panic("cli: the command tree is wrong: " + err.Error())
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exited {
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "kangma: %v\n", err)
		var parse *kong.ParseError
		if errors.As(err, &parse) && parse.Context.Selected() != nil {
			fmt.Fprintf(stderr, "See kangma %s --help\n", parse.Context.Selected().Path())
		} else {
			fmt.Fprintln(stderr, "See kangma --help")
		}
		return misused
	}
	command.BindTo(ctx, (*context.Context)(nil))
	switch err := command.Run(&Streams{In: stdin, Out: stdout, Err: stderr}); {
	case err == nil:
		return fine
	case errors.Is(err, errFailed):
		return refused
	default:
		fmt.Fprintln(stderr, err)
		return refused
	}
}
